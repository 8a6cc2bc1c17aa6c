import { timingSafeEqual } from 'node:crypto';
import type { Notice } from '../connector.ts';
import { parseGmoForm } from './parse.ts';

/**
 * The result notification carries no signature: only that it is a form about a trade of the shop at this address can be
 * seen. It proves nothing, so that nothing but a question to the gateway follows from it.
 */
export function isPlausibleNotice(notice: Notice, shops: readonly string[]): boolean {
  if (!/^application\/x-www-form-urlencoded\b/i.test(notice.headers['content-type'] ?? '')) return false;
  const fields = parseGmoForm(notice.body);
  if (!fields || !/^\d{1,3}$/.test(fields.PayType ?? '')) return false;
  const named = Buffer.from(fields.ShopID ?? '');
  return shops.some((shop) => named.length === Buffer.byteLength(shop) && timingSafeEqual(named, Buffer.from(shop)));
}

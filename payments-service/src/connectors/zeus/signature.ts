import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Notice } from '../connector.ts';
import { parseZeusForm } from './parse.ts';

/** What we give with an order (`sendpoint`, a free field) and see again in its notices: of that shop and that order alone. */
export function markOf(key: string, clientIp: string, order: string): string {
  return createHmac('sha256', key).update(`${clientIp}:${order}`).digest('hex').slice(0, 40);
}

/** Nothing is signed. The mark says that the order is ours, and nothing of its sum or state: a question follows. */
export function isPlausibleNotice(notice: Notice, keys: readonly string[]): boolean {
  const fields = parseZeusForm(notice.body);
  if (!fields?.clientip || !fields.sendid) return false;
  const given = Buffer.from(fields.sendpoint ?? '');
  return keys.some((key) => {
    const mark = Buffer.from(markOf(key, fields.clientip!, fields.sendid!));
    return given.length === mark.length && timingSafeEqual(given, mark);
  });
}

import { verifyHexHmacSha256 } from '../signatures/hmac-sha256.ts';
import type { Notice } from '../connector.ts';

/**
 * X-Komoju-Signature: lower-case hex HMAC-SHA256 of the raw body keyed with the webhook's token as UTF-8. Nothing else
 * is covered: not X-Komoju-ID, not X-Komoju-Event, no time.
 */
export function verifyKomojuSignature(notice: Notice, secrets: readonly string[]): boolean {
  return verifyHexHmacSha256(notice.body, notice.headers['x-komoju-signature'], secrets);
}

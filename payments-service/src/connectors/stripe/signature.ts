import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Notice } from '../connector.ts';

/** Either way: a clock of ours that is wrong refuses, and the retry after the mend heals (providers.md 10, case 26). */
const toleranceSeconds = 300;
/** More than a rollover of secrets ever needs; a header full of guesses costs no more work than that. */
const mostSignatures = 8;

/**
 * Stripe-Signature: `t=<unix>,v1=<hex>[,v1=<hex>…]`, other schemes ignored. Signed is the time, a dot and the raw body, with
 * the whole secret, its `whsec_` included. One fitting `v1` is enough: two come while a secret is being rolled.
 */
export function verifyStripeSignature(notice: Notice, secrets: readonly string[], now: Date): boolean {
  const header = readHeader(notice.headers['stripe-signature']);
  if (header === null || Math.abs(Math.floor(now.getTime() / 1000) - header.at) > toleranceSeconds) return false;
  return isSignedBy(header, notice.body, secrets);
}

/** Stripe signed it, whenever that was: a replay, or one of the two clocks is wrong (providers.md 10, cases 25 and 26). */
export function isStripeSignature(notice: Notice, secrets: readonly string[]): boolean {
  const header = readHeader(notice.headers['stripe-signature']);
  return header !== null && isSignedBy(header, notice.body, secrets);
}

interface SignatureHeader {
  readonly at: number;
  readonly signatures: readonly Buffer[];
}

function isSignedBy(header: SignatureHeader, body: Buffer, secrets: readonly string[]): boolean {
  let genuine = false;
  // Every pair is tried, so that the time taken does not tell which one fits.
  for (const secret of secrets) {
    const expected = createHmac('sha256', Buffer.from(secret, 'utf8')).update(`${header.at}.`).update(body).digest();
    for (const signature of header.signatures) if (timingSafeEqual(signature, expected)) genuine = true;
  }
  return genuine;
}

function readHeader(text: string | undefined): SignatureHeader | null {
  if (text === undefined) return null;
  const parts = text.split(',').map((part) => part.split('='));
  const times = parts.filter(([name]) => name === 't');
  const written = times[0]?.[1] ?? '';
  // Zeros in front would be signed as they stand, and we sign the number.
  if (times.length !== 1 || times[0]!.length !== 2 || !/^[1-9]\d{0,11}$/.test(written)) return null;
  const signatures = parts.filter(([name, value, ...more]) => name === 'v1' && more.length === 0 && /^[0-9a-f]{64}$/.test(value ?? ''));
  if (signatures.length === 0 || signatures.length > mostSignatures) return null;
  return { at: Number(written), signatures: signatures.map(([, value]) => Buffer.from(value!, 'hex')) };
}

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { RefundBank } from '@tsudoi/shared/contracts/payments/refund.contract';
import type { RefundId } from '@tsudoi/shared/kernel/ids';
import type { Platform } from '../../platform/platform.ts';

const sealingKey = (platform: Platform): Buffer =>
  Buffer.from(hkdfSync('sha256', platform.env.PASSWORD_PEPPER, '', 'tsudoi refund account', 32));

/** A payer's bank account, sealed with a key that is not in the database and bound to its refund: copied elsewhere it opens nothing. */
export function sealBank(platform: Platform, refundId: RefundId, bank: RefundBank): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(platform), iv).setAAD(Buffer.from(refundId));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(bank), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @throws Error when the key is another one or the text was altered */
export function openBank(platform: Platform, refundId: RefundId, sealed: string): RefundBank {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(platform), bytes.subarray(0, 12))
    .setAAD(Buffer.from(refundId))
    .setAuthTag(bytes.subarray(12, 28));
  const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  return RefundBank.parse(JSON.parse(text));
}

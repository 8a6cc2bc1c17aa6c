import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Platform } from '../../platform/platform.ts';

const sealingKey = (platform: Platform): Buffer =>
  Buffer.from(hkdfSync('sha256', platform.env.PASSWORD_PEPPER, '', 'tsudoi second factor', 32));

/** Sealed with a key that is not in the database, and bound to its owner: a row copied elsewhere opens nothing. */
export function sealFactor(platform: Platform, ownerId: string, secret: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(platform), iv).setAAD(Buffer.from(ownerId));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @throws Error when it is somebody else's, or was sealed with another key */
export function unsealFactor(platform: Platform, ownerId: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(platform), bytes.subarray(0, 12))
    .setAAD(Buffer.from(ownerId))
    .setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}

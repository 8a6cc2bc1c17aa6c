import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Platform } from './platform.ts';

/** The key of one purpose, made of a secret that is not in the database. */
export const sealingKey = ({ env }: Pick<Platform, 'env'>, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', env.PASSWORD_PEPPER, '', `tsudoi ${purpose}`, 32));

/** Seals a secret with a key that is not in the database, and binds it to its owner: a row copied elsewhere opens nothing. */
export function seal(platform: Pick<Platform, 'env'>, purpose: string, ownerId: string, secret: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(platform, purpose), iv).setAAD(Buffer.from(ownerId));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @throws Error when the key or the owner is another one, or the text was altered */
export function unseal(platform: Pick<Platform, 'env'>, purpose: string, ownerId: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(platform, purpose), bytes.subarray(0, 12))
    .setAAD(Buffer.from(ownerId))
    .setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}

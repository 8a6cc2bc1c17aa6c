import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** AES-256-GCM over a secret; the text is `v1.<iv>.<tag>.<sealed>` in base64url. */
export function sealSecret(secret: string, keyHex: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(keyHex, 'hex'), iv);
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return ['v1', iv.toString('base64url'), cipher.getAuthTag().toString('base64url'), sealed.toString('base64url')].join('.');
}

/** @throws Error when the key is another one or the text was altered. */
export function openSecret(text: string, keyHex: string): string {
  const [version, iv, tag, sealed] = text.split('.');
  if (version !== 'v1' || !iv || !tag || sealed === undefined) throw new Error('a stored secret has an unknown form');
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(keyHex, 'hex'), Buffer.from(iv, 'base64url'));
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString('utf8');
}

/** By which a sealed secret is found again without being readable: the same for the same secret in the same place only. */
export function markOfSecret(place: string, secret: string, keyHex: string): string {
  return createHmac('sha256', Buffer.from(keyHex, 'hex')).update(`${place}:${secret}`).digest('base64url');
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Platform } from './platform.ts';
import { sealingKey } from './sealed.ts';

/** A piece of a sealed file before it is sealed; behind it come its nonce and its tag. */
const pieceSize = 64 * 1024;
const [nonceSize, tagSize] = [12, 16];

/** Whose file it is, which piece of it, and whether the last one: a piece elsewhere, or a file cut short, does not open. */
const boundTo = (ownerId: string, index: number, isLast: boolean) => Buffer.from(`${ownerId}:${index}:${isLast ? 'last' : 'more'}`);

/** Cut to pieces of one size; the last one says so, and may be empty. */
async function* cut(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<{ piece: Buffer; isLast: boolean }> {
  let held: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    held = held.length === 0 ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : Buffer.concat([held, bytes]);
    // What may be the last piece waits for the end.
    for (; held.length > size; held = held.subarray(size)) yield { piece: held.subarray(0, size), isLast: false };
  }
  yield { piece: held, isLast: true };
}

/** Seals a file as it is written, with a key that is not in the database; nothing is held but the piece at work. */
export async function* sealFile(
  platform: Pick<Platform, 'env'>,
  purpose: string,
  ownerId: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const key = sealingKey(platform, purpose);
  let index = 0;
  for await (const { piece, isLast } of cut(source, pieceSize)) {
    const nonce = randomBytes(nonceSize);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(ownerId, index, isLast));
    const sealed = Buffer.concat([cipher.update(piece), cipher.final()]);
    yield Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    index += 1;
  }
}

/** Opens a sealed file as it is read. @throws Error when it was altered, cut short, or belongs to somebody else */
export async function* unsealFile(
  platform: Pick<Platform, 'env'>,
  purpose: string,
  ownerId: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const key = sealingKey(platform, purpose);
  let index = 0;
  for await (const { piece, isLast } of cut(source, nonceSize + tagSize + pieceSize)) {
    const decipher = createDecipheriv('aes-256-gcm', key, piece.subarray(0, nonceSize))
      .setAAD(boundTo(ownerId, index, isLast))
      .setAuthTag(piece.subarray(nonceSize, nonceSize + tagSize));
    yield Buffer.concat([decipher.update(piece.subarray(nonceSize + tagSize)), decipher.final()]);
    index += 1;
  }
}

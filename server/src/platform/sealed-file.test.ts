import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sealFile, unsealFile } from './sealed-file.ts';

const platform = { env: { PASSWORD_PEPPER: 'a pepper of the test' } } as Parameters<typeof sealFile>[0];

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function all(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const found: Buffer[] = [];
  for await (const piece of pieces) found.push(piece);
  return Buffer.concat(found);
}
const sealed = (bytes: Buffer, owner = 'org:file') => all(sealFile(platform, 'a test', owner, inPieces(bytes, 1000)));
const opened = (bytes: Buffer, owner = 'org:file') => all(unsealFile(platform, 'a test', owner, inPieces(bytes, 70_001)));

describe('a file that is kept sealed', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 200_000])('opens to the same %i bytes, and shows none of them', async (size) => {
    const bytes = randomBytes(size);
    const kept = await sealed(bytes);
    expect((await opened(kept)).equals(bytes)).toBe(true);
    if (size > 20) expect(kept.includes(bytes.subarray(0, 20))).toBe(false);
  });

  it('does not open for another owner, altered, cut short at a piece, or with its pieces in another order', async () => {
    const kept = await sealed(randomBytes(200_000));
    const piece = 65_536 + 28;
    const altered = Buffer.from(kept);
    altered[100_000]! ^= 1;
    const turned = Buffer.concat([kept.subarray(piece, 2 * piece), kept.subarray(0, piece), kept.subarray(2 * piece)]);
    await expect(opened(kept, 'other:file')).rejects.toThrow();
    for (const wrong of [altered, turned, kept.subarray(0, piece), kept.subarray(0, 0)]) await expect(opened(wrong)).rejects.toThrow();
  });
});

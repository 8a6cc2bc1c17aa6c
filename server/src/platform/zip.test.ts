import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { type ZipEntry, endOf, zipOf } from './zip.ts';

const at = new Date('2026-04-01T00:30:00+09:00');

async function* list(entries: readonly ZipEntry[]): AsyncGenerator<ZipEntry> {
  yield* entries;
}

async function written(entries: readonly ZipEntry[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of zipOf(list(entries))) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('IMP-07: an archive as it is written', () => {
  test('IMP-07: holds texts pressed and papers as they are, under their names', async () => {
    const text = '髙﨑 春子\n'.repeat(10_000);
    const bytes = await written([
      { name: '会員.csv', at, packed: false, content: [Buffer.from(text.slice(0, 7)), Buffer.from(text.slice(7))] },
      { name: '書類/領収書_1.pdf', at, packed: true, content: [Buffer.from('%PDF'), Buffer.from('-1.7')] },
      { name: '空.txt', at, packed: false, content: [] },
    ]);
    expect(bytes.length).toBeLessThan(Buffer.byteLength(text) / 5);
    const files = unzipSync(bytes);
    expect(Object.keys(files)).toEqual(['会員.csv', '書類/領収書_1.pdf', '空.txt']);
    expect(Buffer.from(files['会員.csv']!).toString()).toBe(text);
    expect(Buffer.from(files['書類/領収書_1.pdf']!).toString()).toBe('%PDF-1.7');
    expect(files['空.txt']).toHaveLength(0);
  });

  test('IMP-07: more files than the old format can count, and more bytes than it can reach, are told in the new one', () => {
    const small = endOf(3, 200, 4_000_000_000);
    expect([small.length, small.readUInt16LE(10), small.readUInt32LE(16)]).toEqual([22, 3, 4_000_000_000]);
    const many = endOf(66_000, 5_000_000, 6_000_000_000);
    expect([many.readUInt32LE(0), many.readBigUInt64LE(32), many.readBigUInt64LE(40), many.readBigUInt64LE(48)]).toEqual([
      0x0606_4b50,
      66_000n,
      5_000_000n,
      6_000_000_000n,
    ]);
    // The place of that record, and an old end that sends a reader there.
    expect([many.readUInt32LE(56), many.readBigUInt64LE(64)]).toEqual([0x0706_4b50, 6_005_000_000n]);
    expect([many.readUInt32LE(76), many.readUInt16LE(86), many.readUInt32LE(92)]).toEqual([0x0605_4b50, 0xffff, 0xffff_ffff]);
  });

  test('IMP-07: what breaks off in the middle is no whole archive', async () => {
    const broken = async function* () {
      yield Buffer.from('a');
      throw new Error('the database is away');
    };
    await expect(written([{ name: 'a.csv', at, packed: false, content: broken() }])).rejects.toThrow('the database is away');
  });
});

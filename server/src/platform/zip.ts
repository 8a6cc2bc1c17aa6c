import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import { jstDateOf, jstTimeOf } from '@tsudoi/shared/kernel/jst';
import type { LeavingFile } from './files.ts';

export interface ZipEntry {
  readonly name: string;
  readonly at: Date;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Papers and pictures are packed already: pressing them again costs time and gains nothing. */
  readonly packed: boolean;
}

const most32 = 0xffff_ffff;
const most16 = 0xffff;
/** Sizes follow the bytes (bit 3); names are UTF-8 (bit 11). */
const flags = 0x0808;

/** An archive knows no zone: what stands in it is the hour in Japan. */
function dosTime(at: Date): number {
  const [year = 1980, month = 1, day = 1] = jstDateOf(at).split('-').map(Number);
  const [hour = 0, minute = 0] = jstTimeOf(at).split(':').map(Number);
  return (((Math.max(year, 1980) - 1980) << 25) | (month << 21) | (day << 16) | (hour << 11) | (minute << 5)) >>> 0;
}

/** A row of little-endian numbers: each as [bytes, value]. */
function record(...fields: readonly (readonly [2 | 4 | 8, number])[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 8) bytes.writeBigUInt64LE(BigInt(value), at);
    else bytes.writeUIntLE(value, at, width);
    at += width;
  }
  return bytes;
}

function pressed(pieces: AsyncIterable<Uint8Array>): { readonly out: AsyncIterable<Uint8Array>; close(): void } {
  const source = Readable.from(pieces, { objectMode: true });
  const deflate = createDeflateRaw({ level: 6 });
  source.once('error', (error) => deflate.destroy(error));
  source.pipe(deflate);
  return {
    out: deflate as AsyncIterable<Uint8Array>,
    close() {
      source.destroy();
      deflate.destroy();
    },
  };
}

interface Written {
  readonly name: Buffer;
  readonly method: number;
  readonly time: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

function directoryRow({ name, method, time, crc, packedSize, size, offset }: Written): Buffer {
  const far = offset >= most32;
  return Buffer.concat([
    record([4, 0x0201_4b50], [2, 45], [2, far ? 45 : 20], [2, flags], [2, method], [4, time], [4, crc], [4, packedSize], [4, size]),
    record([2, name.length], [2, far ? 12 : 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, far ? most32 : offset]),
    name,
    far ? record([2, 1], [2, 8], [8, offset]) : Buffer.alloc(0),
  ]);
}

/** What an archive ends with. Beyond what the old format can count or reach, the new one (ZIP64) says it. */
export function endOf(count: number, size: number, offset: number): Buffer {
  const large = count >= most16 || size >= most32 || offset >= most32;
  const end = record(
    [4, 0x0605_4b50],
    [2, 0],
    [2, 0],
    [2, large ? most16 : count],
    [2, large ? most16 : count],
    [4, large ? most32 : size],
    [4, large ? most32 : offset],
    [2, 0],
  );
  if (!large) return end;
  const after = offset + size;
  return Buffer.concat([
    record([4, 0x0606_4b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, count], [8, count], [8, size], [8, offset]),
    record([4, 0x0706_4b50], [4, 0], [8, after], [4, 1]),
    end,
  ]);
}

/**
 * An archive as it is written: any number of files and any size of the whole (ZIP64), nothing held but the piece at work and
 * a line per file. One file may have up to 4 GiB. @throws RangeError for a larger one; whatever a content throws
 */
export async function* zipOf(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const name = Buffer.from(entry.name);
    const [method, time, start] = [entry.packed ? 0 : 8, dosTime(entry.at), offset];
    const head = Buffer.concat([
      record([4, 0x0403_4b50], [2, 20], [2, flags], [2, method], [4, time], [4, 0], [4, 0], [4, 0], [2, name.length], [2, 0]),
      name,
    ]);
    offset += head.length;
    yield head;
    let [crc, size, packedSize] = [0, 0, 0];
    const measured = async function* () {
      for await (const piece of entry.content) {
        crc = crc32(piece, crc);
        size += piece.length;
        yield piece;
      }
    };
    const { out, close } = entry.packed ? { out: measured(), close: () => undefined } : pressed(measured());
    try {
      for await (const piece of out) {
        packedSize += piece.length;
        yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      }
    } finally {
      close();
    }
    if (size >= most32 || packedSize >= most32) throw new RangeError('a file of an archive is too large');
    const tail = record([4, 0x0807_4b50], [4, crc], [4, packedSize], [4, size]);
    offset += packedSize + tail.length;
    yield tail;
    directory.push(directoryRow({ name, method, time, crc, packedSize, size, offset: start }));
  }
  const size = directory.reduce((sum, row) => sum + row.length, 0);
  for (let at = 0; at < directory.length; at += 1000) yield Buffer.concat(directory.slice(at, at + 1000));
  yield endOf(directory.length, size, offset);
}

/** Files that are packed already, as entries. */
export async function* entriesOf(files: AsyncIterable<LeavingFile>): AsyncGenerator<ZipEntry> {
  for await (const { name, at, bytes } of files) yield { name, at, content: [bytes], packed: true };
}

import { gunzipSync } from 'node:zlib';

/**
 * The bytes of a file that came packed (gzip), or why there are none. Never more than so many, whatever it says it holds
 * (security.md 4.13).
 */
export function unpackFile(packed: Uint8Array, mostBytes: number): Buffer | 'not_packed' | 'too_large' {
  try {
    // Into one piece as long as the file says of itself: put together from many it would stand in memory twice.
    const told = packed.length < 4 ? 0 : Buffer.from(packed.buffer, packed.byteOffset).readUInt32LE(packed.length - 4);
    return gunzipSync(packed, { maxOutputLength: mostBytes, chunkSize: Math.min(Math.max(told, 16_384), mostBytes) + 1 });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'not_packed';
  }
}

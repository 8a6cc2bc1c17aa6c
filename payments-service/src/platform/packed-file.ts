import { gunzipSync } from 'node:zlib';

/**
 * The bytes of a file that came packed (gzip), or why there are none. Never more than so many, whatever it says it holds
 * (security.md 4.13).
 */
export function unpackFile(packed: Uint8Array, mostBytes: number): Buffer | 'not_packed' | 'too_large' {
  try {
    return gunzipSync(packed, { maxOutputLength: mostBytes });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'not_packed';
  }
}

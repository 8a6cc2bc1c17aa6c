/** Files of banks in the browser: packed on the way in, because they are mostly spaces; saved byte by byte on the way out. */

/** The file as the server takes it: gzip. */
export async function packed(file: Blob): Promise<File> {
  const stream = file.stream().pipeThrough(new CompressionStream('gzip'));
  return new File([await new Response(stream).arrayBuffer()], 'result.gz', { type: 'application/gzip' });
}

/** The bytes of a file that came as base64, none of them changed by an encoding. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

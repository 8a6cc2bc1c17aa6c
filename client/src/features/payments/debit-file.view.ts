/** Files of banks in the browser: packed on the way in, because they are mostly spaces; saved byte by byte on the way out. */

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The file as the server takes it: gzip in base64. */
export async function packed(file: Blob): Promise<string> {
  const stream = file.stream().pipeThrough(new CompressionStream('gzip'));
  return base64Of(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** The bytes of a file that came as base64, none of them changed by an encoding. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

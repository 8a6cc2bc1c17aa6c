import { authorizedFetch } from './trpc.ts';

/** A file the server refused, with what it said of it. */
export class FileError extends Error {
  readonly data: unknown;

  constructor(data: unknown) {
    super('file refused');
    this.data = data;
  }
}

/** A file that needs the session, to be shown in the page. @throws FileError with the server's refusal */
export async function blobOf(path: string, init: RequestInit = {}): Promise<Blob> {
  const response = await authorizedFetch(path, init);
  if (response.ok) return response.blob();
  throw new FileError(await response.json().catch(() => null));
}

/** Saves a file that needs the session; a plain link could not send the token. */
export async function downloadFile(path: string, fileName: string, init: RequestInit = {}): Promise<void> {
  const url = URL.createObjectURL(await blobOf(path, init));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Saves a small file that came with an answer, in base64. */
export function saveBytes(fileName: string, base64: string, type: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

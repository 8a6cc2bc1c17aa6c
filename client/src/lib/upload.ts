import { FileError } from './files.ts';
import type { FileWay } from './file-way.ts';
import { authorizedFetch } from './trpc.ts';

const enough = 2 * 1024 * 1024;
const longestSide = 2400;

/** A photograph of a phone is larger than anybody needs to read a card by, and than a train's network carries. */
async function smaller(file: File): Promise<File> {
  if (file.size <= enough || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.88));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.[^.]*$/, '.jpg'), { type: 'image/jpeg' }) : file;
  } catch {
    // What the browser cannot read, the server refuses with the reason.
    return file;
  }
}

/** Sends one file as a form does; answers what the server says of it. @throws FileError with the server's refusal */
export async function sendForm(path: string, file: File, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const form = new FormData();
  const sent = await smaller(file);
  form.append('file', sent, sent.name);
  const response = await authorizedFetch(path, { method: 'POST', body: form, headers });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new FileError(body);
  return body;
}

/** Sends a file for a field in; answers what the form then says of it. @throws FileError with the server's refusal */
export async function uploadFile(way: FileWay, fieldId: string, file: File): Promise<string> {
  const body = (await sendForm(`${way.path}/${fieldId}`, file, way.headers)) as { value?: string } | null;
  if (body?.value === undefined) throw new FileError(body);
  return body.value;
}

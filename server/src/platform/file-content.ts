import { inflateSync } from 'node:zlib';
import { fileTypes } from '@tsudoi/shared/contracts/members/member-file.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { fileTypeFromBuffer } from 'file-type';
import sharp, { type Sharp } from 'sharp';

/** 25 million: a photograph of a phone fits; what unpacks to gigabytes does not (security.md 4.13). */
const pixels = 25_000_000;
// Each file is looked at once, so a cache would only hold strangers' pictures; one thread leaves the other core to everybody else.
sharp.cache(false);
sharp.concurrency(1);

export interface CheckedContent {
  readonly bytes: Buffer;
  readonly contentType: string;
}

const encoders: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  'image/jpeg': (image) => image.jpeg({ quality: 85 }),
  'image/png': (image) => image.png(),
  'image/webp': (image) => image.webp({ quality: 85 }),
};

/**
 * What may be kept of a file: of a picture its pixels, written anew without position, camera or anything behind them; a PDF
 * as it is when nothing in it acts. The ending, the bytes and what can be read of them must agree.
 * @throws DomainError FILE_TYPE_REFUSED, FILE_NOT_AS_NAMED, FILE_UNREADABLE, FILE_ACTIVE
 */
export async function checkedContent(fileName: string, bytes: Buffer): Promise<CheckedContent> {
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
  const contentType = Object.hasOwn(fileTypes, ending) ? fileTypes[ending]! : null;
  if (contentType === null) throw new DomainError('FILE_TYPE_REFUSED');
  const found = await fileTypeFromBuffer(bytes);
  if (found?.mime !== contentType) throw new DomainError('FILE_NOT_AS_NAMED');
  if (contentType === 'application/pdf') {
    checkPdf(bytes);
    return { bytes, contentType };
  }
  return inTurn(() => redrawn(bytes, contentType));
}

/** One picture at a time: unpacked, each may be a hundred megabytes (G19). */
let last: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = last.then(work, work);
  last = next.catch(() => undefined);
  return next;
}

async function redrawn(bytes: Buffer, contentType: string): Promise<CheckedContent> {
  try {
    const image = sharp(bytes, { limitInputPixels: pixels, failOn: 'error', animated: false });
    // By the camera's word which side is up, before that word is dropped.
    return { bytes: await encoders[contentType]!(image.autoOrient()).toBuffer(), contentType };
  } catch {
    throw new DomainError('FILE_UNREADABLE');
  }
}

/** Names that make a reader do something, or that hide what is inside. Long enough never to be met by chance in packed bytes. */
const acting = /\/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToR|GoToE)(?![A-Za-z])/;
/** Short ones count outside packed bytes only. */
const actingOutside = /\/(?:JS|XFA|Encrypt)(?![A-Za-z])/;
const unpackedLimit = 20 * 1024 * 1024;

/** `/J#61vaScript` is `/JavaScript`. */
const plainNames = (text: string): string => text.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

function checkPdf(bytes: Buffer): void {
  const text = bytes.toString('latin1');
  const end = text.lastIndexOf('%%EOF');
  // Something else behind the end, or an archive's table of contents, makes it two files in one.
  if (end < 0 || text.length - end > 1024 || text.includes('PK\u0005\u0006', Math.max(0, text.length - 66_000)))
    throw new DomainError('FILE_UNREADABLE');
  const outside = plainNames(text.replace(/stream\r?\n[^]*?endstream/g, ' '));
  if (acting.test(plainNames(text)) || acting.test(outside) || actingOutside.test(outside)) throw new DomainError('FILE_ACTIVE');
  for (const packed of objectStreams(text)) if (acting.test(packed) || actingOutside.test(packed)) throw new DomainError('FILE_ACTIVE');
}

/** The objects that newer files keep packed. */
function* objectStreams(text: string): Generator<string> {
  let left = unpackedLimit;
  for (const match of text.matchAll(/\/ObjStm[^]{0,400}?stream\r?\n/g)) {
    const from = match.index + match[0].length;
    const until = text.indexOf('endstream', from);
    try {
      const unpacked = inflateSync(Buffer.from(text.slice(from, until < 0 ? undefined : until), 'latin1'), { maxOutputLength: left });
      left -= unpacked.length;
      yield plainNames(unpacked.toString('latin1'));
    } catch {
      throw new DomainError('FILE_UNREADABLE');
    }
  }
}

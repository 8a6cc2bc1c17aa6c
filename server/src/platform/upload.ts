import { fileLimits } from '@tsudoi/shared/contracts/members/member-file.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import busboy from 'busboy';
import type { Request, RequestHandler, Response } from 'express';
import { takeTimeForUpload } from './body-times.ts';
import { refusalOf } from './failure.ts';
import type { Platform } from './platform.ts';

export interface Upload {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A name to show and to save under: no path, nothing that turns the writing around, not too long for any disk. */
export function plainFileName(given: string): string {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1)!;
  const shown = last.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}:*?"<>|]/gu, '').trim();
  const [, stem = '', ending = ''] = /^(.*?)(\.[A-Za-z0-9]{1,5})?$/.exec(shown) ?? [];
  const letters = [...stem.replace(/^\.+/, '')].slice(0, fileLimits.nameLength - ending.length).join('');
  return `${letters || 'file'}${ending}`;
}

/**
 * The one file of a form as it comes in, and not a byte more than may be: one part, no fields, 5 MB.
 * @throws DomainError FILE_TOO_LARGE, FILE_MISSING
 */
export function readUpload(request: Request): Promise<Upload> {
  const tooLarge = new DomainError('FILE_TOO_LARGE', { megabytes: fileLimits.bytes / 1024 / 1024 });
  const missing = new DomainError('FILE_MISSING');
  // Said before a byte is read; the frame around the file is small.
  if (Number(request.get('content-length') ?? 0) > fileLimits.bytes + 20_000) return Promise.reject(tooLarge);
  takeTimeForUpload(request);
  return new Promise((resolve, reject) => {
    let parser: ReturnType<typeof busboy>;
    try {
      const limits = { files: 1, fields: 0, parts: 2, fileSize: fileLimits.bytes, headerPairs: 20 };
      parser = busboy({ headers: request.headers, limits, defParamCharset: 'utf8', preservePath: true });
    } catch {
      reject(missing);
      return;
    }
    const stop = (refusal: DomainError) => {
      request.unpipe(parser);
      reject(refusal);
    };
    let upload: Upload | null = null;
    parser.on('file', (_field, part, { filename }) => {
      const pieces: Buffer[] = [];
      part.on('data', (piece: Buffer) => pieces.push(piece));
      part.once('limit', () => stop(tooLarge));
      part.once('end', () => {
        if (!part.truncated) upload = { name: plainFileName(filename ?? ''), bytes: Buffer.concat(pieces) };
      });
    });
    // A second part, of either kind.
    for (const limit of ['filesLimit', 'fieldsLimit'] as const) parser.once(limit, () => stop(missing));
    parser.once('error', () => stop(missing));
    parser.once('close', () => (upload && upload.bytes.length > 0 ? resolve(upload) : reject(missing)));
    request.once('aborted', () => stop(missing));
    request.pipe(parser);
  });
}

/** A route that files come in or go out by: what it refuses is said as everywhere else, and not read to its end. */
export function fileRoute(platform: Platform, answer: (request: Request, response: Response) => Promise<void>): RequestHandler {
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return;
      const known = refusalOf(error);
      if (known.httpStatus >= 500 && known.code !== 'SCANNER_UNAVAILABLE')
        platform.log.error({ err: error }, 'a file could not be taken or handed out');
      if (!request.complete) response.set('connection', 'close');
      response.status(known.httpStatus).json({ domainCode: known.code, params: known.params, issues: known.issues });
    });
  };
}

/** Handed out to be saved, never to be opened in our pages: nothing in it can act as ours (security.md 4.13). */
export function attachmentHeaders(name: string, size: number): Record<string, string> {
  return {
    'content-length': String(size),
    'content-disposition': `attachment; filename="file"; filename*=UTF-8''${encodeURIComponent(name)}`,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  };
}

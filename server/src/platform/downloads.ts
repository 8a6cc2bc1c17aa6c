import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type RequestHandler, type Response, json } from 'express';
import { once } from 'node:events';
import type { RequestActor, UserActor } from './actor.ts';
import { refusalOf } from './failure.ts';
import type { Platform } from './platform.ts';

export interface DownloadKind {
  readonly type: string;
  /** In Latin letters; the page gives the file the name that people read. */
  readonly name: string;
}

/** Sends a file as it is written, never faster than it is taken. */
export async function pour(response: Response, kind: DownloadKind, pieces: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of pieces) {
    if (!response.headersSent)
      response.set({
        'content-type': kind.type,
        'content-disposition': `attachment; filename="${kind.name}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      });
    if (response.destroyed) return;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

/**
 * A file for somebody of the office; `send` asks what they may. What is searched for stands in the body, so that no name lands
 * in the log of a proxy; a file that breaks off does not look whole.
 */
export function officeDownload(
  platform: Platform,
  actorOf: (request: Request) => Promise<RequestActor>,
  send: (actor: UserActor, request: Request, response: Response) => Promise<void>,
): RequestHandler {
  return (request, response) => {
    const refuse = (error: unknown) => {
      if (response.headersSent) return void response.destroy();
      const known =
        !(error instanceof DomainError) && (error as { type?: string }).type ? new DomainError('INVALID_INPUT') : refusalOf(error);
      if (known.httpStatus >= 500) platform.log.error({ err: error }, 'a file could not be written');
      response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
    };
    const answer = async () => {
      const actor = await actorOf(request);
      if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
      await send(actor, request, response);
    };
    json({ limit: 20_000 })(request, response, (error?: unknown) => {
      if (error) refuse(error);
      else answer().catch(refuse);
    });
  };
}

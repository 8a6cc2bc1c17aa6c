import { ExportMembersInput } from '@tsudoi/shared/contracts/members/member-export.contract';
import { MemberPaperInput } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Response, type Router, Router as createRouter, json } from 'express';
import { once } from 'node:events';
import type { RequestActor, UserActor } from '../../platform/actor.ts';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { exportMembers } from './export.service.ts';
import { memberPaper } from './paper.service.ts';

interface Kind {
  readonly type: string;
  readonly name: string;
}
const kinds = {
  csv_utf8: { type: 'text/csv; charset=utf-8', name: 'members.csv' },
  csv_sjis: { type: 'text/csv; charset=shift_jis', name: 'members.csv' },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', name: 'members.xlsx' },
} as const;
const pdf: Kind = { type: 'application/pdf', name: 'members.pdf' };

async function* inOnePiece(work: Promise<Buffer>): AsyncGenerator<Buffer> {
  yield await work;
}

async function pour(response: Response, kind: Kind, pieces: AsyncIterable<Buffer>): Promise<void> {
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
 * POST /downloads/members and /downloads/member-papers: what is searched for stands in the body, so that no name lands in
 * the log of a proxy.
 */
export function exportRoutes(platform: Platform, actorOf: (request: Request) => Promise<RequestActor>): Router {
  const routes = createRouter();
  const serve = (path: string, send: (actor: UserActor, body: unknown, response: Response) => Promise<void>) =>
    routes.post(path, (request, response) => {
      const refuse = (error: unknown) => {
        // A file that breaks off must not look whole.
        if (response.headersSent) return void response.destroy();
        const known =
          error instanceof DomainError ? error : new DomainError((error as { type?: string }).type ? 'INVALID_INPUT' : 'UNEXPECTED');
        if (known.code === 'UNEXPECTED') platform.log.error({ err: error }, 'a file could not be written');
        response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
      };
      const answer = async () => {
        const actor = await actorOf(request);
        if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
        if (!isAllowed(actor, 'members.export')) throw new DomainError('FORBIDDEN', { permission: 'members.export' });
        await send(actor, request.body, response);
      };
      json({ limit: 20_000 })(request, response, (error?: unknown) => {
        if (error) refuse(error);
        else answer().catch(refuse);
      });
    });
  serve('/downloads/members', (actor, body, response) => {
    const input = ExportMembersInput.safeParse(body);
    if (!input.success) throw new DomainError('INVALID_INPUT');
    return pour(response, kinds[input.data.format], exportMembers(platform, actor, input.data));
  });
  serve('/downloads/member-papers', (actor, body, response) => {
    const input = MemberPaperInput.safeParse(body);
    if (!input.success) throw new DomainError('INVALID_INPUT');
    return pour(response, pdf, inOnePiece(memberPaper(platform, actor, input.data)));
  });
  return routes;
}

import { MemberPaperInput } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Router, Router as createRouter } from 'express';
import type { RequestActor } from '../../platform/actor.ts';
import { type DownloadKind, officeDownload, pour } from '../../platform/downloads.ts';
import { assertAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { memberPaper } from './paper.service.ts';

const pdf: DownloadKind = { type: 'application/pdf', name: 'members.pdf' };

async function* inOnePiece(work: Promise<Buffer>): AsyncGenerator<Buffer> {
  yield await work;
}

/** POST /downloads/member-papers: labels and the list to print. */
export function memberPaperRoutes(platform: Platform, actorOf: (request: Request) => Promise<RequestActor>): Router {
  const routes = createRouter();
  routes.post(
    '/downloads/member-papers',
    officeDownload(platform, actorOf, (actor, { body }, response) => {
      assertAllowed(actor, 'members.read', 'members.export');
      const input = MemberPaperInput.safeParse(body);
      if (!input.success) throw new DomainError('INVALID_INPUT');
      return pour(response, pdf, inOnePiece(memberPaper(platform, actor, input.data)));
    }),
  );
  return routes;
}

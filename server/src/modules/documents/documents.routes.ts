import { once } from 'node:events';
import { DownloadMyPapersInput, DownloadPapersInput } from '@tsudoi/shared/contracts/documents/paper.contract';
import { PayerDownloadInput } from '@tsudoi/shared/contracts/documents/payer-paper.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { CreditNoteId, InvoiceId, ReceiptId } from '@tsudoi/shared/kernel/ids';
import { type Request, type Response, type Router, Router as createRouter, json } from 'express';
import type { RequestActor, SignedInActor } from '../../platform/actor.ts';
import { refusalOf } from '../../platform/failure.ts';
import { assertAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { downloadCreditNote } from './credit-note.service.ts';
import { downloadInvoice } from './invoice.service.ts';
import { myPapersArchive, papersArchive } from './paper-archive.service.ts';
import { payerPaper } from './payer-paper.service.ts';
import { downloadReceipt } from './receipt.service.ts';

type ActorOf = (request: Request) => Promise<RequestActor>;

interface PaperFile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

/** `<id>.pdf`, of a receipt also `<id>-<copy>.pdf`. @throws DomainError NOT_FOUND for an address that is none */
function named(file: string): { id: string; copy: number } {
  const [, id, copy] = /^([^-]+)(?:-(\d{1,3}))?\.pdf$/.exec(file) ?? [];
  return { id: id ?? '', copy: Number(copy ?? 0) };
}

const fetchers = {
  receipts(platform: Platform, actor: SignedInActor, file: string): Promise<PaperFile> {
    const { id, copy } = named(file);
    const receiptId = ReceiptId.safeParse(id);
    if (!receiptId.success) throw new DomainError('NOT_FOUND');
    return downloadReceipt(platform, actor, receiptId.data, copy);
  },
  invoices(platform: Platform, actor: SignedInActor, file: string): Promise<PaperFile> {
    const { id, copy } = named(file);
    const invoiceId = InvoiceId.safeParse(id);
    if (!invoiceId.success || copy !== 0) throw new DomainError('NOT_FOUND');
    return downloadInvoice(platform, actor, invoiceId.data);
  },
  'credit-notes'(platform: Platform, actor: SignedInActor, file: string): Promise<PaperFile> {
    const { id, copy } = named(file);
    const noteId = CreditNoteId.safeParse(id);
    if (!noteId.success || copy !== 0) throw new DomainError('NOT_FOUND');
    return downloadCreditNote(platform, actor, noteId.data);
  },
};

/**
 * GET /documents/receipts/:receiptId.pdf (a later issue: -1, -2 …), /documents/invoices/… and /documents/credit-notes/… with
 * the access token in the Authorization header; POST /downloads/papers for all of a range, POST /downloads/my-papers for a member's own of a year, POST /downloads/payer for whoever has a payer's link. Somebody else's paper and one
 * that does not exist answer the same.
 */
export function documentRoutes(platform: Platform, actorOf: ActorOf): Router {
  const routes = createRouter();
  const refuse = (response: Response, error: unknown) => {
    // A file that breaks off must not look whole.
    if (response.headersSent) return void response.destroy();
    const known = refusalOf(error);
    if (known.httpStatus >= 500) platform.log.error({ err: error }, 'a document could not be handed out');
    response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
  };
  for (const [kind, fetchPaper] of Object.entries(fetchers)) {
    routes.get(`/documents/${kind}/:file`, async (request, response) => {
      try {
        const actor = await actorOf(request);
        if (actor.kind === 'anonymous') throw new DomainError('UNAUTHENTICATED');
        if (actor.kind === 'user') assertAllowed(actor, 'payments.read');
        sendPdf(response, kind, await fetchPaper(platform, actor, String(request.params['file'])));
      } catch (error) {
        refuse(response, error);
      }
    });
  }
  routes.post('/downloads/payer', (request, response) => {
    json({ limit: 2000 })(request, response, (error?: unknown) => {
      if (error) refuse(response, new DomainError('INVALID_INPUT'));
      else payerFile(platform, request, response).catch((failure: unknown) => refuse(response, failure));
    });
  });
  routes.post('/downloads/papers', (request, response) => {
    json({ limit: 2000 })(request, response, (error?: unknown) => {
      if (error) refuse(response, new DomainError('INVALID_INPUT'));
      else archive(platform, actorOf, request, response).catch((failure: unknown) => refuse(response, failure));
    });
  });
  routes.post('/downloads/my-papers', (request, response) => {
    json({ limit: 2000 })(request, response, (error?: unknown) => {
      if (error) refuse(response, new DomainError('INVALID_INPUT'));
      else myArchive(platform, actorOf, request, response).catch((failure: unknown) => refuse(response, failure));
    });
  });
  return routes;
}

function sendPdf(response: Response, kind: string, { fileName, bytes }: PaperFile): void {
  response.set({
    'content-type': 'application/pdf',
    'content-length': String(bytes.length),
    'content-disposition': `attachment; filename="${kind}.pdf"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  response.end(bytes);
}

/** Without a log-in: whoever has a payer's link. Its token stands in the body, never in an address. */
async function payerFile(platform: Platform, request: Request, response: Response): Promise<void> {
  await platform.limits.take({ kind: 'anonymous' }, request.ip ?? '');
  const input = PayerDownloadInput.safeParse(request.body);
  if (!input.success) throw new DomainError('INVALID_INPUT');
  sendPdf(response, input.data.paper, await payerPaper(platform, input.data));
}

async function archive(platform: Platform, actorOf: ActorOf, request: Request, response: Response): Promise<void> {
  const actor = await actorOf(request);
  if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
  assertAllowed(actor, 'payments.read', 'members.export');
  const input = DownloadPapersInput.safeParse(request.body);
  if (!input.success) throw new DomainError('INVALID_INPUT');
  await sendZip(response, papersArchive(platform, actor, input.data));
}

async function myArchive(platform: Platform, actorOf: ActorOf, request: Request, response: Response): Promise<void> {
  const actor = await actorOf(request);
  if (actor.kind !== 'member') throw new DomainError('UNAUTHENTICATED');
  const input = DownloadMyPapersInput.safeParse(request.body);
  if (!input.success) throw new DomainError('INVALID_INPUT');
  await sendZip(response, myPapersArchive(platform, actor, input.data));
}

/** A refusal comes before the first byte; then nobody has been answered yet. */
async function sendZip(response: Response, chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of chunks) {
    if (!response.headersSent)
      response.set({
        'content-type': 'application/zip',
        'content-disposition': 'attachment; filename="papers.zip"',
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      });
    if (response.destroyed) return;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

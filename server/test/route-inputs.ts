import { createHttp } from '../src/app/http.ts';
import type { Platform } from '../src/platform/platform.ts';
import type { Side } from './side.factory.ts';
import { pdf } from './upload.factory.ts';

/** An address that is no procedure, asked for as its owner would: naming things by id wherever it can. */
export interface RouteInput {
  readonly path: string;
  readonly init: RequestInit;
  /** Whose log-in opens it. What takes no log-in: a cookie, the link of a mail, or nothing at all. */
  readonly opens: 'operator' | 'office' | 'member' | 'both' | 'cookie' | 'link' | 'everybody';
  /** Whether the address or the body names a record; what does not, gives or takes only what is one's own. */
  readonly names: boolean;
  readonly writes: boolean;
  /** Of the office, but not of staff to whom it was not given. */
  readonly adminsOnly?: true;
  /** Answered with the payments-service, which is away here: whoever may is told so. */
  readonly elsewhere?: true;
}

const send = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
function file(headers: Record<string, string> = {}): RequestInit {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(pdf())]), 'x.pdf');
  return { method: 'POST', headers, body };
}
const look: RequestInit = { method: 'GET' };

/** What somebody hears who asks for another organisation's: what they may not do at all is said before anything is looked for. */
export function refusedTo(role: string, { opens, adminsOnly }: RouteInput): number {
  if (role === 'member' && opens === 'office') return 401;
  return role === 'staff' && adminsOnly ? 403 : 404;
}

/** Every route of the server by its method and pattern; a test fails on one that is missing here. */
export function routeInputs({ ids }: Pick<Side, 'ids'>, joinToken: string, origin: string): Readonly<Record<string, RouteInput>> {
  const {
    slug,
    membershipTypeId,
    otherMemberId,
    fileFieldId,
    fileId,
    receiptId,
    invoiceId,
    noteId,
    bookExportId,
    listExportId,
    cancelJobId,
    billingRunId,
    applicationId,
    screeningFileId,
  } = ids;
  const filter = { q: '', status: 'all', membershipTypeId, sort: 'kana', descending: false };
  const page = { 'x-tsudoi': '1', origin };
  const [reads, writes] = [{ writes: false }, { writes: true }];
  const named = { names: true };
  const unnamed = { names: false };
  return {
    'POST /auth/refresh': {
      path: '/auth/refresh',
      init: send({ audience: 'admin', org: slug }, page),
      opens: 'cookie',
      ...unnamed,
      ...writes,
    },
    'POST /auth/logout': {
      path: '/auth/logout',
      init: send({ audience: 'admin', org: slug }, page),
      opens: 'cookie',
      ...unnamed,
      ...writes,
    },
    // The mailbox of development, which is everybody's; in production the address leads nowhere.
    'GET /dev/mails/:mailId': { path: '/dev/mails/mail_01JZZZZZZZZZZZZZZZZZZZZZZZ', init: look, opens: 'everybody', ...unnamed, ...reads },
    'POST /uploads/screening/:kind': { path: '/uploads/screening/identity', init: file(), opens: 'office', ...unnamed, ...writes },
    'GET /documents/screening/:fileId': {
      path: `/documents/screening/${screeningFileId}`,
      init: look,
      opens: 'office',
      adminsOnly: true,
      ...named,
      ...reads,
    },
    'GET /documents/ops/screening/:fileId': {
      path: `/documents/ops/screening/${screeningFileId}`,
      init: look,
      opens: 'operator',
      ...named,
      ...reads,
    },
    'POST /uploads/ops/debit-results/:slug': {
      path: `/uploads/ops/debit-results/${slug}`,
      init: file(),
      opens: 'operator',
      ...named,
      ...writes,
    },
    'POST /auth/ops/refresh': { path: '/auth/ops/refresh', init: send({}, page), opens: 'cookie', ...unnamed, ...writes },
    'POST /auth/ops/logout': { path: '/auth/ops/logout', init: send({}, page), opens: 'cookie', ...unnamed, ...writes },
    'POST /downloads/first-access-letters': {
      path: '/downloads/first-access-letters',
      init: send({ memberIds: [otherMemberId] }),
      opens: 'office',
      ...named,
      ...writes,
    },
    'POST /uploads/member-imports': {
      path: '/uploads/member-imports?fileName=x.csv',
      init: send('姓,名,セイ,メイ,会員種別\n山,一,ヤマ,イチ,正会員', { 'content-type': 'text/csv' }),
      opens: 'office',
      ...unnamed,
      ...writes,
    },
    'GET /uploads/member-imports/sample.csv': {
      path: '/uploads/member-imports/sample.csv',
      init: look,
      opens: 'everybody',
      ...unnamed,
      ...reads,
    },
    'POST /uploads/files/:fieldId': { path: `/uploads/files/${fileFieldId}`, init: file(), opens: 'both', ...named, ...writes },
    'POST /uploads/bank-files': { path: '/uploads/bank-files', init: file(), opens: 'office', elsewhere: true, ...unnamed, ...writes },
    'POST /uploads/debit-results': {
      path: '/uploads/debit-results',
      init: file(),
      opens: 'office',
      elsewhere: true,
      ...unnamed,
      ...writes,
    },
    'GET /uploads/bank-files/sample': { path: '/uploads/bank-files/sample', init: look, opens: 'office', ...unnamed, ...reads },
    'POST /uploads/proof': { path: '/uploads/proof', init: file(), opens: 'member', ...unnamed, ...writes },
    'GET /files/:fileId': { path: `/files/${fileId}`, init: look, opens: 'both', ...named, ...reads },
    'POST /uploads/join-files/:fieldId': {
      path: `/uploads/join-files/${fileFieldId}`,
      init: file({ 'x-join-token': joinToken }),
      opens: 'link',
      ...named,
      ...writes,
    },
    'GET /documents/signed-forms/:file': {
      path: `/documents/signed-forms/${applicationId}.pdf`,
      init: look,
      opens: 'both',
      ...named,
      ...reads,
    },
    'POST /downloads/members': {
      path: '/downloads/members',
      init: send({ ...filter, format: 'csv_utf8', columns: ['姓', '備考'] }),
      opens: 'office',
      ...unnamed,
      ...reads,
    },
    'POST /downloads/bills': {
      path: '/downloads/bills',
      init: send({ format: 'csv_utf8', columns: ['会員'] }),
      opens: 'office',
      ...unnamed,
      ...reads,
    },
    'POST /downloads/payments': {
      path: '/downloads/payments',
      init: send({ format: 'csv_utf8', columns: ['会員'] }),
      opens: 'office',
      ...unnamed,
      ...reads,
    },
    'POST /downloads/arrears': {
      path: '/downloads/arrears',
      init: send({ format: 'csv_utf8', columns: ['氏名'] }),
      opens: 'office',
      ...unnamed,
      ...reads,
    },
    'POST /downloads/cancellations': {
      path: '/downloads/cancellations',
      init: send({ cancelJobId, format: 'csv_utf8', columns: ['請求番号', '結果'] }),
      opens: 'office',
      adminsOnly: true,
      ...named,
      ...reads,
    },
    'POST /downloads/run_rows': {
      path: '/downloads/run_rows',
      init: send({ billingRunId, format: 'csv_utf8', columns: ['会員', '結果'] }),
      opens: 'office',
      adminsOnly: true,
      ...named,
      ...reads,
    },
    'POST /downloads/proofs': {
      path: '/downloads/proofs',
      init: send({ membershipTypeId, format: 'csv_utf8', columns: ['会員', '住所'] }),
      opens: 'office',
      adminsOnly: true,
      ...named,
      ...reads,
    },
    'POST /downloads/dues_cards': {
      path: '/downloads/dues_cards',
      init: send({ format: 'csv_utf8', columns: ['会員'] }),
      opens: 'office',
      ...unnamed,
      ...reads,
    },
    'POST /downloads/member-papers': {
      path: '/downloads/member-papers',
      init: send({ ...filter, paper: 'roll' }),
      opens: 'office',
      ...unnamed,
      ...reads,
    },
    'GET /documents/invoices/:file': { path: `/documents/invoices/${invoiceId}.pdf`, init: look, opens: 'both', ...named, ...reads },
    'GET /documents/credit-notes/:file': { path: `/documents/credit-notes/${noteId}.pdf`, init: look, opens: 'both', ...named, ...reads },
    'GET /documents/lists/:listExportId': { path: `/documents/lists/${listExportId}`, init: look, opens: 'office', ...named, ...reads },
    'GET /documents/books/:file': { path: `/documents/books/${bookExportId}.csv`, init: look, opens: 'office', ...named, ...reads },
    'POST /downloads/papers': {
      path: '/downloads/papers',
      init: send({ kind: 'receipt', from: '2000-01-01', to: '2100-01-01' }),
      opens: 'office',
      ...unnamed,
      ...reads,
    },
    'POST /downloads/my-papers': { path: '/downloads/my-papers', init: send({ year: 2026 }), opens: 'member', ...unnamed, ...reads },
    'POST /downloads/payer': {
      path: '/downloads/payer',
      init: send({ org: slug, token: joinToken, paper: 'invoice' }),
      opens: 'link',
      ...unnamed,
      ...reads,
    },
    'POST /downloads/archive': {
      path: '/downloads/archive',
      init: send({ password: 'asagiri no mizuumi' }),
      opens: 'office',
      ...unnamed,
      ...reads,
    },
    'POST /downloads/dunning-letters': {
      path: '/downloads/dunning-letters',
      init: send({ about: null, stage: null }),
      opens: 'office',
      ...unnamed,
      ...writes,
    },
    'GET /documents/receipts/:file': { path: `/documents/receipts/${receiptId}.pdf`, init: look, opens: 'both', ...named, ...reads },
  };
}

type Layer = {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
};

/** What express answers to, tRPC apart: `GET /files/:fileId`. */
export function routesOfServer(platform: Platform): string[] {
  const known: string[] = [];
  const walk = (layers: readonly Layer[]) => {
    for (const { route, handle } of layers) {
      if (route) known.push(...Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`));
      else if (handle.stack) walk(handle.stack);
    }
  };
  const app = createHttp(platform, { handle: () => Promise.resolve(false) } as never);
  walk((app as unknown as { router: { stack: readonly Layer[] } }).router.stack);
  return known;
}

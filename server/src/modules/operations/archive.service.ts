import { ArchivedPayments, type archiveInternal, archivedPayments } from '@tsudoi/shared/contracts/payments/archive.contract';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { archivedRow } from '@tsudoi/shared/service/archived-row';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { LeavingOrLost } from '../../platform/files.ts';
import { type PaymentsClient, ifAnswered, paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { type ZipEntry, zipOf } from '../../platform/zip.ts';
import { allSignedForms } from '../applications/applications.public.ts';
import { wholeLog } from '../audit/audit.public.ts';
import { allPapers } from '../documents/documents.public.ts';
import { openArchive } from '../identity/identity.public.ts';
import { allMemberFiles, wholeRoll } from '../members/members.public.ts';
import type { OrganizationDocument } from '../organizations/organizations.public.ts';
import { allScreeningFiles } from '../payments/payments.public.ts';
import { Names, safeName, shares } from './archive-plan.rules.ts';
import { archiveGuide } from './archive-guide.rules.ts';
import { streamRows } from './archive.repository.ts';

const lineOf = (row: unknown): string => `${JSON.stringify(row)}\n`;

async function* linesOf(db: Platform['databases']['server'], scope: OrgScope, name: string, only?: readonly string[]) {
  for await (const rows of streamRows(db, scope, name)) yield Buffer.from(rows.map((row) => lineOf(archivedRow(row, only))).join(''));
}

async function* logLines(platform: Platform, scope: OrgScope) {
  for await (const rows of wholeLog(platform, scope)) yield Buffer.from(rows.map((row) => lineOf(archivedRow(row))).join(''));
}

type Page = z.output<(typeof archiveInternal)['archive.page']['output']>;
const pageOf = (payments: PaymentsClient, collection: ArchivedPayments, after: string | null): Promise<Page> =>
  payments.call('archive.page', { collection, after });

async function* pagedLines(payments: PaymentsClient, collection: ArchivedPayments, first: Page): AsyncGenerator<Buffer> {
  for (let page = first; ; page = await pageOf(payments, collection, page.next)) {
    yield Buffer.from(page.rows.map(lineOf).join(''));
    if (page.next === null) return;
  }
}

/**
 * What the payments-service has of it. Where it cannot be asked, the rest is of use without it: it is named among what is
 * missing. A file that breaks off in its middle breaks the archive off, which must not look whole.
 */
async function* paymentsRows(
  platform: Platform,
  scope: OrgScope,
  text: (name: string, content: ZipEntry['content']) => ZipEntry,
  lost: string[],
): AsyncGenerator<ZipEntry> {
  const payments = paymentsClient(platform, scope);
  let isAway = false;
  for (const collection of ArchivedPayments.options) {
    const path = `データ/${archivedPayments[collection]}.jsonl`;
    const first: Page | null = isAway ? null : await ifAnswered(pageOf(payments, collection, null));
    isAway = first === null;
    if (first) yield text(path, pagedLines(payments, collection, first));
    else lost.push(path);
  }
}

/** Each kind of file has its folder, and no two of a folder one name. What is lost is noted. */
async function* inFolder(folder: string, files: AsyncIterable<LeavingOrLost>, lost: string[]): AsyncGenerator<ZipEntry> {
  const names = new Names();
  for await (const { name, at, bytes } of files) {
    const path = `${folder}/${names.take(safeName(name))}`;
    if (bytes === null) lost.push(path);
    else yield { name: path, at, content: [bytes], packed: true };
  }
}

async function* entriesOf(platform: Platform, actor: UserActor, organization: OrganizationDocument): AsyncGenerator<ZipEntry> {
  const { scope } = actor;
  const db = platform.databases.server;
  const at = platform.clock.now();
  // Who read what until now belongs to it.
  await platform.reads.flush();
  const text = (name: string, content: ZipEntry['content']): ZipEntry => ({ name, at, content, packed: false });
  yield text('はじめにお読みください.txt', [Buffer.from(`\ufeff${archiveGuide(organization.name, jstDateOf(at))}`)]);
  yield text('会員.csv', wholeRoll(platform, actor.scope, 'individual'));
  yield text('法人会員.csv', wholeRoll(platform, actor.scope, 'corporate'));
  yield text('データ/団体.jsonl', [Buffer.from(lineOf(archivedRow(organization)))]);
  for (const [name, share] of Object.entries(shares))
    if ('file' in share) yield text(`データ/${share.file}.jsonl`, linesOf(db, scope, name, share.only));
  yield text('データ/操作履歴.jsonl', logLines(platform, scope));
  const lost: string[] = [];
  yield* paymentsRows(platform, scope, text, lost);
  yield* inFolder('書類', allPapers(platform, scope), lost);
  yield* inFolder('入会申込書', allSignedForms(platform, scope), lost);
  yield* inFolder('会員のファイル', allMemberFiles(platform, scope), lost);
  yield* inFolder('決済の申し込みの書類', allScreeningFiles(platform, scope), lost);
  if (lost.length > 0) yield text('入れられなかったファイル.txt', [Buffer.from(`\ufeff${lost.join('\r\n')}\r\n`)]);
}

/**
 * Everything an organisation has here as one archive (IMP-07), read and sent a piece at a time: the roll as tables, every row
 * of its own, the papers as issued and the files of its members. Owners only, with the password again.
 * @throws DomainError FORBIDDEN, IDENTITY_MISMATCH, LOGIN_DELAYED
 */
export async function* wholeArchive(platform: Platform, actor: UserActor, password: string, facts: RequestFacts): AsyncGenerator<Buffer> {
  const organization = await openArchive(platform, actor, password, facts);
  yield* zipOf(entriesOf(platform, actor, organization));
}

import type { DownloadMyPapersInput, DownloadPapersInput } from '@tsudoi/shared/contracts/documents/paper.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { MemberActor, UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { entriesOf, zipOf } from '../../platform/zip.ts';
import type { LeavingFile, LeavingOrLost } from '../../platform/files.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findBills } from '../billing/billing.public.ts';
import { payersOfBills } from '../payments/payments.public.ts';
import { creditNoteBytes } from './credit-note.service.ts';
import { drawAside } from './drawing.service.ts';
import { invoiceBytes } from './invoice.service.ts';
import { type FoundPaper, type PaperPlace, type PaperQuery, countPapers, findPapers } from './paper-search.repository.ts';
import { paperQuery } from './paper-search.service.ts';
import { voidPapers } from './paper-void.service.ts';
import { papersOfMember } from './paper.repository.ts';
import { receiptsOfMember } from './receipt.repository.ts';
import { receiptBytes } from './receipt.service.ts';
import { checkedBytes } from './stored-bytes.service.ts';

/** What a browser saves in one go without keeping somebody waiting for minutes. */
const mostPapers = 20_000;
const batch = 50;
const titles = { invoice: '請求書', payer_invoice: '請求書', receipt: '領収書', credit_note: '返還請求書' } as const;

interface Leaving {
  readonly paper: FoundPaper;
  /** It holds no more, and its file's name says so. */
  readonly isVoid: boolean;
}

/** A paper with every later issue of it, by the names they have in the archive. */
async function filesOf(platform: Platform, scope: OrgScope, { paper, isVoid }: Leaving): Promise<LeavingFile[]> {
  const title = titles[paper.kind ?? 'receipt'];
  const mark = isVoid ? '_無効' : '';
  const name = (copy: string) => `${title}_${paper.number}${copy}${mark}.pdf`;
  if (paper.kind === 'invoice' || paper.kind === 'payer_invoice')
    return [{ name: name(''), bytes: await invoiceBytes(platform, scope, paper, drawAside), at: paper.issuedAt }];
  if (paper.kind === 'credit_note')
    return [{ name: name(''), bytes: await creditNoteBytes(platform, scope, paper, drawAside), at: paper.issuedAt }];
  const files = [{ name: name(''), bytes: await receiptBytes(platform, scope, paper, drawAside), at: paper.issuedAt }];
  for (const [index, copy] of paper.copies.entries())
    files.push({ name: name(`_再発行${index + 1}`), bytes: await checkedBytes(platform.databases.server, scope, copy), at: copy.issuedAt });
  return files;
}

/** The papers of a search, oldest first, a few read at a time. */
async function* papersOf(platform: Platform, scope: OrgScope, query: PaperQuery): AsyncGenerator<Leaving> {
  let after: PaperPlace | null = null;
  for (;;) {
    const found: FoundPaper[] = await findPapers(platform.databases.server, scope, query, after, batch, false);
    const holdNoMore = await voidPapers(platform, scope, found);
    for (const paper of found.slice(0, batch)) {
      yield { paper, isVoid: holdNoMore.has(paper._id) };
      after = { datedOn: paper.datedOn, id: paper._id };
    }
    if (found.length <= batch) return;
  }
}

async function* filesOfAll(platform: Platform, scope: OrgScope, papers: AsyncIterable<Leaving>): AsyncGenerator<LeavingFile> {
  for await (const paper of papers) yield* await filesOf(platform, scope, paper);
}

/** Every paper that an organisation has issued, as it was issued; one whose bytes are damaged is named without them. */
export async function* allPapers(platform: Platform, scope: OrgScope): AsyncGenerator<LeavingOrLost> {
  for (const kind of ['invoice', 'receipt', 'credit_note'] as const)
    for await (const leaving of papersOf(platform, scope, paperQuery({ kind, counterparty: '' })))
      yield* await filesOf(platform, scope, leaving).catch((error: unknown): LeavingOrLost[] => {
        const { paper } = leaving;
        platform.log.error({ err: error, paper: paper._id }, 'a paper could not be put into an archive');
        return [{ name: `${titles[paper.kind ?? 'receipt']}_${paper.number}.pdf`, at: paper.issuedAt, bytes: null }];
      });
}

/**
 * Every paper of a kind in a range of dates as one archive, read and sent one after the other: what is held at a time does
 * not grow with it. Papers are stored as they are; they are packed already.
 * @throws DomainError PAPERS_TOO_MANY, NOT_FOUND where there is none, INVALID_INPUT
 */
export async function* papersArchive(
  platform: Platform,
  actor: UserActor,
  { kind, from, to }: z.output<typeof DownloadPapersInput>,
): AsyncGenerator<Buffer> {
  const { scope } = actor;
  const db = platform.databases.server;
  if (from > to) throw new DomainError('INVALID_INPUT');
  const query = paperQuery({ kind, from, to, counterparty: '' });
  const total = await countPapers(db, scope, query, mostPapers);
  if (total > mostPapers) throw new DomainError('PAPERS_TOO_MANY', { most: mostPapers });
  if (total === 0) throw new DomainError('NOT_FOUND');
  const subjectName = `${titles[kind]} ${from}〜${to}（${total}件）`;
  await inTransaction(platform.databases.client, (session) =>
    recordAudit(
      platform,
      scope,
      actor,
      { action: 'paper.export', subjectKind: 'receipt', subjectId: actor.userId, subjectName, fields: [] },
      session,
    ),
  );
  yield* zipOf(entriesOf(filesOfAll(platform, scope, papersOf(platform, scope, query))));
}

/**
 * What a member has of a calendar year, as one archive: receipts, invoices, and what says of money that went back. What holds no
 * more, and the invoice of what somebody else pays, is left out, as it is when they ask for one paper. @throws DomainError NOT_FOUND where there is none
 */
export async function* myPapersArchive(
  platform: Platform,
  { scope, memberId }: MemberActor,
  { year }: z.output<typeof DownloadMyPapersInput>,
): AsyncGenerator<Buffer> {
  const db = platform.databases.server;
  const [receipts, papers] = await Promise.all([receiptsOfMember(db, scope, memberId), papersOfMember(db, scope, memberId)]);
  const ofYear: FoundPaper[] = [...receipts, ...papers].filter((paper) => paper.datedOn.startsWith(`${year}-`));
  const holdNoMore = await voidPapers(platform, scope, ofYear);
  const held = ofYear.filter(({ _id }) => !holdNoMore.has(_id));
  const invoiced = held.flatMap((paper) => (paper.kind === 'invoice' ? [paper.billId] : []));
  const payers = await payersOfBills(platform, scope, await findBills(db, scope, invoiced));
  const mine = held.filter((paper) => paper.kind !== 'invoice' || !payers.has(paper.billId));
  if (mine.length === 0) throw new DomainError('NOT_FOUND');
  const ordered = mine.toSorted((left, right) => (`${left.datedOn}${left._id}` < `${right.datedOn}${right._id}` ? -1 : 1));
  async function* each(): AsyncGenerator<Leaving> {
    for (const paper of ordered) yield { paper, isVoid: false };
  }
  yield* zipOf(entriesOf(filesOfAll(platform, scope, each())));
}

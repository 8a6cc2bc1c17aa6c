import type { PaperRow, SearchPapersInput, SearchPapersOutput } from '@tsudoi/shared/contracts/documents/paper.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { voidPapers } from './paper-void.service.ts';
import { type FoundPaper, type PaperPlace, type PaperQuery, countPapers, findPapers } from './paper-search.repository.ts';
import { comparable } from './paper.rules.ts';
import { receiptView } from './receipt.service.ts';
import { keptUntil } from './retention.rules.ts';

type Row = z.output<typeof PaperRow>;
const pageSize = 50;
const countedTo = 10_000;

export function paperQuery(input: Omit<z.output<typeof SearchPapersInput>, 'cursor'>): PaperQuery {
  const { kind, from = null, to = null, least = null, most = null, counterparty } = input;
  return { kind, from, to, least, most, counterparty: comparable(counterparty) };
}

function placeOf(cursor: string | null | undefined): PaperPlace | null {
  if (!cursor) return null;
  const [, datedOn, id] = /^(\d{4}-\d{2}-\d{2})\.((?:rct|inv|crn)_[0-9A-Z]{26})$/.exec(cursor) ?? [];
  if (datedOn === undefined || id === undefined) throw new DomainError('INVALID_INPUT');
  return { datedOn, id };
}

const pathOf = { invoice: 'invoices', payer_invoice: 'invoices', credit_note: 'credit-notes' } as const;

function toRow(paper: FoundPaper, isVoid: boolean, fiscalYearStartMonth: number): Row {
  const common = {
    number: paper.number,
    datedOn: paper.datedOn,
    issuedOn: paper.issuedOn,
    keptUntil: keptUntil(paper.datedOn, fiscalYearStartMonth),
    memberNumber: paper.content.memberNumber,
    billId: paper.billId,
    billName: paper.billName,
    amount: paper.amount as unknown as Row['amount'],
  };
  if (paper.kind === undefined) {
    const { addressee, reissues, downloadPath } = receiptView(paper);
    return { ...common, paperId: paper._id, kind: 'receipt', addressee, reissues, voided: isVoid, downloadPath };
  }
  return {
    ...common,
    paperId: paper._id,
    kind: paper.kind === 'payer_invoice' ? 'invoice' : paper.kind,
    addressee: paper.content.addressee,
    reissues: 0,
    voided: isVoid,
    downloadPath: `/documents/${pathOf[paper.kind]}/${paper._id}.pdf`,
  };
}

/** 電子帳簿保存法: papers by date, range of sums and counterparty, in any combination, newest first. */
export async function searchPapers(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof SearchPapersInput>,
): Promise<z.output<typeof SearchPapersOutput>> {
  const db = platform.databases.server;
  const query = paperQuery(input);
  const [found, total, { fiscalYearStartMonth }] = await Promise.all([
    findPapers(db, scope, query, placeOf(input.cursor), pageSize),
    countPapers(db, scope, query, countedTo),
    findOrganization(scope),
  ]);
  const rows = found.slice(0, pageSize);
  const holdNoMore = await voidPapers(platform, scope, rows);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => toRow(row, holdNoMore.has(row._id), fiscalYearStartMonth)),
    nextCursor: found.length > pageSize && last ? `${last.datedOn}.${last._id}` : null,
    total: Math.min(total, countedTo),
    totalCapped: total > countedTo,
  };
}

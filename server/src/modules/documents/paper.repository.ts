import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId, CreditNoteId, InvoiceId, MemberId, PayLinkId, ReceiptId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import {
  type CreditNoteDocument,
  type InvoiceDocument,
  type PaperDocument,
  type PayerInvoiceDocument,
  paperCollection,
} from './paper.model.ts';

export { paperCollection } from './paper.model.ts';
export type {
  CreditNoteContent,
  CreditNoteDocument,
  InvoiceContent,
  InvoiceDocument,
  PaperDocument,
  PayerInvoiceDocument,
} from './paper.model.ts';

const papers = (db: Db, scope: OrgScope) => tenantCollection<PaperDocument>(db, scope, paperCollection);

/** @throws DomainError NOT_FOUND */
export async function getPaper(db: Db, scope: OrgScope, id: InvoiceId | CreditNoteId, session?: ClientSession): Promise<PaperDocument> {
  const paper = await papers(db, scope).findOne({ _id: id } as Filter<PaperDocument>, session);
  if (!paper) throw new DomainError('NOT_FOUND');
  return paper as PaperDocument;
}

export async function liveInvoiceOfBill(db: Db, scope: OrgScope, billId: BillId, session?: ClientSession): Promise<InvoiceDocument | null> {
  return (await papers(db, scope).findOne({ billId, kind: 'invoice', voided: false }, session)) as InvoiceDocument | null;
}

export async function livePayerInvoice(
  db: Db,
  scope: OrgScope,
  payLinkId: PayLinkId,
  session?: ClientSession,
): Promise<PayerInvoiceDocument | null> {
  const filter = { payLinkId, kind: 'payer_invoice', voided: false } as Filter<PaperDocument>;
  return (await papers(db, scope).findOne(filter, session)) as PayerInvoiceDocument | null;
}

/** By the numbers that payers may write; a replaced one is still of the same link. */
export async function linksOfInvoices(db: Db, scope: OrgScope, numbers: readonly string[]): Promise<Map<string, PayLinkId>> {
  const found = await papers(db, scope)
    .find({ number: { $in: [...numbers] } })
    .toArray();
  return new Map(found.flatMap((paper) => (paper.kind === 'payer_invoice' ? [[paper.number, paper.payLinkId] as const] : [])));
}

/** Replaced ones too. */
export async function payerInvoicesOfLinks(
  db: Db,
  scope: OrgScope,
  payLinkIds: readonly PayLinkId[],
  session?: ClientSession,
): Promise<PayerInvoiceDocument[]> {
  if (payLinkIds.length === 0) return [];
  const filter = { kind: 'payer_invoice', payLinkId: { $in: [...payLinkIds] } } as Filter<PaperDocument>;
  return (await papers(db, scope)
    .find(filter, session ? { session } : {})
    .toArray()) as PayerInvoiceDocument[];
}

/** Of some bills at once, for a batch. */
export async function liveInvoicesOfBills(
  db: Db,
  scope: OrgScope,
  billIds: readonly BillId[],
  session?: ClientSession,
): Promise<InvoiceDocument[]> {
  // What is equal first, the list last (docs/decisions/0052).
  const found = papers(db, scope).find({ kind: 'invoice', voided: false, billId: { $in: [...billIds] } }, session ? { session } : {});
  return (await found.toArray()) as InvoiceDocument[];
}

export async function creditNotesOfReceipt(
  db: Db,
  scope: OrgScope,
  receiptId: ReceiptId,
  session?: ClientSession,
): Promise<CreditNoteDocument[]> {
  const found = papers(db, scope).find({ kind: 'credit_note', receiptId } as Filter<PaperDocument>, session ? { session } : {});
  return ((await found.toArray()) as CreditNoteDocument[]).toSorted((left, right) => (left.number < right.number ? -1 : 1));
}

/** All of them, voided ones too, in the transaction that moves them. */
export async function papersOfMember(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<PaperDocument[]> {
  const found = papers(db, scope).find({ memberId }, session ? { session } : {});
  return (await found.toArray()) as PaperDocument[];
}

export function insertPapers(db: Db, scope: OrgScope, rows: readonly PaperDocument[], session: ClientSession): Promise<void> {
  return papers(db, scope).insert(rows, { session });
}

/** It holds no more; its number stays taken. False when it is void already. */
export function voidPaper(db: Db, scope: OrgScope, paper: PaperDocument, now: Date, session: ClientSession): Promise<boolean> {
  const filter = { _id: paper._id, voided: false } as Filter<PaperDocument>;
  return papers(db, scope).rewrite(filter, { ...paper, voided: true, voidedAt: now }, session);
}

/** Names the stored bytes of many, each once. */
export async function namePaperFiles(
  db: Db,
  scope: OrgScope,
  files: readonly { readonly paper: { readonly _id: PaperDocument['_id'] }; readonly fileKey: string; readonly sha256: string }[],
): Promise<void> {
  await papers(db, scope).updateEach(
    files.map(({ paper, fileKey, sha256 }) => ({
      filter: { _id: paper._id, fileKey: null } as Filter<PaperDocument>,
      update: { $set: { fileKey, sha256 } },
    })),
  );
}

/** Names the stored bytes, once; false when somebody else has already. */
export async function namePaperFile(db: Db, scope: OrgScope, id: PaperDocument['_id'], fileKey: string, sha256: string): Promise<boolean> {
  const result = await papers(db, scope).updateOne({ _id: id, fileKey: null } as Filter<PaperDocument>, { $set: { fileKey, sha256 } });
  return result.modifiedCount === 1;
}

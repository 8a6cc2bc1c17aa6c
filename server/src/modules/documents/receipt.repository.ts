import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId, MemberId, ReceiptId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type ReceiptCopy, type ReceiptDocument, receiptCollection } from './receipt.model.ts';

export { receiptCollection } from './receipt.model.ts';

export type { ReceiptContent, ReceiptCopy, ReceiptDocument } from './receipt.model.ts';

const receipts = (db: Db, scope: OrgScope) => tenantCollection<ReceiptDocument>(db, scope, receiptCollection);

/** @throws DomainError NOT_FOUND */
export async function getReceipt(db: Db, scope: OrgScope, receiptId: ReceiptId, session?: ClientSession): Promise<ReceiptDocument> {
  const receipt = await receipts(db, scope).findOne({ _id: receiptId }, session);
  if (!receipt) throw new DomainError('NOT_FOUND');
  return receipt;
}

export function liveReceiptOfBill(db: Db, scope: OrgScope, billId: BillId, session?: ClientSession): Promise<ReceiptDocument | null> {
  return receipts(db, scope).findOne({ billId, voided: false }, session);
}

export function receiptsOfMember(db: Db, scope: OrgScope, memberId: MemberId): Promise<ReceiptDocument[]> {
  return receipts(db, scope).find({ memberId }).sort({ _id: -1 }).limit(500).toArray();
}

/** All of them, voided ones too, in the transaction that moves them. */
export function allReceiptsOfMember(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<ReceiptDocument[]> {
  return receipts(db, scope)
    .find({ memberId }, session ? { session } : {})
    .toArray();
}

/** Names the stored bytes of many, each once. */
export async function nameFiles(
  db: Db,
  scope: OrgScope,
  files: readonly { readonly paper: { readonly _id: ReceiptId }; readonly fileKey: string; readonly sha256: string }[],
): Promise<void> {
  await receipts(db, scope).updateEach(
    files.map(({ paper, fileKey, sha256 }) => ({ filter: { _id: paper._id, fileKey: null }, update: { $set: { fileKey, sha256 } } })),
  );
}

/** Names the stored bytes, once; false when somebody else has already. */
export async function nameFile(db: Db, scope: OrgScope, receiptId: ReceiptId, fileKey: string, sha256: string): Promise<boolean> {
  const result = await receipts(db, scope).updateOne({ _id: receiptId, fileKey: null }, { $set: { fileKey, sha256 } });
  return result.modifiedCount === 1;
}

/** Null when it has been voided, or has another number of copies than the caller has seen. */
export function addCopy(
  db: Db,
  scope: OrgScope,
  receipt: ReceiptDocument,
  copy: ReceiptCopy,
  counterparty: string,
  session: ClientSession,
): Promise<ReceiptDocument | null> {
  return receipts(db, scope).findOneAndUpdate(
    { _id: receipt._id, voided: false, copies: { $size: receipt.copies.length } },
    { $push: { copies: copy }, $set: { counterparty } },
    session,
  );
}

export async function voidReceipt(db: Db, scope: OrgScope, receipt: ReceiptDocument, now: Date, session: ClientSession): Promise<void> {
  await receipts(db, scope).rewrite({ _id: receipt._id, voided: false }, { ...receipt, voided: true, voidedAt: now }, session);
}

/** What of two writers in two transactions only one may do at a time. */
export async function touchReceipt(db: Db, scope: OrgScope, receiptId: ReceiptId, session: ClientSession): Promise<void> {
  await receipts(db, scope).updateOne({ _id: receiptId }, { $inc: { returns: 1 } }, session);
}

/** Of some bills at once, for a batch. */
export async function liveReceiptsOfBills(
  db: Db,
  scope: OrgScope,
  billIds: readonly BillId[],
  session?: ClientSession,
): Promise<ReceiptDocument[]> {
  // By the bills alone: with more beside the list the embedded engine reads every receipt (docs/decisions/0052).
  const all = await receipts(db, scope)
    .find({ billId: { $in: [...billIds] } }, session ? { session } : {})
    .toArray();
  return all.filter(({ voided }) => !voided);
}

export function insertReceipts(db: Db, scope: OrgScope, rows: readonly ReceiptDocument[], session: ClientSession): Promise<void> {
  return receipts(db, scope).insert(rows, { session });
}

import { createHash } from 'node:crypto';
import type { ReceiptView } from '@tsudoi/shared/contracts/documents/receipt.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, type MemberId, type ReceiptId, newReceiptId } from '@tsudoi/shared/kernel/ids';
import { fiscalYearRange, jstDateOf, partsOfDate } from '@tsudoi/shared/kernel/jst';
import { minYen, sumYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import type * as z from 'zod';
import type { SignedInActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { gridFileStore } from '../../platform/files.ts';
import { recordLive } from '../../platform/live.ts';
import { formatPhone } from '../../platform/phone.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type BillDocument, getBill, provisoText, writtenDate } from '../billing/billing.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { moneyOnBill } from '../payments/payments.public.ts';
import { receiptPdf } from './receipt.document.ts';
import {
  type ReceiptContent,
  type ReceiptDocument,
  getReceipt,
  insertReceipt,
  liveReceiptOfBill,
  nameFile,
  receiptsOfMember,
  voidReceipts,
} from './receipt.repository.ts';
import { hasReceipt, honorificOf, methodNames, receiptNumber } from './receipt.rules.ts';

type View = z.output<typeof ReceiptView>;

export function receiptView(receipt: ReceiptDocument): View {
  const { content, copies } = receipt;
  return {
    receiptId: receipt._id,
    number: receipt.number,
    billId: receipt.billId,
    billName: receipt.billName,
    amount: content.amount as unknown as View['amount'],
    addressee: copies.at(-1)?.addressee ?? content.addressee,
    honorific: copies.at(-1)?.honorific ?? content.honorific,
    proviso: content.proviso,
    receivedOn: content.receivedOn,
    issuedOn: receipt.issuedOn,
    method: content.method,
    reissues: copies.length,
    voided: receipt.voided,
    downloadPath: `/documents/receipts/${receipt._id}${copies.length === 0 ? '' : `-${copies.length}`}.pdf`,
  };
}

export async function memberReceipts(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<View[]> {
  return (await receiptsOfMember(platform.databases.server, scope, memberId)).map(receiptView);
}

/** The bill, if the actor may see it: any of the organisation for the office, their own for a member. */
async function billFor(platform: Platform, actor: SignedInActor, billId: BillId): Promise<BillDocument> {
  const bill = await getBill(platform.databases.server, actor.scope, billId);
  if (actor.kind === 'member' && (bill.memberId !== actor.memberId || bill.confirmedAt === null)) throw new DomainError('NOT_FOUND');
  return bill;
}

export async function receiptOfBill(platform: Platform, actor: SignedInActor, billId: BillId): Promise<View | null> {
  await billFor(platform, actor, billId);
  const receipt = await liveReceiptOfBill(platform.databases.server, actor.scope, billId);
  return receipt && receiptView(receipt);
}

/**
 * Issues the receipt of a paid bill, once: the number is taken in the transaction that writes the receipt, so that the
 * series has no gaps. Asked again it is the same receipt; the addressee is fixed by the first issue (PAY-18).
 * @throws DomainError RECEIPT_NOT_AVAILABLE, NOT_FOUND
 */
export async function issueReceipt(platform: Platform, actor: SignedInActor, billId: BillId, addressee: string | undefined): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const bill = await billFor(platform, actor, billId);
  const known = await liveReceiptOfBill(db, scope, billId);
  if (known) return receiptView(known);
  const draft = await contentOf(platform, scope, bill, addressee);
  const issuedOn = platform.clock.today();
  const now = platform.clock.now();
  try {
    const receipt = await inTransaction(platform.databases.client, async (session) => {
      const current = await getBill(db, scope, billId, session);
      if (!hasReceipt(current.status)) throw new DomainError('RECEIPT_NOT_AVAILABLE');
      const first = await liveReceiptOfBill(db, scope, billId, session);
      if (first) return first;
      const number = receiptNumber(issuedOn, await takeNumbers(db, scope, `receipt-${partsOfDate(issuedOn).year}`, 1, session));
      const row: ReceiptDocument = {
        _id: newReceiptId(),
        orgId: scope.orgId,
        number,
        billId,
        memberId: bill.memberId,
        billName: bill.billName,
        content: { ...draft, number },
        issuedOn,
        issuedAt: now,
        fileKey: null,
        sha256: '',
        copies: [],
        voided: false,
        voidedAt: null,
      };
      await insertReceipt(db, scope, row, session);
      await recordAudit(
        platform,
        scope,
        actor,
        { action: 'receipt.issue', subjectKind: 'receipt', subjectId: row._id, subjectName: number, fields: ['addressee'] },
        session,
      );
      await recordLive(db, scope, [{ topic: 'receipts', ref: row._id, memberId: bill.memberId }], now, session);
      return row;
    });
    await storedBytes(platform, scope, receipt);
    return receiptView(receipt);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const first = await liveReceiptOfBill(db, scope, billId);
    if (!first) throw error;
    return receiptView(first);
  }
}

async function contentOf(
  platform: Platform,
  scope: OrgScope,
  bill: BillDocument,
  addressee: string | undefined,
): Promise<Omit<ReceiptContent, 'number'>> {
  if (!hasReceipt(bill.status)) throw new DomainError('RECEIPT_NOT_AVAILABLE');
  const organization = await findOrganization(scope);
  const money = await moneyOnBill(platform, scope, bill._id);
  const last = money.at(-1);
  if (!last) throw new DomainError('RECEIPT_NOT_AVAILABLE');
  const year = fiscalYearRange(bill.fiscalYear, organization.fiscalYearStartMonth);
  const methods = [...new Set(money.map(({ payment }) => methodNames[payment.method] ?? payment.method))];
  const name = addressee ?? bill.memberName;
  return {
    addressee: name,
    honorific: honorificOf(name, bill.memberName),
    // A shortage that was waived is no money received.
    amount: minYen(bill.amount, sumYen(money.map(({ amount }) => amount))),
    proviso: provisoText(bill.proviso, bill.fiscalYear),
    // Dues are for a year; anything billed for itself names no period.
    period: bill.category === 'annual' ? `${writtenDate(year.from)}〜${writtenDate(year.to)}` : '',
    parts: bill.parts,
    receivedOn: jstDateOf(last.payment.receivedAt),
    method: methods.join('、'),
    paymentNumber: money
      .map(({ payment }) => payment.paymentNumber)
      .filter(Boolean)
      .join('、'),
    memberNumber: bill.memberNumber,
    issuer: {
      name: organization.name,
      address: organization.postalAddress,
      phone: formatPhone(organization.phone),
      representative: organization.representative,
    },
  };
}

/** The receipt's bytes: stored on first need with their hash, and from then on only ever read. */
async function storedBytes(platform: Platform, scope: OrgScope, receipt: ReceiptDocument): Promise<Buffer> {
  const db = platform.databases.server;
  const files = gridFileStore(db);
  if (receipt.fileKey === null) {
    const bytes = await receiptPdf(receipt.content, receipt.issuedAt);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    // A key of its own per try: of two processes one names its file, the other's is left unnamed and harmless.
    const fileKey = `receipts/${receipt._id}/${newReceiptId()}`;
    await files.put(scope, fileKey, bytes, 'application/pdf');
    if (await nameFile(db, scope, receipt._id, fileKey, sha256)) return bytes;
  }
  return checkedBytes(db, scope, await getReceipt(db, scope, receipt._id));
}

async function checkedBytes(db: Db, scope: OrgScope, file: { readonly fileKey: string | null; readonly sha256: string }): Promise<Buffer> {
  const stored = file.fileKey === null ? null : await gridFileStore(db).get(scope, file.fileKey);
  if (!stored || createHash('sha256').update(stored).digest('hex') !== file.sha256) {
    throw new Error('the stored bytes of a receipt do not match its hash');
  }
  return stored;
}

export interface ReceiptFile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

/**
 * The first issue, or the later one of that number. The bytes of one that was voided stay as they are (case 65): the
 * office may still look at them, under a name that says so, a member may not take them for a receipt.
 * @throws DomainError NOT_FOUND for anybody else's receipt, RECEIPT_VOIDED
 */
export async function downloadReceipt(
  platform: Platform,
  actor: SignedInActor,
  receiptId: ReceiptId,
  copyNumber = 0,
): Promise<ReceiptFile> {
  const db = platform.databases.server;
  const receipt = await getReceipt(db, actor.scope, receiptId);
  if (actor.kind === 'member' && receipt.memberId !== actor.memberId) throw new DomainError('NOT_FOUND');
  if (actor.kind === 'member' && receipt.voided) throw new DomainError('RECEIPT_VOIDED');
  const mark = receipt.voided ? '_無効' : '';
  if (copyNumber > 0) {
    const copy = receipt.copies[copyNumber - 1];
    if (!copy) throw new DomainError('NOT_FOUND');
    return { fileName: `領収書_${receipt.number}_再発行${copyNumber}${mark}.pdf`, bytes: await checkedBytes(db, actor.scope, copy) };
  }
  return { fileName: `領収書_${receipt.number}${mark}.pdf`, bytes: await storedBytes(platform, actor.scope, receipt) };
}

/** Money was taken back from these bills: their receipts no longer hold, and their numbers are never used again. */
export async function voidReceiptsOf(
  platform: Platform,
  scope: OrgScope,
  billIds: readonly BillId[],
  session: ClientSession,
): Promise<void> {
  const now = platform.clock.now();
  const voided = await voidReceipts(platform.databases.server, scope, billIds, now, session);
  for (const receipt of voided) {
    await recordAudit(
      platform,
      scope,
      { kind: 'system', name: 'documents' },
      { action: 'receipt.void', subjectKind: 'receipt', subjectId: receipt._id, subjectName: receipt.number, fields: ['voided'] },
      session,
    );
  }
  await recordLive(
    platform.databases.server,
    scope,
    voided.map((receipt) => ({ topic: 'receipts' as const, ref: receipt._id, memberId: receipt.memberId })),
    now,
    session,
  );
}

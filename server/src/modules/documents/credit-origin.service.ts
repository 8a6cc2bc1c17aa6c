import type { CreditNotesInput } from '@tsudoi/shared/contracts/documents/paper.contract';
import type { BillId, MemberId, ReceiptId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, minYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, getBill } from '../billing/billing.public.ts';
import { moneyThatLeft } from '../payments/payments.public.ts';
import { type CreditNoteDocument, creditNotesOfReceipt, liveInvoiceOfBill, papersOfMember } from './paper.repository.ts';
import type { PaperBody } from './paper.rules.ts';
import { bodyOf } from './receipt.document.ts';
import { returnsOfReceipts } from './receipt-return.rules.ts';
import { allReceiptsOfMember, getReceipt } from './receipt.repository.ts';
import { hasReceipt } from './receipt.rules.ts';

/** The paper of which money is given back. */
export interface CreditOrigin {
  readonly receiptId: ReceiptId | null;
  readonly subject: { readonly kind: 'receipt' | 'invoice'; readonly id: string };
  readonly billId: BillId;
  readonly memberId: MemberId;
  readonly billName: string;
  readonly addressee: string;
  readonly honorific: string;
  /** By whom the note is found beside its addressee. */
  readonly names: readonly string[];
  readonly memberNumber: string;
  readonly body: PaperBody;
  readonly receiptNumber: string;
  readonly receivedOn: JstDate;
  readonly invoice: { readonly number: string; readonly issuedOn: JstDate } | null;
  /** What all of its notes together may be over. */
  readonly whole: Yen;
  /** What by the books was given back of it. */
  readonly returned: Yen;
  readonly before: readonly CreditNoteDocument[];
  /** Its money is not there any more, so that somebody may wait for the note. */
  readonly isGone: boolean;
}

/**
 * A receipt; or the invoice of a bill, for money that had none: receipts are made at first need, so that money may go back before
 * anybody wanted one, and the duty of a 返還請求書 does not hang on it. Null where a bill has neither, or no money of it went.
 * @throws DomainError NOT_FOUND
 */
export async function creditOrigin(
  platform: Platform,
  scope: OrgScope,
  source: z.output<typeof CreditNotesInput>,
  session?: ClientSession,
): Promise<CreditOrigin | null> {
  return 'receiptId' in source ? ofReceipt(platform, scope, source.receiptId, session) : ofInvoice(platform, scope, source.billId, session);
}

async function ofReceipt(platform: Platform, scope: OrgScope, receiptId: ReceiptId, session?: ClientSession): Promise<CreditOrigin> {
  const db = platform.databases.server;
  const { _id, billId, memberId, billName, content, copies, number, voided } = await getReceipt(db, scope, receiptId, session);
  const { addressee, honorific } = copies.at(-1) ?? content;
  const { memberNumber, receivedOn, amount } = content;
  return {
    receiptId: _id,
    subject: { kind: 'receipt', id: _id },
    billId,
    memberId,
    billName,
    addressee,
    honorific,
    memberNumber,
    receivedOn,
    names: [content.addressee, memberNumber],
    body: bodyOf(content),
    receiptNumber: number,
    invoice: null,
    whole: amount,
    returned: voided ? await returnedOf(platform, scope, billId, _id, session) : zeroYen,
    before: await creditNotesOfReceipt(db, scope, _id, session),
    isGone: voided,
  };
}

async function returnedOf(
  platform: Platform,
  scope: OrgScope,
  billId: BillId,
  receiptId: ReceiptId,
  session?: ClientSession,
): Promise<Yen> {
  const bill = await getBill(platform.databases.server, scope, billId, session);
  return (await returnsOfBill(platform, scope, bill, session)).of.get(receiptId) ?? zeroYen;
}

async function ofInvoice(platform: Platform, scope: OrgScope, billId: BillId, session?: ClientSession): Promise<CreditOrigin | null> {
  const db = platform.databases.server;
  const bill = await getBill(db, scope, billId, session);
  const { memberId, memberName, memberNumber, billName, status } = bill;
  const paper = await liveInvoiceOfBill(db, scope, billId, session);
  const { bare } = await returnsOfBill(platform, scope, bill, session);
  const papers = await papersOfMember(db, scope, memberId, session);
  const before = papers.filter((note) => note.kind === 'credit_note' && note.billId === billId && note.receiptId === null);
  const notes = before as CreditNoteDocument[];
  // What was noted stays to be seen where the money is here again.
  const receivedOn = bare.map((share) => share.receivedOn).toSorted()[0] ?? notes[0]?.content.receivedOn;
  if (!paper || receivedOn === undefined) return null;
  const { addressee, honorific, body } = paper.content;
  const whole = minYen(sumYen(bare.map(({ amount }) => amount)), paper.content.amount);
  return {
    receiptId: null,
    subject: { kind: 'invoice', id: paper._id },
    billId,
    memberId,
    billName,
    addressee,
    honorific,
    memberNumber,
    receivedOn,
    body,
    names: [memberName, memberNumber],
    receiptNumber: '',
    invoice: { number: paper.number, issuedOn: paper.issuedOn },
    whole,
    returned: whole,
    before: notes,
    isGone: !hasReceipt(status),
  };
}

/** What a void receipt was over has its notes with that receipt. */
async function returnsOfBill(platform: Platform, scope: OrgScope, bill: BillDocument, session?: ClientSession) {
  const { _id: billId, memberId } = bill;
  const shares = await moneyThatLeft(platform, scope, bill, session);
  const receipts = await allReceiptsOfMember(platform.databases.server, scope, memberId, session);
  return returnsOfReceipts(
    receipts.filter((receipt) => receipt.billId === billId && receipt.voided),
    shares,
  );
}

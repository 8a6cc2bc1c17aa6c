import type { CreditNotesInput } from '@tsudoi/shared/contracts/documents/paper.contract';
import type { BillId, InvoiceId, MemberId, ReceiptId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, minYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, getBill } from '../billing/billing.public.ts';
import { moneyThatLeft } from '../payments/payments.public.ts';
import { unnumberedAmong } from './paper-number.service.ts';
import {
  type CreditNoteDocument,
  type InvoiceDocument,
  type PayerInvoiceDocument,
  creditNotesOfReceipt,
  papersOfMember,
  payerInvoicesOfLinks,
} from './paper.repository.ts';
import { type PaperBody, paperBody, paperLines } from './paper.rules.ts';
import { bodyOf } from './receipt.document.ts';
import { invoicedTo, returnsOfReceipts, withNotesOfBefore } from './receipt-return.rules.ts';
import { allReceiptsOfMember, getReceipt } from './receipt.repository.ts';
import { hasReceipt } from './receipt.rules.ts';

/** The paper of which money is given back. */
export interface CreditOrigin {
  readonly receiptId: ReceiptId | null;
  /** Where it is the invoice of who paid for the member. */
  readonly payerInvoiceId: InvoiceId | null;
  readonly subject: { readonly kind: 'receipt' | 'invoice'; readonly id: string };
  readonly billId: BillId;
  readonly memberId: MemberId;
  readonly billName: string;
  readonly addressee: string;
  readonly honorific: string;
  /** By whom the note is found beside its addressee. */
  readonly names: readonly string[];
  readonly memberNumber: string;
  /** Whether that only stands in the place of one. */
  readonly awaitsNumber: boolean;
  readonly body: PaperBody;
  readonly receiptNumber: string;
  readonly receivedOn: JstDate;
  readonly invoice: { readonly number: string; readonly issuedOn: JstDate } | null;
  /** What all of its notes together may be over. */
  readonly whole: Yen;
  /** What by the books was given back of it. */
  readonly returned: Yen;
  /** What its notes are over. */
  readonly noted: Yen;
  /** Its money is not there any more, so that somebody may wait for the note. */
  readonly isGone: boolean;
}

/** What a note would be of, if anything, and the notes that there are. */
interface Credit {
  readonly origin: CreditOrigin | null;
  readonly notes: readonly CreditNoteDocument[];
}

/**
 * A receipt; or the invoice of a bill, for money that had none: receipts are made at first need, so that money may go back before
 * anybody wanted one, and the duty of a 返還請求書 does not hang on it. No origin where a bill has neither, or no money of it went.
 * @throws DomainError NOT_FOUND
 */
export async function creditOf(
  platform: Platform,
  scope: OrgScope,
  source: z.output<typeof CreditNotesInput>,
  session?: ClientSession,
): Promise<Credit> {
  return 'receiptId' in source
    ? ofReceipt(platform, scope, source.receiptId, session)
    : ofInvoices(platform, scope, source.billId, session);
}

const overAll = (notes: readonly CreditNoteDocument[]): Yen => sumYen(notes.map(({ amount }) => amount));

async function ofReceipt(platform: Platform, scope: OrgScope, receiptId: ReceiptId, session?: ClientSession): Promise<Credit> {
  const db = platform.databases.server;
  const { _id, billId, memberId, billName, content, copies, number, voided } = await getReceipt(db, scope, receiptId, session);
  const { addressee, honorific } = copies.at(-1) ?? content;
  const { memberNumber, awaitsNumber = false, receivedOn, amount } = content;
  const returned = voided ? await returnedOf(platform, scope, billId, _id, session) : zeroYen;
  const notes = await creditNotesOfReceipt(db, scope, _id, session);
  const origin = {
    receiptId: _id,
    payerInvoiceId: null,
    subject: { kind: 'receipt', id: _id },
    billId,
    memberId,
    billName,
    addressee,
    honorific,
    memberNumber,
    awaitsNumber,
    receivedOn,
    names: [content.addressee, memberNumber],
    body: bodyOf(content),
    receiptNumber: number,
    invoice: null,
    whole: amount,
    returned,
    noted: overAll(notes),
    isGone: voided,
  } as const;
  return { origin, notes };
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

/** Issued later, it has the higher number. */
const byNumber = (left: InvoiceDocument, right: InvoiceDocument): number => (left.number < right.number ? -1 : 1);

/** Money of several payers has a note for each of their invoices, one after the other. */
async function ofInvoices(platform: Platform, scope: OrgScope, billId: BillId, session?: ClientSession): Promise<Credit> {
  const db = platform.databases.server;
  const bill = await getBill(db, scope, billId, session);
  const { bare } = await returnsOfBill(platform, scope, bill, session);
  const payers = await payerInvoicesOfLinks(db, scope, [...new Set(bare.flatMap(({ payLinkId }) => payLinkId ?? []))], session);
  const papers = await papersOfMember(db, scope, bill.memberId, session);
  const ofBill = papers.filter((paper) => paper.billId === billId);
  const notes = ofBill.filter((paper): paper is CreditNoteDocument => paper.kind === 'credit_note' && paper.receiptId === null);
  // The newest; a payer's invoice over the rest may have voided it since.
  const own =
    ofBill
      .filter((paper): paper is InvoiceDocument => paper.kind === 'invoice')
      .toSorted(byNumber)
      .at(-1) ?? null;
  const awaitsNumber = (await unnumberedAmong(platform, scope, [bill], session)).has(bill);
  const ofBefore = notes.filter(({ payerInvoiceId }) => payerInvoiceId === undefined);
  const origins = withNotesOfBefore(
    invoicedTo(bare, payers, own).map(({ paper, shares }) => ({ ...originOf(bill, paper, shares, notes), awaitsNumber })),
    overAll(ofBefore),
  );
  // What was noted stays to be seen where the money is here again.
  return { origin: origins.find(({ whole, noted }) => whole > noted) ?? origins[0] ?? null, notes };
}

function originOf(
  bill: BillDocument,
  paper: InvoiceDocument | PayerInvoiceDocument,
  shares: readonly { readonly amount: Yen; readonly receivedOn: JstDate }[],
  notes: readonly CreditNoteDocument[],
): Omit<CreditOrigin, 'awaitsNumber'> {
  const { memberId, memberName, memberNumber, billName, status } = bill;
  const { addressee, honorific, body, amount } = paper.content;
  const payerInvoiceId = paper.kind === 'payer_invoice' ? paper._id : null;
  const whole = minYen(sumYen(shares.map((share) => share.amount)), payerInvoiceId === null ? amount : bill.amount);
  return {
    receiptId: null,
    payerInvoiceId,
    subject: { kind: 'invoice', id: paper._id },
    billId: bill._id,
    memberId,
    billName,
    addressee,
    honorific,
    memberNumber,
    receivedOn: shares.map((share) => share.receivedOn).toSorted()[0]!,
    body: payerInvoiceId === null ? body : paperBody(paperLines(bill, bill.amount, ''), { ...body, taxRounding: 'floor' }),
    names: [memberName, memberNumber],
    receiptNumber: '',
    invoice: { number: paper.number, issuedOn: paper.issuedOn },
    whole,
    returned: whole,
    noted: overAll(notes.filter((note) => (note.payerInvoiceId ?? null) === payerInvoiceId)),
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

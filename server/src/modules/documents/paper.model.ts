import type { bankAccountTypes } from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import type { BillId, CreditNoteId, InvoiceId, MemberId, OrgId, PayLinkId, ReceiptId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { Issuer } from './issuer.document.ts';
import type { PaperBody } from './paper.rules.ts';

/** What every paper prints, as it was on the day of issue. */
interface IssuedContent {
  readonly number: string;
  readonly addressee: string;
  readonly honorific: string;
  readonly amount: Yen;
  readonly body: PaperBody;
  readonly memberNumber: string;
  /** Whether that number only stands in the place of one; absent where it does not, and in papers of before. */
  readonly awaitsNumber?: boolean;
  readonly issuedOn: JstDate;
  readonly issuer: Issuer;
}

export interface InvoiceContent extends IssuedContent {
  readonly proviso: string;
  readonly period: string;
  readonly dueOn: JstDate;
  /** Money that had come for it by the day of issue, and what was left to pay. */
  readonly received: Yen;
  readonly open: Yen;
  readonly bank: {
    readonly name: string;
    readonly branch: string;
    readonly accountType: (typeof bankAccountTypes)[number];
    readonly accountNumber: string;
    readonly holder: string;
  } | null;
  /** Where the bill is paid; '' on an invoice over several members' bills, whose payer has an address of their own. */
  readonly payUrl: string;
  /** Number of the one that this one corrects; empty for a first one. */
  readonly replaces: string;
  /** Numbers of members' own invoices over its bills, in whose place a payer's stands. */
  readonly standsFor?: readonly string[];
}

export interface CreditNoteContent extends IssuedContent {
  readonly returnedOn: JstDate;
  readonly reason: string;
  /** The receipt whose sum is given back, and the day of the money; empty where the bill never had one. */
  readonly receiptNumber: string;
  readonly receivedOn: JstDate;
  /** In that case the invoice by which it was paid. */
  readonly invoice?: { readonly number: string; readonly issuedOn: JstDate };
}

interface IssuedPaper {
  orgId: OrgId;
  number: string;
  billId: BillId;
  memberId: MemberId;
  billName: string;
  /** What papers are searched by (電子帳簿保存法). */
  amount: Yen;
  datedOn: JstDate;
  counterparty: string;
  issuedOn: JstDate;
  issuedAt: Date;
  /** Set once, together with the hash, when the bytes are stored; they are never made again after that. */
  fileKey: string | null;
  sha256: string;
  voided: boolean;
  voidedAt: Date | null;
}

export interface InvoiceDocument extends IssuedPaper {
  _id: InvoiceId;
  kind: 'invoice';
  content: InvoiceContent;
}

export interface CreditNoteDocument extends IssuedPaper {
  _id: CreditNoteId;
  kind: 'credit_note';
  /** Null: of the bill's invoice, since it never had a receipt. */
  receiptId: ReceiptId | null;
  /**
   * Of the invoice of who paid for the member, which is over more bills than this one; null: of a receipt or the bill's own.
   * Notes of before this was kept have none and may be over a payer's money.
   */
  payerInvoiceId?: InvoiceId | null;
  /** Sent twice with one key, it is one. */
  requestKey: string;
  content: CreditNoteContent;
}

/** One invoice over bills of several members, in the name of who pays for them (case 62). */
export interface PayerInvoiceDocument extends Omit<IssuedPaper, 'billId' | 'memberId'> {
  _id: InvoiceId;
  kind: 'payer_invoice';
  billId: null;
  memberId: null;
  payLinkId: PayLinkId;
  content: InvoiceContent;
}

export type PaperDocument = InvoiceDocument | CreditNoteDocument | PayerInvoiceDocument;

export const paperCollection = 'papers';

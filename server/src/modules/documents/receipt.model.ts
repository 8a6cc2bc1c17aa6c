import type { AmountPart } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { BillId, MemberId, OrgId, PaymentId, ReceiptId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { PaperBody } from './paper.rules.ts';
import type { StampFacts } from './stamp-duty.rules.ts';

/** Everything that is printed, as it was on the day of issue: later renames never reach an issued receipt. */
export interface ReceiptContent {
  readonly number: string;
  readonly addressee: string;
  readonly honorific: string;
  readonly amount: Yen;
  readonly proviso: string;
  readonly period: string;
  readonly parts: readonly AmountPart[];
  readonly receivedOn: JstDate;
  readonly method: string;
  readonly paymentNumber: string;
  readonly memberNumber: string;
  readonly issuer: { readonly name: string; readonly address: string; readonly phone: string; readonly representative: string };
  /** This and what follows is absent in receipts of before there were taxed fees. */
  readonly body?: PaperBody;
  readonly stamp?: StampFacts;
  /** Whether its number only stands in the place of one; absent where it does not, and in receipts of before. */
  readonly awaitsNumber?: boolean;
  readonly medium?: 'electronic' | 'paper';
}

/** A later issue: the same number and day of receipt, marked 再発行. Its bytes are stored before it is written. */
export interface ReceiptCopy {
  /** What asked for it, so that asking again is the same copy. */
  readonly key: string;
  readonly addressee: string;
  readonly honorific: string;
  readonly reason: string;
  readonly issuedOn: JstDate;
  readonly issuedAt: Date;
  readonly fileKey: string;
  readonly sha256: string;
  readonly actor: string;
  readonly medium?: 'electronic' | 'paper';
}

export interface ReceiptDocument {
  _id: ReceiptId;
  orgId: OrgId;
  number: string;
  billId: BillId;
  memberId: MemberId;
  billName: string;
  content: ReceiptContent;
  /** The money that it is over: when some of it leaves the bill, the receipt is void. Absent in those of before this was kept. */
  money?: readonly { readonly paymentId: PaymentId; readonly amount: Yen }[];
  /** What receipts are searched by (電子帳簿保存法). */
  amount: Yen;
  datedOn: JstDate;
  counterparty: string;
  issuedOn: JstDate;
  issuedAt: Date;
  /** Set once, together with the hash, when the bytes are stored; they are never made again after that. */
  fileKey: string | null;
  sha256: string;
  /** Oldest first; the first issue stays as it is. */
  copies: ReceiptCopy[];
  voided: boolean;
  voidedAt: Date | null;
  /** Grows with every note that gives something of it back. */
  returns?: number;
}

export const receiptCollection = 'receipts';

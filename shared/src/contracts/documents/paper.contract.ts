import * as z from 'zod';
import { BillId, BillingRunId, CreditNoteId, InvoiceId, PaperJobId, ReceiptId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PositiveYen } from '../../kernel/yen.ts';
import { IdempotencyKey, SearchText, ShortText } from '../text.contract.ts';

const paperKinds = ['invoice', 'receipt', 'credit_note'] as const;
export const PaperKind = z.enum(paperKinds);
export type PaperKind = z.output<typeof PaperKind>;

/** Handed over as a file, or printed by the office: only then a revenue stamp can be due. */
export const PaperMedium = z.enum(['electronic', 'paper']);

export const InvoiceView = z.object({
  invoiceId: InvoiceId,
  /** Numbered per organisation and year without gaps, e.g. I2026-000123. */
  number: z.string(),
  billId: BillId,
  billName: z.string(),
  amount: PositiveYen,
  addressee: z.string(),
  honorific: z.string(),
  dueOn: JstDate,
  issuedOn: JstDate,
  /** Number of the one that this one corrects. */
  replaces: z.string().nullable(),
  voided: z.boolean(),
  /** The bill or, while it is to be paid, the account or the registration number has changed since: asked for anew, a corrected one is issued. */
  outdated: z.boolean(),
  downloadPath: z.string(),
});
/** The member sets the addressee once, before the first issue; the office may have it corrected. */
export const IssueInvoiceInput = z.strictObject({ billId: BillId, addressee: ShortText.optional() });
export const InvoiceOfBillInput = z.strictObject({ billId: BillId });
export const InvoiceOfBillOutput = z.object({
  invoice: InvoiceView.nullable(),
  /** Who is to pay or has paid the bill in the member's place: the invoice is in their name, and the bill gets none of its own. */
  payer: z.string().nullable(),
});

/** What money was given back of: of a receipt's sum or, where the bill never had a receipt, of its invoice's. */
const OfReceipt = z.strictObject({ receiptId: ReceiptId });
const OfBill = z.strictObject({ billId: BillId });
export const CreditNoteTerms = z.strictObject({ amount: PositiveYen, returnedOn: JstDate, reason: ShortText });
const Asked = CreditNoteTerms.extend({ idempotencyKey: IdempotencyKey });
/** 返還請求書. */
export const IssueCreditNoteInput = z.union([Asked.extend(OfReceipt.shape), Asked.extend(OfBill.shape)]);
export const CreditNoteView = z.object({
  creditNoteId: CreditNoteId,
  number: z.string(),
  amount: PositiveYen,
  returnedOn: JstDate,
  reason: z.string(),
  downloadPath: z.string(),
});
export const CreditNotesInput = z.union([OfReceipt, OfBill]);
export const CreditNotesOutput = z.object({
  notes: z.array(CreditNoteView),
  /** What of the receipt's sum no note is over yet; of an invoice, what went back of the money that had come for it. */
  left: z.number().int(),
  /** What by the books went back of it and has no note yet: what a new one begins with. Never above `left`. */
  due: z.number().int(),
  /** The law asks for one over that: taxed, and not below 10,000 yen (domain.md 4.2). */
  required: z.boolean(),
  /** Who paid it for the member, by an invoice of their own: the next note is theirs. */
  payer: z.string().optional(),
});

/** 電子帳簿保存法: found by date, range of sums and counterparty, and by any two of them together. */
export const SearchPapersInput = z.strictObject({
  kind: PaperKind,
  from: JstDate.nullish(),
  to: JstDate.nullish(),
  least: z.number().int().min(0).max(9_999_999).nullish(),
  most: z.number().int().min(0).max(9_999_999).nullish(),
  counterparty: SearchText.default(''),
  cursor: z.string().max(200).nullish(),
});
export const PaperRow = z.object({
  paperId: z.string(),
  kind: PaperKind,
  number: z.string(),
  /** Of the deed: the day money came, or the day of issue. */
  datedOn: JstDate,
  issuedOn: JstDate,
  /** The law asks for it until then. */
  keptUntil: JstDate,
  addressee: z.string(),
  memberNumber: z.string(),
  /** Null for an invoice over bills of several members. */
  billId: BillId.nullable(),
  billName: z.string(),
  amount: PositiveYen,
  reissues: z.number().int(),
  voided: z.boolean(),
  downloadPath: z.string(),
});
export const SearchPapersOutput = z.object({
  rows: z.array(PaperRow),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
  totalCapped: z.boolean(),
});

/** One file of every paper of a kind whose date lies in the range. */
export const DownloadPapersInput = z.strictObject({ kind: PaperKind, from: JstDate, to: JstDate });

/** A member's own papers of a calendar year as one file. */
export const DownloadMyPapersInput = z.strictObject({ year: z.number().int().min(1900).max(2200) });

/** 一括発行: invoices of a run's bills, or receipts of those that are paid. */
export const IssueRunInput = z.strictObject({
  billingRunId: BillingRunId,
  kind: z.enum(['invoice', 'receipt']),
  idempotencyKey: IdempotencyKey,
});
export const PaperJobView = z.object({
  paperJobId: PaperJobId,
  billingRunId: BillingRunId,
  kind: z.enum(['invoice', 'receipt']),
  state: z.enum(['running', 'done']),
  total: z.number().int(),
  done: z.number().int(),
  issued: z.number().int(),
  /** Had theirs already, or can have none: unpaid, cancelled, over nothing, somebody else's to pay. */
  skipped: z.number().int(),
  /** Of those, invoices that are in a payer's name. */
  byPayer: z.number().int(),
});
export const PaperJobInput = z.strictObject({ paperJobId: PaperJobId });
export const PaperJobOfRunInput = z.strictObject({ billingRunId: BillingRunId });
export const PaperJobOfRunOutput = z.object({ jobs: z.array(PaperJobView) });

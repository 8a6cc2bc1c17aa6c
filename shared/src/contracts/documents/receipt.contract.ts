import * as z from 'zod';
import { BillId, ReceiptId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PositiveYen } from '../../kernel/yen.ts';
import { IdempotencyKey, ShortText } from '../text.contract.ts';
import { PaperMedium } from './paper.contract.ts';

export const ReceiptView = z.object({
  receiptId: ReceiptId,
  /** Numbered per organisation and year without gaps, e.g. R2026-000123. */
  number: z.string(),
  billId: BillId,
  billName: z.string(),
  amount: PositiveYen,
  addressee: z.string(),
  /** As printed: 様, 御中 or 殿, nothing where the addressee was typed with one. */
  honorific: z.string(),
  proviso: z.string(),
  receivedOn: JstDate,
  issuedOn: JstDate,
  method: z.string(),
  reissues: z.number().int(),
  voided: z.boolean(),
  /** Yen of revenue stamp if it is printed and handed over on paper; 0: none (domain.md 4.2). */
  stampOnPaper: z.number().int(),
  medium: PaperMedium,
  /** Path of the newest PDF; needs the Authorization header, never a token in the address. */
  downloadPath: z.string(),
});
/** The member sets the addressee once, before the first issue. */
export const IssueReceiptInput = z.strictObject({
  billId: BillId,
  addressee: ShortText.optional(),
  /** The office may make one to print; a member's is a file. */
  medium: PaperMedium.optional(),
});
/** 再発行 by the office: the same number and day of receipt, marked, for a reason that is printed. */
export const ReissueReceiptInput = z.strictObject({
  receiptId: ReceiptId,
  addressee: ShortText.optional(),
  reason: ShortText,
  medium: PaperMedium.optional(),
  idempotencyKey: IdempotencyKey,
});
export const ReceiptListOutput = z.object({ receipts: z.array(ReceiptView) });
export const ReceiptOfBillInput = z.strictObject({ billId: BillId });

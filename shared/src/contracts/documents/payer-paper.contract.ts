import * as z from 'zod';
import { BillId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PositiveYen } from '../../kernel/yen.ts';
import { PayerInput } from '../payments/pay-link.contract.ts';
import { bankAccountTypes } from './paper-settings.contract.ts';

/** In whose name a receipt of a bill is that the payer paid: chosen once, before its first issue (PAY-18). */
export const receiptAddressees = ['payer', 'member'] as const;

export const PayerPapers = z.object({
  /** Null where nothing is open and none was ever issued. */
  invoice: z.object({ number: z.string(), amount: PositiveYen, issuedOn: JstDate, replaces: z.string().nullable() }).nullable(),
  canHaveInvoice: z.boolean(),
  bank: z
    .object({
      name: z.string(),
      branch: z.string(),
      accountType: z.enum(bankAccountTypes),
      accountNumber: z.string(),
      holder: z.string(),
    })
    .nullable(),
  receipts: z.array(
    z.object({
      billId: BillId,
      /** Null as long as nobody has asked for it. */
      number: z.string().nullable(),
      addressee: z.string(),
      /** Money of others lies on the bill too: the office writes that receipt. */
      available: z.boolean(),
    }),
  ),
});
export type PayerPapers = z.output<typeof PayerPapers>;

/** What is handed out by `POST /downloads/payer`; what is not issued yet is issued by it, once. */
export const PayerDownloadInput = z.discriminatedUnion('paper', [
  PayerInput.extend({ paper: z.literal('invoice') }),
  PayerInput.extend({ paper: z.literal('receipt'), billId: BillId, addressee: z.enum(receiptAddressees) }),
]);

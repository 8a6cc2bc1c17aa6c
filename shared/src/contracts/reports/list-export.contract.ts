import * as z from 'zod';
import { ListExportId } from '../../kernel/ids.ts';
import { ExportArrearsInput, ExportBillsInput } from '../billing/bill-export.contract.ts';
import { ExportCancelJobInput } from '../billing/cancel-job.contract.ts';
import { ExportRunRowsInput } from '../billing/run-rows.contract.ts';
import { ListFormat } from '../list-file.contract.ts';
import { ExportMembersInput } from '../members/member-export.contract.ts';
import { ExportProofsInput } from '../members/proof-export.contract.ts';
import { ExportPaymentsInput } from '../payments/payment-export.contract.ts';
import { ExportDuesCardsInput } from '../recurring/dues-card.contract.ts';
import { IdempotencyKey } from '../text.contract.ts';

/** The lists of the console that leave as files. */
export const exportedLists = ['members', 'bills', 'payments', 'arrears', 'cancellations', 'run_rows', 'proofs', 'dues_cards'] as const;
export type ExportedList = (typeof exportedLists)[number];

/** What of which list. POST /downloads/<list> takes the same without its name. */
export const ListExportInput = z.discriminatedUnion('list', [
  ExportMembersInput.extend({ list: z.literal('members') }),
  ExportBillsInput.extend({ list: z.literal('bills') }),
  ExportPaymentsInput.extend({ list: z.literal('payments') }),
  ExportArrearsInput.extend({ list: z.literal('arrears') }),
  ExportCancelJobInput.extend({ list: z.literal('cancellations') }),
  ExportRunRowsInput.extend({ list: z.literal('run_rows') }),
  ExportProofsInput.extend({ list: z.literal('proofs') }),
  ExportDuesCardsInput.extend({ list: z.literal('dues_cards') }),
]);
export type ListExportInput = z.output<typeof ListExportInput>;

/** A file of many rows, made in the background. Sent twice with one key it is one file. */
export const StartListExportInput = z.strictObject({ wish: ListExportInput, idempotencyKey: IdempotencyKey });

export const ListExportView = z.object({
  listExportId: ListExportId,
  list: z.enum(exportedLists),
  format: ListFormat,
  state: z.enum(['running', 'done', 'failed']),
  done: z.number().int(),
  rows: z.number().int(),
  madeAt: z.iso.datetime(),
  /** From then on it is gone; null while it is made. */
  expiresAt: z.iso.datetime().nullable(),
  fileName: z.string(),
  downloadPath: z.string(),
});
export type ListExportView = z.output<typeof ListExportView>;
/** One's own, the newest first, as long as they are kept. */
export const ListExportsOutput = z.object({ exports: z.array(ListExportView) });

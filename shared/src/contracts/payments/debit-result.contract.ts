import * as z from 'zod';
import { DebitCollectionId } from '../../kernel/ids.ts';

/** What the bank says of a month of debits, as a file, and what becomes of it. */

/** The bank's file, packed (gzip) and in base64: as much as a file that comes in may have. */
export const UploadDebitResultInput = z.strictObject({ packed: z.base64().max(7_000_000, 'too_long') });
/** Why a file is not taken. */
const resultProblems = [
  'not_packed',
  'not_records',
  'not_debit',
  'ebcdic',
  'order',
  'not_a_number',
  'totals',
  /** A request, or a result whose trailer does not sum up its codes (case 44). */
  'request_file',
  'unknown_code',
  'other_consignor',
  'other_month',
  'same_file',
  /** What the bank said of the same list before is still being booked (case 45). */
  'earlier_result',
] as const;
/** What a result is called in the log: the id of the file, how many rows it has and how many of them were paid. */
const takenResult = { resultId: z.string(), rows: z.number().int(), done: z.number().int() };
export const UploadDebitResultOutput = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('taken'),
    collectionId: DebitCollectionId,
    ...takenResult,
    failed: z.number().int(),
    /** Rows that no charge of the collection answers to: held, with a task for each. */
    unknown: z.number().int(),
    /** False: a long file, of which the rest is booked within minutes. */
    applied: z.boolean(),
  }),
  z.object({
    outcome: z.literal('refused'),
    problem: z.enum(resultProblems),
    line: z.number().int(),
    /** Of `same_file`: what was taken then, since whoever sent it may never have had the answer. */
    taken: z.object(takenResult).optional(),
  }),
]);
export type UploadDebitResultOutput = z.output<typeof UploadDebitResultOutput>;

import * as z from 'zod';
import { MemberId } from '../kernel/ids.ts';

/** The kinds of file that a list of the office leaves as. */
export const listFormats = ['csv_utf8', 'csv_sjis', 'xlsx'] as const;
export const ListFormat = z.enum(listFormats);
export type ListFormat = z.output<typeof ListFormat>;
/** What Excel on an office's machine still opens at ease, in rows. */
export const xlsxMostRows = 50_000;
/** With more rows than this a file is made in the background (interface.md 5.1). */
export const listMostAtOnce = 5000;

/** Letters that Shift_JIS does not have, by the cell they stand in, or by the heading of the column. */
export const LetterIssue = z.object({
  heading: z.boolean(),
  /** Whose row it is; of a heading, and of a row that is no member's, nobody's. */
  memberId: MemberId.nullable(),
  memberNumber: z.string(),
  name: z.string(),
  column: z.string(),
  letters: z.string(),
});
export type LetterIssue = z.output<typeof LetterIssue>;
export const ListFileCheck = z.object({
  rows: z.number().int(),
  /** The first hundred, headings before cells. */
  issues: z.array(LetterIssue),
  issueCount: z.number().int(),
});
export type ListFileCheck = z.output<typeof ListFileCheck>;

import * as z from 'zod';
import { customFieldLimits } from './custom-field.contract.ts';
import { CustomTarget } from './member-import.contract.ts';
import { MemberListInput, importColumns } from './member.contract.ts';

/** Columns of a file of the roll: those of the import, so that a file can come back, and what only we know. */
export const exportColumns = [...importColumns, '会員状況', '退会日'] as const;
/** What is chosen at first: the memo is the office's own and rarely meant for a file. */
export const usualColumns = exportColumns.filter((column) => column !== '備考');
/** A column of ours by its heading, or a field of the organisation's own by its id. */
export type ExportColumn = (typeof exportColumns)[number] | CustomTarget;

export const exportFormats = ['csv_utf8', 'csv_sjis', 'xlsx'] as const;
/** What Excel on an office's machine still opens at ease. */
export const xlsxMostRows = 50_000;

/** POST /downloads/members, and what `members.exportCheck` looks through before it. */
export const ExportMembersInput = MemberListInput.pick({
  q: true,
  status: true,
  membershipTypeId: true,
  kind: true,
  rankId: true,
  tag: true,
  dues: true,
  sort: true,
  descending: true,
}).extend({
  format: z.enum(exportFormats),
  columns: z
    .array(z.union([z.enum(exportColumns), CustomTarget]))
    .min(1)
    .max(exportColumns.length + customFieldLimits.fields),
});

/** Letters that Shift_JIS does not have, by the cell they stand in. */
export const ExportIssue = z.object({ memberNumber: z.string(), name: z.string(), column: z.string(), letters: z.string() });
export const ExportCheckOutput = z.object({
  rows: z.number().int(),
  /** The first hundred. */
  issues: z.array(ExportIssue),
  issueCount: z.number().int(),
});

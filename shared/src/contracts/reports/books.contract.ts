import * as z from 'zod';
import { BookExportId } from '../../kernel/ids.ts';
import { FiscalYearStartMonth, JstDate } from '../../kernel/jst.ts';
import { TotalYen } from '../../kernel/yen.ts';
import { IdempotencyKey, OptionalText } from '../text.contract.ts';

/** What an account (勘定科目) is for; which account that is, each organisation says for itself. */
export const accountRoles = [
  'receivable',
  'prepaid',
  'deposit',
  'bank',
  'postal',
  'cash',
  'clearing',
  'debit',
  'writeOff',
  'systemFee',
  'annual',
  'joining',
  'event',
  'recurring',
  'adhoc',
] as const;
export const AccountRole = z.enum(accountRoles);
export type AccountRole = z.output<typeof AccountRole>;

const AccountName = OptionalText.pipe(z.string().max(30, 'too_long'));
/** 勘定科目 and 補助科目, as the accounting program writes them. Without an account nothing that needs it can be written out. */
export const BookAccount = z.strictObject({ account: AccountName, sub: AccountName });
const accounts = Object.fromEntries(accountRoles.map((role) => [role, BookAccount])) as Record<AccountRole, typeof BookAccount>;

export const bookBases = ['accrual', 'cash'] as const;
/** Of the system fee: 課税仕入10%, or outside of the tax (非課税 or 対象外, as the operator's invoice says). */
export const feeTaxes = ['purchase_10', 'out_of_scope'] as const;
const fields = {
  /** 発生主義: dues are income when they are billed or their year begins; 現金主義: when they are paid. */
  basis: z.enum(bookBases),
  /** 現金主義 only: money for a year to come waits as 前受会費 until that year. 発生主義 always does so. */
  deferPrepaid: z.boolean(),
  /** Names the member as 取引先, where the program has a column for it. */
  partner: z.boolean(),
  feeTax: z.enum(feeTaxes),
  accounts: z.strictObject(accounts),
} as const;
export const BookSettingsForm = z.strictObject(fields);
export type BookSettings = z.output<typeof BookSettingsForm>;
/** With where the organisation's years begin, for the days one usually asks for. */
export const BookSettingsView = z.object({ ...fields, fiscalYearStartMonth: FiscalYearStartMonth, version: z.number().int() });
export const UpdateBookSettingsInput = z.strictObject({ settings: BookSettingsForm, version: z.number().int().min(0) });

export const bookFormats = ['freee', 'moneyforward', 'yayoi'] as const;
export const BookFormat = z.enum(bookFormats);
export type BookFormat = z.output<typeof BookFormat>;
export const bookEncodings = ['utf8', 'sjis'] as const;

const range = {
  from: JstDate,
  to: JstDate,
  format: BookFormat,
  encoding: z.enum(bookEncodings),
  /** Leaves out what stands in an earlier file, so that nothing is booked twice. */
  onlyNew: z.boolean(),
} as const;
type Range = { readonly from: string; readonly to: string; readonly format: BookFormat; readonly encoding: (typeof bookEncodings)[number] };
function check({ from, to, format, encoding }: Range, context: z.core.$RefinementCtx<Range>): void {
  if (from > to) context.addIssue({ code: 'custom', path: ['to'], message: 'range_reversed' });
  if (format === 'yayoi' && encoding !== 'sjis') context.addIssue({ code: 'custom', path: ['encoding'], message: 'yayoi_reads_shift_jis' });
}
export const BookPreviewInput = z.strictObject(range).superRefine(check);
export const ExportBooksInput = z.strictObject({ ...range, idempotencyKey: IdempotencyKey }).superRefine(check);

/** What one account would be moved by. */
export const AccountTotal = z.object({ account: z.string(), sub: z.string(), debit: TotalYen, credit: TotalYen });
export const BookPreview = z.object({
  /** What the file would hold. */
  journals: z.number().int(),
  rows: z.number().int(),
  debit: TotalYen,
  credit: TotalYen,
  totals: z.array(AccountTotal),
  /** Of the time asked for: what is in no file yet, and what is. */
  fresh: z.number().int(),
  exported: z.number().int(),
  /** Of earlier days, in no file yet, and the first of those days: late money belongs to the month that was closed. */
  earlier: z.number().int(),
  earliestOn: JstDate.nullable(),
  /** Roles that are needed and have no account. */
  unmapped: z.array(AccountRole),
  /** Roles whose account is longer than the program takes. */
  tooLong: z.array(AccountRole),
  /** Letters that Shift_JIS does not have; each becomes 〓. */
  letters: z.array(z.string()),
});
export type BookPreview = z.output<typeof BookPreview>;

export const BookExportView = z.object({
  bookExportId: BookExportId,
  from: JstDate,
  to: JstDate,
  format: BookFormat,
  encoding: z.enum(bookEncodings),
  onlyNew: z.boolean(),
  /** A discarded one was not taken in: what it held is new again. */
  state: z.enum(['running', 'done', 'discarded']),
  journals: z.number().int(),
  rows: z.number().int(),
  debit: TotalYen,
  madeAt: z.iso.datetime(),
  madeBy: z.string(),
  downloadPath: z.string(),
});
export type BookExportView = z.output<typeof BookExportView>;
/** The newest hundred. */
export const BookExportsOutput = z.object({ exports: z.array(BookExportView) });
export const BookExportIdInput = z.strictObject({ bookExportId: BookExportId });

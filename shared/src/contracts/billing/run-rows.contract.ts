import * as z from 'zod';
import { BillingRunId } from '../../kernel/ids.ts';
import { PageRequest, pageOf } from '../../kernel/page.ts';
import { ListFormat } from '../list-file.contract.ts';
import { SearchText } from '../text.contract.ts';
import { PlanRow } from './billing.contract.ts';

/** Which rows of a plan: of whom, and by a name. */
const AskedRows = {
  billingRunId: BillingRunId,
  show: z.enum(['all', 'included', 'excluded', 'changed', 'failed']).default('all'),
  q: SearchText.default(''),
};
export const PlanRowsInput = PageRequest.extend(AskedRows);
export const PlanRowsOutput = pageOf(PlanRow);

/** Columns of a file of a plan and of what became of it. */
export const runRowColumns = [
  '会員番号',
  '会員',
  'フリガナ',
  '会員種別',
  '請求',
  '理由',
  '請求額（円）',
  '内訳',
  '昨年の請求額（円）',
  '請求番号',
  '結果',
] as const;
export type RunRowColumn = (typeof runRowColumns)[number];
/** All rows of the list that is shown, in its order. */
export const ExportRunRowsInput = z.strictObject({
  ...AskedRows,
  format: ListFormat,
  columns: z.array(z.enum(runRowColumns)).min(1).max(runRowColumns.length),
});

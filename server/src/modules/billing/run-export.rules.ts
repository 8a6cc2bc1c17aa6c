import type { RunRowColumn } from '@tsudoi/shared/contracts/billing/run-rows.contract';
import type { Cell } from '../../platform/csv.ts';
import type { BillingRunDocument, ExclusionReasonCode, PlanRowDocument } from './billing-run.repository.ts';

/** A file is Japanese whoever reads the screen. */
const reasonWords: Readonly<Record<ExclusionReasonCode, string>> = {
  not_active: '在会でない',
  excluded_type: '対象外の種別',
  exempt_type: '請求しない種別',
  has_terms: '期間を更新する種別',
  withdraws_before_start: '退会予定',
  already_billed: '請求済み',
  no_price: '金額なし',
};

type Row = Omit<PlanRowDocument, '_id' | 'orgId'>;
type Cursor = Pick<BillingRunDocument, 'cursor'>;

function reasonOf({ reason, reasonDate }: Row): string {
  if (reason === null) return '';
  return reasonDate === null ? reasonWords[reason] : `${reasonWords[reason]}（${reasonDate.replaceAll('-', '/')}）`;
}

/** What became of a row so far: of one that was left out nothing can. */
function outcomeOf({ place, failure }: Row, { cursor }: Cursor): string {
  if (place === null) return '';
  if (failure !== null) return '作れませんでした（請求済み）';
  return place <= cursor ? '作成' : '未作成';
}

/** What each column says of a row; of whoever is left out there is no sum. */
export const runRowCells: Readonly<Record<RunRowColumn, (row: Row, run: Cursor) => Cell>> = {
  会員番号: (row) => row.memberNumber,
  会員: (row) => row.name,
  フリガナ: (row) => row.kana,
  会員種別: (row) => row.membershipTypeName,
  請求: (row) => (row.included ? 'する' : 'しない'),
  理由: reasonOf,
  '請求額（円）': (row) => (row.included ? row.amount : ''),
  内訳: (row) => row.parts.map(({ label, note, amount }) => `${label}${note === '' ? '' : `（${note}）`} ${amount}`).join('、'),
  '昨年の請求額（円）': (row) => row.lastYearAmount ?? '',
  請求番号: (row, { cursor }) => (row.place !== null && row.place <= cursor && row.failure === null ? row.billNumber : ''),
  結果: outcomeOf,
};

import { BillCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { ArrearsState } from '@tsudoi/shared/contracts/views/saved-view.contract';
import { FiscalYear } from '@tsudoi/shared/kernel/jst';
import { columnsText, readColumns } from '../../lib/columns.ts';
import type { ListPlace } from '../../lib/list-place.ts';
import { pageSize } from './bill-list.rules.ts';

export const arrearsStatuses = ['owing', 'unpaid', 'partly_paid'] as const;

/** Anybody can write an address: what is no choice is the first one. */
export function chosen<T>(choices: readonly [T, ...T[]], typed: unknown): T {
  return choices.find((one) => one === typed) ?? choices[0];
}

/** Members who owe in at least so many years. */
export const yearChoices = [1, 2, 3, 4] as const;
const arrearsStart = { q: '', status: 'owing', category: '', year: 0, years: 1, cols: '', view: '', page: 1, size: 50 };
export type ArrearsAddress = typeof arrearsStart;

/** The state of the list as its address says it; what is nothing known is no condition. */
export function readArrears(address: ArrearsAddress): ArrearsState {
  return {
    q: address.q.slice(0, 100),
    status: chosen(arrearsStatuses, address.status),
    category: BillCategory.safeParse(address.category).data ?? null,
    fiscalYear: FiscalYear.safeParse(address.year).data ?? null,
    minYears: chosen(yearChoices, address.years),
    size: pageSize(address.size),
    columns: readColumns('arrears', address.cols),
  };
}

/** The list of who owes as one that is kept as views. */
export const arrearsPlace: ListPlace<'arrears', ArrearsAddress> = {
  list: 'arrears',
  to: '/$org/admin/arrears',
  start: arrearsStart,
  everything: {},
  addressOf: (state) => ({
    q: state.q,
    status: state.status,
    category: state.category ?? '',
    year: state.fiscalYear ?? 0,
    years: state.minYears,
    cols: columnsText('arrears', state.columns),
    page: 1,
    size: state.size,
  }),
};

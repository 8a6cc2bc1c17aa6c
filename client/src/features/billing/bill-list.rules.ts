import { BillCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { BillsState } from '@tsudoi/shared/contracts/views/saved-view.contract';
import { BillingRunId, MemberId } from '@tsudoi/shared/kernel/ids';
import { FiscalYear } from '@tsudoi/shared/kernel/jst';
import type * as z from 'zod';
import { columnsText, readColumns } from '../../lib/columns.ts';
import { firstPage } from '../../lib/cursor-page.ts';
import type { ListPlace } from '../../lib/list-place.ts';
import type { BillRow } from '../../lib/views.ts';

/** The views a list of bills is looked at in: the work first, then what is done. */
export const billViews = ['all', 'open', 'overdue', 'paid', 'overpaid', 'draft', 'cancelled'] as const;
export type BillView = (typeof billViews)[number];

/** Anybody can write an address: what is no view is the whole list. */
export function billView(typed: string): BillView {
  return billViews.find((view) => view === typed) ?? 'all';
}

/** 請求区分 as it stands in an address; anything else is no condition. */
function billCategory(typed: string): z.output<typeof BillCategory> | null {
  return BillCategory.safeParse(typed).data ?? null;
}

export const pageSizes = [20, 50, 100, 200] as const;
export type PageSize = (typeof pageSizes)[number];

export function pageSize(typed: number): PageSize {
  return pageSizes.find((size) => size === typed) ?? 50;
}

export interface Sums {
  readonly amount: number;
  readonly rest: number;
}

/** What the shown bills come to; a cancelled bill asks for nothing. */
export function sumsOf(rows: readonly Pick<BillRow, 'amount' | 'outstanding' | 'status'>[]): Sums {
  let amount = 0;
  let rest = 0;
  for (const row of rows) {
    if (row.status === 'cancelled') continue;
    amount += row.amount;
    rest += row.outstanding;
  }
  return { amount, rest };
}

/**
 * The fiscal years worth choosing from, the latest first: the coming two (訂正 makes bills of those too), five back, and
 * whatever else there is something in. A fiscal year may be the calendar year or the one before.
 */
export function fiscalYearChoices(present: number, found: readonly number[]): readonly number[] {
  const usual = Array.from({ length: 8 }, (_, index) => present + 2 - index);
  return [...new Set([...usual, ...found])].filter((year) => year > 0).toSorted((left, right) => right - left);
}

/** The state of the list of bills as it stands in the address. */
const billsStart = {
  q: '',
  status: 'all',
  year: 0,
  category: '',
  run: '',
  member: '',
  cols: '',
  view: '',
  cursor: '',
  back: false,
  from: 1,
  size: 50,
  desc: true,
};
export type BillsAddress = typeof billsStart;

/** Anybody can write an address: what is nothing known is no condition. */
export function readBills(address: BillsAddress): BillsState {
  return {
    q: address.q.slice(0, 100),
    status: billView(address.status),
    fiscalYear: FiscalYear.safeParse(address.year).data ?? null,
    category: billCategory(address.category),
    billingRunId: BillingRunId.safeParse(address.run).data ?? null,
    memberId: MemberId.safeParse(address.member).data ?? null,
    descending: address.desc,
    size: pageSize(address.size),
    columns: readColumns('bills', address.cols),
  };
}

export function billsAddressOf(state: BillsState): Omit<BillsAddress, 'view'> {
  return {
    q: state.q,
    status: state.status,
    year: state.fiscalYear ?? 0,
    category: state.category ?? '',
    run: state.billingRunId ?? '',
    member: state.memberId ?? '',
    cols: columnsText('bills', state.columns),
    ...firstPage,
    size: state.size,
    desc: state.descending,
  };
}

/** The list of bills as one that is kept as views. */
export const billsPlace: ListPlace<'bills', BillsAddress> = {
  list: 'bills',
  to: '/$org/admin/bills',
  start: billsStart,
  everything: {},
  addressOf: billsAddressOf,
};

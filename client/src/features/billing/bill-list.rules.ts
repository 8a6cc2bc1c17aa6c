import { BillCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import type * as z from 'zod';
import type { BillRow } from '../../lib/views.ts';

/** The views a list of bills is looked at in: the work first, then what is done. */
export const billViews = ['all', 'open', 'overdue', 'paid', 'overpaid', 'draft', 'cancelled'] as const;
export type BillView = (typeof billViews)[number];

/** Anybody can write an address: what is no view is the whole list. */
export function billView(typed: string): BillView {
  return billViews.find((view) => view === typed) ?? 'all';
}

/** 請求区分 as it stands in an address; anything else is no condition. */
export function billCategory(typed: string): z.output<typeof BillCategory> | null {
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

/** The fiscal years worth choosing from: the coming one and five back. */
export function recentFiscalYears(present: number): readonly number[] {
  return Array.from({ length: 7 }, (_, index) => present + 1 - index);
}

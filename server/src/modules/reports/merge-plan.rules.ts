import type { MergePlan } from '@tsudoi/shared/contracts/members/duplicate.contract';
import type * as z from 'zod';
import { type BillDocument, askedOnceAs } from '../billing/billing.public.ts';

type Plan = z.output<typeof MergePlan>;
type Holdings = Plan['holdings'][number];

export type BilledFor = Pick<
  BillDocument,
  'category' | 'itemId' | 'fiscalYear' | 'allocationStartMonth' | 'requestKey' | 'billName' | 'live'
>;

export interface PlanSide {
  readonly holdings: Holdings;
  readonly birthDate: string;
  readonly status: string;
  readonly bills: readonly BilledFor[];
}

/** What stands in the way of one record: what both have and one person has once. */
export function mergePlan(left: PlanSide, right: PlanSide): Plan {
  const billed = (side: PlanSide) => side.bills.filter((bill) => bill.live && askedOnceAs(bill) !== null);
  const theirs = new Set(billed(right).map(askedOnceAs));
  const doubleBills = billed(left)
    .filter((bill) => theirs.has(askedOnceAs(bill)))
    .map(({ billName, fiscalYear }) => ({ billName, fiscalYear }));
  const logsIn = (side: PlanSide) => side.holdings.login === 'verified';
  const obstacles: Plan['obstacles'] = [
    ...(doubleBills.length > 0 ? (['both_billed'] as const) : []),
    ...(logsIn(left) && logsIn(right) ? (['both_log_in'] as const) : []),
    ...(left.birthDate !== '' && right.birthDate !== '' && left.birthDate !== right.birthDate ? (['other_birth_date'] as const) : []),
    ...([left, right].some((side) => side.status === 'applied') ? (['applied'] as const) : []),
  ];
  return { holdings: [left.holdings, right.holdings], obstacles, doubleBills };
}

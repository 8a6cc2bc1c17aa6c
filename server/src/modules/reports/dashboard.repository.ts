import type { FiscalYear, JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/** Of a bill, what the figures are made of. This module only ever reads. */
interface BillFigures {
  orgId: OrgScope['orgId'];
  status: string;
  fiscalYear: number;
  dueOn: string;
  amount: number;
  allocated: number;
}

interface RunFigures {
  orgId: OrgScope['orgId'];
  state: string;
}

export interface Sum {
  readonly count: number;
  readonly amount: number;
}

const bills = (db: Db, scope: OrgScope) => tenantCollection<BillFigures>(db, scope, 'bills');

async function sumOf(db: Db, scope: OrgScope, filter: Filter<BillFigures>, amount: unknown): Promise<Sum> {
  const [row] = await bills(db, scope)
    .aggregate<{ count: number; amount: number }>(filter, [{ $group: { _id: null, count: { $sum: 1 }, amount: { $sum: amount } } }])
    .toArray();
  return { count: row?.count ?? 0, amount: row?.amount ?? 0 };
}

const owed = { $subtract: ['$amount', '$allocated'] };
const open = { $in: ['unpaid', 'partly_paid'] };

/** What members owe, and of it what is past its day. */
export function unpaidSum(db: Db, scope: OrgScope): Promise<Sum> {
  return sumOf(db, scope, { status: open }, owed);
}

export function overdueSum(db: Db, scope: OrgScope, today: JstDate): Promise<Sum> {
  return sumOf(db, scope, { status: open, dueOn: { $lt: today } }, owed);
}

/** Bills of the fiscal year that are settled, with what they asked for. */
export function paidSum(db: Db, scope: OrgScope, fiscalYear: FiscalYear): Promise<Sum> {
  return sumOf(db, scope, { status: { $in: ['paid', 'overpaid'] }, fiscalYear }, '$amount');
}

export function countDrafts(db: Db, scope: OrgScope): Promise<number> {
  return bills(db, scope).count({ status: 'draft' }, 1_000_000);
}

export async function hasStartedRun(db: Db, scope: OrgScope): Promise<boolean> {
  const started: Filter<RunFigures> = { state: { $nin: ['planned', 'discarded'] } };
  return (await tenantCollection<RunFigures>(db, scope, 'billing_runs').findOne(started)) !== null;
}

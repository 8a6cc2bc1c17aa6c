import type { ChargeMethod } from '@tsudoi/shared/contracts/payments/charge.contract';
import {
  type FeeBearer,
  type FeeTableView,
  type FeeTermsView,
  type SetFeeBearerInput,
  type SetFeeTableInput,
  feeMethods,
} from '@tsudoi/shared/contracts/payments/fee.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import type * as z from 'zod';
import type { Platform } from '../platform/platform.ts';
import { type FeeTableDocument, changeFeeTerms, findFeeTerms, insertFeeTable, listFeeTables } from './fee.repository.ts';
import { type ChargeFee, bearerFor, feeOf, rateInForce, ratesTaken, tableInForce } from './fee.rules.ts';
import { keepAct } from './operator-act.repository.ts';

/** What a payment of this sum costs by each method, as it would be opened now; `byItself`: with nobody at a page. */
export async function feesNow(
  platform: Platform,
  scope: OrgScope,
  amount: Yen,
): Promise<(method: ChargeMethod, byItself?: boolean) => ChargeFee> {
  const db = platform.databases.payments;
  const [tables, { bearer }] = await Promise.all([listFeeTables(db), findFeeTerms(db, scope)]);
  const today = platform.clock.today();
  return (method, byItself) => feeOf(amount, rateInForce(tables, method, today), bearerFor(method, bearer, byItself));
}

/** The rates in force today, of every method that has one. */
export async function feeTerms(platform: Platform, scope: OrgScope): Promise<FeeTermsView> {
  const db = platform.databases.payments;
  const [tables, terms] = await Promise.all([listFeeTables(db), findFeeTerms(db, scope)]);
  const today = platform.clock.today();
  const table = tableInForce(tables, today);
  const rates = feeMethods.map((method) => ({ method, ...rateInForce(tables, method, today) }));
  return {
    bearer: terms.bearer,
    version: terms.version,
    table: { from: table?.from ?? null, rates, setBy: '' },
  };
}

/** Charges that are open keep the bearer they were opened with. @throws DomainError CONFLICT when somebody else was first */
export async function setFeeBearer(
  platform: Platform,
  scope: OrgScope,
  { bearer, version }: z.output<typeof SetFeeBearerInput>,
): Promise<{ before: FeeBearer; terms: FeeTermsView }> {
  const db = platform.databases.payments;
  const before = await findFeeTerms(db, scope);
  if (before.bearer === bearer) return { before: bearer, terms: await feeTerms(platform, scope) };
  if (before.version !== version || !(await changeFeeTerms(db, scope, version, bearer))) throw new DomainError('CONFLICT');
  return { before: before.bearer, terms: await feeTerms(platform, scope) };
}

const toTableView = ({ from, rates, setBy }: FeeTableDocument): FeeTableView => ({ from, rates: ratesTaken(rates), setBy });

/** The operator's tables, the newest first. What they once said of debits is kept, and told to nobody: it was never taken. */
export async function feeTables(platform: Platform): Promise<FeeTableView[]> {
  return (await listFeeTables(platform.databases.payments)).map(toTableView);
}

/**
 * From a day to come on. A table is never changed: another one begins on another day.
 * @throws DomainError INVALID_INPUT for a day that has begun, CONFLICT where one begins on that day already
 */
export async function setFeeTable(
  platform: Platform,
  operator: SystemScope,
  { from, rates }: z.output<typeof SetFeeTableInput>,
): Promise<FeeTableView> {
  const { clock, databases } = platform;
  if (from <= clock.today()) throw new DomainError('INVALID_INPUT', {}, [{ path: ['from'], code: 'not_to_come' }]);
  const table: FeeTableDocument = { _id: from, from, rates, setBy: operator.name, setAt: clock.now() };
  await keepAct(platform, operator, 'desk.setFeeTable', null, from);
  if (!(await insertFeeTable(databases.payments, operator, table))) throw new DomainError('CONFLICT');
  return toTableView(table);
}

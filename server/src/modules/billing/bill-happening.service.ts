import type { BillId, BillingRunId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { type AuditEntry, historyOf } from '../audit/audit.public.ts';
import { type BillHappening, asksWhatHappened, toldWith } from './bill-happening.rules.ts';
import { outstandingYen } from './bill-status.rules.ts';
import { type BillDocument, findBills } from './bill.repository.ts';
import { getRun } from './billing-run.repository.ts';
import { factsOf } from './bill.view.ts';

/** What was done to a bill with money; registered by the module that owns payments. */
type MoneyHappenings = (platform: Platform, scope: OrgScope, billId: BillId) => Promise<readonly BillHappening[]>;
let ofMoney: MoneyHappenings = () => Promise.resolve([]);
export function registerMoneyHappenings(source: MoneyHappenings): void {
  ofMoney = source;
}

type Told = NonNullable<BillHappening['says']>;

const kinds: Partial<Record<AuditEntry['action'], BillHappening['kind']>> = {
  'bill.cancel': 'cancelled',
  'bill.rename': 'renamed',
  'billingRun.rename': 'renamed',
  'bill.adjust': 'adjusted',
  'bill.confirm': 'confirmed',
  'billingRun.confirm': 'confirmed',
};

/** What the log of a bill or run tells. The values are those of now: only the newest of a kind is told. */
async function ofLog(platform: Platform, scope: OrgScope, subjectId: string, says: Told): Promise<BillHappening[]> {
  const rows = await historyOf(platform, scope, subjectId, null, 20);
  return rows.flatMap(({ action, at, actorName }) => {
    const kind = kinds[action];
    return kind === undefined ? [] : [{ kind, at, by: actorName, says: kind === 'cancelled' ? {} : says }];
  });
}

/** From the log of the bill, and of the run that it is called and opened with. */
async function ofBill(platform: Platform, scope: OrgScope, bill: BillDocument): Promise<BillHappening[]> {
  const says = { name: bill.billName, amount: bill.amount, dueOn: bill.dueOn };
  const runId = bill.runId ?? bill.ofRunId;
  const own = await ofLog(platform, scope, bill._id, says);
  return runId ? [...own, ...(await ofLog(platform, scope, runId, says))] : own;
}

/** An act on a whole run: where a colleague was faster with its name, the refusal says so. */
export async function tellingOfRun<T>(platform: Platform, scope: OrgScope, runId: BillingRunId, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!asksWhatHappened(error)) throw error;
    const { billName } = await getRun(platform.databases.server, scope, runId);
    const happenings = await ofLog(platform, scope, runId, { name: billName });
    throw toldWith(error, { billName, isCancelled: false, left: 0 }, happenings, platform.clock.now()) ?? error;
  }
}

/**
 * An act of the office on bills. Where it is refused because of what somebody else did meanwhile, the refusal says who, what and
 * when (two staff on one bill): said here and nowhere else. Of several bills the first that explains it is named.
 */
export async function tellingWhatHappened<T>(
  platform: Platform,
  scope: OrgScope,
  billIds: readonly BillId[],
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!asksWhatHappened(error)) throw error;
    const named = error.params['billId'];
    const bills = await findBills(platform.databases.server, scope, [...new Set(billIds)].slice(0, 50));
    for (const bill of bills) {
      if (named !== undefined && named !== bill._id) continue;
      const happenings = [...(await ofBill(platform, scope, bill)), ...(await ofMoney(platform, scope, bill._id))];
      const now = { billName: bill.billName, isCancelled: bill.cancelledAt !== null, left: outstandingYen(factsOf(bill)) };
      const told = toldWith(error, now, happenings, platform.clock.now());
      if (told) throw told;
    }
    throw error;
  }
}

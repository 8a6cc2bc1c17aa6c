import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { type AuditEntry, historyOf } from '../audit/audit.public.ts';
import { type BillHappening, asksWhatHappened, toldWith } from './bill-happening.rules.ts';
import { outstandingYen } from './bill-status.rules.ts';
import { type BillDocument, findBills } from './bill.repository.ts';
import { factsOf } from './bill.view.ts';

/** What was done to a bill with money; registered by the module that owns payments. */
type MoneyHappenings = (platform: Platform, scope: OrgScope, billId: BillId) => Promise<readonly BillHappening[]>;
let ofMoney: MoneyHappenings = () => Promise.resolve([]);
export function registerMoneyHappenings(source: MoneyHappenings): void {
  ofMoney = source;
}

type Told = NonNullable<BillHappening['says']>;
type KindsOfLog = Partial<Record<AuditEntry['action'], BillHappening['kind']>>;

const kinds: KindsOfLog = {
  'bill.cancel': 'cancelled',
  'bill.rename': 'renamed',
  'billingRun.rename': 'renamed',
  'bill.adjust': 'adjusted',
  'bill.confirm': 'confirmed',
  'billingRun.confirm': 'confirmed',
};

/** What the log of a bill or run tells. The values are those of now: only the newest of a kind is told. */
export async function happeningsOfLog(
  platform: Platform,
  scope: OrgScope,
  subjectId: string,
  told: KindsOfLog,
  says: Told,
): Promise<BillHappening[]> {
  const rows = await historyOf(platform, scope, subjectId, null, 20);
  return rows.flatMap(({ action, at, actorKind, actorName }) => {
    const kind = told[action];
    // A run that halts for its due day does so by itself.
    const isOwn = actorKind === 'system' && action.startsWith('billingRun.');
    return kind === undefined || isOwn ? [] : [{ kind, at, by: actorName, says: kind === 'cancelled' ? {} : says }];
  });
}

/** From the log of the bill, and of the run that it is called and opened with. */
async function ofBill(platform: Platform, scope: OrgScope, bill: BillDocument): Promise<BillHappening[]> {
  const says = { name: bill.billName, amount: bill.amount, dueOn: bill.dueOn };
  const runId = bill.runId ?? bill.ofRunId;
  const own = await happeningsOfLog(platform, scope, bill._id, kinds, says);
  return runId ? [...own, ...(await happeningsOfLog(platform, scope, runId, kinds, says))] : own;
}

/** Which bills an act was meant for; `since`: only what was done after that explains why it cannot be. */
interface Meant {
  readonly billIds: readonly BillId[];
  readonly since?: Date;
}

/**
 * An act of the office on bills. Where it is refused because of what somebody else did meanwhile, the refusal says who, what and
 * when (two staff on one bill): said here and nowhere else. Of several bills the first that explains it is named. Which they are
 * may be looked up once it is refused.
 */
export async function tellingWhatHappened<T>(
  platform: Platform,
  scope: OrgScope,
  meant: readonly BillId[] | (() => Promise<Meant>),
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!asksWhatHappened(error)) throw error;
    const named = error.params['billId'];
    const { billIds, since }: Meant = typeof meant === 'function' ? await meant() : { billIds: meant };
    const bills = await findBills(platform.databases.server, scope, [...new Set(billIds)].slice(0, 50));
    for (const bill of bills) {
      if (named !== undefined && named !== bill._id) continue;
      const all = [...(await ofBill(platform, scope, bill)), ...(await ofMoney(platform, scope, bill._id))];
      const happenings = all.filter(({ at }) => since === undefined || at > since);
      const now = { billName: bill.billName, isCancelled: bill.cancelledAt !== null, left: outstandingYen(factsOf(bill)) };
      const told = toldWith(error, now, happenings, platform.clock.now());
      if (told) throw told;
    }
    throw error;
  }
}

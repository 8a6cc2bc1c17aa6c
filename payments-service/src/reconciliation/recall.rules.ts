import type { recallFits } from '@tsudoi/shared/contracts/payments/deposit.contract';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';
import type { DepositDocument } from './deposit.repository.ts';

export type RecallFit = (typeof recallFits)[number];

/** A 取消 looks for its deposit this far back: banks correct themselves within days, and numbers (照会番号) begin anew. */
const recallDays = 31;
/** Deposits alike on one day that are told apart; more of them are for people. */
const twins = 5;

type Recall = Pick<DepositDocument, '_id' | 'bookedOn' | 'takesBack' | 'remitter' | 'weighed' | 'chosen'>;
type Recallable = Pick<DepositDocument, '_id' | 'lineKey' | 'state' | 'bookedOn' | 'valuedOn' | 'remitter' | 'takenBy'>;

/** Which deposit a 取消 takes back, or why nobody can say. */
export type RecallVerdict<D extends Recallable> =
  | { readonly fit: 'one'; readonly deposit: D }
  | { readonly fit: 'none' | 'several'; readonly deposits: readonly D[] };

/** What the key of a deposit is made of: account, day, and number with sum. */
const partsOf = (key: string | null) => /^(.*?)\|(\d{4}-\d{2}-\d{2})\|(.*)\|\d+$/.exec(key ?? '') ?? [];

/** The keys of all deposits that a 取消 may mean: of the same account, inquiry number and sum, and not older than a month. */
export function keysSought({ takesBack, bookedOn }: Recall): string[] {
  const [key, account, , what] = partsOf(takesBack);
  if (key === undefined) return [];
  const keys = new Set([key]);
  for (let back = 0; back <= recallDays; back += 1)
    for (let place = 0; place < twins; place += 1) keys.add(`${account}|${addDays(bookedOn, -back)}|${what}|${place}`);
  return [...keys];
}

/** Taken back by this very 取消; of before it was written down by which one, its own key is what says so. */
const isIts = (recall: Recall, deposit: Recallable): boolean =>
  deposit.takenBy === undefined ? deposit.state === 'recalled' && deposit.lineKey === recall.takesBack : deposit.takenBy === recall._id;

/**
 * The deposit that a 取消 takes back: the one that people have chosen, that of its 起算日, else the one that fits and that no other
 * 取消 has. What people have weighed when they put the 取消 away is not looked at again; what arrives later is.
 */
export function takenBack<D extends Recallable>(recall: Recall, found: readonly D[]): RecallVerdict<D> {
  const its = found.find((deposit) => isIts(recall, deposit));
  if (its) return { fit: 'one', deposit: its };
  const free = found.filter(
    ({ _id, state, takenBy, remitter, bookedOn }) =>
      state !== 'recalled' &&
      takenBy === undefined &&
      bookedOn <= recall.bookedOn &&
      // Another name is another's money, though the bank gave it the same number on another day.
      (remitter === '' || recall.remitter === '' || remitter === recall.remitter) &&
      !recall.weighed?.includes(_id),
  );
  const chosen = free.find(({ _id }) => _id === recall.chosen);
  if (chosen) return { fit: 'one', deposit: chosen };
  const ofItsDay = free.filter(({ valuedOn, bookedOn }) => (valuedOn ?? bookedOn) === partsOf(recall.takesBack)[2]);
  const named = ofItsDay.find(({ lineKey }) => lineKey === recall.takesBack);
  if (named) return { fit: 'one', deposit: named };
  const deposits = ofItsDay.length > 0 ? ofItsDay : free;
  const [only] = deposits;
  if (deposits.length === 1 && only) return { fit: 'one', deposit: only };
  return { fit: only ? 'several' : 'none', deposits };
}

/** Whether people still have to weigh a 取消 that was put away: as long as what it takes back could still arrive. */
export const mayStillCome = ({ bookedOn }: Recall, today: JstDate): boolean => bookedOn >= addDays(today, -recallDays);

import { newPayoutId } from '@tsudoi/shared/kernel/payout-ids';
import { type JstMonth, lastDayOfMonth } from '@tsudoi/shared/kernel/jst';
import { addYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { bankDayUntil } from '@tsudoi/shared/service/bank-days';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import type { Platform } from '../platform/platform.ts';
import { currentPayoutAccount } from './payout-account.repository.ts';
import {
  type PayoutDocument,
  changePayout,
  ensurePayout,
  findPayout,
  passOnEntries,
  payoutsInState,
  takeEntries,
  waitingEntries,
} from './payout.repository.ts';
import { closedState, payDayOf, sumsOf } from './payout.rules.ts';
import { messageOfStuck } from './payout.view.ts';

/** Of one transaction. */
const atOnce = 500;
const job = 'payouts.close';

function newPayout(platform: Platform, scope: OrgScope, closeMonth: JstMonth): PayoutDocument {
  return {
    _id: newPayoutId(),
    orgId: scope.orgId,
    closeMonth,
    state: 'open',
    count: 0,
    gross: zeroYen,
    fee: zeroYen,
    returned: zeroYen,
    net: zeroYen,
    payOn: payDayOf(closeMonth, bankDayUntil),
    closedAt: null,
    paidOn: null,
    returnReason: '',
    account: null,
    batchId: null,
    history: [],
    version: 0,
    createdAt: platform.clock.now(),
  };
}

type Progress = 'more' | 'done';

/**
 * Takes the next lines, their sums in the same transaction, and only at the version of the payout that was read: of two
 * jobs one takes them, and a line is never in a payout whose sums do not have it. With no line left the payout is closed, and the organisation told
 * where it has no account.
 */
async function gather(platform: Platform, scope: OrgScope, payout: PayoutDocument): Promise<Progress> {
  const db = platform.databases.payments;
  const next = await waitingEntries(db, scope, lastDayOfMonth(payout.closeMonth), atOnce);
  const now = platform.clock.now();
  if (next.length === 0) {
    const state = closedState(payout.net);
    const isStuck = state === 'closed' && (await currentPayoutAccount(db, scope)) === null;
    await inTransaction(platform.databases.client, async (session) => {
      if (!(await changePayout(db, scope, payout, { state, closedAt: now }, { state, at: now, by: job }, session))) return;
      if (isStuck) await insertOutbox(db, [messageOfStuck(payout, 'no_account', platform.clock)], session);
    });
    crashPoint('payout.closed');
    return 'done';
  }
  const sums = sumsOf(next);
  await inTransaction(platform.databases.client, async (session) => {
    const changed = await changePayout(
      db,
      scope,
      payout,
      {
        count: payout.count + sums.count,
        gross: addYen(payout.gross, sums.gross),
        fee: addYen(payout.fee, sums.fee),
        returned: addYen(payout.returned, sums.returned),
        net: addYen(payout.net, sums.net),
      },
      null,
      session,
    );
    if (!changed) return;
    crashPoint('payout.taken');
    const ids = next.map(({ _id }) => _id);
    if ((await takeEntries(db, scope, ids, payout._id, session)) !== ids.length)
      throw new Error('a line of a payout was taken by another one at the same time');
  });
  crashPoint('payout.gathered');
  return 'more';
}

/** Payouts of earlier months that came to nothing let go of their lines first: they are for this one. */
async function passOn(platform: Platform, scope: OrgScope): Promise<void> {
  const db = platform.databases.payments;
  for (const payout of await payoutsInState(db, scope, 'carried_forward')) await passOnEntries(db, scope, payout._id);
}

/**
 * Closes a month of an organisation (domain.md 3.10): all that is final and booked up to its last day and stands in no
 * payout yet. Twice, side by side, or killed in between, it comes to the same; a month without a line has no payout.
 */
export async function closeMonth(platform: Platform, scope: OrgScope, month: JstMonth): Promise<void> {
  const db = platform.databases.payments;
  // One that an earlier run has begun is brought to its end first: its month stays its own.
  for (const begun of await payoutsInState(db, scope, 'open'))
    if (begun.closeMonth < month) await closeMonth(platform, scope, begun.closeMonth);
  await passOn(platform, scope);
  if ((await waitingEntries(db, scope, lastDayOfMonth(month), 1)).length === 0 && (await payoutsInState(db, scope, 'open')).length === 0)
    return;
  const payout = await ensurePayout(db, scope, newPayout(platform, scope, month));
  crashPoint('payout.begun');
  for (let current: PayoutDocument | null = payout; current?.state === 'open'; current = await findPayout(db, scope, payout._id))
    await gather(platform, scope, current);
  await passOn(platform, scope);
}

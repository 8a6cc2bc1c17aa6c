import type {
  ApprovePayoutInput,
  DeskFile,
  PayoutFile,
  PayoutView,
  SettlePayoutInput,
} from '@tsudoi/shared/contracts/payments/payout.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { sumYen } from '@tsudoi/shared/kernel/yen';
import { bankDayFrom } from '@tsudoi/shared/service/bank-days';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import type * as z from 'zod';
import type { Platform } from '../platform/platform.ts';
import { keepAct } from './operator-act.repository.ts';
import { type PayoutAccountDocument, currentPayoutAccount } from './payout-account.repository.ts';
import { openAccount } from './payout-account.service.ts';
import { type PayoutDocument, changePayout, findPayout, payoutOfAny, payoutsOfAllIn } from './payout.repository.ts';
import { filesWithBank } from './payout-file.service.ts';
import { type CameBack, cameBackOf, comingPayDay, isSameAccount, mayMove } from './payout.rules.ts';
import { messageOfStuck, stepOf, toPayoutView } from './payout.view.ts';

interface Due {
  readonly payOn: JstDate;
  readonly count: number;
  readonly total: PayoutFile['total'];
}

/** What of all organisations is ready for the bank, by the day on which it would be paid, and the files that are there. */
export async function deskPayouts(platform: Platform, operator: SystemScope): Promise<{ due: Due[]; files: DeskFile[] }> {
  const db = platform.databases.payments;
  const [approved, files] = await Promise.all([payoutsOfAllIn(db, operator, 'approved'), filesWithBank(platform, operator)]);
  const today = platform.clock.today();
  const ready = approved.map(({ payOn, net }) => ({ payOn: comingPayDay(payOn, today, bankDayFrom), net }));
  const due = [...new Set(ready.map(({ payOn }) => payOn))].toSorted().map((payOn) => {
    const own = ready.filter((payout) => payout.payOn === payOn);
    return { payOn, count: own.length, total: sumYen(own.map(({ net }) => net)) };
  });
  return { due, files };
}

async function found(
  platform: Platform,
  operator: SystemScope,
  { payoutId, version }: { payoutId: PayoutDocument['_id']; version: number },
) {
  const payout = await payoutOfAny(platform.databases.payments, operator, payoutId);
  if (!payout) throw new DomainError('NOT_FOUND');
  if (payout.version !== version) throw new DomainError('CONFLICT');
  return payout;
}

/** Whether an account is the one that the bank refused, also where it was entered again meanwhile. */
function isRefused(platform: Platform, { account: refused }: PayoutDocument, now: PayoutAccountDocument): boolean {
  if (!refused) return false;
  if (refused.payoutAccountId === now._id) return true;
  // Of an organisation that is no more it was forgotten.
  return refused.sealed !== '' && isSameAccount(openAccount(platform, refused.sealed), openAccount(platform, now.sealed));
}

/**
 * Ready for the bank, to the account that the organisation has now: what is changed after this is for the next payout. One
 * that came back is approved anew once the account is another (case 89).
 * @throws DomainError NOT_FOUND, CONFLICT, INVALID_TRANSITION, PAYOUT_ACCOUNT_MISSING, PAYOUT_ACCOUNT_NOT_FIXED,
 * PAYOUT_ACCOUNT_OWN
 */
export async function approvePayout(
  platform: Platform,
  operator: SystemScope,
  input: z.output<typeof ApprovePayoutInput>,
): Promise<PayoutView> {
  const payout = await found(platform, operator, input);
  if (!mayMove(payout.state, 'approved')) throw new DomainError('INVALID_TRANSITION');
  const db = platform.databases.payments;
  const scope = mintOrgScope(payout.orgId);
  const account = await currentPayoutAccount(db, scope);
  if (!account) throw new DomainError('PAYOUT_ACCOUNT_MISSING');
  if (payout.state === 'returned' && isRefused(platform, payout, account)) throw new DomainError('PAYOUT_ACCOUNT_NOT_FIXED');
  if (account.inPlace?.operatorId === operator.operatorId) throw new DomainError('PAYOUT_ACCOUNT_OWN');
  await keepAct(platform, operator, 'desk.approve', payout.orgId, payout._id);
  const snapshot = { payoutAccountId: account._id, sealed: account.sealed, view: account.view };
  const step = stepOf(operator, 'approved', platform.clock);
  const payOn = comingPayDay(payout.payOn, platform.clock.today(), bankDayFrom);
  const changes = { state: 'approved' as const, account: snapshot, payOn, batchId: null, returnReason: '' };
  if (!(await changePayout(db, scope, payout, changes, step))) throw new DomainError('CONFLICT');
  return toPayoutView({ ...payout, ...changes, version: payout.version + 1 });
}

/**
 * What the bank said: it is there, or it came back (組戻し), maybe days after it was there, of which the organisation is told.
 * Neither makes a second payout.
 * @throws DomainError NOT_FOUND, CONFLICT, INVALID_TRANSITION
 */
export async function settlePayout(
  platform: Platform,
  operator: SystemScope,
  { outcome, reason, ...input }: z.output<typeof SettlePayoutInput>,
): Promise<PayoutView> {
  const payout = await found(platform, operator, input);
  if (!mayMove(payout.state, outcome)) throw new DomainError('INVALID_TRANSITION');
  const { clock, databases } = platform;
  const scope = mintOrgScope(payout.orgId);
  await keepAct(platform, operator, `desk.${outcome}`, payout.orgId, payout._id);
  const step = stepOf(operator, outcome, clock);
  const changes =
    outcome === 'paid'
      ? { state: outcome, paidOn: clock.today() < payout.payOn ? payout.payOn : clock.today() }
      : { state: outcome, returnReason: reason, paidOn: null, ...keptOf(payout, cameBackOf(payout, clock.today(), clock.now())) };
  await inTransaction(databases.client, async (session) => {
    if (!(await changePayout(databases.payments, scope, payout, changes, step, session))) throw new DomainError('CONFLICT');
    if (outcome === 'returned') await insertOutbox(databases.payments, [messageOfStuck(payout, 'returned', clock)], session);
  });
  return toPayoutView((await findPayout(databases.payments, scope, payout._id))!);
}

const keptOf = ({ cameBack = [] }: PayoutDocument, now: CameBack | null): Pick<PayoutDocument, 'cameBack'> =>
  now === null ? {} : { cameBack: [...cameBack, now] };

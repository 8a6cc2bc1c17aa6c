import { createHash } from 'node:crypto';
import type {
  ApprovePayoutInput,
  ExportPayoutsInput,
  PayoutFile,
  PayoutView,
  SettlePayoutInput,
} from '@tsudoi/shared/contracts/payments/payout.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newPayoutBatchId } from '@tsudoi/shared/kernel/payout-ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { sumYen } from '@tsudoi/shared/kernel/yen';
import { zenginBytes } from '@tsudoi/shared/kernel/zengin-kana';
import { bankDayFrom } from '@tsudoi/shared/service/bank-days';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import type * as z from 'zod';
import type { Platform } from '../platform/platform.ts';
import { keepAct } from './operator-act.repository.ts';
import { openAccount } from './payout-account.service.ts';
import { currentPayoutAccount } from './payout-account.repository.ts';
import { type PayoutBatchDocument, batchByKey, insertBatch } from './payout-batch.repository.ts';
import {
  type PayoutDocument,
  type PayoutStep,
  approvedFor,
  changePayout,
  findPayout,
  payoutOfAny,
  payoutsInState,
  payoutsOfBatch,
} from './payout.repository.ts';
import { comingPayDay, mayMove } from './payout.rules.ts';
import { messageOfStuck, toPayoutView } from './payout.view.ts';
import { totalsOf, transferFile } from './transfer-file.rules.ts';

interface Due {
  readonly payOn: JstDate;
  readonly count: number;
  readonly total: PayoutFile['total'];
}

/** What of all organisations is ready for the bank, by day. */
export async function deskPayouts(platform: Platform, operator: SystemScope): Promise<{ due: Due[] }> {
  const approved = await approvedFor(platform.databases.payments, operator, null);
  const days = [...new Set(approved.map(({ payOn }) => payOn))].toSorted();
  const due = days.map((payOn) => {
    const own = approved.filter((payout) => payout.payOn === payOn);
    return { payOn, count: own.length, total: sumYen(own.map(({ net }) => net)) };
  });
  return { due };
}

/** A step of a payout's history, with who of the operator took it. */
const stepOf = (platform: Platform, { name, operatorId }: SystemScope, state: PayoutStep['state']): PayoutStep => ({
  state,
  at: platform.clock.now(),
  by: name,
  operatorId,
});

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

/**
 * Ready for the bank, to the account that the organisation has now: what is changed after this is for the next payout. One
 * that came back is approved anew once the account is another (case 89).
 * @throws DomainError NOT_FOUND, CONFLICT, INVALID_TRANSITION, PAYOUT_ACCOUNT_MISSING, PAYOUT_ACCOUNT_NOT_FIXED
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
  if (payout.state === 'returned' && payout.account?.payoutAccountId === account._id) throw new DomainError('PAYOUT_ACCOUNT_NOT_FIXED');
  await keepAct(platform, operator, 'desk.approve', payout.orgId, payout._id);
  const snapshot = { payoutAccountId: account._id, sealed: account.sealed, view: account.view };
  const step = stepOf(platform, operator, 'approved');
  const payOn = comingPayDay(payout.payOn, platform.clock.today(), bankDayFrom);
  const changes = { state: 'approved' as const, account: snapshot, payOn, batchId: null, returnReason: '' };
  if (!(await changePayout(db, scope, payout, changes, step))) throw new DomainError('CONFLICT');
  return toPayoutView({ ...payout, ...changes, version: payout.version + 1 });
}

async function isFirstTo(platform: Platform, payout: PayoutDocument): Promise<boolean> {
  const paid = await payoutsInState(platform.databases.payments, mintOrgScope(payout.orgId), 'paid');
  return !paid.some(({ account }) => account?.payoutAccountId === payout.account?.payoutAccountId);
}

/** Made anew each time from what was sealed: it holds the numbers of accounts, and is kept nowhere. */
async function fileOf(platform: Platform, payOn: JstDate, payouts: readonly PayoutDocument[]): Promise<string> {
  const sender = platform.env.PAYOUT_SENDER;
  if (!sender) throw new DomainError('PAYOUT_SENDER_MISSING');
  const transfers = [];
  for (const payout of payouts)
    transfers.push({
      account: openAccount(platform, payout.account!.sealed),
      amount: payout.net,
      isFirst: await isFirstTo(platform, payout),
      reference: payout.closeMonth.replace('-', ''),
    });
  return transferFile(sender, payOn, transfers);
}

type Exported = { readonly file: PayoutFile; readonly payouts: PayoutView[] };

function exported({ _id, payOn, count, total }: PayoutBatchDocument, text: string, payouts: readonly PayoutDocument[]): Exported {
  const base64 = Buffer.from(zenginBytes(text)).toString('base64');
  const fileName = `payouts-${payOn}-${_id.slice(-6)}.txt`;
  return { file: { payoutBatchId: _id, fileName, base64, count, total }, payouts: payouts.map(toPayoutView) };
}

/**
 * All that is approved for a day, as one file for the bank, once: the same key gives the same file again, another key finds
 * nothing left. Its totals are checked against the payouts before anything moves.
 * @throws DomainError PAYOUT_NOTHING_TO_EXPORT, PAYOUT_SENDER_MISSING, CONFLICT when somebody else was first
 */
export async function exportPayouts(
  platform: Platform,
  operator: SystemScope,
  { payOn, idempotencyKey }: z.output<typeof ExportPayoutsInput>,
): Promise<Exported> {
  const { clock, databases } = platform;
  const db = databases.payments;
  const known = await batchByKey(db, operator, idempotencyKey);
  if (known) {
    const again = await payoutsOfBatch(db, operator, known._id);
    // One that has moved on since may have another account: the file would not be the same.
    if (known.payOn !== payOn || again.length !== known.count) throw new DomainError('IDEMPOTENCY_MISMATCH');
    const text = await fileOf(platform, payOn, again);
    if (hashOf(text) !== known.sha256) throw new DomainError('CONFLICT');
    return exported(known, text, again);
  }
  const payouts = await approvedFor(db, operator, payOn);
  if (payouts.length === 0) throw new DomainError('PAYOUT_NOTHING_TO_EXPORT');
  const text = await fileOf(platform, payOn, payouts);
  const total = sumYen(payouts.map(({ net }) => net));
  const told = totalsOf(text);
  if (told?.count !== payouts.length || told.total !== total) throw new Error('a bank file does not add up to its payouts');
  const batch: PayoutBatchDocument = {
    _id: newPayoutBatchId(),
    idempotencyKey,
    payOn,
    payoutIds: payouts.map(({ _id }) => _id),
    count: payouts.length,
    total,
    sha256: hashOf(text),
    madeBy: operator.name,
    madeAt: clock.now(),
  };
  await keepAct(platform, operator, 'desk.export', null, batch._id);
  const step = { state: 'exported' as const, at: clock.now(), by: operator.name };
  await inTransaction(databases.client, async (session) => {
    for (const payout of payouts)
      if (!(await changePayout(db, mintOrgScope(payout.orgId), payout, { state: 'exported', batchId: batch._id }, step, session)))
        throw new DomainError('CONFLICT');
    await insertBatch(db, operator, batch, session);
  });
  const after = payouts.map((payout) => ({ ...payout, state: 'exported' as const, batchId: batch._id, version: payout.version + 1 }));
  return exported(batch, text, after);
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * What the bank said: it is there, or it came back (組戻し), of which the organisation is told. Neither makes a second payout.
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
  const step = stepOf(platform, operator, outcome);
  const changes =
    outcome === 'paid'
      ? { state: outcome, paidOn: clock.today() < payout.payOn ? payout.payOn : clock.today() }
      : { state: outcome, returnReason: reason };
  await inTransaction(databases.client, async (session) => {
    if (!(await changePayout(databases.payments, scope, payout, changes, step, session))) throw new DomainError('CONFLICT');
    if (outcome === 'returned') await insertOutbox(databases.payments, [messageOfStuck(payout, 'returned', clock)], session);
  });
  return toPayoutView((await findPayout(databases.payments, scope, payout._id))!);
}

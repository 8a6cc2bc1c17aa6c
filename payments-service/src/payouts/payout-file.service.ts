import { createHash } from 'node:crypto';
import type { DeskFile, PayoutBatchInput, PayoutFile, PayoutView } from '@tsudoi/shared/contracts/payments/payout.contract';
import type { OperatorInternal, PayoutsMeantInput } from '@tsudoi/shared/contracts/payments/payout-internal.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { newPayoutBatchId } from '@tsudoi/shared/kernel/payout-ids';
import { sumYen } from '@tsudoi/shared/kernel/yen';
import { zenginBytes } from '@tsudoi/shared/kernel/zengin-kana';
import { bankDayFrom } from '@tsudoi/shared/service/bank-days';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import type * as z from 'zod';
import type { Platform } from '../platform/platform.ts';
import { keepAct } from './operator-act.repository.ts';
import { openAccount } from './payout-account.service.ts';
import { type PayoutBatchDocument, batchByKey, findBatches, insertBatch } from './payout-batch.repository.ts';
import { type PayoutDocument, changePayout, listPayouts, payoutOfAny, payoutsOfAllIn, payoutsOfBatch } from './payout.repository.ts';
import { comingPayDay, hadReached, isWithBank } from './payout.rules.ts';
import { stepOf, toPayoutView } from './payout.view.ts';
import { totalsOf, transferFile } from './transfer-file.rules.ts';

/** A hundred years of months: all that an organisation has. */
const monthsKept = 1200;

/** As it was when the file was first made, so that the same file can be made again. */
async function wasFirstTo(platform: Platform, payout: PayoutDocument, madeAt: Date): Promise<boolean> {
  const known = await listPayouts(platform.databases.payments, mintOrgScope(payout.orgId), monthsKept);
  return !known.some((one) => hadReached(one, payout.account?.payoutAccountId, madeAt));
}

type Wanted = Pick<PayoutBatchDocument, 'payOn' | 'madeAt'>;

/** Made anew each time from what was sealed: it holds the numbers of accounts, and is kept nowhere. */
async function fileOf(platform: Platform, { payOn, madeAt }: Wanted, payouts: readonly PayoutDocument[]): Promise<string> {
  const sender = platform.env.PAYOUT_SENDER;
  if (!sender) throw new DomainError('PAYOUT_SENDER_MISSING');
  const transfers = [];
  for (const payout of payouts)
    transfers.push({
      account: openAccount(platform, payout.account!.sealed),
      amount: payout.net,
      isFirst: await wasFirstTo(platform, payout, madeAt),
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

/** @throws DomainError CONFLICT where it would not be the same file any more, PAYOUT_SENDER_MISSING */
async function sameFile(platform: Platform, batch: PayoutBatchDocument, payouts: readonly PayoutDocument[]): Promise<Exported> {
  const text = await fileOf(platform, batch, payouts);
  if (hashOf(text) !== batch.sha256) throw new DomainError('CONFLICT');
  return exported(batch, text, payouts);
}

/** Approved for a day, or for one that has gone by and whose next bank day it is. */
async function dueOn(platform: Platform, operator: SystemScope, payOn: JstDate): Promise<PayoutDocument[]> {
  const today = platform.clock.today();
  const approved = await payoutsOfAllIn(platform.databases.payments, operator, 'approved');
  return approved.filter((payout) => comingPayDay(payout.payOn, today, bankDayFrom) === payOn);
}

/** What an act of the operator would be about, as it is now. @throws DomainError NOT_FOUND */
export async function payoutsMeant(platform: Platform, operator: SystemScope, about: PayoutsMeantInput): Promise<PayoutView[]> {
  const db = platform.databases.payments;
  if ('payoutId' in about) {
    const payout = await payoutOfAny(db, operator, about.payoutId);
    if (!payout) throw new DomainError('NOT_FOUND');
    return [toPayoutView(payout)];
  }
  const batchId = 'payoutBatchId' in about ? about.payoutBatchId : (await batchByKey(db, operator, about.idempotencyKey))?._id;
  const payouts = batchId ? payoutsOfBatch(db, operator, batchId) : 'payOn' in about ? dueOn(platform, operator, about.payOn) : [];
  return (await payouts).map(toPayoutView);
}

/**
 * What is approved for a day and was named, as one file for the bank, once: the same key gives the same file again, another key finds
 * nothing left. What was approved for a day that has gone by goes along with the next bank day. Its totals are checked
 * against the payouts before anything moves. What was approved since they were named is for another file.
 * @throws DomainError PAYOUT_NOTHING_TO_EXPORT, PAYOUT_SENDER_MISSING, CONFLICT when somebody else was first
 */
export async function exportPayouts(
  platform: Platform,
  operator: SystemScope,
  { payOn, idempotencyKey, payoutIds }: z.output<OperatorInternal['desk.export']['input']>,
): Promise<Exported> {
  const { clock, databases } = platform;
  const db = databases.payments;
  const known = await batchByKey(db, operator, idempotencyKey);
  if (known) {
    const again = await payoutsOfBatch(db, operator, known._id);
    // One that has moved on since may have another account: the file would not be the same.
    if (known.payOn !== payOn || again.length !== known.count) throw new DomainError('IDEMPOTENCY_MISMATCH');
    return sameFile(platform, known, again);
  }
  const madeAt = clock.now();
  const payouts = (await dueOn(platform, operator, payOn)).filter(({ _id }) => payoutIds.includes(_id));
  if (payouts.length === 0) throw new DomainError('PAYOUT_NOTHING_TO_EXPORT');
  if (payouts.length < payoutIds.length) throw new DomainError('CONFLICT');
  const text = await fileOf(platform, { payOn, madeAt }, payouts);
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
    madeAt,
  };
  await keepAct(platform, operator, 'desk.export', null, batch._id);
  const step = stepOf(operator, 'exported', clock);
  const changes = { state: 'exported' as const, payOn, batchId: batch._id };
  await inTransaction(databases.client, async (session) => {
    for (const payout of payouts)
      if (!(await changePayout(db, mintOrgScope(payout.orgId), payout, changes, step, session))) throw new DomainError('CONFLICT');
    await insertBatch(db, operator, batch, session);
  });
  const after = payouts.map((payout) => ({ ...payout, ...changes, version: payout.version + 1 }));
  return exported(batch, text, after);
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The files for the bank of which nothing has been heard yet, the newest first. */
export async function filesWithBank(platform: Platform, operator: SystemScope): Promise<DeskFile[]> {
  const db = platform.databases.payments;
  const sent = await payoutsOfAllIn(db, operator, 'exported');
  const ids = [...new Set(sent.flatMap(({ batchId }) => batchId ?? []))];
  const batches = await findBatches(db, operator, ids);
  return batches
    .filter((batch) =>
      isWithBank(
        batch,
        sent.filter(({ batchId }) => batchId === batch._id),
      ),
    )
    .map(({ _id: payoutBatchId, payOn, count, total, madeBy, madeAt }) => {
      return { payoutBatchId, payOn, count, total, madeBy, madeAt: madeAt.toISOString() };
    });
}

async function withBank(platform: Platform, operator: SystemScope, { payoutBatchId }: z.output<typeof PayoutBatchInput>) {
  const db = platform.databases.payments;
  const [batch] = await findBatches(db, operator, [payoutBatchId]);
  if (!batch) throw new DomainError('NOT_FOUND');
  const payouts = await payoutsOfBatch(db, operator, batch._id);
  if (!isWithBank(batch, payouts)) throw new DomainError('INVALID_TRANSITION');
  return { batch, payouts };
}

/**
 * The same file once more, for whoever did not get it: its answer was lost, or it was not saved.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION once the bank has said something of one of its payouts, CONFLICT,
 * PAYOUT_SENDER_MISSING
 */
export async function payoutFileAgain(
  platform: Platform,
  operator: SystemScope,
  input: z.output<typeof PayoutBatchInput>,
): Promise<PayoutFile> {
  const { batch, payouts } = await withBank(platform, operator, input);
  await keepAct(platform, operator, 'desk.file_again', null, batch._id);
  return (await sameFile(platform, batch, payouts)).file;
}

/**
 * The bank did not take a file: all of its payouts are approved as before, to the same accounts, and can be put into another
 * file.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION once the bank has said something of one of its payouts, CONFLICT
 */
export async function takeBackFile(
  platform: Platform,
  operator: SystemScope,
  input: z.output<typeof PayoutBatchInput>,
): Promise<PayoutView[]> {
  const { clock, databases } = platform;
  const { batch, payouts } = await withBank(platform, operator, input);
  await keepAct(platform, operator, 'desk.take_back', null, batch._id);
  const step = stepOf(operator, 'approved', clock);
  const changes = { state: 'approved' as const, batchId: null };
  await inTransaction(databases.client, async (session) => {
    for (const payout of payouts)
      if (!(await changePayout(databases.payments, mintOrgScope(payout.orgId), payout, changes, step, session)))
        throw new DomainError('CONFLICT');
  });
  return payouts.map((payout) => toPayoutView({ ...payout, ...changes, version: payout.version + 1 }));
}

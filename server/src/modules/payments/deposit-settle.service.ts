import {
  type ConfirmDepositInput,
  type ConfirmSureOutput,
  type DepositFacts,
  type DepositShare,
  type HoldDepositInput,
  type MemberShare,
  type UndoDepositInput,
  isPayerShare,
} from '@tsudoi/shared/contracts/payments/deposit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import type { BillId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import { type Yen, addYen, mostYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMails } from '../../platform/mail-outbox.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudits } from '../audit/audit.public.ts';
import { factsOf, findBills, isPayable, outstandingYen, tellingWhatHappened } from '../billing/billing.public.ts';
import { findMembers, findPresentMember } from '../members/members.public.ts';
import { foundDeposit, oneDeposit } from './deposit-desk.service.ts';
import { Ledger } from './ledger.service.ts';
import { assertReceivable, hashOf, offlinePayment, reverseAll, tellSettled } from './offline.service.ts';
import { tellingOfLink } from './pay-link-happening.service.ts';
import { postPayerTransfer } from './pay-link-transfer.service.ts';
import { getPayLink } from './pay-link.repository.ts';
import { receiptNotices, receivedIn } from './payment-notice.service.ts';
import { type PaymentDocument, findPayments, paymentBySource } from './payment.repository.ts';
import { splitFault } from './split.rules.ts';

type Confirmed = z.output<typeof ConfirmDepositInput>;

const sourceOf = (depositId: DepositId, round: number, at: number): string => `${depositId}#${round}/${at}`;
const amountOf = ({ lines, advance }: DepositShare): Yen => addYen(sumYen(lines.map((line) => line.amount)), advance);

/**
 * Settles a deposit as the office decides. The decision is kept first, in the payments-service, then the money is written here in one
 * transaction and once per round, then the deposit is closed: whatever breaks off between is gone on with by the same press, and two
 * people cannot both have theirs (docs/decisions/0034).
 * @throws DomainError NOT_FOUND, CONFLICT when somebody else decided, SPLIT_MISMATCH, PAYMENT_TOO_LARGE, ALLOCATION_EXCEEDS_BILL,
 * BILL_NOT_PAYABLE, PAY_LINK_CLOSED, PAY_LINK_CHANGED
 */
export function confirmDeposit(platform: Platform, scope: OrgScope, actor: UserActor, input: Confirmed): Promise<void> {
  const billIds = input.shares.flatMap(({ lines }) => lines.map((line) => line.billId));
  const act = () => settle(platform, scope, actor, input);
  const byPayer = input.shares.find(isPayerShare);
  return byPayer ? tellingOfLink(platform, scope, byPayer.payLinkId, act) : tellingWhatHappened(platform, scope, billIds, act);
}

async function settle(platform: Platform, scope: OrgScope, actor: UserActor, { depositId, round, shares }: Confirmed): Promise<void> {
  await assertTheirs(platform, scope, shares);
  const payments = paymentsClient(platform, scope);
  const deposit = await foundDeposit(platform, scope, depositId);
  assertDivided(deposit, shares);
  const claim = await payments.call('deposits.claim', { depositId, round, shares, decidedBy: actor.name });
  if (!claim) throw new DomainError('CONFLICT');
  if (claim.state === 'settled') return;
  const { server: db } = platform.databases;
  let paymentIds: PaymentId[];
  try {
    paymentIds = await postDeposit(platform, scope, actor, claim);
  } catch (error) {
    // Somebody who pressed at the same moment may have written it: then it stays claimed.
    if (error instanceof DomainError && !(await paymentBySource(db, scope, 'offline', sourceOf(depositId, round, 0))))
      await payments.call('deposits.finish', { depositId, round, paymentIds: null });
    throw error;
  }
  await payments.call('deposits.finish', { depositId, round, paymentIds });
}

/** Nothing is asked elsewhere about members, links and bills that are not this organisation's. @throws DomainError NOT_FOUND */
async function assertTheirs(platform: Platform, scope: OrgScope, shares: readonly DepositShare[]): Promise<void> {
  for (const share of shares) if (isPayerShare(share)) await getPayLink(platform.databases.server, scope, share.payLinkId);
  const memberIds = [...new Set(shares.flatMap((share) => (isPayerShare(share) ? [] : share.memberId)))];
  const billIds = [...new Set(shares.flatMap(({ lines }) => lines.map((line) => line.billId)))];
  const [members, bills] = await Promise.all([findMembers(scope, memberIds), findBills(platform.databases.server, scope, billIds)]);
  if (members.length < memberIds.length || bills.length < billIds.length) throw new DomainError('NOT_FOUND');
}

/**
 * The parts are the deposit to the last yen, each member once, and none is more than a payment can be: what no list or paper of
 * payments has room for stays at the desk. @throws DomainError SPLIT_MISMATCH, INVALID_INPUT, PAYMENT_TOO_LARGE
 */
function assertDivided(deposit: DepositFacts, shares: readonly DepositShare[]): void {
  const whose = shares.map((share) => (isPayerShare(share) ? share.payLinkId : share.memberId));
  if (new Set(whose).size !== shares.length) throw new DomainError('INVALID_INPUT');
  if (shares.some((share) => amountOf(share) === zeroYen)) throw new DomainError('INVALID_INPUT');
  if (sumYen(shares.map(amountOf)) !== deposit.amount) throw new DomainError('SPLIT_MISMATCH');
  if (shares.some((share) => amountOf(share) > mostYen)) throw new DomainError('PAYMENT_TOO_LARGE', { most: mostYen });
}

/** Offline payments without a system fee (PAY-21), all in one transaction: one a member, or the one of a payer's. */
async function postDeposit(platform: Platform, scope: OrgScope, actor: UserActor, deposit: DepositFacts): Promise<PaymentId[]> {
  const { depositId, round, shares, amount, bookedOn, remitter } = deposit;
  const byPayer = shares.find(isPayerShare);
  if (!byPayer) return postShares(platform, scope, actor, deposit, shares as MemberShare[]);
  const request = { idempotencyKey: sourceOf(depositId, round, 0), shares };
  const { payLinkId, lines } = byPayer;
  const transfer = { payLinkId, method: 'bank_transfer', amount, receivedOn: bookedOn, memo: remitter, again: lines.length === 0 } as const;
  return [await postPayerTransfer(platform, scope, actor, request, transfer, () => lines)];
}

async function postShares(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { depositId, round, bookedOn, remitter }: DepositFacts,
  shares: readonly MemberShare[],
): Promise<PaymentId[]> {
  assertReceivable(bookedOn, platform.clock.today());
  const db = platform.databases.server;
  const request = { idempotencyKey: sourceOf(depositId, round, 0), shares };
  const requestHash = hashOf(request);
  const paymentIds = await inTransaction(platform.databases.client, async (session) => {
    const known: PaymentDocument[] = [];
    for (const at of shares.keys()) {
      const payment = await paymentBySource(db, scope, 'offline', sourceOf(depositId, round, at), session);
      if (payment) known.push(payment);
    }
    if (known.some((payment) => payment.requestHash !== requestHash)) throw new DomainError('CONFLICT');
    if (known.length > 0) return known.map((payment) => payment._id);
    const ledger = new Ledger(platform, scope, session);
    const billIds = shares.flatMap(({ lines }) => lines.map((line) => line.billId));
    await ledger.loadBills(billIds);
    const written: PaymentDocument[] = [];
    for (const [at, share] of shares.entries()) {
      const member = await findPresentMember(scope, share.memberId, session);
      for (const { billId } of share.lines) {
        const bill = ledger.bill(billId);
        if (bill?.memberId !== member._id) throw new DomainError('NOT_FOUND');
        if (!isPayable(bill.status)) throw new DomainError('BILL_NOT_PAYABLE', { billId });
      }
      const amount = amountOf(share);
      const fault = splitFault(amount, share.lines, share.advance, (id) => outstandingYen(factsOf(ledger.bill(id as BillId)!)));
      if (fault) throw new DomainError(fault);
      const { _id: memberId, memberNumber } = member;
      const whose = { memberId, memberName: fullName(member), memberKana: fullReading(member), memberNumber };
      const received = { ...whose, amount, receivedOn: bookedOn };
      const payment = offlinePayment(
        scope,
        { ...received, method: 'bank_transfer', memo: remitter },
        sourceOf(depositId, round, at),
        requestHash,
        actor.name,
        platform.clock.now(),
      );
      ledger.addPayment(payment);
      for (const line of share.lines) ledger.allocate(payment._id, line.billId, line.amount, sourceOf(depositId, round, at));
      ledger.notify({ topic: 'payments', ref: payment._id, memberId: payment.memberId });
      written.push(payment);
    }
    await ledger.save();
    await recordAudits(
      platform,
      scope,
      actor,
      written.map((payment) => ({
        action: 'payment.record' as const,
        subjectKind: 'payment' as const,
        subjectId: payment._id,
        subjectName: remitter.slice(0, 100),
        fields: ['amount', 'method', 'receivedOn'],
      })),
      session,
    );
    const whole = [...new Set(billIds)].map((id) => ledger.bill(id)!).filter((bill) => factsOf(bill).allocated >= bill.amount);
    await tellSettled(platform, scope, whole, session);
    const received = written.map((payment) => receivedIn(ledger, payment));
    await enqueueMails(db, scope, await receiptNotices(platform, scope, received), platform.clock.now(), session);
    return written.map(({ _id }) => _id);
  });
  platform.nudgeMail();
  platform.nudgeOutbox();
  return paymentIds;
}

/**
 * Settles those of the deposits that are sure as the bills stand when their turn comes: of two that fit the same bill the second is
 * left. What is left is said, and is as it was.
 */
export async function confirmSure(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  depositIds: readonly DepositId[],
): Promise<z.output<typeof ConfirmSureOutput>> {
  const confirmed: DepositId[] = [];
  const left: DepositId[] = [];
  for (const depositId of depositIds) {
    const deposit = await oneDeposit(platform, scope, depositId);
    const [best] = deposit.candidates;
    if (deposit.state !== 'open' || deposit.grade !== 'sure' || !best) {
      left.push(depositId);
      continue;
    }
    const lines = best.bills.filter((bill) => bill.suggested > zeroYen).map(({ billId, suggested }) => ({ billId, amount: suggested }));
    try {
      const share = { memberId: best.memberId, lines, advance: zeroYen } as MemberShare;
      await confirmDeposit(platform, scope, actor, { depositId, round: deposit.round, shares: [share] });
      confirmed.push(depositId);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'PROVIDER_UNAVAILABLE') throw error;
      left.push(depositId);
    }
  }
  return { confirmed, left };
}

/**
 * Takes a settled deposit back by reversal entries and puts it before the office again, or away where the bank has recalled it. What
 * somebody has reversed by itself before is left alone. Where one of several cannot be reversed any more, none is: a deposit that is
 * settled for half of its members could be settled for nobody else.
 * @throws DomainError NOT_FOUND, CONFLICT, PAYMENT_NOT_REVERSIBLE, REFUND_PROMISED
 */
export async function undoDeposit(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { depositId, round, reason }: z.output<typeof UndoDepositInput>,
): Promise<void> {
  const deposit = await foundDeposit(platform, scope, depositId);
  if (deposit.state !== 'settled' || deposit.round !== round) throw new DomainError('CONFLICT');
  await inTransaction(platform.databases.client, async (session) => {
    const payments = await findPayments(platform.databases.server, scope, deposit.paymentIds, session);
    const standing = payments.filter(({ state }) => state !== 'reversed');
    await reverseAll(platform, scope, actor, standing, { reason, idempotencyKey: `undo:${depositId}#${round}` }, session);
  });
  platform.nudgeMail();
  const { done } = await paymentsClient(platform, scope).call('deposits.reopen', { depositId, round });
  if (!done) throw new DomainError('CONFLICT');
}

/**
 * Keeps a deposit aside with a note, or takes it out again. No Payment comes of it. A 取消 is put away for good, with what was found of it.
 * @throws DomainError NOT_FOUND, CONFLICT, INVALID_INPUT for a 取消 of which nothing is said
 */
export async function holdDeposit(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { depositId, note }: z.output<typeof HoldDepositInput>,
): Promise<void> {
  const { cancels } = await foundDeposit(platform, scope, depositId);
  if (cancels && note === '') throw new DomainError('INVALID_INPUT');
  const { done } = await paymentsClient(platform, scope).call('deposits.hold', { depositId, note, by: actor.name });
  if (!done) throw new DomainError('CONFLICT');
}

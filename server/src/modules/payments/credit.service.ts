import type { CreditsOutput, UseCreditInput, WriteOffInput } from '@tsudoi/shared/contracts/payments/credit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, type CreditUseId, type MemberId, type PaymentId, newCreditUseId } from '@tsudoi/shared/kernel/ids';
import { type Yen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { billsOf, factsOf, getBill, isPayable, outstandingYen, tellingWhatHappened } from '../billing/billing.public.ts';
import { findMember } from '../members/members.public.ts';
import { creditBooks, creditsIn, freeCredit } from './credit-books.service.ts';
import { insertUse, useOfRequest } from './credit-use.repository.ts';
import { Ledger } from './ledger.service.ts';
import { movedMoney } from './moved-money.rules.ts';
import { assertReceivable, expectOutstanding, hashOf, postOffline, tellSettled } from './offline.service.ts';
import { type PaymentDocument, getPayment, paymentsOfLinks, paymentsOfMember } from './payment.repository.ts';
import { payLinksOfBills } from './pay-link.repository.ts';
import { approvalLimitOf, writeOffLimitOf } from './refund.repository.ts';
import { needsApproval, refundedBefore } from './refund.rules.ts';
import { isRefundable } from './refund.service.ts';
import { inAllocationOrder } from './split.rules.ts';

type Input = z.output<typeof UseCreditInput>;
type Waiver = z.output<typeof WriteOffInput>;
type Credits = z.output<typeof CreditsOutput>;
type Price = Credits['approvalLimit'];

/**
 * A member's money that no bill asks for (過払い, 前受), what of it is promised to refunds, and the open bills it could go to.
 * @throws DomainError NOT_FOUND
 */
export async function creditsOf(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<Credits> {
  const db = platform.databases.server;
  await findMember(scope, memberId);
  const bills = await billsOf(db, scope).find({ memberId }).limit(500).toArray();
  const paidByOthers = await paymentsForBills(platform, scope, bills);
  const payments = [...(await paymentsOfMember(db, scope, memberId)), ...paidByOthers].filter(isRefundable);
  const { now, free, ordersOf } = await creditBooks(db, scope, payments, bills);
  const isTheirs = (bill: { memberId: MemberId }) => bill.memberId === memberId;
  const left = creditsIn(free, isTheirs);
  const credits = creditsIn(now, isTheirs).map(({ payment, bill, amount }): Credits['credits'][number] => {
    const unpromised = left.find((one) => one.payment._id === payment._id && one.bill?._id === bill?._id)?.amount ?? zeroYen;
    return {
      paymentId: payment._id,
      memberName: payment.memberName,
      billId: bill?._id ?? null,
      billName: bill?.billName ?? '',
      amount: unpromised as unknown as Price,
      promised: subtractYen(amount, unpromised) as unknown as Price,
      received: payment.received as unknown as Price,
      before: refundedBefore(payment, ordersOf(payment._id)) as unknown as Price,
      method: payment.method,
      receivedAt: payment.receivedAt.toISOString(),
      paymentNumber: payment.paymentNumber,
    };
  });
  const targets = inAllocationOrder(bills.filter((bill) => isPayable(bill.status))).map((bill) => ({
    billId: bill._id,
    billName: bill.billName,
    billNumber: bill.billNumber,
    outstanding: outstandingYen(factsOf(bill)) as unknown as Price,
  }));
  return { credits, targets, approvalLimit: (await approvalLimitOf(db, scope)) as unknown as Price };
}

/** What payers paid through links that these bills were in: what is too much of it is looked after with the members. */
async function paymentsForBills(platform: Platform, scope: OrgScope, bills: readonly { _id: BillId }[]): Promise<PaymentDocument[]> {
  const db = platform.databases.server;
  const links = await payLinksOfBills(
    db,
    scope,
    bills.map(({ _id }) => _id),
  );
  return paymentsOfLinks(
    db,
    scope,
    links.map(({ _id }) => _id),
  );
}

/** The number the provider knows the bill by that the money was meant for; '' where it was never asked for online. */
async function numberOfTarget(platform: Platform, scope: OrgScope, payment: PaymentDocument, input: Input): Promise<string> {
  if (input.use.kind !== 'carry' || payment.paymentNumber === '') return '';
  await getBill(platform.databases.server, scope, input.use.billId);
  const charge = await paymentsClient(platform, scope).call('charges.forPayable', { payableId: input.use.billId });
  return charge?.paymentNumber ?? '';
}

/**
 * Carries money that no bill asks for to another bill, keeps it apart in advance, or notes that it was given back by hand
 * (PAY-10, PAY-16; domain.md 3.6). What moves is appended, and where a provider knows the money by a number, a task names
 * it and the number it was meant for (PAY-11).
 * @throws DomainError CREDIT_EXCEEDED, REFUND_NEEDS_APPROVAL, ALLOCATION_EXCEEDS_BILL, PAYMENT_NOT_CONFIRMED, BILL_NOT_PAYABLE, IDEMPOTENCY_MISMATCH, NOT_FOUND
 */
export async function useCredit(platform: Platform, scope: OrgScope, actor: UserActor, input: Input): Promise<CreditUseId> {
  const billIds = input.use.kind === 'carry' ? [input.use.billId] : [];
  return tellingWhatHappened(platform, scope, billIds, () => useOnce(platform, scope, actor, input));
}

async function useOnce(platform: Platform, scope: OrgScope, actor: UserActor, input: Input): Promise<CreditUseId> {
  const db = platform.databases.server;
  if (input.use.kind === 'refund') assertReceivable(input.use.refundedOn, platform.clock.today());
  const requestHash = hashOf(input);
  const again = (known: { _id: CreditUseId; requestHash: string }): CreditUseId => {
    if (known.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
    return known._id;
  };
  const earlier = await useOfRequest(db, scope, input.idempotencyKey);
  if (earlier) return again(earlier);
  const otherPaymentNumber = await numberOfTarget(platform, scope, await getPayment(db, scope, input.paymentId), input);
  try {
    return await inTransaction(platform.databases.client, async (session) => {
      const known = await useOfRequest(db, scope, input.idempotencyKey, session);
      if (known) return again(known);
      const payment = await getPayment(db, scope, input.paymentId, session);
      if (!isRefundable(payment)) throw new DomainError('PAYMENT_NOT_CONFIRMED');
      const ledger = new Ledger(platform, scope, session);
      await ledger.track([payment]);
      const { free, orders } = await freeCredit(db, scope, payment, input.billId, session);
      takeFree(ledger, payment, input, free);
      if (input.use.kind === 'refund') {
        // A large sum is not given back by one person alone: it is asked for as a refund.
        const limit = await approvalLimitOf(db, scope, session);
        if (needsApproval(limit, input.amount, payment, orders)) throw new DomainError('REFUND_NEEDS_APPROVAL', { limit });
        refund(ledger, payment, input, input.use);
      }
      if (input.use.kind === 'carry') await carry(ledger, payment, input, input.use.billId, otherPaymentNumber);
      ledger.notify({ topic: 'payments', ref: payment._id, memberId: payment.memberId });
      await ledger.save();
      const target = input.use.kind === 'carry' ? ledger.bill(input.use.billId) : null;
      if (target && outstandingYen(factsOf(target)) === zeroYen) await tellSettled(platform, scope, [target], session);
      return note(platform, scope, actor, input, { requestHash, subjectName: payment.paymentNumber || payment.memberNumber }, session);
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const known = await useOfRequest(db, scope, input.idempotencyKey);
    if (!known) throw error;
    return again(known);
  }
}

/** Takes what is too much off its bill; money that lies on none is free already. What is promised to refunds is not free. */
function takeFree(ledger: Ledger, payment: PaymentDocument, { billId, use, amount, idempotencyKey }: Input, free: Yen): void {
  if (billId === null && use.kind === 'keep') throw new DomainError('INVALID_INPUT');
  if (billId !== null && !ledger.bill(billId)) throw new DomainError('NOT_FOUND');
  if (amount > free) throw new DomainError('CREDIT_EXCEEDED');
  if (billId !== null) ledger.takeOff(payment._id, billId, amount, idempotencyKey);
}

async function carry(ledger: Ledger, payment: PaymentDocument, input: Input, billId: BillId, otherPaymentNumber: string): Promise<void> {
  await ledger.loadBills([billId]);
  const target = ledger.bill(billId);
  if (!target || (payment.memberId !== null && target.memberId !== payment.memberId)) throw new DomainError('NOT_FOUND');
  if (!isPayable(target.status)) throw new DomainError('BILL_NOT_PAYABLE');
  if (input.amount > outstandingYen(factsOf(target))) throw new DomainError('ALLOCATION_EXCEEDS_BILL');
  ledger.allocate(payment._id, billId, input.amount, input.idempotencyKey);
  if (payment.paymentNumber === '') return;
  const { amount, idempotencyKey } = input;
  const told = movedMoney(payment, { amount, billId, memberId: target.memberId, otherPaymentNumber });
  ledger.task({ ...told, cause: `moved:${idempotencyKey}` });
}

/** The state of online money is its provider's to say; offline money is the office's own. */
function refund(
  ledger: Ledger,
  payment: PaymentDocument,
  { amount, idempotencyKey }: Input,
  { refundedOn, method }: Extract<Input['use'], { kind: 'refund' }>,
): void {
  ledger.giveBack(payment._id, amount, { on: refundedOn, method, causedBy: idempotencyKey });
  const { reversed, received } = ledger.change(payment._id, {});
  if (payment.sourceType === 'offline') ledger.change(payment._id, { state: reversed === received ? 'refunded' : 'partly_refunded' });
}

async function note(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: Input,
  { requestHash, subjectName }: { readonly requestHash: string; readonly subjectName: string },
  session: ClientSession,
): Promise<CreditUseId> {
  const { use, paymentId, amount, memo } = input;
  const _id = newCreditUseId();
  await insertUse(
    platform.databases.server,
    scope,
    {
      _id,
      orgId: scope.orgId,
      requestKey: input.idempotencyKey,
      requestHash,
      kind: use.kind,
      paymentId,
      fromBillId: input.billId,
      toBillId: use.kind === 'carry' ? use.billId : null,
      amount,
      method: use.kind === 'refund' ? use.method : '',
      on: use.kind === 'refund' ? use.refundedOn : platform.clock.today(),
      memo,
      actor: actor.name,
      at: platform.clock.now(),
    },
    session,
  );
  await recordAudit(
    platform,
    scope,
    actor,
    { action: `credit.${use.kind}`, subjectKind: 'payment', subjectId: paymentId, subjectName, fields: ['amount', 'memo'] },
    session,
  );
  return _id;
}

/**
 * Waives the small rest of a bill, e.g. a bank's fee that the payer deducted (domain.md 6, case 58). It settles the bill and
 * is no money: no receipt and no sum counts it. Up to which sum is the organisation's to say. Taken back like any other entry.
 * What is waived is the sum that was seen, or nothing.
 * @throws DomainError WRITE_OFF_TOO_LARGE, BILL_NOT_PAYABLE, BILL_CANCELLED, BILL_CHANGED_SINCE, NOT_FOUND, IDEMPOTENCY_MISMATCH
 */
export function writeOff(platform: Platform, scope: OrgScope, actor: UserActor, input: Waiver): Promise<PaymentId> {
  return tellingWhatHappened(platform, scope, [input.billId], () => waive(platform, scope, actor, input));
}

function waive(platform: Platform, scope: OrgScope, actor: UserActor, input: Waiver): Promise<PaymentId> {
  return postOffline(platform, scope, actor, input, async ({ ledger, session, add }) => {
    const bill = await getBill(platform.databases.server, scope, input.billId, session);
    if (bill.cancelledAt !== null) throw new DomainError('BILL_CANCELLED');
    if (bill.status !== 'partly_paid') throw new DomainError('BILL_NOT_PAYABLE');
    expectOutstanding(bill, input.expected);
    const amount = outstandingYen(factsOf(bill));
    const limit = await writeOffLimitOf(platform.databases.server, scope, session);
    if (amount > limit) throw new DomainError('WRITE_OFF_TOO_LARGE', { limit });
    await ledger.loadBills([bill._id]);
    const { memberId, memberName, memberKana, memberNumber } = bill;
    const receivedOn = platform.clock.today();
    const payment = add({ memberId, memberName, memberKana, memberNumber, method: 'write_off', amount, receivedOn, memo: input.reason });
    ledger.allocate(payment._id, bill._id, amount, input.idempotencyKey);
    return { payment, bills: [bill._id], action: 'payment.write_off', name: bill.billNumber };
  });
}

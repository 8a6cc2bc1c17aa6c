import { createHash } from 'node:crypto';
import type { AuditAction } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { RecordOfflineInput, ReversePaymentInput } from '@tsudoi/shared/contracts/payments/payment.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, type MemberId, type PayLinkId, type PaymentId, newPaymentId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addMonths, startOfJstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { payableSettled } from '@tsudoi/shared/queue/billing.messages';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import { enqueueMails } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, recordAudit, recordAudits } from '../audit/audit.public.ts';
import { type BillDocument, factsOf, getBill, isPayable, outstandingYen, tellingWhatHappened } from '../billing/billing.public.ts';
import { promisesOf } from './credit-books.service.ts';
import { Ledger } from './ledger.service.ts';
import { receiptNotices, receivedIn } from './payment-notice.service.ts';
import { type PaymentDocument, allocationsOfPayments, getPayment, paymentBySource } from './payment.repository.ts';
import { finishTask, tasksOfCauses } from './task.repository.ts';
import { tellOfReversals } from './withdrawal-notice.service.ts';

/** Older money is a mistyped year: claims lapse after five years, books are kept for seven. */
const oldestMonths = 120;

type RecordInput = z.output<typeof RecordOfflineInput>;

/** The cause of the office's task about money of such a payment that is on no bill. */
export const surplusCause = (sourceId: string): string => `over:${sourceId}`;

/** What a request was, for the same key with another body. What was seen before is no part of it: pressed again it is seen anew. */
export function hashOf({
  idempotencyKey: _key,
  expected: _seen,
  ...request
}: {
  readonly idempotencyKey: string;
  readonly expected?: unknown;
}): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(request).sort()))
    .digest('hex');
}

/** @throws DomainError INVALID_INPUT for the future, and for a year that can only be mistyped */
export function assertReceivable(receivedOn: JstDate, today: JstDate): void {
  if (receivedOn > today || receivedOn < addMonths(today, -oldestMonths)) throw new DomainError('INVALID_INPUT');
}

/** Money that came outside the system, on no bill yet. */
interface Received {
  /** Null for a payer's who settles bills of several members. */
  readonly memberId: MemberId | null;
  readonly payLinkId?: PayLinkId;
  readonly memberName: string;
  readonly memberKana: string;
  readonly memberNumber: string;
  readonly method: PaymentDocument['method'];
  readonly amount: Yen;
  readonly receivedOn: JstDate;
  readonly memo: string;
}

/**
 * Posts money that has no charge and no system fee (PAY-21) once per key: `work` says in the same transaction whose it
 * is, and puts what was added on bills. The same key again answers with the same payment.
 * @throws DomainError IDEMPOTENCY_MISMATCH and what `work` throws
 */
export async function postOffline(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: { readonly idempotencyKey: string },
  work: (posting: { readonly ledger: Ledger; readonly session: ClientSession; add(received: Received): PaymentDocument }) => Promise<{
    readonly payment: PaymentDocument;
    readonly bills: readonly BillId[];
    readonly action: AuditAction;
    readonly name: string;
  }>,
): Promise<PaymentId> {
  const db = platform.databases.server;
  const requestHash = hashOf(input);
  const again = (known: PaymentDocument): PaymentId => {
    if (known.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
    return known._id;
  };
  try {
    const paymentId = await inTransaction(platform.databases.client, async (session) => {
      const known = await paymentBySource(db, scope, 'offline', input.idempotencyKey, session);
      if (known) return again(known);
      const ledger = new Ledger(platform, scope, session);
      const add = (received: Received): PaymentDocument => {
        const payment = offlinePayment(scope, received, input.idempotencyKey, requestHash, actor.name, platform.clock.now());
        ledger.addPayment(payment);
        return payment;
      };
      const { payment, bills, action, name } = await work({ ledger, session, add });
      ledger.notify({ topic: 'payments', ref: payment._id, memberId: payment.memberId });
      await ledger.save();
      await recordAudit(
        platform,
        scope,
        actor,
        { action, subjectKind: 'payment', subjectId: payment._id, subjectName: name, fields: ['amount', 'method', 'receivedOn'] },
        session,
      );
      const settled = bills.map((id) => ledger.bill(id)!).filter((bill) => factsOf(bill).allocated >= bill.amount);
      await tellSettled(platform, scope, settled, session);
      if (settled.length > 0 && payment.method !== 'write_off')
        await enqueueMails(db, scope, await receiptNotices(platform, scope, [receivedIn(ledger, payment)]), platform.clock.now(), session);
      return payment._id;
    });
    platform.nudgeMail();
    platform.nudgeOutbox();
    return paymentId;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const known = await paymentBySource(db, scope, 'offline', input.idempotencyKey);
    if (!known) throw error;
    return again(known);
  }
}

/**
 * Nobody acts on another sum than they saw: two who have the same transfer before them are told of each other.
 * @throws DomainError BILL_CHANGED_SINCE
 */
export function expectOutstanding(bill: BillDocument, seen: { readonly outstanding: Yen } | undefined): void {
  if (seen && seen.outstanding !== outstandingYen(factsOf(bill))) throw new DomainError('BILL_CHANGED_SINCE', { what: 'outstanding' });
}

/** What is out for bills that are paid whole now, slips and debits that no bank has yet, is taken back; money that comes all the same is overpaid (case 11). */
export async function tellSettled(
  platform: Platform,
  scope: OrgScope,
  bills: readonly { readonly _id: BillId }[],
  session: ClientSession,
): Promise<void> {
  const payableIds = bills.map(({ _id }) => _id);
  if (payableIds.length === 0) return;
  const payload = { payableIds, settledAt: platform.clock.now().toISOString() };
  const message = outboxRow(payableSettled, scope.orgId, payload, payableIds[0]!, platform.clock);
  await insertOutbox(platform.databases.server, [message], session);
}

/** A payment without a charge, on no bill yet; `sourceId` is what it is once for. */
export function offlinePayment(
  scope: OrgScope,
  { amount, receivedOn, ...received }: Received,
  sourceId: string,
  requestHash: string,
  actor: string,
  createdAt: Date,
): PaymentDocument {
  return {
    _id: newPaymentId(),
    orgId: scope.orgId,
    ...received,
    sourceType: 'offline',
    sourceId,
    chargeId: null,
    sequence: 0,
    provider: '',
    state: 'confirmed',
    received: amount,
    allocated: zeroYen,
    unallocated: amount,
    reversed: zeroYen,
    memberFee: zeroYen,
    paymentNumber: '',
    receivedAt: startOfJstDate(receivedOn),
    requestHash,
    reversalKey: null,
    reversalReason: '',
    actor,
    createdAt,
    version: 0,
  };
}

/**
 * Money for one bill. The payer typed the sum, so it may be less or more than the bill, also where it is paid already: but whoever
 * records it then knows (`expected`).
 * @throws DomainError IDEMPOTENCY_MISMATCH, BILL_CANCELLED, BILL_NOT_PAYABLE, BILL_CHANGED_SINCE, NOT_FOUND, INVALID_INPUT
 */
export async function recordOffline(platform: Platform, scope: OrgScope, actor: UserActor, input: RecordInput): Promise<PaymentId> {
  assertReceivable(input.receivedOn, platform.clock.today());
  return tellingWhatHappened(platform, scope, [input.billId], () => record(platform, scope, actor, input));
}

function record(platform: Platform, scope: OrgScope, actor: UserActor, input: RecordInput): Promise<PaymentId> {
  return postOffline(platform, scope, actor, input, async ({ ledger, session, add }) => {
    const bill = await getBill(platform.databases.server, scope, input.billId, session);
    if (bill.cancelledAt !== null) throw new DomainError('BILL_CANCELLED');
    if (!isPayable(bill.status) && bill.status !== 'paid' && bill.status !== 'overpaid') throw new DomainError('BILL_NOT_PAYABLE');
    expectOutstanding(bill, input.expected);
    await ledger.loadBills([bill._id]);
    const { memberId, memberName, memberKana, memberNumber } = bill;
    const { method, amount, receivedOn, memo } = input;
    const payment = add({ memberId, memberName, memberKana, memberNumber, method, amount, receivedOn, memo });
    ledger.allocate(payment._id, bill._id, input.amount, input.idempotencyKey);
    return { payment, bills: [bill._id], action: 'payment.record', name: bill.billNumber };
  });
}

/**
 * Takes an offline payment back by a reversal entry; online money is only ever reversed by its provider.
 * @throws DomainError PAYMENT_NOT_REVERSIBLE, PAYMENT_REVERSED, REFUND_PROMISED, NOT_FOUND
 */
export async function reversePayment(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof ReversePaymentInput>,
): Promise<void> {
  const { client, server: db } = platform.databases;
  const billIds = (await allocationsOfPayments(db, scope, [input.paymentId])).map(({ billId }) => billId);
  await tellingWhatHappened(platform, scope, billIds, () =>
    inTransaction(client, async (session) => {
      const payment = await getPayment(db, scope, input.paymentId, session);
      if (payment.reversalKey === input.idempotencyKey) return;
      if (payment.sourceType === 'offline' && payment.state === 'reversed')
        throw new DomainError('PAYMENT_REVERSED', { paymentId: payment._id });
      await reverseAll(platform, scope, actor, [payment], input, session);
    }),
  );
  platform.nudgeMail();
}

/**
 * Takes such payments back together in the caller's transaction: all of them or, where one cannot be, none. What a refund has
 * promised is nobody's to take (docs/decisions/0027): whoever transferred it afterwards would give the money twice.
 * @throws DomainError PAYMENT_NOT_REVERSIBLE, REFUND_PROMISED
 */
export async function reverseAll(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  payments: readonly PaymentDocument[],
  { reason, idempotencyKey }: Pick<z.output<typeof ReversePaymentInput>, 'reason' | 'idempotencyKey'>,
  session: ClientSession,
): Promise<void> {
  if (payments.length === 0) return;
  if (payments.some(({ sourceType, state }) => sourceType !== 'offline' || state !== 'confirmed'))
    throw new DomainError('PAYMENT_NOT_REVERSIBLE');
  const { promisedOf } = await promisesOf(platform.databases.server, scope, payments, session);
  if (payments.some((payment) => promisedOf(payment) > zeroYen)) throw new DomainError('REFUND_PROMISED');
  const ledger = new Ledger(platform, scope, session);
  await ledger.track(payments);
  const lay = payments.map((payment) => receivedIn(ledger, payment));
  for (const payment of payments) {
    ledger.reverse(payment._id, subtractYen(payment.received, payment.reversed), idempotencyKey);
    ledger.change(payment._id, { state: 'reversed', reversalKey: idempotencyKey, reversalReason: reason });
    ledger.notify({ topic: 'payments', ref: payment._id, memberId: payment.memberId });
  }
  await ledger.save();
  await endSurplus(platform, scope, actor, payments, session);
  await tellOfReversals(platform, scope, ledger, lay, session);
  const notes = payments.map(({ _id, paymentNumber }): AuditNote => ({
    action: 'payment.reverse',
    subjectKind: 'payment',
    subjectId: _id,
    subjectName: paymentNumber,
    fields: ['state', 'reason'],
  }));
  await recordAudits(platform, scope, actor, notes, session);
}

/** What was to be decided about money that came twice is over with that money. */
async function endSurplus(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  payments: readonly PaymentDocument[],
  session: ClientSession,
): Promise<void> {
  const [db, now] = [platform.databases.server, platform.clock.now()];
  const causes = payments.map(({ sourceId }) => surplusCause(sourceId));
  const over = await tasksOfCauses(db, scope, causes, session);
  for (const { _id } of over.filter(({ state }) => state === 'open'))
    await finishTask(db, scope, _id, { note: '入金の取り消し', doneBy: actor.name, doneAt: now }, session);
  const notices = over.map(({ _id }) => ({ topic: 'tasks' as const, ref: _id }));
  await recordLive(db, scope, notices, now, session);
}

import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, newPaymentId } from '@tsudoi/shared/kernel/ids';
import { zeroYen } from '@tsudoi/shared/kernel/yen';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { chargeChanged, discrepancyRaised, moneyReversed, moneySettled } from '@tsudoi/shared/queue/payments.messages';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import type { Delivery } from '@tsudoi/shared/service/consumer';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { SystemActor } from '../../platform/actor.ts';
import { enqueueMails } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, recordAudits } from '../audit/audit.public.ts';
import { creditYen, factsOf } from '../billing/billing.public.ts';
import { ownersOf, payersOf } from './money-owner.service.ts';
import { noteOnBills } from './bill-note.service.ts';
import { alertOfLapse } from './capture-alert.service.ts';
import { Ledger } from './ledger.service.ts';
import { moveBack } from './provider-reversal.service.ts';
import { receiptNotices, receivedIn } from './payment-notice.service.ts';
import { tellOfWithdrawals } from './withdrawal-notice.service.ts';
import { type PaymentDocument, insertPosted, paymentsOfCharges, postedMessages } from './payment.repository.ts';
import { onSettled } from './posting.rules.ts';

type Settled = PayloadOf<typeof moneySettled>;
type Reversed = PayloadOf<typeof moneyReversed>;
type Changed = PayloadOf<typeof chargeChanged>;
type Discrepancy = PayloadOf<typeof discrepancyRaised>;
const system: SystemActor = { kind: 'system', name: 'payments-service' };

interface Posting<P> {
  readonly ledger: Ledger;
  readonly session: ClientSession;
  readonly fresh: readonly Delivery<P>[];
  readonly outcomes: Map<string, string>;
}

/**
 * One short transaction for a batch: what was posted before is left out, the rest moves the ledger, and the posting
 * inbox remembers it. A message that fails aborts the batch; the queue then delivers one by one.
 */
async function post<P extends { chargeId: string | null; state?: string; kind?: string; sequence?: number }>(
  platform: Platform,
  scope: OrgScope,
  name: string,
  deliveries: readonly Delivery<P>[],
  work: (posting: Posting<P>) => Promise<void>,
): Promise<void> {
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const done = await postedMessages(
      db,
      scope,
      deliveries.map((delivery) => delivery.messageId),
      session,
    );
    const fresh = deliveries.filter(
      (delivery, index) =>
        !done.has(delivery.messageId) && deliveries.findIndex((other) => other.messageId === delivery.messageId) === index,
    );
    if (fresh.length === 0) return;
    const ledger = new Ledger(platform, scope, session);
    const outcomes = new Map<string, string>();
    await work({ ledger, session, fresh, outcomes });
    await ledger.save();
    await insertPosted(
      db,
      scope,
      fresh.map(({ messageId, payload }) => ({
        _id: messageId,
        orgId: scope.orgId,
        name,
        chargeId: payload.chargeId,
        state: payload.state ?? payload.kind ?? '',
        sequence: payload.sequence ?? 0,
        outcome: outcomes.get(messageId) ?? 'posted',
        postedAt: platform.clock.now(),
      })),
      session,
    );
    crashPoint('posting.written');
  });
  platform.nudgeMail();
}

async function load(platform: Platform, scope: OrgScope, { ledger, session, fresh }: Posting<Settled | Reversed>): Promise<void> {
  const payloads = fresh.map((delivery) => delivery.payload);
  await ledger.track(
    await paymentsOfCharges(platform.databases.server, scope, [...new Set(payloads.map((payload) => payload.chargeId))], session),
  );
  await ledger.loadBills(payloads.flatMap((payload) => payload.lines.map((line) => line.payableId)));
}

export function postSettled(platform: Platform, scope: OrgScope, deliveries: readonly Delivery<Settled>[]): Promise<void> {
  return post(platform, scope, 'payments.money.settled', deliveries, async (posting) => {
    const { ledger, session, fresh, outcomes } = posting;
    await load(platform, scope, posting);
    const confirmed: PaymentDocument[] = [];
    const audited: AuditNote[] = [];
    const owners = await ownersOf(platform, scope, posting);
    const payers = await payersOf(platform, scope, posting);
    for (const { messageId, payload } of fresh) {
      const posted = ledger.paymentsOf(payload.chargeId);
      const verdict = onSettled(posted, payload.state, payload.sequence);
      if (verdict.effect === 'wait') throw new DomainError('IN_PROGRESS');
      outcomes.set(messageId, verdict.effect);
      noteOnBills(ledger, payload, payload.state);
      if (verdict.effect === 'stale') continue;
      if (verdict.effect === 'advance') {
        ledger.change(posted.at(-1)!._id, { sequence: payload.sequence });
        continue;
      }
      const payment =
        verdict.effect === 'create'
          ? receive(
              platform,
              scope,
              ledger,
              { ...payload, memberId: owners.get(messageId) ?? payload.memberId },
              verdict.round,
              payload.payLinkId ? (payers.get(payload.payLinkId) ?? '') : null,
            )
          : confirm(ledger, posted.at(-1)!, payload);
      if (payment.state === 'confirmed') confirmed.push(payment);
      ledger.notify({ topic: 'payments', ref: payment._id, memberId: payment.memberId });
      audited.push({
        action: `payment.${payment.state}`,
        subjectKind: 'payment',
        subjectId: payment._id,
        subjectName: payload.paymentNumber,
        fields: [],
      });
    }
    const [notices] = await Promise.all([
      // Reads outside the transaction, so it need not wait for the writes inside.
      receiptNotices(
        platform,
        scope,
        confirmed.map((payment) => receivedIn(ledger, payment)),
      ),
      recordAudits(platform, scope, system, audited, session),
    ]);
    await enqueueMails(platform.databases.server, scope, notices, platform.clock.now(), session);
  });
}

/**
 * A new Payment, each line put on its bill in full; what no bill takes stays apart, and staff are told. `payer`: who paid for
 * members through a link, whose money is nobody's but theirs; else null.
 */
function receive(
  platform: Platform,
  scope: OrgScope,
  ledger: Ledger,
  payload: Settled,
  round: number,
  payer: string | null,
): PaymentDocument {
  const owner = payload.lines.map((line) => ledger.bill(line.payableId)).find((bill) => bill?.memberId === payload.memberId);
  const payment: PaymentDocument = {
    _id: newPaymentId(),
    orgId: scope.orgId,
    memberId: payer === null ? payload.memberId : null,
    ...(payload.payLinkId ? { payLinkId: payload.payLinkId } : {}),
    memberName: payer ?? owner?.memberName ?? '',
    memberKana: payer === null ? (owner?.memberKana ?? '') : '',
    memberNumber: payer === null ? (owner?.memberNumber ?? '') : '',
    sourceType: 'charge',
    sourceId: `${payload.chargeId}#${round}`,
    chargeId: payload.chargeId,
    sequence: payload.sequence,
    method: payload.method,
    provider: payload.provider,
    state: payload.state === 'final' ? 'confirmed' : 'provisional',
    received: payload.amount,
    allocated: zeroYen,
    unallocated: payload.amount,
    reversed: zeroYen,
    memberFee: payload.memberFee,
    paymentNumber: payload.paymentNumber,
    receivedAt: new Date(payload.paidAt),
    memo: '',
    requestHash: '',
    reversalKey: null,
    reversalReason: '',
    actor: system.name,
    createdAt: platform.clock.now(),
    version: 0,
  };
  ledger.addPayment(payment);
  let left = payload.amount as number;
  for (const line of payload.lines) {
    const amount = Math.min(left, line.amount) as typeof line.amount;
    if (amount <= 0) continue;
    left -= amount;
    const before = ledger.bill(line.payableId);
    const taken = ledger.allocate(payment._id, line.payableId, amount, payload.chargeId);
    const facts = {
      expected: line.amount,
      received: amount,
      paymentNumber: payload.paymentNumber,
      provider: payload.provider,
      chargeId: payload.chargeId,
      memberId: payer === null ? payload.memberId : (before?.memberId ?? null),
    };
    if (!taken) {
      ledger.task({
        ...facts,
        cause: `late:${payment.sourceId}:${line.payableId}`,
        kind: before ? 'late_money' : 'orphan_money',
        reason: before ? `bill_${before.status}` : 'bill_missing',
        billId: before?._id ?? null,
      });
      continue;
    }
    const after = ledger.bill(line.payableId)!;
    if (creditYen(factsOf(after)) > 0)
      ledger.task({
        ...facts,
        cause: `over:${payment.sourceId}:${line.payableId}`,
        kind: 'overpayment',
        reason: 'paid_twice',
        expected: after.amount,
        received: after.allocated,
        billId: after._id,
      });
  }
  return ledger.change(payment._id, {});
}

function confirm(ledger: Ledger, payment: PaymentDocument, payload: Settled): PaymentDocument {
  ledger.confirmMoney(payment._id);
  return ledger.change(payment._id, { state: 'confirmed', sequence: payload.sequence });
}

export function postReversed(platform: Platform, scope: OrgScope, deliveries: readonly Delivery<Reversed>[]): Promise<void> {
  return post(platform, scope, 'payments.money.reversed', deliveries, async (posting) => {
    const { ledger, session, fresh, outcomes } = posting;
    await load(platform, scope, posting);
    const audited: AuditNote[] = [];
    const withdrawn: PaymentDocument[] = [];
    for (const { messageId, payload } of fresh) {
      const { effect, payment, action } = moveBack(ledger, payload);
      // Thrown, so that the queue brings it again once what it takes back has arrived.
      if (effect === 'wait' || !payment) throw new DomainError('IN_PROGRESS');
      outcomes.set(messageId, effect);
      noteOnBills(ledger, payload, payload.kind);
      if (!action) continue;
      if (payload.kind === 'provisional_withdrawn') withdrawn.push(payment);
      ledger.notify({ topic: 'payments', ref: payment._id, memberId: payment.memberId });
      audited.push({
        action,
        subjectKind: 'payment',
        subjectId: payment._id,
        subjectName: payload.paymentNumber,
        fields: ['state'],
      });
    }
    await recordAudits(platform, scope, system, audited, session);
    await tellOfWithdrawals(platform, scope, withdrawn, session);
  });
}

export function postChanged(platform: Platform, scope: OrgScope, deliveries: readonly Delivery<Changed>[]): Promise<void> {
  return post(platform, scope, 'payments.charge.changed', deliveries, async ({ ledger, fresh }) => {
    const ids: BillId[] = fresh.flatMap(({ payload }) => payload.lines.map((line) => line.payableId));
    await ledger.loadBills(ids);
    for (const { payload } of fresh) {
      noteOnBills(ledger, payload, payload.state);
      if (payload.wasAuthorized) alertOfLapse(ledger, payload);
    }
  });
}

export function postDiscrepancies(platform: Platform, scope: OrgScope, deliveries: readonly Delivery<Discrepancy>[]): Promise<void> {
  return post(platform, scope, 'payments.discrepancy.raised', deliveries, async ({ ledger, fresh }) => {
    for (const { payload } of fresh)
      ledger.task({
        cause: payload.discrepancyId,
        kind: payload.reason === 'unknown_charge' ? 'orphan_money' : 'discrepancy',
        reason: payload.reason,
        ...(payload.settlementId ? { settlementId: payload.settlementId } : {}),
        chargeId: payload.chargeId,
        ...(payload.deposit ? { deposit: payload.deposit } : {}),
        expected: payload.expected,
        received: payload.received,
        paymentNumber: payload.paymentNumber,
        provider: payload.provider,
        billId: payload.payableId,
        memberId: payload.memberId,
        ...(payload.bringsMoney ? { bringsMoney: true as const } : {}),
        ...(payload.moves ? { moves: payload.moves } : {}),
        ...(payload.variants ? { variants: payload.variants } : {}),
      });
  });
}

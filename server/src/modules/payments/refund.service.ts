import type {
  DeclineRefundInput,
  RefundIdInput,
  RefundOptions,
  RequestRefundInput,
  TransferRefundInput,
} from '@tsudoi/shared/contracts/payments/refund.contract';
import type { AuditAction, AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type PaymentId, type RefundId, newRefundId } from '@tsudoi/shared/kernel/ids';
import { refundWanted } from '@tsudoi/shared/queue/refund.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { Ledger } from './ledger.service.ts';
import { assertReceivable, hashOf } from './offline.service.ts';
import { type PaymentDocument, getPayment, savePayments } from './payment.repository.ts';
import { sealBank } from './refund-bank.service.ts';
import { tellOfRefund } from './refund-notice.service.ts';
import {
  type RefundLimits,
  type RefundOrderDocument,
  approvalLimitOf,
  changeRefundOrder,
  findRefundOrder,
  insertRefundOrder,
  refundOfRequest,
  refundSettingsOf,
  refundsOfPayment,
  saveRefundLimits,
} from './refund.repository.ts';
import { needsApproval, nextRefundState, refundableYen, refundedBefore } from './refund.rules.ts';

type Options = z.output<typeof RefundOptions>;
type Request = z.output<typeof RequestRefundInput>;

/** Money that is here for good, and is money: what is reported only, taken back, or was waived is neither given back nor moved. */
export const isRefundable = ({ state, method }: PaymentDocument): boolean =>
  (state === 'confirmed' || state === 'partly_refunded') && method !== 'write_off';

/** How much of a payment can be given back and by which ways. @throws DomainError NOT_FOUND */
export async function refundOptions(platform: Platform, scope: OrgScope, paymentId: PaymentId): Promise<Options> {
  const db = platform.databases.server;
  const payment = await getPayment(db, scope, paymentId);
  const orders = await refundsOfPayment(db, scope, paymentId);
  return {
    available: (isRefundable(payment) ? refundableYen(payment, orders) : 0) as Options['available'],
    provider: await providerWay(platform, scope, payment).catch(() => 'unknown' as const),
    approvalLimit: (await approvalLimitOf(db, scope)) as unknown as Options['approvalLimit'],
    before: refundedBefore(payment, orders) as unknown as Options['before'],
  };
}

async function providerWay(platform: Platform, scope: OrgScope, payment: PaymentDocument): Promise<'any' | 'full' | 'none'> {
  if (payment.chargeId === null || !isRefundable(payment)) return 'none';
  return (await paymentsClient(platform, scope).call('charges.refundable', { chargeId: payment.chargeId })).way;
}

/**
 * Asks for a refund, once per key. What is above the organisation's limit waits for somebody else; the rest is on its way
 * in the same transaction. The sum is taken from what can be given back from this moment on.
 * @throws DomainError REFUND_EXCEEDS_PAYMENT, REFUND_WAY_NOT_AVAILABLE, PAYMENT_NOT_CONFIRMED, IDEMPOTENCY_MISMATCH, PROVIDER_UNAVAILABLE, NOT_FOUND
 */
export async function requestRefund(platform: Platform, scope: OrgScope, actor: UserActor, input: Request): Promise<RefundOrderDocument> {
  const db = platform.databases.server;
  const requestHash = hashOf(input);
  const again = (known: RefundOrderDocument): RefundOrderDocument => {
    if (known.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
    return known;
  };
  const earlier = await refundOfRequest(db, scope, input.idempotencyKey);
  if (earlier) return again(earlier);
  const way = input.way.kind === 'provider' ? await providerWay(platform, scope, await getPayment(db, scope, input.paymentId)) : null;
  try {
    return await inTransaction(platform.databases.client, async (session) => {
      const payment = await getPayment(db, scope, input.paymentId, session);
      if (!isRefundable(payment)) throw new DomainError('PAYMENT_NOT_CONFIRMED');
      const orders = await refundsOfPayment(db, scope, payment._id, session);
      const left = refundableYen(payment, orders);
      if (input.amount > left) throw new DomainError('REFUND_EXCEEDS_PAYMENT', { left });
      if (way === 'none' || (way === 'full' && input.amount !== payment.received)) throw new DomainError('REFUND_WAY_NOT_AVAILABLE');
      const waits = needsApproval(await approvalLimitOf(db, scope, session), input.amount, payment, orders);
      const order = newOrder(platform, scope, actor, payment, input, requestHash, waits ? 'requested' : 'approved');
      await insertRefundOrder(db, scope, order, session);
      // Whoever asks for the same money at the same moment has read another version, and starts anew.
      await savePayments(db, scope, [{ payment, change: { sequence: payment.sequence } }], session);
      if (waits) await tellOfRefund(platform, scope, actor, order, 'waits', session);
      else await sendOff(platform, scope, order, session);
      await noteRefund(platform, scope, actor, order, payment, 'refund.request', ['amount', 'method', 'reason'], session);
      return order;
    });
  } catch (error) {
    const known = await refundOfRequest(db, scope, input.idempotencyKey);
    if (!known) throw error;
    return again(known);
  } finally {
    platform.nudgeOutbox();
    platform.nudgeMail();
  }
}

function newOrder(
  { clock, env }: Platform,
  scope: OrgScope,
  actor: UserActor,
  payment: PaymentDocument,
  { amount, way, reason, idempotencyKey }: Request,
  requestHash: string,
  state: 'requested' | 'approved',
): RefundOrderDocument {
  const _id = newRefundId();
  return {
    _id,
    orgId: scope.orgId,
    requestKey: idempotencyKey,
    requestHash,
    paymentId: payment._id,
    chargeId: payment.chargeId,
    amount,
    way: way.kind,
    sealedBank: way.kind === 'transfer' ? sealBank({ env }, _id, way.bank) : '',
    reason,
    state,
    code: '',
    requestedBy: actor.userId,
    requesterName: actor.name,
    requestedAt: clock.now(),
    approverName: '',
    transferredOn: null,
    doneAt: null,
    sequence: 0,
    version: 0,
  };
}

/** What a provider gives back itself is on its way to it; a transfer is the office's own to make. */
async function sendOff(platform: Platform, scope: OrgScope, order: RefundOrderDocument, session: ClientSession): Promise<void> {
  if (order.way !== 'provider' || order.chargeId === null) return;
  const payload = { refundId: order._id, chargeId: order.chargeId, amount: order.amount };
  await insertOutbox(platform.databases.server, [outboxRow(refundWanted, scope.orgId, payload, order._id, platform.clock)], session);
}

export async function noteRefund(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { _id }: Pick<RefundOrderDocument, '_id'>,
  payment: PaymentDocument,
  action: AuditAction,
  fields: AuditField[],
  session: ClientSession,
): Promise<void> {
  const subjectName = payment.paymentNumber === '' ? payment.memberName : payment.paymentNumber;
  await recordAudit(platform, scope, actor, { action, subjectKind: 'refund', subjectId: _id, subjectName, fields }, session);
  await recordLive(platform.databases.server, scope, [{ topic: 'payments', ref: payment._id }], platform.clock.now(), session);
}

export type Decided = { readonly order: RefundOrderDocument; readonly payment: PaymentDocument; readonly session: ClientSession };

/** One decision about one refund. @throws DomainError NOT_FOUND, INVALID_TRANSITION, CONFLICT when a colleague was faster */
export async function decide(
  platform: Platform,
  scope: OrgScope,
  refundId: RefundId,
  event: 'approve' | 'decline' | 'transfer' | 'return' | 'repeat',
  work: (decided: Decided) => Promise<Partial<RefundOrderDocument>>,
): Promise<RefundOrderDocument> {
  const db = platform.databases.server;
  const changed = await inTransaction(platform.databases.client, async (session) => {
    const order = await findRefundOrder(db, scope, refundId, session);
    if (!order) throw new DomainError('NOT_FOUND');
    const state = nextRefundState(order, event);
    if (state === null) throw new DomainError('INVALID_TRANSITION');
    const payment = await getPayment(db, scope, order.paymentId, session);
    const change = { state, ...(await work({ order, payment, session })) };
    if (!(await changeRefundOrder(db, scope, order, change, session))) throw new DomainError('CONFLICT');
    return { ...order, ...change, version: order.version + 1 };
  });
  platform.nudgeOutbox();
  platform.nudgeMail();
  return changed;
}

/**
 * A second person agrees. @throws DomainError REFUND_OWN_REQUEST, REFUND_EXCEEDS_PAYMENT where the money has gone back another
 * way meanwhile, PAYMENT_NOT_CONFIRMED, INVALID_TRANSITION, CONFLICT, NOT_FOUND
 */
export function approveRefund(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { refundId }: z.output<typeof RefundIdInput>,
): Promise<RefundOrderDocument> {
  return decide(platform, scope, refundId, 'approve', async ({ order, payment, session }) => {
    if (order.requestedBy === actor.userId) throw new DomainError('REFUND_OWN_REQUEST');
    if (!isRefundable(payment)) throw new DomainError('PAYMENT_NOT_CONFIRMED');
    const orders = await refundsOfPayment(platform.databases.server, scope, payment._id, session);
    const left = refundableYen(
      payment,
      orders.filter(({ _id }) => _id !== order._id),
    );
    if (order.amount > left) throw new DomainError('REFUND_EXCEEDS_PAYMENT', { left });
    await sendOff(platform, scope, order, session);
    await noteRefund(platform, scope, actor, order, payment, 'refund.approve', ['state'], session);
    await tellOfRefund(platform, scope, actor, order, 'approved', session);
    return { approverName: actor.name };
  });
}

/** Nothing goes back. Whoever asked may take it back this way too. @throws DomainError INVALID_TRANSITION, CONFLICT, NOT_FOUND */
export function declineRefund(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { refundId, note: text }: z.output<typeof DeclineRefundInput>,
): Promise<RefundOrderDocument> {
  return decide(platform, scope, refundId, 'decline', async ({ order, payment, session }) => {
    await noteRefund(platform, scope, actor, order, payment, 'refund.decline', ['state', 'note'], session);
    await tellOfRefund(platform, scope, actor, order, 'declined', session);
    return { code: 'declined', reason: `${order.reason}／${text}`.slice(0, 200), approverName: actor.name };
  });
}

/**
 * The office has transferred the money: it leaves the ledger now. @throws DomainError INVALID_INPUT for a day to come,
 * REFUND_EXCEEDS_PAYMENT or PAYMENT_NOT_CONFIRMED where the provider has taken the money back meanwhile, INVALID_TRANSITION,
 * CONFLICT, NOT_FOUND
 */
export async function transferRefund(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { refundId, transferredOn }: z.output<typeof TransferRefundInput>,
): Promise<RefundOrderDocument> {
  assertReceivable(transferredOn, platform.clock.today());
  return decide(platform, scope, refundId, 'transfer', async ({ order, payment, session }) => {
    const left = payment.received - payment.reversed;
    if (left > 0 && !isRefundable(payment)) throw new DomainError('PAYMENT_NOT_CONFIRMED');
    if (order.amount > left) throw new DomainError('REFUND_EXCEEDS_PAYMENT', { left });
    const ledger = new Ledger(platform, scope, session);
    await ledger.track([payment]);
    ledger.reverse(payment._id, order.amount, order._id, { on: transferredOn, method: 'bank_transfer' });
    // The state of online money is its provider's to say; offline money is the office's own.
    if (payment.sourceType === 'offline') ledger.change(payment._id, { state: order.amount === left ? 'refunded' : 'partly_refunded' });
    ledger.notify({ topic: 'payments', ref: payment._id, memberId: payment.memberId });
    await ledger.save();
    await noteRefund(platform, scope, actor, order, payment, 'refund.transfer', ['state', 'amount'], session);
    return { transferredOn, doneAt: platform.clock.now() };
  });
}

/** From which sum on a second person has to agree, and up to which a shortage may be waived. */
export async function saveRefundSettings(platform: Platform, scope: OrgScope, actor: UserActor, limits: RefundLimits): Promise<void> {
  await inTransaction(platform.databases.client, async (session) => {
    const before = await refundSettingsOf(platform.databases.server, scope, session);
    const fields: AuditField[] = [];
    if (before.approvalLimit !== limits.approvalLimit) fields.push('amount');
    if (before.writeOffLimit !== limits.writeOffLimit) fields.push('writeOffLimit');
    if (fields.length === 0) return;
    await saveRefundLimits(platform.databases.server, scope, limits, session);
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'refund.settings', subjectKind: 'organization', subjectId: scope.orgId, subjectName: '', fields },
      session,
    );
  });
}

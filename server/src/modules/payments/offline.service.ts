import { createHash } from 'node:crypto';
import type { RecordOfflineInput, ReversePaymentInput } from '@tsudoi/shared/contracts/payments/payment.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type PaymentId, newPaymentId } from '@tsudoi/shared/kernel/ids';
import { addMonths, startOfJstDate } from '@tsudoi/shared/kernel/jst';
import { subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMails } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { factsOf, getBill, isPayable } from '../billing/billing.public.ts';
import { Ledger } from './ledger.service.ts';
import { receiptNotices } from './payment-notice.service.ts';
import { type PaymentDocument, getPayment, paymentBySource } from './payment.repository.ts';

/** Older money is a mistyped year: claims lapse after five years, books are kept for seven. */
const oldestMonths = 120;

type RecordInput = z.output<typeof RecordOfflineInput>;

function hashOf({ idempotencyKey: _key, ...request }: RecordInput): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(request).sort()))
    .digest('hex');
}

/**
 * Money that came outside the system (bank, post, cash): no charge and no system fee (PAY-21). The payer typed the sum,
 * so it may be less or more than the bill. The same key again answers with the same payment.
 * @throws DomainError IDEMPOTENCY_MISMATCH, BILL_CANCELLED, BILL_NOT_PAYABLE, NOT_FOUND, INVALID_INPUT
 */
export async function recordOffline(platform: Platform, scope: OrgScope, actor: UserActor, input: RecordInput): Promise<PaymentId> {
  const db = platform.databases.server;
  const today = platform.clock.today();
  if (input.receivedOn > today || input.receivedOn < addMonths(today, -oldestMonths)) throw new DomainError('INVALID_INPUT');
  const requestHash = hashOf(input);
  const again = (known: PaymentDocument): PaymentId => {
    if (known.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
    return known._id;
  };
  try {
    const paymentId = await inTransaction(platform.databases.client, async (session) => {
      const known = await paymentBySource(db, scope, 'offline', input.idempotencyKey, session);
      if (known) return again(known);
      const bill = await getBill(db, scope, input.billId, session);
      if (bill.cancelledAt !== null) throw new DomainError('BILL_CANCELLED');
      if (!isPayable(bill.status) && bill.status !== 'paid' && bill.status !== 'overpaid') throw new DomainError('BILL_NOT_PAYABLE');
      const ledger = new Ledger(platform, scope, session);
      await ledger.loadBills([bill._id]);
      const payment: PaymentDocument = {
        _id: newPaymentId(),
        orgId: scope.orgId,
        memberId: bill.memberId,
        memberName: bill.memberName,
        memberNumber: bill.memberNumber,
        sourceType: 'offline',
        sourceId: input.idempotencyKey,
        chargeId: null,
        sequence: 0,
        method: input.method,
        provider: '',
        state: 'confirmed',
        received: input.amount,
        allocated: zeroYen,
        unallocated: input.amount,
        reversed: zeroYen,
        memberFee: zeroYen,
        paymentNumber: '',
        receivedAt: startOfJstDate(input.receivedOn),
        memo: input.memo,
        requestHash,
        reversalKey: null,
        reversalReason: '',
        actor: actor.name,
        createdAt: platform.clock.now(),
        version: 0,
      };
      ledger.addPayment(payment);
      ledger.allocate(payment._id, bill._id, input.amount, input.idempotencyKey);
      ledger.notify({ topic: 'payments', ref: payment._id, memberId: bill.memberId });
      await ledger.save();
      await recordAudit(
        platform,
        scope,
        actor,
        {
          action: 'payment.record',
          subjectKind: 'payment',
          subjectId: payment._id,
          subjectName: bill.billNumber,
          fields: ['amount', 'method', 'receivedOn'],
        },
        session,
      );
      const settled = ledger.bill(bill._id)!;
      if (factsOf(settled).allocated >= settled.amount)
        await enqueueMails(
          db,
          scope,
          await receiptNotices(platform, scope, [{ payment, bills: [settled] }]),
          platform.clock.now(),
          session,
        );
      return payment._id;
    });
    platform.nudgeMail();
    return paymentId;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const known = await paymentBySource(db, scope, 'offline', input.idempotencyKey);
    if (!known) throw error;
    return again(known);
  }
}

/**
 * Takes an offline payment back by a reversal entry; online money is only ever reversed by its provider.
 * @throws DomainError PAYMENT_NOT_REVERSIBLE, NOT_FOUND
 */
export async function reversePayment(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof ReversePaymentInput>,
): Promise<void> {
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const payment = await getPayment(db, scope, input.paymentId, session);
    if (payment.reversalKey === input.idempotencyKey) return;
    if (payment.sourceType !== 'offline' || payment.state !== 'confirmed') throw new DomainError('PAYMENT_NOT_REVERSIBLE');
    const ledger = new Ledger(platform, scope, session);
    await ledger.track([payment]);
    ledger.reverse(payment._id, subtractYen(payment.received, payment.reversed), input.idempotencyKey);
    ledger.change(payment._id, { state: 'reversed', reversalKey: input.idempotencyKey, reversalReason: input.reason });
    ledger.notify({ topic: 'payments', ref: payment._id, memberId: payment.memberId });
    await ledger.save();
    await recordAudit(
      platform,
      scope,
      actor,
      {
        action: 'payment.reverse',
        subjectKind: 'payment',
        subjectId: payment._id,
        subjectName: payment.paymentNumber,
        fields: ['state', 'reason'],
      },
      session,
    );
  });
}

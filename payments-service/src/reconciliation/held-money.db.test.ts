import { newDiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import {
  newBillId,
  newChargeId,
  newMemberId,
  newMoneyEventId,
  newOrgId,
  newProviderAccountId,
  newRefundId,
} from '@tsudoi/shared/kernel/ids';
import { yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDesk, connectors, openDesk, platform, told } from '../../test/direct-debit.factory.ts';
import { type ChargeDocument, type MoneyEventDocument, drawPaymentNumber } from '../charges/charge.repository.ts';
import type { PayoutEntryDocument } from '../payouts/payout.repository.ts';
import type { RefundDocument } from '../refunds/refund.repository.ts';
import { settleByWord } from '../refunds/refund.service.ts';
import type { DiscrepancyDocument } from './discrepancy.repository.ts';
import { settleHeld } from './held-money.service.ts';

beforeAll(openDesk);
afterAll(closeDesk);

const createdAt = new Date('2026-05-12T03:00:00Z');
const paidAt = new Date('2026-05-13T03:00:00Z');

function chargeOf(changes: Partial<ChargeDocument> = {}): ChargeDocument {
  const amount = yen(10_000);
  return {
    _id: newChargeId(),
    orgId: newOrgId(),
    memberId: newMemberId(),
    accountId: newProviderAccountId(),
    provider: 'komoju',
    method: 'konbini',
    paymentNumber: drawPaymentNumber(),
    lines: [{ payableId: newBillId(), amount }],
    amount,
    memberFee: zeroYen,
    base: 'requested',
    state: 'awaiting',
    version: 1,
    providerIds: {},
    redirectUrl: null,
    instructions: null,
    expiresAt: null,
    idempotencyKey: newChargeId(),
    createdAt,
    settledBy: null,
    voidWanted: false,
    inquiries: 0,
    nextInquiryAt: null,
    ...changes,
  };
}
const eventOf = (charge: ChargeDocument, changes: Partial<MoneyEventDocument> = {}): MoneyEventDocument => ({
  _id: newMoneyEventId(),
  orgId: charge.orgId,
  chargeId: charge._id,
  inboxId: newMoneyEventId(),
  kind: 'final',
  occurredAt: paidAt,
  providerPaymentId: 'pay_2',
  amount: yen(9500),
  currency: 'JPY',
  refunded: null,
  held: true,
  ...changes,
});

describe('what people say of held money (domain.md 3.8)', () => {
  it('T6: what is said is booked once for each, paid out, and told; that no money came ends the charge', async () => {
    const scope = mintOrgScope(newOrgId());
    const db = platform.databases.payments;
    const heldCharge = async (changes: Partial<ChargeDocument> = {}) => {
      const charge = chargeOf({ orgId: scope.orgId, ...changes });
      const event = eventOf(charge);
      const discrepancy: DiscrepancyDocument = {
        _id: newDiscrepancyId(),
        orgId: scope.orgId,
        inboxId: event.inboxId,
        reason: 'amount_mismatch',
        provider: charge.provider,
        chargeId: charge._id,
        expected: charge.amount,
        received: event.amount,
        bringsMoney: true,
        raisedAt: paidAt,
      };
      await db.collection<ChargeDocument>('charges').insertOne(charge);
      await db.collection<MoneyEventDocument>('money_events').insertOne(event);
      await db.collection<DiscrepancyDocument>('discrepancies').insertOne(discrepancy);
      return { charge, discrepancyId: discrepancy._id };
    };
    const { charge, discrepancyId } = await heldCharge();
    const say = (amount: number, id = discrepancyId, in_ = scope) =>
      settleHeld(platform, connectors, in_, { discrepancyId: id, amount: yen(amount) });
    await Promise.all([say(9500), say(9500), say(9500)]);
    await say(9500);
    await expect(say(9400)).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    await expect(say(0)).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    await expect(say(9500, discrepancyId, mintOrgScope(newOrgId()))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await told(scope.orgId, 'payments.money.settled')).map(({ payload }) => payload)).toMatchObject([
      { chargeId: charge._id, amount: 9500, paidAt: paidAt.toISOString(), lines: [{ amount: 9500 }] },
    ]);
    const entries = db.collection<PayoutEntryDocument>('payout_entries');
    expect(await entries.find({ orgId: scope.orgId }).toArray()).toMatchObject([{ chargeId: charge._id, kind: 'money', amount: 9500 }]);
    const second = await heldCharge({ state: 'final', settledBy: 'pay_1', base: 'final' });
    await say(10_000, second.discrepancyId);
    expect(await entries.find({ orgId: scope.orgId, amount: 10_000 as never }).toArray()).toHaveLength(1);
    const none = await heldCharge();
    await say(0, none.discrepancyId);
    expect(await db.collection<ChargeDocument>('charges').findOne({ _id: none.charge._id })).toMatchObject({ state: 'expired' });
    expect((await told(scope.orgId, 'payments.charge.changed')).map(({ payload }) => payload)).toMatchObject([{ state: 'expired' }]);
  });

  it('case 28, G3: a refund that came back can be given back anew though its process died before the order of it heard', async () => {
    const scope = mintOrgScope(newOrgId());
    const db = platform.databases.payments;
    const charge = chargeOf({ orgId: scope.orgId, state: 'partly_refunded', base: 'requested', settledBy: 'pay_1' });
    const refund = { id: 're_1', amount: yen(3000) };
    const later = (minutes: number) => ({ occurredAt: new Date(paidAt.getTime() + minutes * 60_000), refund, amount: yen(3000) });
    const bounced = eventOf(charge, { kind: 'refund_failed', providerPaymentId: 'pay_1', ...later(2) });
    const discrepancyId = newDiscrepancyId();
    const refundId = newRefundId();
    await db.collection<ChargeDocument>('charges').insertOne(charge);
    await db
      .collection<MoneyEventDocument>('money_events')
      .insertMany([
        eventOf(charge, { providerPaymentId: 'pay_1', amount: yen(10_000), held: false }),
        eventOf(charge, { kind: 'partly_refunded', providerPaymentId: 'pay_1', held: false, ...later(1) }),
        bounced,
      ]);
    await db.collection<DiscrepancyDocument>('discrepancies').insertOne({
      _id: discrepancyId,
      orgId: scope.orgId,
      inboxId: bounced.inboxId,
      reason: 'refund_bounced',
      provider: charge.provider,
      chargeId: charge._id,
      expected: charge.amount,
      received: yen(3000),
      moves: 'refund_back',
      raisedAt: paidAt,
    });
    const facts = { providerRefundId: 're_1', code: '', asks: 0, denials: 0, nextAskAt: null, wantedAt: paidAt, version: 3 };
    const refunds = db.collection<RefundDocument>('refunds');
    await refunds.insertOne({ _id: refundId, orgId: scope.orgId, chargeId: charge._id, amount: yen(3000), state: 'done', ...facts });
    const say = () => settleHeld(platform, connectors, scope, { discrepancyId, amount: yen(3000) });
    await say();
    await say();
    expect(await db.collection<ChargeDocument>('charges').findOne({ _id: charge._id })).toMatchObject({ state: 'final' });
    expect(await refunds.findOne({ _id: refundId })).toMatchObject({ state: 'refused', code: 'bounced' });
    expect((await told(scope.orgId, 'payments.refund.moved')).map(({ payload }) => payload)).toMatchObject([
      { refundId, state: 'refused' },
    ]);
    // One that died right behind the booking is told of by whoever says it once more.
    await refunds.updateOne({ _id: refundId }, { $set: { state: 'done' } });
    await say();
    expect(await refunds.findOne({ _id: refundId })).toMatchObject({ state: 'refused' });
  });

  it('case 28: a refund that nobody answers for is settled by their word, once', async () => {
    const scope = mintOrgScope(newOrgId());
    const refunds = platform.databases.payments.collection<RefundDocument>('refunds');
    const lost = async (nextAskAt: Date | null) => {
      const refundId = newRefundId();
      const facts = { providerRefundId: null, code: 'no_answer', asks: 8, denials: 0, wantedAt: paidAt, version: 9 };
      await refunds.insertOne({
        _id: refundId,
        orgId: scope.orgId,
        chargeId: newChargeId(),
        amount: yen(1),
        state: 'unknown',
        nextAskAt,
        ...facts,
      });
      return refundId;
    };
    const refundId = await lost(null);
    const say = (made: boolean, id = refundId, in_ = scope) => settleByWord(platform, in_, { refundId: id, made });
    await expect(say(false, refundId, mintOrgScope(newOrgId()))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(say(false, await lost(paidAt))).rejects.toMatchObject({ code: 'INVALID_TRANSITION' });
    await Promise.all([say(false), say(false)]);
    await say(false);
    await expect(say(true)).rejects.toMatchObject({ code: 'INVALID_TRANSITION' });
    expect((await told(scope.orgId, 'payments.refund.moved')).map(({ payload }) => payload)).toMatchObject([
      { refundId, state: 'refused', code: 'said_not_made', sequence: 10 },
    ]);
  });
});

import { moneyEventKinds } from '@tsudoi/shared/contracts/payments/charge.contract';
import { newBillId, newChargeId, newMemberId, newOrgId, newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import type { MoneyEvent, MoneyEventKind } from '../connectors/connector.ts';
import { applyEvent } from '../inbox/inbox.rules.ts';
import { entriesOfCharge } from '../payouts/payout-entry.service.ts';
import type { ChargeDocument, MoneyEventDocument } from './charge.repository.ts';
import { chargeNamedBy, isOfOtherPayment, ofItsPayment } from './own-payment.rules.ts';

const amount = yen(10_000);
const createdAt = new Date('2026-05-12T03:00:00Z');
const charge = (changes: Partial<ChargeDocument> = {}): ChargeDocument => ({
  _id: newChargeId(),
  orgId: newOrgId(),
  memberId: newMemberId(),
  accountId: newProviderAccountId(),
  provider: 'stripe',
  method: 'card',
  paymentNumber: '1234567890128',
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
  idempotencyKey: 'key',
  createdAt,
  settledBy: null,
  voidWanted: false,
  inquiries: 0,
  nextInquiryAt: null,
  ...changes,
});
const event = (kind: MoneyEventKind, providerPaymentId: string, minute: number, changes: Partial<MoneyEvent> = {}): MoneyEvent => ({
  kind,
  occurredAt: new Date(createdAt.getTime() + minute * 60_000),
  orderNumber: '1234567890128',
  providerPaymentId,
  providerSessionId: null,
  amount,
  currency: 'JPY',
  refunded: null,
  instructions: null,
  expiresAt: null,
  ...changes,
});
const first = event('final', 'pay_1', 1);
const second = event('final', 'pay_2', 2);
const clock = { now: () => createdAt, realNow: () => createdAt, today: () => '2026-05-12' as never };

/** What becomes of a charge, and of its lines in payouts. */
function play(order: readonly MoneyEvent[]) {
  let current = charge();
  const known: MoneyEventDocument[] = [];
  const holds: string[] = [];
  const entries: ReturnType<typeof entriesOfCharge> = [];
  order.forEach((told, place) => {
    const effect = applyEvent(current, known, told, `inbox${place}`);
    known.push(effect.event);
    if (effect.held ?? effect.warning) holds.push(`${told.kind} ${told.providerPaymentId} ${effect.held ?? effect.warning}`);
    current = { ...current, ...effect.changes };
    const counting = known.filter(({ held }) => !held);
    if (effect.move) entries.push(...entriesOfCharge({ clock }, current, counting, entries));
  });
  return { state: current.state, settledBy: current.settledBy, lines: entries.map((entry) => entry.amount), holds };
}

describe('provider case 11: two payments for one order', () => {
  const back = event('refunded', 'pay_2', 5, { refunded: amount });
  const paid = { state: 'final', settledBy: 'pay_1', lines: [10_000] };

  it('the second goes back: the first stays paid in every order of arrival', () => {
    expect(play([first, second, back])).toEqual({ ...paid, holds: ['final pay_2 second_payment', 'refunded pay_2 second_payment'] });
    expect(play([first, back, second])).toMatchObject(paid);
    expect(play([back, first, second])).toMatchObject(paid);
    // Whichever is heard of first settles; what goes back of it goes back here.
    for (const order of [
      [second, first, back],
      [second, back, first],
      [back, second, first],
    ])
      expect(play(order)).toMatchObject({ state: 'refunded', settledBy: 'pay_2', lines: [10_000, -10_000] });
  });

  it('nothing that is told of the second touches the first, and a part of the first goes back by its own sum', () => {
    const kinds: MoneyEventKind[] = ['partly_refunded', 'charged_back', 'chargeback_won', 'marked_as_fraud'];
    for (const [place, kind] of kinds.entries())
      expect(play([first, second, event(kind, 'pay_2', 5 + place, { refunded: yen(4000) })])).toMatchObject(paid);
    const refund = (id: string, sum: number) => ({ amount: null, refund: { id, amount: yen(sum) } });
    const early = event('partly_refunded', 'pay_2', 3, refund('re_2', 9000));
    const own = event('partly_refunded', 'pay_1', 6, refund('re_1', 3000));
    for (const order of [
      [early, first, second, own],
      [first, second, early, own],
    ])
      expect(play(order)).toMatchObject({ state: 'partly_refunded', lines: [10_000, -3000] });
    expect(play([first, second, event('refund_failed', 'pay_2', 5, refund('re_2', 9000))])).toMatchObject(paid);
  });

  it('what is told of money that came is about the charge of that very payment; money goes by our own number', () => {
    const paidOnce = charge({ state: 'final', settledBy: 'pay_1', providerIds: { paymentId: 'pay_1' } });
    const facts = { paymentNumber: '2234567890128', providerIds: { paymentId: 'pay_2' }, settledBy: 'pay_2' };
    const born = charge({ ...facts, base: 'final', state: 'final', depositOf: paidOnce._id });
    const named = (told: MoneyEvent) => chargeNamedBy([paidOnce, born], told);
    expect(named(back)).toBe(born);
    expect(named(event('charged_back', 'pay_2', 5, { orderNumber: null }))).toBe(born);
    expect(named(event('charged_back', 'pay_1', 5))).toBe(paidOnce);
    expect(named(second)).toBe(paidOnce);
    expect(named(event('refunded', 'pay_3', 5))).toBe(paidOnce);
    expect(applyEvent(born, [], back, 'inbox').changes).toMatchObject({ state: 'refunded', settledBy: 'pay_2' });
  });
});

describe('which payment brings the money of a charge, and what is told of others', () => {
  const row = (kind: MoneyEventKind, providerPaymentId: string | null) => ({ kind, providerPaymentId });
  const afterwards = ['partly_refunded', 'refunded', 'refund_failed', 'charged_back', 'chargeback_won', 'marked_as_fraud'] as const;
  const paid = charge({ settledBy: 'pay_1' });
  const account = { asked: amount, lines: [], received: amount, open: true };

  it('provider case 11: of money that had come only another payment’s is none of this charge', () => {
    const others = moneyEventKinds.filter((kind) => isOfOtherPayment(row(kind, 'pay_2'), paid));
    expect(others.toSorted()).toEqual(afterwards.toSorted());
    for (const kind of moneyEventKinds) {
      expect(isOfOtherPayment(row(kind, 'pay_1'), paid), kind).toBe(false);
      // Neither of them is known: it is the charge's until somebody knows better.
      expect(isOfOtherPayment(row(kind, null), paid), kind).toBe(false);
      expect(isOfOtherPayment(row(kind, 'pay_2'), charge()), kind).toBe(false);
    }
    const events = [row('final', 'pay_2'), row('refunded', 'pay_2'), row('refunded', 'pay_1'), row('charged_back', null)];
    expect(ofItsPayment(paid, events)).toEqual([events[0], events[2], events[3]]);
    expect(ofItsPayment(charge(), events)).toEqual(events);
  });

  it('provider cases 18 and 19: an account and its transfers have many payments, a second card payment has its own', () => {
    const told = row('refunded', 'pay_2');
    expect(isOfOtherPayment(told, charge({ settledBy: 'pay_1', account }))).toBe(false);
    expect(isOfOtherPayment(told, charge({ settledBy: 'pay_1', depositOf: newChargeId() }))).toBe(false);
    expect(isOfOtherPayment(told, charge({ settledBy: 'pay_1', depositOf: newChargeId(), providerIds: { paymentId: 'pay_1' } }))).toBe(
      true,
    );
    expect(isOfOtherPayment(told, charge({ settledBy: 'pay_1', account, providerIds: { paymentId: 'pay_1' } }))).toBe(false);
  });

  it('an event is about the charge of its number, then of its payment, then of its page; of money that came its payment first', () => {
    const byNumber = charge({ paymentNumber: '1234567890128' });
    const byPayment = charge({ paymentNumber: '2', providerIds: { paymentId: 'pay_2' } });
    const byPage = charge({ paymentNumber: '3', providerIds: { sessionId: 'ses_3' } });
    const all = [byPage, byPayment, byNumber];
    const told = (kind: MoneyEventKind, changes: Partial<MoneyEvent> = {}) =>
      chargeNamedBy(all, event(kind, 'pay_2', 1, { providerSessionId: 'ses_3', ...changes }));
    for (const kind of moneyEventKinds)
      expect(told(kind), kind).toBe((afterwards as readonly string[]).includes(kind) ? byPayment : byNumber);
    expect(told('final', { orderNumber: 'other' })).toBe(byPayment);
    expect(told('final', { orderNumber: null })).toBe(byPayment);
    for (const providerPaymentId of [null, 'pay_9']) {
      expect(told('final', { orderNumber: null, providerPaymentId })).toBe(byPage);
      expect(told('refunded', { providerPaymentId })).toBe(byNumber);
      expect(told('refunded', { orderNumber: null, providerPaymentId })).toBe(byPage);
      expect(told('final', { orderNumber: null, providerPaymentId, providerSessionId: 'ses_9' })).toBeUndefined();
      expect(told('final', { orderNumber: null, providerPaymentId, providerSessionId: null })).toBeUndefined();
    }
    // One that has neither page nor payment is not meant by what names none.
    const bare = charge({ paymentNumber: '4' });
    expect(chargeNamedBy([bare], event('final', 'pay_2', 1, { orderNumber: null, providerPaymentId: null }))).toBeUndefined();
  });
});

import { newBillId, newChargeId, newMemberId, newOrgId, newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import type { ChargeDocument, MoneyEventDocument } from '../charges/charge.repository.ts';
import type { MoneyEvent, MoneyEventKind } from '../connectors/connector.ts';
import { applyEvent, isOrphan, nextLookAt } from './inbox.rules.ts';

const amount = yen(10_000);
const createdAt = new Date('2026-05-12T03:00:00Z');
const charge = (): ChargeDocument => ({
  _id: newChargeId(),
  orgId: newOrgId(),
  memberId: newMemberId(),
  accountId: newProviderAccountId(),
  provider: 'komoju',
  method: 'konbini',
  paymentNumber: '1234567890128',
  lines: [{ payableId: newBillId(), amount }],
  amount,
  memberFee: zeroYen,
  base: 'requested',
  state: 'awaiting',
  version: 1,
  providerIds: { paymentId: 'p1' },
  redirectUrl: null,
  instructions: null,
  expiresAt: null,
  idempotencyKey: 'key',
  createdAt,
  settledBy: null,
  voidWanted: false,
  inquiries: 0,
  nextInquiryAt: null,
});

type Told = readonly [kind: MoneyEventKind, minute: number, refunded?: number];
const eventOf = ([kind, minute, refunded]: Told): MoneyEvent => ({
  kind,
  occurredAt: new Date(createdAt.getTime() + minute * 60_000),
  orderNumber: '1234567890128',
  providerPaymentId: 'p1',
  providerSessionId: null,
  amount,
  currency: 'JPY',
  refunded: refunded === undefined ? null : yen(refunded),
  instructions: null,
  expiresAt: null,
});

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, place) => ordersOf(items.toSpliced(place, 1)).map((rest) => [item, ...rest]));
}

/** What whoever keeps the books has in hand, from nothing but the moves that are told, by plain arithmetic. */
function play(order: readonly Told[]): { state: string; inHand: number } {
  let current = charge();
  const known: MoneyEventDocument[] = [];
  let received = 0;
  let takenBack = 0;
  order.forEach((told, place) => {
    const effect = applyEvent(current, known, eventOf(told), `inbox${place}`);
    known.push(effect.event);
    let from = current.state;
    for (const to of effect.move?.steps ?? []) {
      if (to === 'provisional' || to === 'final') received = amount;
      if (to === 'final' && from === 'charged_back') takenBack = 0;
      if (to === 'awaiting') received = 0;
      if (to === 'partly_refunded') takenBack = Math.max(takenBack, effect.move!.refunded);
      if (to === 'refunded' || to === 'charged_back') takenBack = amount;
      from = to;
      // Nothing can be taken back before it has come.
      if (takenBack > 0) expect(received, JSON.stringify(order)).toBe(amount);
    }
    // Facts of one charge are numbered without gaps: whoever hears them late sorts them by it.
    if (effect.move) expect(effect.changes.version).toBe(current.version + effect.move.steps.length);
    current = { ...current, ...effect.changes };
  });
  return { state: current.state, inHand: received - takenBack };
}

const lives: readonly { name: string; told: readonly Told[]; state: string; inHand: number }[] = [
  {
    name: 'issued, expired and paid all the same',
    told: [
      ['instructions_issued', 0],
      ['expired', 5],
      ['final', 9],
    ],
    state: 'final',
    inHand: 10_000,
  },
  {
    name: 'paid, with an expiry that comes too late',
    told: [
      ['instructions_issued', 0],
      ['final', 5],
      ['expired', 9],
      ['voided', 10],
    ],
    state: 'final',
    inHand: 10_000,
  },
  {
    name: '速報, 速報取消, 速報 again, 確報',
    told: [
      ['provisional', 1],
      ['provisional_withdrawn', 2],
      ['provisional', 3],
      ['final', 4],
    ],
    state: 'final',
    inHand: 10_000,
  },
  {
    name: 'given back in three parts',
    told: [
      ['instructions_issued', 0],
      ['final', 1],
      ['partly_refunded', 2, 2000],
      ['partly_refunded', 3, 5000],
      ['partly_refunded', 4, 6000],
    ],
    state: 'partly_refunded',
    inHand: 4000,
  },
  {
    name: 'six events from the number to the full refund',
    told: [
      ['instructions_issued', 0],
      ['provisional', 1],
      ['final', 2],
      ['partly_refunded', 3, 3000],
      ['refunded', 4, 10_000],
      ['expired', 5],
    ],
    state: 'refunded',
    inHand: 0,
  },
  {
    name: 'charged back and won',
    told: [
      ['authorized', 0],
      ['final', 1],
      ['charged_back', 2],
      ['chargeback_won', 3],
    ],
    state: 'final',
    inHand: 10_000,
  },
];

describe('T5: the order in which a charge’s events arrive', () => {
  it.each(lives)('changes neither its state nor the money: $name', ({ told, state, inHand }) => {
    for (const order of ordersOf(told)) expect(play(order), JSON.stringify(order)).toEqual({ state, inHand });
  });
});

describe('case 51: a notice whose charge is not here', () => {
  const later = (seconds: number) => new Date(createdAt.getTime() + seconds * 1000);

  it('case 51: is looked at again for a day, often at first, and is shown to people after a minute', () => {
    expect(isOrphan(createdAt, later(59))).toBe(false);
    expect(isOrphan(createdAt, later(60))).toBe(true);
    expect(nextLookAt(createdAt, createdAt)).toEqual(later(1));
    expect(nextLookAt(createdAt, later(100))).toEqual(later(150));
    expect(nextLookAt(createdAt, later(80_000))).toEqual(later(80_600));
    expect(nextLookAt(createdAt, later(86_400))).toBeNull();
  });
});

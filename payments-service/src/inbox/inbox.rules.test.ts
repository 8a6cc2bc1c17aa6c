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

describe('provider case 18 19 20: an account that is transferred to', () => {
  const account = (): ChargeDocument => {
    const one = charge();
    return { ...one, method: 'virtual_account', account: { asked: amount, lines: one.lines, received: zeroYen, open: true } };
  };
  type Transfer = readonly ['issued' | 'money' | 'expired' | 'voided', total: number];

  function transfers(order: readonly Transfer[]) {
    let current = account();
    const known: MoneyEventDocument[] = [];
    const booked: { chargeId: string; amount: number; names: string | undefined }[] = [];
    order.forEach(([what, total], place) => {
      const kind = what === 'issued' ? 'instructions_issued' : what === 'money' ? 'final' : what;
      const told = { ...eventOf([kind, place]), amount: yen(total), deposited: yen(total) };
      const effect = applyEvent(current, known, told, `inbox${place}`);
      known.push(effect.event);
      current = { ...current, ...effect.changes };
      const moved = effect.born ? effect.born.charge : effect.move?.steps.includes('final') ? current : null;
      if (moved) booked.push({ chargeId: moved._id, amount: moved.amount, names: moved.depositOf });
      if (effect.born) expect(effect.born.charge).toMatchObject({ state: 'final', base: 'final', version: 1 });
    });
    return { current, booked, sum: booked.reduce((all, one) => all + one.amount, 0) };
  }

  it('a part, the rest and too much are a charge each; the first is final with what came, the others name it', () => {
    const { current, booked } = transfers([
      ['issued', 0],
      ['money', 4000],
      ['money', 10_000],
      ['money', 10_000],
      ['money', 10_500],
    ]);
    expect(booked.map(({ amount }) => amount)).toEqual([4000, 6000, 500]);
    expect(booked.map(({ names }) => names)).toEqual([undefined, current._id, current._id]);
    expect(new Set(booked.map(({ chargeId }) => chargeId)).size).toBe(3);
    expect(current).toMatchObject({ state: 'final', amount: 4000, account: { asked: 10_000, received: 10_500, open: true } });
  });

  it('whatever order and how often the totals are told, what is booked is the highest of them', () => {
    const told: Transfer[] = [
      ['money', 4000],
      ['money', 10_000],
      ['money', 10_000],
      ['expired', 10_000],
      ['issued', 0],
    ];
    for (const order of ordersOf(told)) {
      const { sum, current } = transfers(order);
      expect(sum, JSON.stringify(order)).toBe(10_000);
      expect(current).toMatchObject({ state: 'final', account: { received: 10_000, open: false } });
    }
  });

  it('an account that ended without money is over, and what comes all the same is money', () => {
    expect(transfers([['expired', 0]]).current).toMatchObject({ state: 'expired', account: { open: false } });
    const { current, sum } = transfers([
      ['voided', 0],
      ['money', 10_000],
    ]);
    expect(current).toMatchObject({ state: 'final', account: { received: 10_000, open: false } });
    expect(sum).toBe(10_000);
  });

  it('no total, and a transfer larger than any payment may be, are held for people', () => {
    const one = account();
    const without = applyEvent(one, [], { ...eventOf(['final', 1]), amount: null }, 'inbox');
    expect(without).toMatchObject({ held: 'amount_mismatch', move: null, event: { held: true } });
    const huge = applyEvent(one, [], { ...eventOf(['final', 1]), deposited: yen(10_000_000) }, 'inbox');
    expect(huge).toMatchObject({ held: 'amount_mismatch', move: null, event: { held: true } });
  });
});

describe('provider case 12 13 14 15: the two speeds of money', () => {
  const kinds: Readonly<Record<string, MoneyEventKind>> = {
    p: 'provisional',
    w: 'provisional_withdrawn',
    f: 'final',
    m: 'marked_as_fraud',
  };
  /** What is told of a charge, and what people are asked to look at: `p1 w2` is a report at one and its withdrawal at two. */
  function hear(told: string) {
    let current: ChargeDocument = { ...charge(), base: 'awaiting' };
    const known: MoneyEventDocument[] = [];
    const steps: string[] = [];
    for (const word of told.split(' ')) {
      const effect = applyEvent(current, known, eventOf([kinds[word.charAt(0)]!, Number(word.slice(1))]), word);
      known.push(effect.event);
      steps.push(...(effect.move?.steps ?? []), ...[effect.held ?? effect.warning ?? []].flat());
      current = { ...current, ...effect.changes };
    }
    return `${steps.join(' ')}: ${current.state}`;
  }

  it.each([
    ['provider case 12: two prompt reports are one, and wait for the final one', 'p1 p2 f3', 'provisional final: final'],
    ['provider case 13: a prompt report that is withdrawn waits again', 'p1 w2', 'provisional awaiting: awaiting'],
    ['provider case 13: and may be paid once more', 'p1 w2 p3 f4', 'provisional awaiting provisional final: final'],
    ['provider case 14: a withdrawal that comes before its report cancels it', 'w2 p1', ': awaiting'],
    ['provider case 15: final money is not taken back, people hear of it', 'f1 w2', 'final withdrawn_after_final: final'],
    ['provider case 15: whichever of the two came first', 'w2 f1', 'final withdrawn_after_final: final'],
    ['withdrawn and then paid is the ordinary way', 'w2 f3', 'final: final'],
    ['and so it is when the withdrawal is heard of last', 'p1 f3 w2', 'provisional final: final'],
    ['providers 1.2: money that is taken for fraud stays, people hear of it once', 'f1 m2 m3', 'final marked_as_fraud: final'],
    ['providers 1.2: before the money, too', 'm1 f2 m3', 'marked_as_fraud final: final'],
  ])('%s', (_what, told, outcome) => {
    expect(hear(told)).toBe(outcome);
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

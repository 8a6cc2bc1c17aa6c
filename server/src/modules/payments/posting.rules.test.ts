import { yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PostedPayment, type ReversalKind, type ReturnKind, isReturn, onReturned, onReversed, onSettled } from './posting.rules.ts';

const paid = (state: PostedPayment['state'], sequence: number, reversed = 0): PostedPayment => ({
  state,
  sequence,
  received: yen(10_000),
  reversed: yen(reversed),
});

type Fact = { readonly sequence: number } & (
  | { readonly settled: 'provisional' | 'final' }
  | { readonly kind: ReversalKind | ReturnKind; readonly total: number; readonly ofChargedBack?: true }
);

/** A ledger of one charge in memory: what the rules say is done, what must wait is brought again. */
function play(order: readonly Fact[]): PostedPayment[] {
  const posted: PostedPayment[] = [];
  let waiting = [...order];
  for (let round = 0; round <= order.length && waiting.length > 0; round += 1) {
    const again: Fact[] = [];
    for (const fact of waiting) if (!apply(posted, fact)) again.push(fact);
    waiting = again;
  }
  expect(waiting).toEqual([]);
  return posted;
}

function apply(posted: PostedPayment[], fact: Fact): boolean {
  if ('settled' in fact) {
    const verdict = onSettled(posted, fact.settled, fact.sequence);
    if (verdict.effect === 'create') posted.push(paid(fact.settled === 'final' ? 'confirmed' : 'provisional', fact.sequence));
    if (verdict.effect === 'confirm') posted[posted.length - 1] = { ...posted.at(-1)!, state: 'confirmed', sequence: fact.sequence };
    if (verdict.effect === 'advance') posted[posted.length - 1] = { ...posted.at(-1)!, sequence: fact.sequence };
    return true;
  }
  if (isReturn(fact.kind)) {
    const back = onReturned(posted, yen(fact.total), fact.sequence, fact.ofChargedBack);
    if (back.effect !== 'return') return back.effect === 'stale';
    const latest = posted.at(-1)!;
    posted[posted.length - 1] = { ...latest, state: back.state, sequence: fact.sequence, reversed: yen(latest.reversed - back.amount) };
    return true;
  }
  const verdict = onReversed(posted, fact.kind, yen(fact.total), fact.sequence);
  if (verdict.effect === 'wait') return false;
  if (verdict.effect === 'advance') posted[posted.length - 1] = { ...posted.at(-1)!, sequence: fact.sequence };
  if (verdict.effect === 'reverse') {
    const latest = posted.at(-1)!;
    posted[posted.length - 1] = {
      ...latest,
      state: verdict.state,
      sequence: fact.sequence,
      reversed: yen(latest.reversed + verdict.amount),
    };
  }
  return true;
}

const money = (posted: readonly PostedPayment[]) => posted.reduce((sum, payment) => sum + payment.received - payment.reversed, 0);
const shuffled = (facts: readonly Fact[], keys: readonly number[]) =>
  facts
    .map((fact, index) => ({ fact, key: keys[index] ?? 0 }))
    .toSorted((left, right) => left.key - right.key)
    .map(({ fact }) => fact);

/** Lives that a charge can have (domain.md 3.8), as the payments-service numbers them. */
const lives: Readonly<Record<string, readonly Fact[]>> = {
  'money at once': [{ sequence: 2, settled: 'final' }],
  '速報 then 確報': [
    { sequence: 2, settled: 'provisional' },
    { sequence: 3, settled: 'final' },
  ],
  速報取消: [
    { sequence: 2, settled: 'provisional' },
    { sequence: 3, kind: 'provisional_withdrawn', total: 10_000 },
  ],
  'paid and refunded': [
    { sequence: 2, settled: 'final' },
    { sequence: 3, kind: 'refunded', total: 10_000 },
  ],
  'refunded in parts': [
    { sequence: 2, settled: 'final' },
    { sequence: 3, kind: 'partly_refunded', total: 3000 },
    { sequence: 4, kind: 'refunded', total: 10_000 },
  ],
  '速報取消 and 速報 again': [
    { sequence: 2, settled: 'provisional' },
    { sequence: 3, kind: 'provisional_withdrawn', total: 10_000 },
    { sequence: 4, settled: 'provisional' },
  ],
  '速報取消, again, and 確報': [
    { sequence: 2, settled: 'provisional' },
    { sequence: 3, kind: 'provisional_withdrawn', total: 10_000 },
    { sequence: 4, settled: 'provisional' },
    { sequence: 5, settled: 'final' },
  ],
  'a chargeback that was won': [
    { sequence: 2, settled: 'final' },
    { sequence: 3, kind: 'charged_back', total: 10_000 },
    { sequence: 4, settled: 'final' },
  ],
  'a refund that came back and went again': [
    { sequence: 2, settled: 'final' },
    { sequence: 3, kind: 'refunded', total: 10_000 },
    { sequence: 4, kind: 'refund_returned', total: 0 },
    { sequence: 5, kind: 'refunded', total: 10_000 },
  ],
  'a part that came back, and another': [
    { sequence: 2, settled: 'final' },
    { sequence: 3, kind: 'partly_refunded', total: 7000 },
    { sequence: 4, kind: 'refund_returned', total: 3000 },
    { sequence: 5, kind: 'partly_refunded', total: 5000 },
  ],
  'a part that a dispute took, and that was won': [
    { sequence: 2, settled: 'final' },
    { sequence: 3, kind: 'partly_refunded', total: 3000 },
    { sequence: 4, kind: 'part_won', total: 0 },
  ],
  'a refund that came back after a dispute took the rest, which was won': [
    { sequence: 2, settled: 'final' },
    { sequence: 3, kind: 'partly_refunded', total: 6000 },
    { sequence: 4, kind: 'charged_back', total: 10_000 },
    { sequence: 5, kind: 'refund_returned', total: 4000, ofChargedBack: true },
    { sequence: 6, kind: 'part_won', total: 0 },
  ],
  'a dispute that was won, and a refund that came back of what is here since': [
    { sequence: 2, settled: 'final' },
    { sequence: 3, kind: 'charged_back', total: 10_000 },
    { sequence: 4, settled: 'final' },
    { sequence: 5, kind: 'partly_refunded', total: 3000 },
    { sequence: 6, kind: 'refund_returned', total: 0 },
  ],
  'charged back': [
    { sequence: 2, settled: 'provisional' },
    { sequence: 3, settled: 'final' },
    { sequence: 4, kind: 'charged_back', total: 10_000 },
  ],
};

describe('posting what the payments-service tells', () => {
  it('PAY-06, case 49: the same fact again is one payment', () => {
    expect(onSettled([], 'final', 2)).toEqual({ effect: 'create', round: 0 });
    expect(onSettled([paid('confirmed', 2)], 'final', 2)).toEqual({ effect: 'stale' });
    expect(onSettled([paid('provisional', 2)], 'final', 3)).toEqual({ effect: 'confirm' });
  });

  it('a new 速報 after a withdrawal is the next payment', () => {
    expect(onSettled([paid('reversed', 3, 10_000)], 'provisional', 4)).toEqual({ effect: 'create', round: 1 });
  });

  it('a settled fact does what the payment it finds still lacks, and nothing when it is older', () => {
    const on = (state: PostedPayment['state'], told: 'provisional' | 'final', sequence = 4) =>
      onSettled([paid('reversed', 1, 10_000), paid(state, 3)], told, sequence);
    expect([on('provisional', 'final'), on('provisional', 'provisional')]).toEqual([{ effect: 'confirm' }, { effect: 'advance' }]);
    expect([on('confirmed', 'final'), on('confirmed', 'provisional')]).toEqual([{ effect: 'advance' }, { effect: 'stale' }]);
    for (const told of ['provisional', 'final'] as const) {
      expect(on('charged_back', told)).toEqual({ effect: 'create', round: 2 });
      expect(on('reversed', told)).toEqual({ effect: 'create', round: 2 });
      for (const state of ['provisional', 'confirmed', 'charged_back', 'reversed', 'refunded'] as const)
        for (const sequence of [2, 3]) expect(on(state, told, sequence)).toEqual({ effect: 'stale' });
    }
    // A refund that holds: what took the rest of it back is still on its way.
    for (const state of ['refunded', 'partly_refunded'] as const) {
      expect(on(state, 'final')).toEqual({ effect: 'wait' });
      expect(on(state, 'provisional')).toEqual({ effect: 'stale' });
    }
  });

  it('waits for money that it is to take back', () => {
    expect(onReversed([], 'refunded', yen(10_000), 3)).toEqual({ effect: 'wait' });
    for (const kind of ['refunded', 'partly_refunded', 'charged_back', 'provisional_withdrawn'] as const)
      expect(onReversed([paid('reversed', 2, 10_000)], kind, yen(10_000), 3)).toEqual({ effect: 'wait' });
    for (const kind of ['partly_refunded', 'provisional_withdrawn'] as const)
      expect(onReversed([paid('charged_back', 2, 10_000)], kind, yen(10_000), 3)).toEqual({ effect: 'wait' });
    expect(onReversed([paid('partly_refunded', 2, 4000)], 'partly_refunded', yen(3999), 3)).toEqual({ effect: 'wait' });
  });

  it('takes all of it, or the part that is told, and says which', () => {
    const on = (state: PostedPayment['state'], reversed: number, kind: ReversalKind, total: number, sequence = 3) =>
      onReversed([paid(state, 2, reversed)], kind, yen(total), sequence);
    const takes = (amount: number, state: PostedPayment['state']) => ({ effect: 'reverse', amount, state });
    expect(on('provisional', 0, 'provisional_withdrawn', 1)).toEqual(takes(10_000, 'reversed'));
    expect(on('confirmed', 0, 'partly_refunded', 4000)).toEqual(takes(4000, 'partly_refunded'));
    expect(on('confirmed', 0, 'refunded', 1)).toEqual(takes(10_000, 'refunded'));
    expect(on('partly_refunded', 4000, 'refunded', 1)).toEqual(takes(6000, 'refunded'));
    expect(on('partly_refunded', 4000, 'charged_back', 1)).toEqual(takes(6000, 'charged_back'));
    // All of it is back already: only why is newer.
    expect(on('partly_refunded', 10_000, 'refunded', 10_000)).toEqual(takes(0, 'refunded'));
    expect(on('charged_back', 10_000, 'refunded', 10_000)).toEqual(takes(0, 'refunded'));
    expect(on('refunded', 10_000, 'charged_back', 10_000)).toEqual(takes(0, 'charged_back'));
    expect(on('refunded', 10_000, 'refunded', 10_000)).toEqual({ effect: 'advance' });
    expect(on('refunded', 10_000, 'partly_refunded', 10_000)).toEqual({ effect: 'advance' });
    for (const sequence of [1, 2]) expect(on('confirmed', 0, 'refunded', 10_000, sequence)).toEqual({ effect: 'stale' });
  });

  it('never takes back more than was received, and only what is new', () => {
    expect(onReversed([paid('confirmed', 2)], 'partly_refunded', yen(99_999), 3)).toMatchObject({ amount: 10_000 });
    expect(onReversed([paid('partly_refunded', 3, 4000)], 'partly_refunded', yen(6000), 4)).toMatchObject({ amount: 2000 });
    expect(onReversed([paid('partly_refunded', 3, 4000)], 'partly_refunded', yen(4000), 4)).toEqual({ effect: 'advance' });
  });

  it('provider case 28: what had gone back is here again, whole or in part, and never more of it than had gone', () => {
    const on = (state: PostedPayment['state'], reversed: number, stillGone: number, sequence = 3) =>
      onReturned([paid(state, 2, reversed)], yen(stillGone), sequence);
    expect(on('refunded', 10_000, 0)).toEqual({ effect: 'return', amount: 10_000, state: 'confirmed' });
    expect(on('refunded', 10_000, 4000)).toEqual({ effect: 'return', amount: 6000, state: 'partly_refunded' });
    expect(on('partly_refunded', 4000, 0)).toEqual({ effect: 'return', amount: 4000, state: 'confirmed' });
    // As much is gone as before: one came back and another went meanwhile.
    expect(on('partly_refunded', 4000, 4000)).toEqual({ effect: 'return', amount: 0, state: 'partly_refunded' });
    for (const sequence of [1, 2]) expect(on('refunded', 10_000, 0, sequence)).toEqual({ effect: 'stale' });
  });

  it('provider case 28: what is here again waits until it is known to have gone', () => {
    expect(onReturned([], yen(0), 3)).toEqual({ effect: 'wait' });
    expect(onReturned([paid('partly_refunded', 2, 3999)], yen(4000), 3)).toEqual({ effect: 'wait' });
    for (const state of ['provisional', 'confirmed', 'reversed', 'charged_back'] as const)
      expect(onReturned([paid(state, 2, 10_000)], yen(0), 3)).toEqual({ effect: 'wait' });
  });

  it('provider case 28: of a payment that a dispute took the rest of, what is here again waits for that dispute and for nothing else', () => {
    const on = (state: PostedPayment['state'], reversed: number, stillGone: number) =>
      onReturned([paid(state, 2, reversed)], yen(stillGone), 3, true);
    expect(on('charged_back', 10_000, 7000)).toEqual({ effect: 'return', amount: 3000, state: 'partly_refunded' });
    // Less than that is gone by the provider's side, since the office gave a part of it back itself: nothing of it is here.
    expect(on('charged_back', 6000, 7000)).toEqual({ effect: 'return', amount: 0, state: 'partly_refunded' });
    for (const state of ['provisional', 'confirmed', 'reversed', 'partly_refunded', 'refunded'] as const)
      expect(on(state, 9000, 7000)).toEqual({ effect: 'wait' });
  });

  it.each(Object.keys(lives))('ends the same in every order, repetitions included: %s', (name) => {
    const life = lives[name]!;
    const expected = money(play(life));
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 100 }), { minLength: 12, maxLength: 12 }),
        fc.array(fc.nat({ max: life.length - 1 }), { maxLength: 6 }),
        (keys, repeats) => {
          const facts = [...life, ...repeats.map((index) => life[index]!)];
          expect(money(play(shuffled(facts, keys)))).toBe(expected);
        },
      ),
    );
  });
});

import { type ChargeMethod, chargeStates, moneyEventKinds } from '@tsudoi/shared/contracts/payments/charge.contract';
import { yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DatedEvent, type Standing, deriveState, hasMoney, isLive, orderEvents, stepsBetween, unfitSum } from './charge.rules.ts';

const event = (id: string, kind: DatedEvent['kind'], minute: number): DatedEvent => ({
  _id: id,
  kind,
  occurredAt: new Date(Date.UTC(2026, 4, 12, 3, minute)),
});
const some = fc.array(fc.record({ _id: fc.uuid(), kind: fc.constantFrom(...moneyEventKinds), minute: fc.nat({ max: 5 }) }), {
  maxLength: 12,
});
const dated = some.map((rows) => rows.map(({ _id, kind, minute }) => event(_id, kind, minute)));
const base = fc.constantFrom('created', 'requested', 'unknown', 'awaiting') as fc.Arbitrary<(typeof chargeStates)[number]>;

describe('charge states (domain.md 3.8)', () => {
  test('the order in which notices arrive decides nothing', () => {
    fc.assert(
      fc.property(base, dated, fc.infiniteStream(fc.nat()), (from, events, numbers) => {
        const shuffled = [...events].map((row) => ({ row, at: numbers.next().value as number })).sort((left, right) => left.at - right.at);
        expect(
          deriveState(
            from,
            shuffled.map(({ row }) => row),
          ),
        ).toEqual(deriveState(from, events));
      }),
    );
  });

  test('money that has come is not taken away by an end without money', () => {
    const endings = ['expired', 'voided', 'try_failed', 'instructions_issued', 'authorized'] as const;
    fc.assert(
      fc.property(
        base,
        fc.array(fc.tuple(fc.constantFrom(...endings), fc.nat({ max: 59 })), { maxLength: 8 }),
        fc.nat({ max: 59 }),
        (from, others, minute) => {
          const events = [...others.map(([kind, at], index) => event(`e${index}`, kind, at)), event('money', 'final', minute)];
          const { state, stale } = deriveState(from, events);
          expect(stale).not.toContain('money');
          expect(state).toBe('final');
        },
      ),
    );
  });

  test('a state after refunds and chargebacks still stands for money that came', () => {
    fc.assert(
      fc.property(base, dated, (from, events) => {
        const { state, stale } = deriveState(from, events);
        const came = events.some((row) => row.kind === 'final' && !stale.includes(row._id));
        if (came) expect(hasMoney(state)).toBe(true);
      }),
    );
  });

  test('case 7: 速報 withdrawn waits again, and the cash may still come', () => {
    const events = [event('1', 'provisional', 1), event('2', 'provisional_withdrawn', 2)];
    expect(deriveState('awaiting', events).state).toBe('awaiting');
    expect(deriveState('awaiting', [...events, event('3', 'final', 3)]).state).toBe('final');
  });

  test('each notice leads where the life of a charge goes, and nowhere else', () => {
    const ends = (from: (typeof chargeStates)[number], ...kinds: DatedEvent['kind'][]) => {
      const { state, stale } = deriveState(
        from,
        kinds.map((kind, index) => event(String(index), kind, index)),
      );
      return stale.length === 0 ? state : `${state}, without ${stale.map((id) => kinds[Number(id)]).join(', ')}`;
    };
    for (const from of ['created', 'requested', 'unknown'] as const) {
      expect(ends(from, 'instructions_issued')).toBe('awaiting');
      expect(ends(from, 'authorized')).toBe('authorized');
      expect(ends(from, 'try_failed')).toBe('failed');
      expect(ends(from, 'expired')).toBe('expired');
      expect(ends(from, 'voided')).toBe('voided');
      expect(ends(from, 'provisional')).toBe('provisional');
    }
    expect(ends('awaiting', 'expired')).toBe('expired');
    expect(ends('awaiting', 'voided')).toBe('voided');
    expect(ends('awaiting', 'try_failed')).toBe('awaiting, without try_failed');
    // A card: asked, allowed, taken, or let go in one of three ways.
    expect(ends('requested', 'authorized', 'final')).toBe('final');
    expect(ends('authorized', 'voided')).toBe('voided');
    expect(ends('authorized', 'expired')).toBe('voided');
    expect(ends('authorized', 'try_failed')).toBe('failed');
    expect(ends('requested', 'try_failed', 'authorized', 'final')).toBe('final');
    // Cash that comes after the end is money all the same.
    for (const end of ['expired', 'voided', 'try_failed'] as const) {
      expect(ends('requested', end, 'provisional')).toBe('provisional');
      expect(ends('requested', end, 'final')).toBe('final');
    }
    expect(ends('requested', 'expired', 'authorized')).toBe('expired, without authorized');
    expect(ends('provisional', 'expired', 'voided')).toBe('provisional, without expired, voided');
    // What is taken back of it.
    expect(ends('final', 'partly_refunded', 'partly_refunded', 'refunded')).toBe('refunded');
    expect(ends('final', 'charged_back', 'chargeback_won', 'charged_back')).toBe('charged_back');
    expect(ends('final', 'partly_refunded', 'charged_back')).toBe('charged_back');
    expect(ends('final', 'refunded', 'charged_back', 'final')).toBe('refunded, without charged_back, final');
    expect(ends('final', 'provisional', 'expired')).toBe('final, without provisional, expired');
    expect(ends('awaiting', 'refunded', 'chargeback_won')).toBe('awaiting, without refunded, chargeback_won');
  });

  test('counts what came back and what was won again, and keeps the time of the money', () => {
    const refund = (id: string, minute: number, refunded: number | null) => ({
      ...event(id, 'partly_refunded', minute),
      refunded: refunded === null ? null : yen(refunded),
    });
    const parts = deriveState('requested', [event('1', 'final', 1), refund('2', 2, 3000), refund('3', 3, 2000), refund('4', 4, null)]);
    expect(parts).toMatchObject({ state: 'partly_refunded', refunded: 3000, rounds: 0 });
    const won = deriveState('requested', [
      event('1', 'final', 1),
      refund('2', 2, 3000),
      event('3', 'charged_back', 3),
      event('4', 'chargeback_won', 4),
    ]);
    expect(won).toMatchObject({ state: 'partly_refunded', refunded: 3000, rounds: 1 });
    expect(won.reachedAt.get('final')).toEqual(new Date(Date.UTC(2026, 4, 12, 3, 1)));
    expect(won.reachedAt.get('charged_back')).toEqual(new Date(Date.UTC(2026, 4, 12, 3, 3)));
  });

  test('provider case 28: a refund that came back has gone no more, whatever was told by sums or by refunds, and in any order', () => {
    const paid = event('1', 'final', 1);
    const of = (id: string, kind: DatedEvent['kind'], minute: number, amount: number, refunded = amount) => ({
      ...event(`${id}${kind}${minute}`, kind, minute),
      refunded: yen(refunded),
      refund: { id, amount: yen(amount) },
    });
    const told = (minute: number, refunded: number) => ({ ...event(`t${minute}`, 'refunded', minute), refunded: yen(refunded) });
    const stands = (...events: DatedEvent[]) => {
      const { state, refunded } = deriveState('requested', [paid, ...events]);
      expect(deriveState('requested', [...events.toReversed(), paid])).toMatchObject({ state, refunded });
      return [state, refunded];
    };
    expect(stands(of('a', 'refunded', 2, 10_000), told(2, 10_000), of('a', 'refund_returned', 5, 10_000))).toEqual(['final', 0]);
    expect(stands(of('a', 'partly_refunded', 2, 4000), of('b', 'refunded', 3, 6000, 10_000), of('a', 'refund_returned', 5, 4000))).toEqual([
      'partly_refunded',
      6000,
    ]);
    // Given back once more, and by a refund that was thought to make it whole.
    const again = [of('a', 'refunded', 2, 10_000), of('a', 'refund_returned', 5, 10_000)];
    expect(stands(...again, of('b', 'refunded', 8, 10_000))).toEqual(['refunded', 10_000]);
    expect(stands(of('a', 'partly_refunded', 2, 4000), of('a', 'refund_returned', 5, 4000), of('b', 'refunded', 8, 6000, 10_000))).toEqual([
      'partly_refunded',
      6000,
    ]);
  });

  test('provider case 29: a part that a dispute took has gone beside what was refunded, and is here again once it is won', () => {
    const paid = event('1', 'final', 1);
    const taken = (minute: number, amount: number) => ({
      ...event(`d${minute}`, 'part_charged_back', minute),
      dispute: 'd',
      amount: yen(amount),
    });
    const won = (minute: number, dispute = 'd') => ({ ...event(`w${minute}`, 'chargeback_won', minute), dispute });
    const refund = (minute: number, refunded: number) => ({ ...event(`r${minute}`, 'partly_refunded', minute), refunded: yen(refunded) });
    const stands = (...events: DatedEvent[]) => {
      const { state, refunded, rounds } = deriveState('requested', [paid, ...events]);
      return [state, refunded, rounds];
    };
    expect(stands(taken(2, 3000), refund(3, 2000))).toEqual(['partly_refunded', 5000, 0]);
    expect(stands(taken(2, 3000), refund(3, 2000), won(4))).toEqual(['partly_refunded', 2000, 0]);
    expect(stands(taken(2, 3000), won(4))).toEqual(['final', 0, 0]);
    // Of another dispute nothing was taken; of the whole that it became, nothing is left once it is won.
    expect(stands(taken(2, 3000), won(4, 'other'))).toEqual(['partly_refunded', 3000, 0]);
    expect(stands(taken(2, 3000), event('c', 'charged_back', 3), won(4))).toEqual(['final', 0, 1]);
    // Some providers give what was taken and what is won one moment.
    expect(stands(won(3), taken(3, 3000))).toEqual(['final', 0, 0]);
  });

  test('provider case 29, T5: what is gone decides whether it is all, in whatever order a won part and a refund of the rest arrive', () => {
    const part = { ...event('p', 'part_charged_back', 2), dispute: 'd', amount: yen(3000) };
    const won = { ...event('w', 'chargeback_won', 4), dispute: 'd' };
    // As it looked with the part: the rest, and so the whole.
    const rest = (kind: 'refunded' | 'partly_refunded', minute: number) => ({ ...event('r', kind, minute), refunded: yen(7000) });
    const stands = (...events: DatedEvent[]) => {
      const { state, refunded } = deriveState('requested', [event('1', 'final', 1), ...events], yen(10_000));
      return [state, refunded];
    };
    for (const kind of ['refunded', 'partly_refunded'] as const) {
      expect(stands(part, rest(kind, 3))).toEqual(['refunded', 10_000]);
      expect(stands(part, rest(kind, 3), won)).toEqual(['partly_refunded', 7000]);
      for (const events of [
        [part, won, rest(kind, 5)],
        [rest(kind, 5), won, part],
      ])
        expect(stands(...events)).toEqual(['partly_refunded', 7000]);
    }
    // One that tells no sum says it of the whole.
    expect(stands(part, event('r', 'refunded', 3))[0]).toBe('refunded');
  });

  test('provider case 28: a refund that bounces after a dispute took the rest is here again, and the dispute has a part, which can be won', () => {
    const refund = { refund: { id: 'a', amount: yen(3000) } };
    const paid = [event('1', 'final', 1), { ...event('2', 'partly_refunded', 2), ...refund, refunded: yen(3000) }];
    const taken = (amount: number | null) => ({
      ...event('3', 'charged_back', 3),
      dispute: 'd',
      amount: amount === null ? null : yen(amount),
    });
    const returned = { ...event('4', 'refund_returned', 4), ...refund };
    const won = (minute: number) => ({ ...event('5', 'chargeback_won', minute), dispute: 'd' });
    const stands = (...events: DatedEvent[]) => {
      const { state, refunded, disputed, rounds, back } = deriveState('requested', [...paid, ...events], yen(10_000));
      expect(deriveState('requested', [...events.toReversed(), ...paid.toReversed()], yen(10_000))).toMatchObject({
        state,
        refunded,
        rounds,
      });
      return [state, refunded, disputed, rounds, back];
    };
    for (const amount of [7000, null]) {
      expect(stands(taken(amount), returned)).toEqual(['partly_refunded', 7000, 7000, 0, 3000]);
      expect(stands(taken(amount), returned, won(5))).toEqual(['final', 0, 0, 0, 10_000]);
      expect(stands(taken(amount), returned, { ...won(5), dispute: 'other' })).toEqual(['partly_refunded', 7000, 7000, 0, 3000]);
      // Won before: all that was left came as new money, of which the refund is no part.
      expect(stands(taken(amount), won(3), returned)).toEqual(['final', 0, 0, 1, 3000]);
    }
    // It took all, as though nothing had gone back: nothing is here.
    expect(stands(taken(10_000), returned)).toEqual(['charged_back', 0, 0, 0, 3000]);
    expect(stands(taken(10_000), returned, won(5))).toEqual(['final', 0, 0, 1, 3000]);
  });

  test('of one moment the natural order of kinds decides, then the id', () => {
    const order = [event('b', 'final', 1), event('a', 'final', 1), event('c', 'authorized', 1), event('d', 'refunded', 0)];
    for (const given of [order, order.toReversed()]) expect(orderEvents(given).map(({ _id }) => _id)).toEqual(['d', 'c', 'a', 'b']);
  });

  test('the server hears of every state that money went through, and of none twice', () => {
    const standing = (state: Standing['state'], more: Partial<Standing> = {}): Standing => ({
      state,
      rounds: 0,
      refunded: yen(0),
      back: yen(0),
      disputed: yen(0),
      ...more,
    });
    const steps = (from: Standing['state'], to: Standing['state'], after: Partial<Standing> = {}, before: Partial<Standing> = {}) =>
      stepsBetween(standing(from, before), standing(to, after)).join(' ');
    expect(steps('requested', 'awaiting')).toBe('awaiting');
    expect(steps('awaiting', 'awaiting')).toBe('');
    expect(steps('awaiting', 'expired')).toBe('expired');
    expect(steps('awaiting', 'provisional')).toBe('provisional');
    expect(steps('awaiting', 'final')).toBe('final');
    expect(steps('provisional', 'provisional')).toBe('');
    expect(steps('provisional', 'final')).toBe('final');
    expect(steps('final', 'final')).toBe('');
    // A refund that came before its capture: the money is told first.
    expect(steps('authorized', 'refunded')).toBe('final refunded');
    expect(steps('provisional', 'charged_back')).toBe('final charged_back');
    expect(steps('final', 'refunded')).toBe('refunded');
    // 速報 that was taken back; of one that came after its withdrawal nothing is told (provider case 14).
    expect(steps('provisional', 'awaiting')).toBe('awaiting');
    expect(steps('provisional', 'expired')).toBe('awaiting expired');
    expect(steps('awaiting', 'voided')).toBe('voided');
    // A chargeback that was won, known or not when it was lost.
    expect(steps('charged_back', 'final', { rounds: 1 })).toBe('final');
    expect(steps('final', 'final', { rounds: 1 })).toBe('charged_back final');
    expect(steps('final', 'refunded', { rounds: 1 })).toBe('charged_back final refunded');
    // All of it comes again as a new Payment, of which the part that had gone back goes back at once.
    expect(steps('charged_back', 'partly_refunded', { rounds: 1, refunded: yen(3000) })).toBe('final partly_refunded');
    // More of it given back.
    expect(steps('partly_refunded', 'partly_refunded', { refunded: yen(2000) }, { refunded: yen(1000) })).toBe('partly_refunded');
    expect(steps('partly_refunded', 'partly_refunded', { refunded: yen(1000) }, { refunded: yen(1000) })).toBe('');
    expect(steps('refunded', 'refunded', { refunded: yen(2000) }, { refunded: yen(1000) })).toBe('');
    // A refund that came back is here again, on the payment that it was taken from.
    expect(steps('refunded', 'final', { back: yen(10_000) }, { refunded: yen(10_000) })).toBe('final');
    expect(steps('partly_refunded', 'partly_refunded', { back: yen(1000), refunded: yen(2000) }, { refunded: yen(3000) })).toBe(
      'partly_refunded',
    );
    // Also of one whose rest a dispute took; and the part of one that was won while it had all of the rest.
    const part = { refunded: yen(7000), disputed: yen(7000) };
    expect(steps('charged_back', 'partly_refunded', { ...part, back: yen(3000) }, { refunded: yen(3000) })).toBe('partly_refunded');
    expect(steps('partly_refunded', 'final', { rounds: 1, back: yen(3000) }, { ...part, back: yen(3000) })).toBe('final');
  });

  test('a charge is open until money has come or it has ended', () => {
    expect(chargeStates.filter(isLive).toSorted()).toEqual(['authorized', 'awaiting', 'created', 'provisional', 'requested', 'unknown']);
    expect(chargeStates.filter(hasMoney).toSorted()).toEqual(['charged_back', 'final', 'partly_refunded', 'provisional', 'refunded']);
  });

  test('oracle 54: konbini 299,999 ok, 300,000 refused unless the operator says so, and never above', () => {
    const unfit = (method: ChargeMethod, sum: number, most = 299_999) => unfitSum(method, yen(sum), yen(most), {});
    expect([unfit('konbini', 299_999), unfit('konbini', 300_000)]).toEqual([null, 'over_limit']);
    expect([unfit('konbini', 300_000, 300_000), unfit('konbini', 300_001, 300_000)]).toEqual([null, 'over_limit']);
    expect([unfit('payeasy', 999_999), unfit('payeasy', 1_000_000)]).toEqual([null, 'over_limit']);
    expect([unfit('card', 9_999_999), unfit('card', 10_000_000)]).toEqual([null, 'over_limit']);
  });

  test('providers.md 6: a sum below what the provider takes is not offered by that method', () => {
    const unfit = (method: ChargeMethod, sum: number) => unfitSum(method, yen(sum), yen(299_999), { least: { konbini: yen(120) } });
    expect([unfit('konbini', 119), unfit('konbini', 120), unfit('card', 1)]).toEqual(['under_limit', null, null]);
  });
});

import { chargeStates, moneyEventKinds } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { PayLinkId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, test } from 'vitest';
import {
  type DatedEvent,
  type Standing,
  deriveState,
  isBroughtBack,
  isSamePayer,
  mostOf,
  orderEvents,
  takesMoney,
  unfitSum,
} from './charge.rules.ts';

const event = (kind: DatedEvent['kind'], minute: number, more: Partial<DatedEvent> = {}): DatedEvent => ({
  _id: `${kind} ${minute}`,
  kind,
  occurredAt: new Date(Date.UTC(2026, 4, 12, 3, minute)),
  ...more,
});
const paid = event('final', 1);
const whole = yen(10_000);
const standing = (state: Standing['state'], more: Partial<Record<'rounds' | 'refunded' | 'disputed' | 'back', number>> = {}): Standing => ({
  state,
  rounds: more.rounds ?? 0,
  refunded: yen(more.refunded ?? 0),
  disputed: yen(more.disputed ?? 0),
  back: yen(more.back ?? 0),
});

describe('domain.md 3.8: the whole table', () => {
  /** Where each kind leads from a state; what is not named is stale. */
  const leads = (...before: DatedEvent[]) => {
    const from = deriveState('requested', before, whole);
    return moneyEventKinds.flatMap((kind) => {
      const told = event(kind, 30, { amount: yen(1000), refunded: yen(1000), dispute: 'du_1' });
      const { state, stale } = deriveState('requested', [...before, told], whole);
      return stale.includes(told._id) ? [] : [`${from.state} ${kind} ${state}`];
    });
  };

  test('before money', () => {
    const begins = ['instructions_issued awaiting', 'authorized authorized', 'try_failed failed', 'expired expired', 'voided voided'];
    expect(leads()).toEqual([...begins, 'provisional provisional', 'final final'].map((what) => `requested ${what}`));
    expect(leads(event('instructions_issued', 1))).toEqual(
      ['expired expired', 'voided voided', 'provisional provisional', 'final final'].map((what) => `awaiting ${what}`),
    );
    expect(leads(event('authorized', 1))).toEqual(
      ['try_failed failed', 'expired voided', 'voided voided', 'final final', 'refunded voided'].map((what) => `authorized ${what}`),
    );
    expect(leads(event('provisional', 1))).toEqual(['provisional_withdrawn awaiting', 'final final'].map((what) => `provisional ${what}`));
    for (const end of ['expired', 'voided'] as const)
      expect(leads(event(end, 1))).toEqual([`${end} provisional provisional`, `${end} final final`]);
    expect(leads(event('try_failed', 1))).toEqual(
      ['authorized authorized', 'provisional provisional', 'final final'].map((what) => `failed ${what}`),
    );
  });

  test('after money', () => {
    expect(leads(paid)).toEqual([
      'final partly_refunded partly_refunded',
      'final refunded refunded',
      'final charged_back charged_back',
      'final part_charged_back partly_refunded',
    ]);
    expect(leads(paid, event('partly_refunded', 2, { refunded: yen(500) }))).toEqual([
      'partly_refunded partly_refunded partly_refunded',
      'partly_refunded refunded refunded',
      'partly_refunded charged_back charged_back',
      'partly_refunded part_charged_back partly_refunded',
    ]);
    expect(leads(paid, event('refunded', 2, { refunded: whole }))).toEqual([]);
    expect(leads(paid, event('charged_back', 2, { dispute: 'du_1' }))).toEqual(['charged_back chargeback_won final']);
  });

  test('a refund that came back is one that is named, and a part that a dispute took is named and above nothing', () => {
    const refund = { id: 're_1', amount: yen(3000) };
    const given = event('partly_refunded', 2, { refund });
    const state = (...more: DatedEvent[]) => deriveState('requested', [paid, ...more], whole).state;
    expect([state(given, event('refund_returned', 3)), state(given, event('refund_returned', 3, { refund }))]).toEqual([
      'partly_refunded',
      'final',
    ]);
    const part = (dispute: string, amount: number | null) =>
      state(event('part_charged_back', 2, { dispute, amount: amount === null ? null : yen(amount) }));
    expect([part('', 500), part('du', 0), part('du', null), part('du', 1)]).toEqual(['final', 'final', 'final', 'partly_refunded']);
  });
});

describe('what has gone of a charge', () => {
  const gone = (...events: DatedEvent[]) => deriveState('requested', [paid, ...events], whole);

  test('sums that are told are running totals, refunds that are told by name add up, and the larger of both counts', () => {
    const sums = [2000, 5000, 3000].map((sum, place) => event('partly_refunded', place + 2, { refunded: yen(sum) }));
    expect(gone(...sums).refunded).toBe(5000);
    const named = [
      ['re_1', 2000],
      ['re_2', 1500],
      ['re_1', 2000],
    ].map(([id, sum], place) => event('partly_refunded', place + 2, { refund: { id: id as string, amount: yen(sum as number) } }));
    expect(gone(...named).refunded).toBe(3500);
    expect(gone(...named, sums[0]!).refunded).toBe(3500);
    expect(gone(...named, event('partly_refunded', 9, { refunded: yen(3600) })).refunded).toBe(3600);
    // All of it, where no sum is told of that.
    expect(gone(event('refunded', 2, { amount: whole })).refunded).toBe(10_000);
    expect(gone(event('refunded', 2, { amount: whole, refunded: yen(9000) })).refunded).toBe(9000);
    expect([gone(event('refunded', 2)).refunded, gone(event('partly_refunded', 2, { amount: whole })).refunded]).toEqual([0, 0]);
  });

  test('provider case 29: disputes have their parts each by itself, and one that is won gives its own part back', () => {
    const part = (dispute: string, sum: number, minute: number) => event('part_charged_back', minute, { dispute, amount: yen(sum) });
    const both = gone(part('du_1', 2000, 2), part('du_2', 3000, 3));
    expect([both.refunded, both.disputed, [...both.disputes]]).toEqual([
      5000,
      5000,
      [
        ['du_1', 2000],
        ['du_2', 3000],
      ],
    ]);
    const won = gone(part('du_1', 2000, 2), part('du_2', 3000, 3), event('chargeback_won', 4, { dispute: 'du_1' }));
    expect([won.state, won.refunded, won.disputed, won.back, won.rounds]).toEqual(['partly_refunded', 3000, 3000, 2000, 0]);
    // Another one, or one that is not named, wins nothing of it.
    for (const dispute of ['du_3', '']) expect(gone(part('du_1', 2000, 2), event('chargeback_won', 4, { dispute })).refunded).toBe(2000);
  });

  test('provider case 28: what a dispute had of the rest is told, or is all that was left', () => {
    const refund = { id: 're_1', amount: yen(3000) };
    const given = event('partly_refunded', 2, { refund });
    const back = event('refund_returned', 5, { refund });
    const after = (amount: number | null) =>
      gone(given, event('charged_back', 3, { dispute: 'du_1', amount: amount === null ? null : yen(amount) }), back);
    expect([after(null).state, after(null).refunded, after(null).disputed]).toEqual(['partly_refunded', 7000, 7000]);
    expect([after(6000).state, after(6000).disputed]).toEqual(['partly_refunded', 6000]);
    // It has all: nothing is here, whatever came back.
    expect([after(10_000).state, after(10_000).disputed]).toEqual(['charged_back', 0]);
    // Of a charge whose sum is not known nothing can be said of a part.
    expect(deriveState('requested', [paid, given, event('charged_back', 3), back]).state).toBe('charged_back');
  });

  test('provider case 28: of a running total so much is gone less as came back, and never less than nothing', () => {
    const refund = { id: 're_1', amount: yen(3000) };
    const told = (sum: number) => gone(event('partly_refunded', 2, { refunded: yen(sum) }), event('refund_returned', 3, { refund }));
    expect([told(5000).refunded, told(5000).state, told(5000).back]).toEqual([2000, 'partly_refunded', 3000]);
    expect([told(3000).refunded, told(3000).state, told(2000).refunded]).toEqual([0, 'final', 0]);
  });

  test('T5: whether it is all is said by what is gone, once something came back or each refund is named', () => {
    const refund = (id: string, sum: number) => ({ refund: { id, amount: yen(sum) } });
    expect(gone(event('refunded', 2, refund('re_1', 9999))).state).toBe('partly_refunded');
    expect(gone(event('partly_refunded', 2, refund('re_1', 10_000))).state).toBe('refunded');
    expect(gone(event('partly_refunded', 2, refund('re_1', 4000)), event('partly_refunded', 3, refund('re_2', 6000))).state).toBe(
      'refunded',
    );
    // Without its sum, or told as a total, it is as it was said.
    expect(deriveState('requested', [paid, event('refunded', 2, refund('re_1', 9999))]).state).toBe('refunded');
    expect(gone(event('partly_refunded', 2, { refunded: whole })).state).toBe('partly_refunded');
    const part = event('part_charged_back', 2, { dispute: 'du_1', amount: yen(2000) });
    expect([
      gone(part, event('refunded', 3, { refunded: yen(7999) })).state,
      gone(part, event('partly_refunded', 3, { refunded: yen(8000) })).state,
    ]).toEqual(['partly_refunded', 'refunded']);
    // Nobody says how much.
    expect([gone(part, event('refunded', 3)).state, gone(part, event('partly_refunded', 3)).state]).toEqual([
      'refunded',
      'partly_refunded',
    ]);
  });

  test('says when it came to each state last, and leaves the time of the money that is here again', () => {
    const again = gone(event('charged_back', 5), event('chargeback_won', 9));
    expect(again.reachedAt.get('final')).toEqual(paid.occurredAt);
    expect(again.reachedAt.get('charged_back')).toEqual(event('charged_back', 5).occurredAt);
    const twice = gone(event('partly_refunded', 2, { refunded: yen(1) }), event('partly_refunded', 7, { refunded: yen(2) }));
    expect(twice.reachedAt.get('partly_refunded')!.getUTCMinutes()).toBe(7);
  });
});

describe('whether something is here again', () => {
  test.each<[string, Standing, Standing, boolean]>([
    ['a part of what had gone', standing('partly_refunded', { refunded: 3000 }), standing('final', { back: 3000 }), true],
    [
      'a part, with the rest still gone',
      standing('refunded', { refunded: 9 }),
      standing('partly_refunded', { refunded: 4, back: 5 }),
      true,
    ],
    ['less in disputes', standing('refunded', { refunded: 9, disputed: 5 }), standing('partly_refunded', { refunded: 4 }), true],
    [
      'as much as before',
      standing('partly_refunded', { refunded: 4, back: 1 }),
      standing('partly_refunded', { refunded: 4, back: 2 }),
      false,
    ],
    ['nothing that came back', standing('partly_refunded', { refunded: 9 }), standing('partly_refunded', { refunded: 4 }), false],
    ['as much in disputes', standing('refunded', { refunded: 9, disputed: 5 }), standing('final', { refunded: 4, disputed: 5 }), false],
    ['money that was won whole', standing('charged_back', { back: 0 }), standing('final', { rounds: 1, back: 5 }), false],
    ['a refund of which a dispute has the rest', standing('charged_back'), standing('partly_refunded', { back: 5 }), true],
    ['nothing, with all still gone', standing('charged_back'), standing('charged_back', { back: 5 }), false],
    ['nothing of a charge that a dispute has', standing('charged_back', { back: 5 }), standing('final', { back: 5 }), false],
    ['nothing of money that had not gone', standing('final', { refunded: 9 }), standing('final', { back: 9 }), false],
    ['gone by now', standing('partly_refunded', { refunded: 9 }), standing('refunded', { refunded: 4, back: 5 }), false],
    ['won in between', standing('refunded', { refunded: 9 }), standing('final', { rounds: 1, back: 9 }), false],
  ])('provider cases 28 and 29: %s', (_name, before, after, expected) => {
    expect(isBroughtBack(before, after)).toBe(expected);
  });
});

describe('what a charge takes, and from whom', () => {
  test('a number that is out, or an account that is open, takes money', () => {
    const open = chargeStates.filter((state) => takesMoney({ state }));
    expect(open.toSorted()).toEqual(['authorized', 'awaiting', 'created', 'provisional', 'requested', 'unknown']);
    expect(chargeStates.every((state) => takesMoney({ state, account: { open: true } }))).toBe(true);
    expect(chargeStates.filter((state) => takesMoney({ state, account: { open: false } }))).toEqual(open);
  });

  test('oracle 54: each method has its limit, and its least where the provider has one', () => {
    const methods = ['card', 'konbini', 'payeasy', 'virtual_account', 'direct_debit'] as const;
    expect(methods.map((method) => mostOf(method, yen(5)))).toEqual([9_999_999, 5, 999_999, 9_999_999, 9_999_999]);
    const least = { card: yen(50) };
    expect([49, 50].map((sum) => unfitSum('card', yen(sum), yen(5), { least }))).toEqual(['under_limit', null]);
    expect([unfitSum('konbini', yen(1), yen(5), { least }), unfitSum('card', yen(0), yen(5), {})]).toEqual([null, null]);
  });

  test('a payer is the member themself or whoever has a link, and one link is another’s', () => {
    const [a, b] = ['lnk_a', 'lnk_b'] as [PayLinkId, PayLinkId];
    expect([isSamePayer({}, { payLinkId: null }), isSamePayer({ payLinkId: undefined }, {})]).toEqual([true, true]);
    expect([isSamePayer({ payLinkId: a }, { payLinkId: a }), isSamePayer({ payLinkId: a }, { payLinkId: b })]).toEqual([true, false]);
    expect([isSamePayer({ payLinkId: a }, {}), isSamePayer({ payLinkId: null }, { payLinkId: a })]).toEqual([false, false]);
  });

  test('of one moment and kind the id decides, and the list that was given stays as it was', () => {
    const events = ['b', 'a', 'c'].map((_id) => ({ ...paid, _id }));
    expect(orderEvents(events).map(({ _id }) => _id)).toEqual(['a', 'b', 'c']);
    expect(events.map(({ _id }) => _id)).toEqual(['b', 'a', 'c']);
  });
});

import type { RefundId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, test } from 'vitest';
import { bouncedBy, countedRefunds, isUnanswered, nextAskAt, refundVerdicts } from './refund.rules.ts';

type Asked = Parameters<typeof refundVerdicts>[0][number];
type Told = Parameters<typeof refundVerdicts>[1][number];
const asked = (id: string, amount: number, given: Partial<Asked> = {}): Asked => ({
  _id: id as RefundId,
  amount: yen(amount),
  state: 'sent',
  providerRefundId: null,
  nextAskAt: new Date(0),
  ...given,
});
let count = 0;
const told = (kind: Told['kind'], given: Partial<Told> = {}): Told => {
  count += 1;
  return { _id: `mev_${count}` as Told['_id'], kind, occurredAt: new Date(count * 1000), refunded: null, held: false, ...given };
};
const whole = yen(10_000);
const verdicts = (refunds: Asked[], events: Told[]) =>
  refundVerdicts(refunds, events, whole).map(({ refundId, state }) => `${refundId} ${state}`);

describe('provider case 28: which refunds the provider’s word settles', () => {
  test('by its own id, and never by somebody else’s refund of the same sum', () => {
    const refunds = [asked('a', 3000, { providerRefundId: 're_a' }), asked('b', 3000, { providerRefundId: 're_b' })];
    const other = { refund: { id: 're_other', amount: yen(3000) } };
    expect(verdicts(refunds, [told('partly_refunded', other)])).toEqual([]);
    expect(verdicts(refunds, [told('partly_refunded', { refund: { id: 're_b', amount: yen(3000) } })])).toEqual(['b done']);
  });

  test('one that came back is refused, whether it had been through or not', () => {
    const failed = told('refund_failed', { held: true, refund: { id: 're_a', amount: yen(3000) } });
    for (const state of ['sent', 'done'] as const)
      expect(verdicts([asked('a', 3000, { state, providerRefundId: 're_a' })], [failed])).toEqual(['a refused']);
    expect(verdicts([asked('a', 3000, { state: 'refused', providerRefundId: 're_a' })], [failed])).toEqual([]);
  });

  test('where sums are told, oldest first, and no yen is used for two of them', () => {
    const refunds = [asked('a', 3000, { state: 'done' }), asked('b', 2000), asked('c', 2000)];
    expect(verdicts(refunds, [told('partly_refunded', { refunded: yen(4999) })])).toEqual([]);
    expect(verdicts(refunds, [told('partly_refunded', { refunded: yen(5000) })])).toEqual(['b done']);
    expect(verdicts(refunds, [told('refunded')])).toEqual(['b done', 'c done']);
  });

  test('one that is through, or whose answer is still out, is not made through by its own id once more', () => {
    const refund = { id: 're_a', amount: yen(3000) };
    for (const state of ['done', 'unknown', 'refused'] as const)
      expect(verdicts([asked('a', 3000, { state, providerRefundId: 're_a' })], [told('refunded', { refund })])).toEqual([]);
  });

  test('of a sum told, those that go by their own id take nothing', () => {
    const refunds = [asked('a', 3000, { state: 'done', providerRefundId: 're_a' }), asked('b', 2000)];
    expect(verdicts(refunds, [told('partly_refunded', { refunded: yen(2000) })])).toEqual(['b done']);
  });

  test('the highest sum told counts, in whatever order they arrive, and only a refund tells one', () => {
    const sums = [5000, 3000].map((sum) => told('partly_refunded', { refunded: yen(sum) }));
    for (const events of [sums, sums.toReversed()]) expect(verdicts([asked('a', 5000)], events)).toEqual(['a done']);
    expect(verdicts([asked('a', 3000)], [told('final', { refunded: yen(3000) })])).toEqual([]);
  });

  test('why it is refused is told; where it is through there is nothing to explain', () => {
    const [own, other] = [asked('a', 3000, { providerRefundId: 're_a' }), asked('b', 2000)];
    const failed = told('refund_failed', { refund: { id: 're_a', amount: yen(3000) } });
    expect(refundVerdicts([own, other], [failed, told('partly_refunded', { refunded: yen(2000) })], whole)).toEqual([
      { refundId: 'a', state: 'refused', code: 'bounced' },
      { refundId: 'b', state: 'done', code: '' },
    ]);
    expect(refundVerdicts([own], [told('refunded', { refund: { id: 're_a', amount: yen(3000) } })], whole)).toEqual([
      { refundId: 'a', state: 'done', code: '' },
    ]);
  });

  test('held events and refunds whose answer is still out settle nothing', () => {
    expect(verdicts([asked('a', 3000)], [told('partly_refunded', { refunded: yen(3000), held: true })])).toEqual([]);
    expect(verdicts([asked('a', 3000, { state: 'unknown' })], [told('partly_refunded', { refunded: yen(3000) })])).toEqual([]);
  });

  test('T28: one that nobody asks about any more is explained by the sum told, as one that was taken on is', () => {
    const lost = asked('a', 3000, { state: 'unknown', nextAskAt: null });
    expect(verdicts([lost], [told('partly_refunded', { refunded: yen(2999) })])).toEqual([]);
    expect(verdicts([lost, asked('b', 3000)], [told('partly_refunded', { refunded: yen(3000) })])).toEqual(['a done']);
    // Of a provider that names its refunds the sum says nothing of this one.
    expect(verdicts([lost], [told('partly_refunded', { refund: { id: 're_other', amount: yen(3000) } })])).toEqual([]);
  });
});

describe('provider case 28: what has gone by single refunds, and what came back of it', () => {
  const of = (id: string, amount: number) => ({ refund: { id, amount: yen(amount) } });

  test('one that was told of twice has gone once; what is held or tells no single refund has not', () => {
    const events = [
      told('partly_refunded', of('re_a', 3000)),
      told('partly_refunded', of('re_a', 3000)),
      told('refunded', of('re_b', 7000)),
      told('partly_refunded', { ...of('re_held', 1000), held: true }),
      told('refund_failed', of('re_failed', 1000)),
      told('partly_refunded', { refunded: yen(3000) }),
    ];
    expect([...countedRefunds(events)]).toEqual([
      ['re_a', 3000],
      ['re_b', 7000],
    ]);
  });

  test('only people say that one is here again; from the provider’s word on it is known to have bounced', () => {
    const gone = told('refunded', of('re_a', 3000));
    const failed = told('refund_failed', { ...of('re_a', 3000), held: true });
    const events = [gone, failed, told('refund_failed')];
    expect([...countedRefunds(events).keys()]).toEqual(['re_a']);
    expect([...countedRefunds([...events, told('refund_returned', of('re_a', 3000))])]).toEqual([]);
    expect(bouncedBy(events)).toEqual(new Set(['re_a']));
    expect(bouncedBy(events, failed.occurredAt)).toEqual(new Set(['re_a']));
    expect(bouncedBy(events, gone.occurredAt)).toEqual(new Set());
  });
});

test('case 28: people are asked about one that has no answer and is asked for no more, and about no other', () => {
  const states = ['wanted', 'sent', 'unknown', 'done', 'refused'] as const;
  const open = (nextAsk: Date | null) => states.filter((state) => isUnanswered({ state, nextAskAt: nextAsk }));
  expect(open(null)).toEqual(['sent', 'unknown']);
  expect(open(new Date(0))).toEqual([]);
});

test('T28: a lost answer is asked about on 1m, 5m, 30m, 1h, 6h and three days, then never again; one that was taken on for weeks', () => {
  const now = new Date(0);
  const waits = (state: 'unknown' | 'sent') => {
    const minutes: number[] = [];
    for (let asks = 0; ; asks += 1) {
      const next = nextAskAt(state, asks, now);
      if (next === null) return minutes;
      minutes.push(next.getTime() / 60_000);
    }
  };
  expect(waits('unknown')).toEqual([1, 5, 30, 60, 360, 1440, 1440, 1440]);
  expect(waits('sent').slice(0, 4)).toEqual([5, 60, 360, 1440]);
  expect(waits('sent').reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(45 * 1440);
  for (const state of ['done', 'refused', 'wanted'] as const) expect(nextAskAt(state, 0, now)).toBeNull();
});

import { yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import type { ReportedLine } from '../connectors/settlement-report.ts';
import {
  type MatchedLine,
  type OwnCharge,
  type Window,
  inReadingOrder,
  isLate,
  matchSettlement,
  stepsOf,
  windowOf,
} from './settlement.rules.ts';

const dayMs = 86_400_000;
const day = (text: string) => new Date(`${text}T03:00:00Z`);
const before = (moment: Date, ms = 1) => new Date(moment.getTime() - ms);
const [previous, cutoff, from] = [day('2026-04-01'), day('2026-05-01'), day('2026-03-01')];
const window: Window = { from, previousCutoffAt: previous, cutoffAt: cutoff };
const charge = (number: string, changes: Partial<OwnCharge> = {}): OwnCharge => ({
  chargeId: `charge ${number}`,
  paymentNumber: number,
  providerPaymentId: null,
  method: 'konbini',
  asked: yen(10_000),
  paidAt: day('2026-04-10'),
  returned: zeroYen,
  returnedAt: null,
  settled: { paid: false, returned: zeroYen },
  ...changes,
});
const line = (
  kind: ReportedLine['kind'],
  amount: number,
  orderNumber: string | null = '1',
  providerPaymentId: string | null = null,
): ReportedLine => ({
  kind,
  amount: yen(amount),
  orderNumber,
  providerPaymentId,
  happenedAt: day('2026-04-11'),
});
const match = (lines: readonly ReportedLine[], charges: readonly OwnCharge[], over: Partial<Window> = {}) =>
  matchSettlement(
    { reference: 'ST', cutoffAt: cutoff, remittance: zeroYen, transfer: 'pending', lines: [...lines] },
    { ...window, ...over },
    charges,
  );

describe('provider case 46: what a line of a settlement is', () => {
  it('names its charge, with what the books say of it', () => {
    expect(match([line('payment', 9800)], [charge('1')])).toEqual([
      {
        kind: 'payment',
        verdict: 'other_amount',
        period: 'since',
        chargeId: 'charge 1',
        paymentNumber: '1',
        method: 'konbini',
        amount: 9800,
        ours: 10_000,
        happenedAt: day('2026-04-11'),
      },
    ]);
  });

  it('is nobody’s, with what the provider calls it, where no charge is meant', () => {
    const nobody = { chargeId: null, method: null, period: null, ours: null };
    expect(match([line('payment', 5, '9'), line('payment', 5, null)], [])).toMatchObject([
      { ...nobody, verdict: 'unknown', paymentNumber: '9' },
      { ...nobody, verdict: 'unknown', paymentNumber: '' },
    ]);
    // What is taken off as a whole is about no charge, whatever number stands with it.
    for (const [kind, verdict] of [
      ['fee', 'deduction'],
      ['fee_tax', 'deduction'],
      ['stamp', 'deduction'],
      ['transfer_fee', 'deduction'],
      ['correction', 'correction'],
    ] as const)
      expect(match([line(kind, -5)], [charge('1', { settled: { paid: true, returned: zeroYen } })]), kind).toMatchObject([
        { ...nobody, kind, verdict, paymentNumber: '1' },
      ]);
  });

  it('goes by its payment first, and by the number of the order where it names none that is known', () => {
    const [one, two] = [charge('1', { providerPaymentId: 'pay_1' }), charge('2', { providerPaymentId: 'pay_2' })];
    const named = (orderNumber: string | null, paymentId: string | null) =>
      match([line('payment', 10_000, orderNumber, paymentId)], [one, two])[0]!.paymentNumber;
    expect([named('1', 'pay_2'), named(null, 'pay_2'), named('1', 'pay_9'), named('1', null)]).toEqual(['2', '2', '1', '1']);
  });

  it('belongs to the settlement before, to this one or to the next by when the money came, to the millisecond', () => {
    const period = (paidAt: Date, over: Partial<Window> = {}) =>
      match([line('payment', 10_000)], [charge('1', { paidAt })], over)[0]!.period;
    expect([period(previous), period(new Date(previous.getTime() + 1)), period(cutoff), period(new Date(cutoff.getTime() + 1))]).toEqual([
      'before',
      'since',
      'since',
      'early',
    ]);
    expect(period(previous, { previousCutoffAt: null })).toBe('since');
    const returned = { returned: yen(500), returnedAt: previous, settled: { paid: true, returned: zeroYen } };
    expect(match([line('refund', -500)], [charge('1', returned)])[0]).toMatchObject({ verdict: 'matched', period: 'before', ours: -500 });
  });

  it('a refund takes of what went back and is not settled yet, to the last yen', () => {
    const one = charge('1', { returned: yen(3000), returnedAt: day('2026-04-20'), settled: { paid: true, returned: yen(1000) } });
    const verdicts = (...amounts: number[]) =>
      match(
        amounts.map((amount) => line('refund', -amount)),
        [one],
      ).map(({ verdict, ours }) => `${verdict} ${ours}`);
    expect(verdicts(2000)).toEqual(['matched -2000']);
    expect(verdicts(2001)).toEqual(['not_refunded null', 'carried -2000']);
    expect(verdicts(1500, 500)).toEqual(['matched -1500', 'matched -500']);
    expect(verdicts(1500, 501)).toEqual(['matched -1500', 'not_refunded null', 'carried -500']);
    expect(match([line('refund', -1)], [charge('1', { settled: { paid: true, returned: zeroYen } })])[0]!.verdict).toBe('not_refunded');
  });

  it('a stamp is 200 or 210 yen of 50,000 and more at a store', () => {
    const verdict = (asked: number, short: number, method: OwnCharge['method'] = 'konbini') =>
      match([line('payment', asked - short)], [charge('1', { asked: yen(asked), method })])[0]!.verdict;
    expect([verdict(50_000, 200), verdict(50_000, 210), verdict(49_999, 200), verdict(50_000, 205)]).toEqual([
      'stamp',
      'stamp',
      'other_amount',
      'other_amount',
    ]);
    expect([verdict(50_000, 200, 'card'), verdict(50_000, 0)]).toEqual(['other_amount', 'matched']);
  });
});

describe('provider case 46: what a settlement has left out', () => {
  const open = (changes: Partial<OwnCharge>, over: Partial<Window> = {}) => match([], [charge('1', changes)], over);

  it('is what came and what went back since the window began, up to the cut-off', () => {
    expect(open({})).toEqual([
      {
        kind: 'open',
        verdict: 'carried',
        period: 'since',
        chargeId: 'charge 1',
        paymentNumber: '1',
        method: 'konbini',
        amount: 0,
        ours: 10_000,
        happenedAt: day('2026-04-10'),
      },
    ]);
    const counts = (paidAt: Date | null) => open({ paidAt }).length;
    expect([counts(from), counts(before(from)), counts(cutoff), counts(new Date(cutoff.getTime() + 1)), counts(null)]).toEqual([
      1, 0, 1, 0, 0,
    ]);
    const settled = { paid: true, returned: zeroYen };
    expect(open({ settled })).toEqual([]);
    const back = { settled, returned: yen(700), returnedAt: day('2026-04-20') };
    expect(open(back)).toMatchObject([{ ours: -700, happenedAt: day('2026-04-20'), amount: 0 }]);
    expect(open({ ...back, returnedAt: before(from) })).toEqual([]);
    expect(open({ ...back, settled: { paid: true, returned: yen(700) } })).toEqual([]);
    expect(open({ returned: yen(700), returnedAt: day('2026-04-20') }).map(({ ours }) => ours)).toEqual([10_000, -700]);
  });

  it('is overdue once it was before the former cut-off, more than a fortnight ago', () => {
    const late = (days: number, ms: number) => {
      const paidAt = before(cutoff, days * dayMs + ms);
      return open({ paidAt }, { previousCutoffAt: before(cutoff, dayMs) })[0]!.verdict;
    };
    expect([late(14, 0), late(14, 1), late(13, 0)]).toEqual(['carried', 'overdue', 'carried']);
    expect(open({ paidAt: before(cutoff, 20 * dayMs) }, { previousCutoffAt: before(cutoff, 25 * dayMs) })[0]!.verdict).toBe('carried');
  });
});

describe('provider case 46: from the books to the transfer', () => {
  type Line = Parameters<typeof stepsOf>[0][number];
  const one = (
    kind: Line['kind'],
    verdict: Line['verdict'],
    amount: number,
    ours: number | null = null,
    period: Line['period'] = null,
  ): Line => ({
    kind,
    verdict,
    period,
    amount: yen(amount),
    ours: ours === null ? null : yen(ours),
  });
  const steps = (lines: readonly Line[], remittance?: number) =>
    stepsOf(lines, yen(remittance ?? lines.reduce((sum, { amount }) => sum + amount, 0))).map(
      ({ step, count, amount }) => `${step} ${count} ${amount}`,
    );

  it('each line adds by its own name what the books do not say', () => {
    expect(
      steps([
        one('payment', 'matched', 10, 10, 'before'),
        one('payment', 'matched', 20, 20, 'since'),
        one('payment', 'matched', 5, 5, 'early'),
      ]),
    ).toEqual(['carried_in 1 10', 'since 1 20', 'early 1 5']);
    expect(steps([one('payment', 'stamp', 59_800, 60_000, 'since'), one('stamp', 'deduction', -200), one('fee', 'deduction', -3)])).toEqual(
      ['since 1 60000', 'fee 1 -3', 'stamp 2 -400'],
    );
    for (const kind of ['fee', 'fee_tax', 'transfer_fee'] as const) expect(steps([one(kind, 'deduction', -3)])).toEqual([`${kind} 1 -3`]);
    for (const verdict of ['other_amount', 'unknown', 'twice', 'not_paid', 'not_refunded', 'correction', 'overdue'] as const)
      expect(steps([one('payment', verdict, 7)])).toEqual([`${verdict} 1 7`]);
    expect(steps([one('open', 'carried', 0, 30, 'since')])).toEqual(['since 1 30', 'carried_on 1 -30']);
    expect(steps([one('payment', 'unknown', 7), one('payment', 'unknown', 8)])).toEqual(['unknown 2 15']);
  });

  it('what the lines do not make is a step of its own, more or less, and none where they do', () => {
    const lines = [one('payment', 'matched', 10, 10, 'since')];
    expect([steps(lines, 10), steps(lines, 11).at(-1), steps(lines, 9).at(-1), steps([], 0)]).toEqual([
      ['since 1 10'],
      'unexplained 1 1',
      'unexplained 1 -1',
      [],
    ]);
  });

  it('is read from what asks for somebody, over what is open, to the rest', () => {
    const lines = (['matched', 'carried', 'twice', 'deduction', 'overdue', 'stamp'] as const).map(
      (verdict) => ({ verdict }) as Pick<MatchedLine, 'verdict'>,
    );
    const { asking, open, rest } = inReadingOrder(lines);
    expect([asking, open, rest].map((some) => some.map(({ verdict }) => verdict))).toEqual([
      ['twice', 'overdue'],
      ['carried'],
      ['matched', 'deduction', 'stamp'],
    ]);
  });
});

describe('provider case 46: which days a settlement is about', () => {
  it('begins where the one before began, and no more than 92 days ago', () => {
    const begins = (days: number, ms = 0) =>
      windowOf({ cutoffAt: cutoff, lines: [] }, { cutoffAt: previous, from: before(cutoff, days * dayMs + ms) });
    expect(begins(91)).toEqual({ previousCutoffAt: previous, cutoffAt: cutoff, from: before(cutoff, 91 * dayMs) });
    expect([begins(92).from, begins(92, 1).from]).toEqual([before(cutoff, 92 * dayMs), before(cutoff, 92 * dayMs)]);
  });

  it('the first begins with the day of its oldest payment, or of its own cut-off', () => {
    const lines = [
      { ...line('payment', 1), happenedAt: day('2026-06-01') },
      { ...line('refund', -1), happenedAt: day('2026-01-01') },
    ];
    expect(windowOf({ cutoffAt: cutoff, lines }, null)).toEqual({
      previousCutoffAt: null,
      cutoffAt: cutoff,
      from: new Date('2026-04-30T15:00:00Z'),
    });
  });

  it('a transfer is late 45 days after it was announced, if it has not come', () => {
    const late = (ms: number, transfer: 'pending' | 'paid' = 'pending') => isLate({ transfer, announcedAt: before(cutoff, ms) }, cutoff);
    expect([late(45 * dayMs), late(45 * dayMs + 1), late(45 * dayMs + 1, 'paid')]).toEqual([false, true, false]);
  });
});

import { yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportedLine, SettlementReport } from '../connectors/settlement-report.ts';
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

const day = (text: string) => new Date(`${text}T03:00:00Z`);
const window: Window = { from: day('2026-03-01'), previousCutoffAt: day('2026-04-01'), cutoffAt: day('2026-05-01') };
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
const line = (kind: ReportedLine['kind'], amount: number, orderNumber: string | null = null, at = '2026-04-10'): ReportedLine => ({
  kind,
  amount: yen(amount),
  orderNumber,
  providerPaymentId: null,
  happenedAt: day(at),
});
const report = (lines: ReportedLine[], remittance?: number): SettlementReport => ({
  reference: 'ST-1',
  cutoffAt: window.cutoffAt,
  remittance: yen(remittance ?? lines.reduce((sum, { amount }) => sum + amount, 0)),
  transfer: 'pending',
  lines,
});
const told = (lines: readonly MatchedLine[]) =>
  lines.map(({ kind, verdict, paymentNumber }) => `${kind} ${verdict} ${paymentNumber}`.trim());
const steps = (lines: readonly MatchedLine[], remittance: number) =>
  Object.fromEntries(stepsOf(lines, yen(remittance)).map(({ step, amount }) => [step, amount]));
const sumOf = (of: Record<string, number>) => Object.values(of).reduce((sum, amount) => sum + amount, 0);

describe('a settlement against our charges', () => {
  it('provider case 11: of an order that was paid twice each charge has the line of its own payment', () => {
    const [first, second] = [
      charge('1', { providerPaymentId: 'pay_1' }),
      charge('2', { providerPaymentId: 'pay_2', returned: yen(10_000), returnedAt: day('2026-04-10') }),
    ];
    const of = (kind: 'payment' | 'refund', amount: number, providerPaymentId: string) => ({
      ...line(kind, amount, '1'),
      providerPaymentId,
    });
    const given = report([of('payment', 10_000, 'pay_1'), of('payment', 10_000, 'pay_2'), of('refund', -10_000, 'pay_2')]);
    expect(told(matchSettlement(given, window, [first, second]))).toEqual(['payment matched 1', 'payment matched 2', 'refund matched 2']);
  });

  it('provider case 46: a store cut-off, fees and a stamp are named, and the total is explained to the yen', () => {
    const carried = charge('1', { paidAt: day('2026-03-31') });
    const store = charge('2', { asked: yen(60_000) });
    const late = charge('3', { paidAt: day('2026-04-30') });
    const early = charge('4', { paidAt: day('2026-05-02') });
    const given = report([
      line('payment', 10_000, '1'),
      line('payment', 60_000, '2'),
      line('payment', 10_000, '4'),
      line('fee', -570),
      line('fee_tax', -57),
      line('stamp', -200, '2'),
      line('transfer_fee', -300),
    ]);
    const lines = matchSettlement(given, window, [carried, store, late, early]);
    expect(told(lines)).toEqual([
      'payment matched 1',
      'payment matched 2',
      'payment matched 4',
      'fee deduction',
      'fee_tax deduction',
      'stamp deduction 2',
      'transfer_fee deduction',
      'open carried 3',
    ]);
    expect(steps(lines, given.remittance)).toEqual({
      carried_in: 10_000,
      since: 70_000,
      early: 10_000,
      carried_on: -10_000,
      fee: -570,
      fee_tax: -57,
      stamp: -200,
      transfer_fee: -300,
    });
  });

  it.each([
    ['a stamp that is taken off the payment itself', 59_800, 'stamp'],
    ['a stamp of 210 yen', 59_790, 'stamp'],
    ['any other sum', 59_700, 'other_amount'],
    ['more than was asked for', 60_200, 'other_amount'],
  ])('provider case 46: %s', (_name, amount, verdict) => {
    const lines = matchSettlement(report([line('payment', amount, '1')]), window, [charge('1', { asked: yen(60_000) })]);
    expect(lines[0]!.verdict).toBe(verdict);
    expect(steps(lines, amount)).toEqual({ since: 60_000, [verdict]: amount - 60_000 });
  });

  it('provider case 46: a card bears no stamp, and below 50,000 yen nothing does', () => {
    for (const changes of [{ method: 'card', asked: yen(60_000) }, { asked: yen(49_999) }] as const) {
      const one = charge('1', changes);
      expect(matchSettlement(report([line('payment', one.asked - 200, '1')]), window, [one])[0]!.verdict).toBe('other_amount');
    }
  });

  it('provider case 46: what is nobody’s, paid twice or not paid by our books asks for somebody and counts whole', () => {
    const lines = matchSettlement(
      report([
        line('payment', 3000, '9'),
        line('payment', 10_000, '1'),
        line('payment', 10_000, '1'),
        line('payment', 10_000, '2'),
        line('payment', 10_000, '3'),
        line('correction', -15),
      ]),
      window,
      [charge('1'), charge('2', { paidAt: null }), charge('3', { settled: { paid: true, returned: zeroYen } })],
    );
    expect(told(inReadingOrder(lines).asking)).toEqual([
      'payment unknown 9',
      'payment twice 1',
      'payment not_paid 2',
      'payment twice 3',
      'correction correction',
    ]);
    expect(steps(lines, 42_985)).toEqual({ since: 10_000, unknown: 3000, twice: 20_000, not_paid: 10_000, correction: -15 });
  });

  it('provider case 46: refunds are below nothing, in parts too; what we never gave back asks for somebody', () => {
    const half = charge('1', { returned: yen(5000), returnedAt: day('2026-04-20') });
    const before = charge('2', { settled: { paid: true, returned: yen(1000) }, returned: yen(4000), returnedAt: day('2026-04-20') });
    const lines = matchSettlement(
      report([line('payment', 10_000, '1'), line('refund', -2000, '1'), line('refund', -3000, '2'), line('refund', -10_000, '3')]),
      window,
      [half, before, charge('3', { settled: { paid: true, returned: zeroYen } })],
    );
    expect(told(lines)).toEqual([
      'payment matched 1',
      'refund matched 1',
      'refund matched 2',
      'refund not_refunded 3',
      // 3,000 yen of the first are to be taken off a later one.
      'open carried 1',
    ]);
    expect(steps(lines, -5000)).toEqual({ since: 2000, carried_on: 3000, not_refunded: -10_000 });
  });

  it('provider case 46: left out of one settlement is carried on, left out of two is told', () => {
    const open = (paidAt: string) =>
      matchSettlement(report([]), window, [charge('1', { paidAt: day(paidAt) })]).map(({ verdict }) => verdict);
    expect(open('2026-04-30')).toEqual(['carried']);
    expect(open('2026-03-31')).toEqual(['overdue']);
    expect(open('2026-05-02')).toEqual([]);
    // Before the window: told of long ago, or settled before anybody listened.
    expect(open('2026-02-28')).toEqual([]);
    // A weekly cycle: two cut-offs within a fortnight are no matter yet.
    const weekly = { ...window, previousCutoffAt: day('2026-04-24') };
    expect(matchSettlement(report([]), weekly, [charge('1', { paidAt: day('2026-04-23') })])[0]!.verdict).toBe('carried');
  });

  it('a total that the lines do not make is a step of its own', () => {
    const lines = matchSettlement(report([line('payment', 10_000, '1')]), window, [charge('1')]);
    expect(steps(lines, 9999)).toEqual({ since: 10_000, unexplained: -1 });
  });

  it('the first settlement of an account begins with its oldest payment, later ones end their window after 92 days', () => {
    const lines = [line('payment', 1, '1', '2026-04-12'), line('payment', 1, '2', '2026-04-03'), line('fee', -1, null, '2026-01-01')];
    expect(windowOf(report(lines), null)).toEqual({
      previousCutoffAt: null,
      cutoffAt: window.cutoffAt,
      from: new Date('2026-04-02T15:00:00Z'),
    });
    expect(windowOf(report([]), { cutoffAt: day('2026-04-01'), from: day('2025-01-01') }).from).toEqual(day('2026-01-29'));
  });

  it('provider case 46: whatever the provider settles, the steps make its transfer, no charge counts twice, and the books’ order changes nothing', () => {
    const at = fc.integer({ min: 0, max: 80 }).map((days) => new Date(day('2026-02-20').getTime() + days * 86_400_000));
    const books = fc
      .array(
        fc.record({
          asked: fc.integer({ min: 1, max: 70_000 }).map(yen),
          paidAt: fc.option(at),
          returned: fc.integer({ min: 0, max: 500 }).map(yen),
          returnedAt: at,
          method: fc.constantFrom('card' as const, 'konbini' as const),
          wasPaid: fc.boolean(),
        }),
        { maxLength: 6 },
      )
      .map((rows) =>
        rows.map(({ wasPaid, ...row }, number) =>
          charge(String(number), {
            ...row,
            returnedAt: row.returned === 0 ? null : row.returnedAt,
            settled: { paid: wasPaid && row.paidAt !== null, returned: zeroYen },
          }),
        ),
      );
    const kinds = fc.constantFrom<ReportedLine['kind']>('payment', 'payment', 'payment', 'refund', 'fee', 'stamp', 'correction');
    const row = fc.record({
      kind: kinds,
      number: fc.integer({ min: 0, max: 8 }),
      amount: fc.integer({ min: 0, max: 70_000 }),
      exact: fc.boolean(),
    });
    fc.assert(
      fc.property(books, fc.array(row, { maxLength: 10 }), fc.integer({ min: -5, max: 5 }), (charges, rows, off) => {
        const given = rows.map(({ kind, number, amount, exact }) => {
          const sum = exact ? (charges[number]?.asked ?? amount) : amount;
          return line(kind, kind === 'payment' ? sum : -(amount % 600), String(number));
        });
        const statement = report(given);
        const remittance = statement.remittance + off;
        const lines = matchSettlement(statement, window, charges);
        expect(sumOf(steps(lines, remittance))).toBe(remittance);
        expect(lines.filter(({ kind }) => kind !== 'open')).toHaveLength(given.length);
        for (const one of charges) {
          const counted = lines.filter(({ chargeId, ours, kind }) => chargeId === one.chargeId && ours !== null && kind === 'payment');
          expect(counted.length).toBeLessThanOrEqual(one.settled.paid || one.paidAt === null ? 0 : 1);
          const open = lines.filter(({ chargeId, kind, ours }) => chargeId === one.chargeId && kind === 'open' && ours! > 0);
          if (counted.length > 0) expect(open).toEqual([]);
        }
        const other = matchSettlement(statement, window, charges.toReversed());
        expect(other.filter(({ kind }) => kind !== 'open')).toEqual(lines.filter(({ kind }) => kind !== 'open'));
        expect(steps(other, remittance)).toEqual(steps(lines, remittance));
      }),
    );
  });
});

it('provider case 46: a transfer that was heard of 45 days ago and is still on its way is late', () => {
  const announcedAt = day('2026-05-01');
  expect(isLate({ transfer: 'pending', announcedAt }, day('2026-06-15'))).toBe(false);
  expect(isLate({ transfer: 'pending', announcedAt }, day('2026-06-16'))).toBe(true);
  expect(isLate({ transfer: 'paid', announcedAt }, day('2026-06-16'))).toBe(false);
});

import type { PayoutView } from '@tsudoi/shared/contracts/payments/payout.contract';
import {
  type JstDate,
  type JstMonth,
  addDays,
  addMonths,
  firstDayOfMonth,
  jstDate,
  lastDayOfMonth,
  monthOf,
} from '@tsudoi/shared/kernel/jst';
import type { PayoutId } from '@tsudoi/shared/kernel/payout-ids';
import { sumYen, yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Office, accrual, cash } from '../../../../test/journal-office.factory.ts';
import { type Journal, balanceOf } from './journal.rules.ts';
import { payoutJournals } from './payout-journal.rules.ts';

const april: Parameters<typeof payoutJournals>[0] = {
  payoutId: 'pyo_1' as PayoutId,
  closeMonth: '2026-04' as JstMonth,
  state: 'closed',
  fee: yen(1300) as PayoutView['fee'],
  net: yen(23_700),
  paidOn: null,
  cameBack: [],
};
const paid = { ...april, state: 'paid', paidOn: jstDate('2026-05-29') } as const;
const flat = (journals: readonly Journal[]) =>
  journals.map(({ on, lines }) => [on, ...lines.map(({ side, role, amount, tax }) => `${side} ${role} ${amount} ${tax}`)]);
const fee = ['2026-04-30', 'debit systemFee 1300 purchase_10', 'credit clearing 1300 out_of_scope'];
const arrived = ['2026-05-29', 'debit bank 23700 out_of_scope', 'credit clearing 23700 out_of_scope'];

describe('journals of payouts (domain.md 3.10, calculation 5.10)', () => {
  it('POU-02: gross less fee is what arrives: the fee is of the closed month, the money of the day it is there', () => {
    expect(flat(payoutJournals(april, accrual))).toEqual([fee]);
    expect(flat(payoutJournals(paid, accrual))).toEqual([fee, arrived]);
    expect(payoutJournals(paid, accrual).map(({ lines }) => lines[0]!.text)).toEqual([
      'システム利用料 2026年4月分',
      '決済代行からの振込 2026年4月分',
    ]);
    // By 現金主義 nothing is spent before the money is there.
    expect(payoutJournals(april, cash)).toEqual([]);
    expect(flat(payoutJournals(paid, cash))).toEqual([['2026-05-29', ...fee.slice(1)], arrived]);
    const untaxed = payoutJournals(april, { ...accrual, feeTax: 'out_of_scope' });
    expect(untaxed[0]!.lines[0]).toMatchObject({ role: 'systemFee', tax: 'out_of_scope' });
  });

  it('case 89: a transfer that came back was never in the bank; paid to another account it is there once, and the fee stays one', () => {
    for (const state of ['approved', 'exported', 'returned'] as const)
      expect(flat(payoutJournals({ ...april, state }, accrual))).toEqual([fee]);
    expect(new Set(payoutJournals(paid, accrual).map(({ key }) => key))).toEqual(new Set(['pyo_1:fee', 'pyo_1:paid']));
  });

  it('case 89: one that came back after it was there stays written and is taken back on the day of its return, each time under keys of its own', () => {
    const cameBack = [{ paidOn: jstDate('2026-05-29'), returnedOn: jstDate('2026-06-02') }];
    const back = ['2026-06-02', 'debit clearing 23700 out_of_scope', 'credit bank 23700 out_of_scope'];
    const returned = { ...april, state: 'returned' as const, cameBack };
    expect(flat(payoutJournals(returned, accrual))).toEqual([fee, arrived, back]);
    expect(payoutJournals(returned, accrual)[2]!.lines[0]!.text).toBe('決済代行からの振込の組戻し 2026年4月分');
    // What a file may hold already is the same under the same key.
    expect(payoutJournals(returned, accrual).slice(0, 2)).toEqual(payoutJournals(paid, accrual));
    expect(payoutJournals(returned, cash).slice(0, 2)).toEqual(payoutJournals(paid, cash));
    // By 現金主義 the fee was taken from what came, so that it goes back with it.
    expect(flat(payoutJournals(returned, cash))).toEqual([
      ['2026-05-29', ...fee.slice(1)],
      arrived,
      ['2026-06-02', 'debit clearing 1300 out_of_scope', 'credit systemFee 1300 purchase_10'],
      back,
    ]);
    const twice = {
      ...paid,
      paidOn: jstDate('2026-07-01'),
      cameBack: [...cameBack, { paidOn: jstDate('2026-06-10'), returnedOn: jstDate('2026-06-12') }],
    };
    const keys = payoutJournals(twice, cash).map(({ key }) => key.slice('pyo_1:'.length));
    expect(keys).toEqual(['fee', 'paid', 'fee-back', 'paid-back', 'fee:2', 'paid:2', 'fee-back:2', 'paid-back:2', 'fee:3', 'paid:3']);
    for (const terms of [accrual, cash])
      expect([0 - balanceOf(payoutJournals(twice, terms), 'bank'), clearedBy(payoutJournals(twice, terms))]).toEqual([23_700, 25_000]);
  });

  it('case 88: what is carried forward is no journal, and neither is a month that is still being gathered', () => {
    for (const state of ['open', 'carried_forward'] as const) expect(payoutJournals({ ...april, state }, accrual)).toEqual([]);
  });

  it('PAY-21: cash and transfers are in no payout and wait for none; what a bank draws is apart from what the platform owes', () => {
    const office = new Office();
    const bill = office.bill(jstDate('2026-04-01'), 2026, [[30_000, 'out_of_scope']]);
    for (const method of ['cash', 'bank_transfer', 'direct_debit'] as const)
      office.pay(jstDate('2026-04-10'), [[bill, 10_000]], { method });
    const journals = office.journals(accrual);
    expect([balanceOf(journals, 'clearing'), balanceOf(journals, 'debit')]).toEqual([0, -10_000]);
  });
});

interface Line {
  readonly on: JstDate;
  readonly amount: number;
  readonly fee: number;
}
const act = fc.record({
  what: fc.constantFrom('pay', 'pay', 'pay', 'back', 'close', 'close', 'settle', 'settle', 'return'),
  one: fc.nat({ max: 20 }),
  amount: fc.integer({ min: 1, max: 20_000 }),
  days: fc.integer({ min: 0, max: 25 }),
});

/** Online money and its payouts, month by month, as the payments-service gathers them. */
class Platform {
  readonly office = new Office();
  readonly payouts: { readonly row: Parameters<typeof payoutJournals>[0]; readonly lines: Line[] }[] = [];
  waiting: Line[] = [];

  pay(on: JstDate, amount: number): void {
    const bill = this.office.bill(on, 2026, [[amount, 'out_of_scope']]);
    this.office.pay(on, [[bill, amount]], { method: 'card' });
    this.waiting.push({ on, amount, fee: Math.floor((amount * 360) / 10_000) });
  }
  back(on: JstDate, which: number): void {
    const open = this.office.payments.filter(({ received, returns = [] }) => received > sumYen(returns.map(({ amount }) => amount)));
    const payment = open[which % Math.max(1, open.length)];
    if (!payment) return;
    const left = payment.received - sumYen((payment.returns ?? []).map(({ amount }) => amount));
    const amount = which % 2 === 0 ? left : Math.ceil(left / 2);
    this.office.take(on, payment, amount, { money: true, from: null });
    this.waiting.push({ on, amount: -amount, fee: 0 });
  }
  close(closeMonth: JstMonth): void {
    const lines = this.waiting.filter(({ on }) => on <= lastDayOfMonth(closeMonth));
    const known = this.payouts.some(({ row }) => row.closeMonth === closeMonth);
    if (lines.length === 0 || known) return;
    const sum = (of: (line: Line) => number) => lines.reduce((total, line) => total + of(line), 0);
    const net = sum((line) => line.amount - line.fee);
    const state = net > 0 ? ('closed' as const) : ('carried_forward' as const);
    const row = {
      payoutId: `pyo_${closeMonth}` as PayoutId,
      closeMonth,
      state,
      fee: yen(sum((line) => line.fee)) as PayoutView['fee'],
      net: yen(net),
    };
    this.payouts.push({ row: { ...row, paidOn: null, cameBack: [] }, lines });
    if (state === 'closed') this.waiting = this.waiting.filter((line) => !lines.includes(line));
  }
  /** The newest that is there comes back after all. */
  comeBack(on: JstDate): void {
    const at = this.payouts.findLastIndex(({ row }) => row.state === 'paid');
    const found = this.payouts[at];
    if (!found) return;
    const { paidOn, cameBack } = found.row;
    const row = { ...found.row, state: 'returned' as const, paidOn: null, cameBack: [...cameBack, { paidOn: paidOn!, returnedOn: on }] };
    this.payouts[at] = { ...found, row };
  }
  /** The oldest that the bank has not answered for: sent back the first time, there the second. */
  settle(on: JstDate): void {
    const at = this.payouts.findIndex(({ row }) => ['closed', 'returned'].includes(row.state));
    const found = this.payouts[at];
    if (!found) return;
    const row =
      found.row.state === 'closed' ? { ...found.row, state: 'returned' as const } : { ...found.row, state: 'paid' as const, paidOn: on };
    this.payouts[at] = { ...found, row };
  }
}

const seed = Number(process.env['TSUDOI_SEED'] ?? '1');
const clearedBy = (journals: readonly Journal[]) => balanceOf(journals, 'clearing') as number;

describe('G7: payouts and the receivable from the platform', () => {
  it('POU-02: each payout clears the sum of its lines, and what is owed by the platform is what no payout has brought', () => {
    let paidOut = 0;
    fc.assert(
      fc.property(fc.array(act, { minLength: 5, maxLength: 60, size: 'max' }), fc.constantFrom(accrual, cash), (acts, terms) => {
        const platform = new Platform();
        let day = jstDate('2026-04-01');
        let known = new Map<string, string>();
        for (const { what, one, amount, days } of acts) {
          day = addDays(day, days);
          if (what === 'pay') platform.pay(day, amount);
          if (what === 'back') platform.back(day, one);
          if (what === 'close') platform.close(monthOf(addMonths(firstDayOfMonth(monthOf(day)), -1)));
          if (what === 'settle') platform.settle(day);
          if (what === 'return') platform.comeBack(day);
          const now = new Map(
            platform.payouts.flatMap(({ row }) => payoutJournals(row, terms)).map((journal) => [journal.key, JSON.stringify(journal)]),
          );
          for (const [key, text] of known) expect(now.get(key)).toBe(text);
          known = now;
        }
        const ofPayouts = platform.payouts.flatMap(({ row }) => payoutJournals(row, terms));
        for (const { lines } of ofPayouts)
          expect(lines.reduce((sum, line) => sum + (line.side === 'debit' ? line.amount : -line.amount), 0)).toBe(0);
        for (const { row, lines } of platform.payouts.filter((payout) => payout.row.state === 'paid')) {
          paidOut += 1;
          expect(clearedBy(payoutJournals(row, terms))).toBe(lines.reduce((sum, line) => sum + line.amount, 0));
        }
        // Of what is closed and not there yet, by 発生主義 the fee has been taken already.
        const under = platform.payouts.filter(({ row }) => ['closed', 'returned'].includes(row.state));
        const owed =
          platform.waiting.reduce((sum, line) => sum + line.amount, 0) +
          under.reduce((sum, { row }) => sum + row.net + (terms.basis === 'cash' ? row.fee : 0), 0);
        expect(0 - clearedBy([...platform.office.journals(terms), ...ofPayouts])).toBe(owed);
      }),
      { numRuns: 60, seed },
    );
    expect(paidOut).toBeGreaterThan(50);
  }, 60_000);
});

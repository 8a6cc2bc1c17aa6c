import type { FiscalYear } from '@tsudoi/shared/kernel/jst';
import { JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distribute, dueForYear, givesPromised, isOver, nameForYear, notLate, overflowOf, startAnew } from './correction.rules.ts';

const money = (...amounts: number[]) => amounts.map((amount, index) => ({ paymentId: `p${index + 1}`, amount: yen(amount) }));
const place = (key: string, asks: number) => ({ key, asks: yen(asks) });
const shown = (moves: readonly { paymentId: string; amount: number; to: string | null }[]) =>
  moves.map(({ paymentId, amount, to }) => `${paymentId} ${amount} ${to ?? '-'}`);

describe('where the money of a corrected bill goes', () => {
  it('ADJ-05: all of it leaves a bill that is replaced; what the new one does not ask for lies on none', () => {
    const { moves, stays } = distribute('replaced', { amount: yen(10_000) }, money(10_000), [place('new', 5000)], null);
    expect(shown(moves)).toEqual(['p1 5000 new', 'p1 5000 -']);
    expect(stays).toBe(0);
  });
  it('ADJ-06, oracle 29: next year comes after the bill made anew, and before none', () => {
    const { moves } = distribute('replaced', { amount: yen(10_000) }, money(4000, 6000), [place('new', 3000)], place('next', 3000));
    expect(shown(moves)).toEqual(['p1 3000 new', 'p1 1000 next', 'p2 2000 next', 'p2 4000 -']);
  });
  it('PAY-15: of a surplus the oldest money stays', () => {
    const { moves, stays } = distribute('surplus', { amount: yen(10_000) }, money(10_000, 10_000), [place('old', 8000)], null);
    expect(shown(moves)).toEqual(['p2 8000 old', 'p2 2000 -']);
    expect(stays).toBe(10_000);
  });
  it('PAY-17: of misplaced money only what the other asks for leaves, and what is too much for both', () => {
    expect(shown(distribute('misplaced', { amount: yen(8000) }, money(8000), [place('old', 5000)], null).moves)).toEqual(['p1 5000 old']);
    expect(shown(distribute('misplaced', { amount: yen(8000) }, money(8000, 8000), [place('old', 5000)], null).moves)).toEqual([
      'p2 5000 old',
      'p2 3000 -',
    ]);
  });

  it('PAY-16 property: no yen is made or lost, no place takes more than it asks for, none is left empty while money lies on no bill', () => {
    const amounts = fc.integer({ min: 1, max: 30_000 });
    fc.assert(
      fc.property(
        fc.constantFrom('replaced' as const, 'surplus' as const, 'misplaced' as const),
        fc.integer({ min: 0, max: 20_000 }),
        fc.array(amounts, { maxLength: 6 }),
        fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 4 }),
        fc.option(amounts, { nil: null }),
        (giving, amount, received, asked, next) => {
          const bill = { amount: yen(amount) };
          const places = asked.map((asks, index) => place(`b${index}`, asks));
          const total = received.reduce((sum, value) => sum + value, 0);
          const nextPlace = next === null ? null : place('next', next);
          const { moves, stays, over } = distribute(giving, bill, money(...received), places, nextPlace);
          const to = (key: string | null) => moves.filter((move) => move.to === key).reduce((sum, move) => sum + move.amount, 0);
          const moved = moves.reduce((sum, move) => sum + move.amount, 0);
          expect(moved + stays).toBe(total);
          expect(moves.every((move) => move.amount > 0)).toBe(true);
          for (const [index, value] of received.entries())
            expect(
              moves.filter((move) => move.paymentId === `p${index + 1}`).reduce((sum, move) => sum + move.amount, 0),
            ).toBeLessThanOrEqual(value);
          for (const { key, asks } of [...places, ...(nextPlace ? [nextPlace] : [])]) {
            expect(to(key)).toBeLessThanOrEqual(asks);
            if (to(null) > 0) expect(to(key)).toBe(asks);
          }
          expect(stays).toBeLessThanOrEqual(amount);
          if (giving === 'surplus') expect(stays).toBe(Math.min(amount, total));
          if (giving === 'replaced') expect(stays).toBe(0);
          expect(over).toBe(to('next') + to(null));
          expect(overflowOf(giving, bill, yen(total), places)).toEqual({ stays, over });
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('what refunds were promised', () => {
  const move = (paymentId: string, amount: number, to: string | null, from: string | null = 'old') => ({
    paymentId,
    amount: yen(amount),
    from,
    to,
  });
  const gives = (moves: ReturnType<typeof move>[], unallocated: number, promised: number) =>
    givesPromised(moves, [{ _id: 'p1', unallocated: yen(unallocated) }], () => yen(promised));
  it('docs/decisions/0027: is covered by what lies on no bill after the moves, to the last yen', () => {
    const halves = [move('p1', 5000, 'new'), move('p1', 5000, null)];
    expect([gives(halves, 0, 5000), gives(halves, 0, 5001), gives(halves, 1, 5001)]).toEqual([false, true, false]);
  });
  it('docs/decisions/0027: matters to no plan that gives nothing to a bill, and to each that takes from none', () => {
    expect(gives([move('p1', 5000, null)], 0, 9000)).toBe(false);
    expect([gives([move('p1', 5000, 'old', null)], 8000, 3000), gives([move('p1', 5000, 'old', null)], 8000, 3001)]).toEqual([false, true]);
  });
  it('docs/decisions/0027: of a payment that stays it stops the others, whose surplus it would have taken', () => {
    expect(gives([move('p2', 5000, 'next')], 0, 5000)).toBe(true);
  });
});

describe('a bill made anew', () => {
  it('keeps its due day, moves it by years, and never is late when it is made', () => {
    const today = jstDate('2026-05-20');
    expect(notLate(jstDate('2026-06-30'), today)).toBe('2026-06-30');
    expect(dueForYear(null, jstDate('2024-02-29'), 3, today)).toBe('2027-02-28');
    expect(notLate(jstDate('2026-05-20'), today)).toBe('2026-05-20');
    expect(notLate(jstDate('2026-05-19'), today)).toBe('2026-06-19');
  });
  it('case 69: for another year is due as the rule says; where that has passed, a month from today', () => {
    const today = jstDate('2026-05-20');
    expect(dueForYear(jstDate('2026-06-01'), jstDate('2025-06-02'), 1, today)).toBe('2026-06-01');
    expect(dueForYear(jstDate('2025-06-02'), jstDate('2026-06-01'), -1, today)).toBe('2026-06-19');
  });
  it('BIL-12, PAY-16: for another year begins with that year, wherever the old one began; a term keeps its month', () => {
    const start = (month: string, to: number, isTerm = false, first = 4) =>
      startAnew({ fiscalYear: 2026 as FiscalYear, allocationStartMonth: JstMonth.parse(month) }, to as FiscalYear, first, isTerm);
    expect([start('2026-04', 2025), start('2026-10', 2027), start('2027-02', 2027)]).toEqual(['2025-04', '2027-04', '2027-04']);
    expect(start('2026-10', 2027, false, 9)).toBe('2027-09');
    expect([start('2026-10', 2027, true), start('2027-02', 2029, true)]).toEqual(['2027-10', '2030-02']);
  });
  it('says the year in its name', () => {
    expect(nameForYear('2027年度 年会費', 2027 as FiscalYear, 2026 as FiscalYear)).toBe('2026年度 年会費');
    expect(nameForYear('年会費', 2027 as FiscalYear, 2026 as FiscalYear)).toBe('2026年度 年会費');
  });
  it('ADJ-06: its name says the year as the old one did, in the era or by the calendar, and both calendar years of it', () => {
    const named = (name: string, from = 2025, to = 2026) => nameForYear(name, from as FiscalYear, to as FiscalYear);
    expect(named('令和7年度 年会費')).toBe('令和8年度 年会費');
    expect(named('２０２５年度（令和７年度）年会費')).toBe('２０２６年度（令和８年度）年会費');
    expect(named('2025年度（2025年4月〜2026年3月）')).toBe('2026年度（2026年4月〜2027年3月）');
    expect(named('2026年度（2026年4月〜2027年3月）', 2026, 2025)).toBe('2025年度（2025年4月〜2026年3月）');
    expect(named('平成30年度 年会費', 2018, 2019)).toBe('令和元年度 年会費');
    expect(named('令和元年度 年会費', 2019, 2020)).toBe('令和2年度 年会費');
    expect(named('平成31年度 年会費', 2019, 2018)).toBe('平成30年度 年会費');
    expect(named('年会費', 2026, 2026)).toBe('年会費');
    // Another year, or a number that only holds these digits, is none of it.
    expect(named('令和5年度から続く会費')).toBe('2026年度 令和5年度から続く会費');
    expect(named('口座120250 年会費')).toBe('2026年度 口座120250 年会費');
  });
});

describe('dues of a year that is over', () => {
  const of = (fiscalYear: number, month: string, term: Partial<Parameters<typeof isOver>[0]> = {}) => ({
    fiscalYear: fiscalYear as FiscalYear,
    allocationStartMonth: JstMonth.parse(month),
    ...term,
  });
  it('ADJ-04: the year is over with its last day, a term with its own', () => {
    const over = (bill: Parameters<typeof isOver>[0], today: string) => isOver(bill, jstDate(today), 4);
    expect([over(of(2025, '2025-04'), '2026-03-31'), over(of(2025, '2025-04'), '2026-04-01')]).toEqual([false, true]);
    expect(over(of(2027, '2027-04'), '2026-04-01')).toBe(false);
    const term = of(2025, '2026-01', { pricedOn: jstDate('2026-01-15'), termMonths: 12 });
    expect([over(term, '2027-01-14'), over(term, '2027-01-15')]).toEqual([false, true]);
    expect(over(of(2025, '2025-10', { termMonths: 24, termKind: 'fiscal_year' }), '2027-03-31')).toBe(false);
  });
});

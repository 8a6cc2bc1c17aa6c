import { jstDate } from '@tsudoi/shared/kernel/jst';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Term, liveTerms, nextFrom, termPaid, termState, validThrough } from './term.rules.ts';

const rolling = (months: number) => ({ kind: 'rolling', months }) as const;

describe('where the next term begins', () => {
  const end = jstDate('2026-06-30');
  test('BIL-15: the day after the former end, whether paid before it or within the grace', () => {
    expect(nextFrom(end, jstDate('2026-06-01'), 30)).toBe('2026-07-01');
    expect(nextFrom(end, jstDate('2026-07-30'), 30)).toBe('2026-07-01');
    expect(nextFrom(end, jstDate('2026-07-01'), 0)).toBe('2026-07-01');
  });
  test('BIL-15: the day of the payment once the grace is over, or where there was no term', () => {
    expect(nextFrom(end, jstDate('2026-07-31'), 30)).toBe('2026-07-31');
    expect(nextFrom(null, jstDate('2026-07-31'), 30)).toBe('2026-07-31');
  });
  test('BIL-15: a term that the office entered meanwhile is continued, not covered twice', () => {
    const rows = [
      { _id: 'a', from: jstDate('2025-07-01'), through: end, reverses: null },
      { _id: 'b', from: jstDate('2026-07-01'), through: jstDate('2026-12-31'), reverses: null },
    ];
    const paid = { formerThrough: end, paidOn: jstDate('2026-06-20'), graceDays: 30, notBefore: jstDate('2020-04-01') };
    expect(termPaid(rows, paid, rolling(12), 4)).toEqual({ from: '2027-01-01', through: '2027-12-31' });
    expect(termPaid(rows.slice(0, 1), paid, rolling(12), 4)).toEqual({ from: '2026-07-01', through: '2027-06-30' });
  });
  test('BIL-15: a term that lies wholly elsewhere takes nothing of the one that is paid; a single day in common does', () => {
    const former = { _id: 'a', from: jstDate('2025-07-01'), through: end, reverses: null };
    const paid = { formerThrough: end, paidOn: jstDate('2026-06-20'), graceDays: 30, notBefore: jstDate('2020-04-01') };
    const beside = (from: string, through: string) =>
      termPaid([{ _id: 'b', from: jstDate(from), through: jstDate(through), reverses: null }, former], paid, rolling(12), 4).from;
    expect([beside('2027-07-01', '2028-06-30'), beside('2024-07-01', '2025-06-30')]).toEqual(['2026-07-01', '2026-07-01']);
    expect([beside('2027-06-30', '2028-06-30'), beside('2026-07-01', '2026-07-01')]).toEqual(['2028-07-01', '2026-07-02']);
  });
  test('BIL-15: the latest end counts, in whatever order the terms were entered', () => {
    const rows = ['2026-12-31', '2027-12-31', '2025-12-31'].map((through, place) => ({
      _id: `${place}`,
      from: jstDate(`${through.slice(0, 4)}-01-01`),
      through: jstDate(through),
      reverses: null,
    }));
    expect(validThrough(rows)).toBe('2027-12-31');
    expect(validThrough([])).toBeNull();
  });
  test('BIL-15: a first term of somebody who has long been here begins with the payment', () => {
    const paid = { formerThrough: null, paidOn: jstDate('2026-03-20'), graceDays: 30, notBefore: jstDate('2020-04-01') };
    expect(termPaid([], paid, rolling(12), 4).from).toBe('2026-03-20');
  });
  test('BIL-15: a first term begins with the membership where that is later than the payment', () => {
    const paid = { formerThrough: null, paidOn: jstDate('2026-03-20'), graceDays: 30, notBefore: jstDate('2026-04-01') };
    expect(termPaid([], paid, rolling(12), 4)).toEqual({ from: '2026-04-01', through: '2027-03-31' });
  });
});

test('BIL-15: how a membership stands on a day', () => {
  const settings = { noticeDays: 30, graceDays: 10 };
  const on = (day: string) => termState(jstDate('2026-06-30'), settings, jstDate(day));
  expect([on('2026-05-30'), on('2026-05-31'), on('2026-06-30')]).toEqual(['valid', 'ending', 'ending']);
  expect([on('2026-07-01'), on('2026-07-10'), on('2026-07-11')]).toEqual(['grace', 'grace', 'ended']);
  expect(termState(null, settings, jstDate('2026-07-01'))).toBe('none');
});

const day = fc.integer({ min: 0, max: 3000 }).map((days) => jstDate(new Date(Date.UTC(2024, 0, 1 + days)).toISOString().slice(0, 10)));

test('BIL-15: a payment always adds a term that begins when the former has ended, and taking it back restores what was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ paidOn: day, months: fc.integer({ min: 1, max: 36 }), takenBack: fc.boolean() }), { maxLength: 8 }),
      (payments) => {
        const rows: Term[] = [];
        for (const [place, { paidOn, months, takenBack }] of payments.entries()) {
          const before = validThrough(rows);
          const paid = { formerThrough: before, paidOn, graceDays: 30, notBefore: jstDate('2020-01-01') };
          const term = termPaid(rows, paid, rolling(months), 4);
          expect(term.from <= term.through).toBe(true);
          if (before !== null) expect(term.from > before).toBe(true);
          rows.push({ _id: `${place}`, ...term, reverses: null });
          expect(validThrough(rows)).toBe(term.through);
          if (!takenBack) continue;
          rows.push({ _id: `${place}-`, ...term, reverses: `${place}` });
          expect(validThrough(rows)).toBe(before);
        }
        expect(liveTerms(rows)).toHaveLength(payments.filter(({ takenBack }) => !takenBack).length);
      },
    ),
  );
});

import { type MandateState, mandateStates } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { bankDayFrom } from '@tsudoi/shared/service/bank-days';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DebitFile, DebitRow } from '../connectors/bank-files/debit-file.ts';
import { canMove, collectionsDue, debitDates, effectOf, eventOfCode, isResultDay, matchRows, nextDebit, refusalOf } from './debit.rules.ts';

const terms = (debitDay: number, leadDays = 0) => ({ debitDay, leadDays });
const on = (month: string, debitDay: number) => debitDates(month as never, terms(debitDay), bankDayFrom).debitOn;

describe('debit days', () => {
  it('provider case 38: a day without a year is that of a debit that was, at most half a year ago', () => {
    const fits = (debitOn: string) => isResultDay({ debitOn: jstDate(debitOn) }, jstDate('2026-11-27'));
    expect(['2026-11-27', '2026-05-27', '2026-11-28', '2026-05-26', '2025-11-27'].map(fits)).toEqual([true, true, false, false, false]);
  });

  it('oracle 35: day 27 is 28 April 2025, 29 September 2025, 29 December 2025 and 28 December 2026', () => {
    expect(['2025-04', '2025-09', '2025-12', '2026-12'].map((month) => on(month, 27))).toEqual([
      '2025-04-28',
      '2025-09-29',
      '2025-12-29',
      '2026-12-28',
    ]);
  });

  it('oracle 36, cases 71 and 72: a holiday, a sandwiched one and the turn of the year move it on, maybe into the next month', () => {
    expect(bankDayFrom(jstDate('2026-05-03'))).toBe('2026-05-07');
    expect(bankDayFrom(jstDate('2026-12-31'))).toBe('2027-01-04');
    expect(on('2026-09', 21)).toBe('2026-09-24');
    expect(on('2026-09', 22)).toBe('2026-09-24');
    expect(on('2026-02', 28)).toBe('2026-03-02');
  });

  it('BIL-18: the list of day 26 is closed when it comes, or as many days before as the bank needs', () => {
    const due = (today: string, leadDays: number) =>
      collectionsDue(jstDate(today), terms(26, leadDays), bankDayFrom).map(({ month, debitOn }) => [month, debitOn]);
    expect(due('2026-05-25', 0)).toEqual([]);
    expect(due('2026-05-26', 0)).toEqual([['2026-05', '2026-05-26']]);
    expect(due('2026-05-27', 0)).toEqual([]);
    expect(due('2026-05-16', 10)).toEqual([['2026-05', '2026-05-26']]);
    expect(due('2026-05-15', 10)).toEqual([]);
  });

  it('every day has a next debit, never one that has gone by, and each month is due on some day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 1, max: 28 }), fc.integer({ min: 0, max: 20 }), (at, day, lead) => {
        const today = addDays(jstDate('2026-01-01'), at);
        const next = nextDebit(today, terms(day, lead), bankDayFrom);
        expect(next.debitOn >= today).toBe(true);
        expect(bankDayFrom(next.debitOn)).toBe(next.debitOn);
        const due = collectionsDue(next.debitOn, terms(day, lead), bankDayFrom);
        expect(due.map(({ month }) => month)).toContain(next.month);
      }),
    );
  });
});

describe('mandates', () => {
  it('go from the wish to the paper to drawing, and what has ended never comes back', () => {
    const allowed = (from: MandateState) => mandateStates.filter((to) => canMove(from, to));
    expect(Object.fromEntries(mandateStates.map((state) => [state, allowed(state)]))).toEqual({
      requested: ['paper_or_web_pending', 'active', 'stopped'],
      paper_or_web_pending: ['active', 'stopped'],
      active: ['paper_or_web_pending', 'stopped', 'invalid'],
      stopped: [],
      invalid: [],
    });
  });

  it('oracle 41: code 1 leaves the mandate, 2 ends it, 3 stops it, 4 asks for the paper again, 8 does nothing, 9 is for staff', () => {
    expect(Object.fromEntries((['0', '1', '2', '3', '4', '8', '9'] as const).map((code) => [code, effectOf(code)]))).toEqual({
      '0': { mandate: null, isPaid: true, needsStaff: false },
      '1': { mandate: null, isPaid: false, needsStaff: false },
      '2': { mandate: 'invalid', isPaid: false, needsStaff: false },
      '3': { mandate: 'stopped', isPaid: false, needsStaff: false },
      '4': { mandate: 'paper_or_web_pending', isPaid: false, needsStaff: false },
      '8': { mandate: null, isPaid: false, needsStaff: false },
      '9': { mandate: null, isPaid: false, needsStaff: true },
    });
  });
});

describe('what the bank says', () => {
  it('case 45: a later word is a new entry, the same word twice is none', () => {
    expect(eventOfCode('requested', '0')).toBe('final');
    expect(eventOfCode('final', '0')).toBeNull();
    expect(eventOfCode('failed', '0')).toBe('final');
    expect(eventOfCode('requested', '1')).toBe('try_failed');
    expect(eventOfCode('failed', '1')).toBeNull();
    expect(eventOfCode('final', '1')).toBe('charged_back');
    expect(eventOfCode('charged_back', '1')).toBeNull();
    expect(eventOfCode('charged_back', '0')).toBe('chargeback_won');
  });

  const row = (customerNumber: string, amount: number, result: string): DebitRow => ({
    bankCode: '0005',
    bankName: '',
    branchCode: '202',
    branchName: '',
    accountKind: '1',
    accountNumber: '0045678',
    holder: 'ﾔﾏﾀﾞ ﾀﾛｳ',
    amount: yen(amount),
    newCode: '0',
    customerNumber,
    result,
  });
  const file = (rows: readonly DebitRow[], done: number[], failed: number[]): Extract<DebitFile, { outcome: 'read' }> => ({
    outcome: 'read',
    header: { consignorCode: '1234567890' } as never,
    rows,
    totals: {
      count: rows.length,
      amount: yen(rows.reduce((sum, { amount }) => sum + amount, 0)),
      doneCount: done.length,
      doneAmount: yen(done.reduce((sum, amount) => sum + amount, 0)),
      failedCount: failed.length,
      failedAmount: yen(failed.reduce((sum, amount) => sum + amount, 0)),
    },
  });

  it('case 44: only a trailer that sums up the codes makes a result; a request never does', () => {
    const rows = [row('M1', 5500, '0'), row('M2', 11_000, '1'), row('M3', 3300, '4')];
    expect(refusalOf(file(rows, [5500], [11_000, 3300]), '1234567890')).toBeNull();
    expect(refusalOf(file(rows, [], []), '1234567890')).toEqual({ outcome: 'refused', problem: 'request_file', line: 5 });
    const request = [row('M1', 5500, '0'), row('M2', 11_000, '0')];
    expect(refusalOf(file(request, [], []), '1234567890')).toMatchObject({ problem: 'request_file' });
    const blank = request.map((one) => ({ ...one, result: '' }));
    expect(refusalOf(file(blank, [], []), '1234567890')).toMatchObject({ problem: 'request_file' });
    expect(refusalOf(file([], [], []), '1234567890')).toMatchObject({ problem: 'request_file' });
    expect(refusalOf(file(rows, [5500, 11_000], [3300]), '1234567890')).toMatchObject({ problem: 'request_file' });
    expect(refusalOf(file([row('M1', 5500, '7')], [], [5500]), '1234567890')).toMatchObject({ problem: 'unknown_code', line: 2 });
    expect(refusalOf(file(rows, [5500], [11_000, 3300]), '9999999999')).toMatchObject({ problem: 'other_consignor' });
  });

  it('is matched by customer number and amount, one charge to one row', () => {
    const line = (customerNumber: string, amount: number) => ({ customerNumber, amount: yen(amount) });
    const lines = [line('M1', 5000), line('M2', 6000)];
    const rows = [line('M2', 6000), line('M1', 6000), line('M1', 5000), line('M1', 5000), line('M3', 1)];
    expect(matchRows(rows, lines).map((match) => match.line)).toEqual([lines[1], null, lines[0], null, null]);
  });
});

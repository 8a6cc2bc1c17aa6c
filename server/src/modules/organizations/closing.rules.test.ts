import { jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, test } from 'vitest';
import {
  closingDates,
  goesOn,
  hasEndedOn,
  isPurgeOver,
  isSuspended,
  lastBusinessDayOfMonth,
  resuming,
  suspending,
} from './closing.rules.ts';

const last = (day: string): string => lastBusinessDayOfMonth(jstDate(day));
const dates = (day: string) => closingDates(jstDate(day));

describe('the end of a contract', () => {
  test('the last business day is before weekends, holidays and the turn of the year', () => {
    expect(last('2026-05-12')).toBe('2026-05-29');
    expect(last('2026-11-01')).toBe('2026-11-30');
    expect(last('2026-10-05')).toBe('2026-10-30');
    expect(last('2026-12-01')).toBe('2026-12-30');
    expect(last('2027-04-10')).toBe('2027-04-30');
    expect(last('2029-04-10')).toBe('2029-04-27');
  });

  test('asked for by the last business day it ends with the next month; later with the one after', () => {
    expect(dates('2026-05-29')).toEqual({ effectiveOn: '2026-06-30', purgedBy: '2026-07-31' });
    expect(dates('2026-05-30')).toEqual({ effectiveOn: '2026-07-31', purgedBy: '2026-08-31' });
    expect(dates('2026-12-30')).toEqual({ effectiveOn: '2027-01-31', purgedBy: '2027-02-28' });
    expect(dates('2026-12-31')).toEqual({ effectiveOn: '2027-02-28', purgedBy: '2027-03-31' });
    expect(dates('2027-01-31')).toEqual({ effectiveOn: '2027-03-31', purgedBy: '2027-04-30' });
    expect(dates('2028-01-31')).toEqual({ effectiveOn: '2028-02-29', purgedBy: '2028-03-31' });
  });

  test('oracle 37: notice, end and the month of the purge', () => {
    expect(dates('2026-04-30')).toEqual({ effectiveOn: '2026-05-31', purgedBy: '2026-06-30' });
    expect(dates('2026-05-01')).toEqual({ effectiveOn: '2026-06-30', purgedBy: '2026-07-31' });
    expect(dates('2026-05-30')).toEqual({ effectiveOn: '2026-07-31', purgedBy: '2026-08-31' });
    const closing = dates('2026-04-30');
    expect(['2026-05-31', '2026-06-01'].map((day) => hasEndedOn(closing, jstDate(day)))).toEqual([false, true]);
    expect(['2026-06-30', '2026-07-01'].map((day) => isPurgeOver(closing, jstDate(day)))).toEqual([false, true]);
  });
});

describe('an organisation that the operator suspends', () => {
  const suspension = { since: new Date('2026-05-20T03:00:00Z'), reason: '申し込みの内容を確かめています。' };
  const asked = (from: 'active' | 'suspended') => ({ requestedOn: jstDate('2026-05-12'), requestedBy: '', from, ...dates('2026-05-12') });

  test('domain.md 3.1: goes on or does not, also while its end is asked for, and comes back to what it was', () => {
    const active = { status: 'active' as const, closing: null };
    expect(suspending(active, suspension)).toEqual({ status: 'suspended', suspension });
    expect(resuming({ status: 'suspended', closing: null })).toEqual({ status: 'active', suspension: null });
    const leaving = { status: 'deletion_requested' as const, closing: asked('active') };
    expect([goesOn(leaving), isSuspended(leaving)]).toEqual([true, false]);
    const stopped = { ...leaving, ...suspending(leaving, suspension) };
    expect(stopped).toEqual({ status: 'deletion_requested', closing: asked('suspended'), suspension });
    expect([goesOn(stopped), isSuspended(stopped)]).toEqual([false, true]);
    expect({ ...stopped, ...resuming(stopped) }).toEqual({ ...leaving, suspension: null });
  });

  test('domain.md 3.1: what is suspended is not suspended again, what goes on is not resumed, and what is over is neither', () => {
    const rows = [
      { status: 'suspended' as const, closing: null },
      { status: 'deletion_requested' as const, closing: asked('suspended') },
      ...(['applied', 'reviewing', 'rejected', 'deleted'] as const).map((status) => ({ status, closing: null })),
      { status: 'terminated' as const, closing: asked('active') },
    ];
    expect(rows.map((row) => suspending(row, suspension))).toEqual(rows.map(() => null));
    const others = [
      { status: 'active' as const, closing: null },
      { status: 'deletion_requested' as const, closing: asked('active') },
      { status: 'terminated' as const, closing: asked('suspended') },
    ];
    expect(others.map(resuming)).toEqual(others.map(() => null));
    // Its mails stay held until they are purged.
    expect(others.map(isSuspended)).toEqual([false, false, true]);
  });
});

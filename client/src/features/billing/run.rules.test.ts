import { describe, expect, it } from 'vitest';
import { paceOf } from '../../lib/pace.ts';
import { fiscalYearOfDay, monthsOf, proposedDueDay, runPhase, runStep } from './run.rules.ts';

const waiting = { state: 'not_started' as const, done: 0, total: 0 };

describe('phases of a run', () => {
  it('reads making and confirming as two works', () => {
    expect(runPhase({ state: 'requested', confirmation: waiting })).toBe('making');
    expect(runPhase({ state: 'completed', confirmation: waiting })).toBe('made');
    expect(runPhase({ state: 'completed_with_errors', confirmation: { state: 'processing', done: 1, total: 4 } })).toBe('confirming');
    expect(runPhase({ state: 'completed', confirmation: { state: 'completed', done: 4, total: 4 } })).toBe('confirmed');
  });

  it('places each phase among the four steps', () => {
    expect([runStep('planned'), runStep('making'), runStep('made'), runStep('confirming'), runStep('confirmed')]).toEqual([1, 2, 3, 3, 4]);
  });
});

describe('pace', () => {
  it('says nothing too early and nothing at the end', () => {
    expect(paceOf(0, 100, 5000)).toBeNull();
    expect(paceOf(50, 100, 200)).toBeNull();
    expect(paceOf(100, 100, 5000)).toBeNull();
  });

  it('divides what is left by the speed so far', () => {
    expect(paceOf(50, 100, 5000)).toEqual({ ratePerSecond: 10, etaSeconds: 5 });
  });
});

describe('fiscal year', () => {
  it('runs over the turn of the year', () => {
    expect(monthsOf(2026, 4)[0]).toBe('2026-04');
    expect(monthsOf(2026, 4).at(-1)).toBe('2027-03');
    expect(monthsOf(2026, 1).at(-1)).toBe('2026-12');
    expect(fiscalYearOfDay('2027-03-31', 4)).toBe(2026);
    expect(fiscalYearOfDay('2027-04-01', 4)).toBe(2027);
  });

  it('proposes the end of the following month', () => {
    expect(proposedDueDay('2026-04-01')).toBe('2026-05-31');
    expect(proposedDueDay('2026-12-10')).toBe('2027-01-31');
  });
});

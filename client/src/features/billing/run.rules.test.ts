import type { BillingItemId, MemberId } from '@tsudoi/shared/kernel/ids';
import { type FiscalYear, type JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, it } from 'vitest';
import {
  fiscalYearOfDay,
  isWorking,
  monthsOf,
  progressOf,
  proposedDueDay,
  runPhase,
  runStep,
  showsProgress,
  termsOf,
} from './run.rules.ts';

const waiting = { state: 'not_started' as const, done: 0, total: 0 };
const none = { cancellation: null };

describe('phases of a run', () => {
  it('reads making and confirming as two works', () => {
    expect(runPhase({ state: 'requested', confirmation: waiting, ...none })).toBe('making');
    expect(runPhase({ state: 'completed', confirmation: waiting, ...none })).toBe('made');
    expect(runPhase({ state: 'completed_with_errors', confirmation: { state: 'processing', done: 1, total: 4 }, ...none })).toBe(
      'confirming',
    );
    expect(runPhase({ state: 'completed', confirmation: { state: 'completed', done: 4, total: 4 }, ...none })).toBe('confirmed');
  });

  it('reads a halted run as halted where it stood, and shows how far it is', () => {
    const making = { state: 'paused' as const, confirmation: waiting, ...none };
    const opening = { state: 'completed' as const, confirmation: { state: 'paused' as const, done: 1, total: 4 }, ...none };
    expect([runPhase(making), runPhase(opening)]).toEqual(['paused', 'held']);
    expect([isWorking('paused'), showsProgress('paused'), showsProgress('held')]).toEqual([false, true, true]);
    expect(progressOf({ ...making, done: 2, included: 9 }, 'paused')).toEqual({ done: 2, total: 9 });
    expect(progressOf({ ...opening, done: 9, included: 9 }, 'held')).toEqual({ done: 1, total: 4 });
  });

  it('BIL-08: reads a run that was taken back as undone, unless money kept some of its bills', () => {
    const confirmed = { state: 'completed' as const, confirmation: { state: 'completed' as const, done: 4, total: 4 } };
    const taken = (state: 'processing' | 'completed', kept: number) => ({ ...confirmed, cancellation: { state, done: 3, kept, total: 4 } });
    expect([runPhase(taken('processing', 0)), runPhase(taken('completed', 0)), runPhase(taken('completed', 1))]).toEqual([
      'cancelling',
      'undone',
      'confirmed',
    ]);
    expect(progressOf({ ...taken('processing', 0), done: 4, included: 4 }, 'cancelling')).toEqual({ done: 3, total: 4 });
  });

  it('places each phase among the four steps', () => {
    expect([runStep('planned'), runStep('making'), runStep('made'), runStep('confirming'), runStep('confirmed')]).toEqual([1, 2, 3, 3, 4]);
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

describe('the conditions of a run, to plan it anew', () => {
  it('ADJ-04: are for the members who were chosen, or for everybody', () => {
    const everybody = {
      billingItemId: 'itm_1' as BillingItemId,
      fiscalYear: 2026 as FiscalYear,
      allocationStartMonth: '2026-04' as JstMonth,
      dueOn: jstDate('2026-06-01'),
      billName: '2026年度 年会費',
      excludedMembershipTypeIds: [],
    };
    expect(termsOf({ ...everybody, memberIds: null })).toEqual(everybody);
    const memberIds = ['mem_1' as MemberId];
    expect(termsOf({ ...everybody, memberIds })).toEqual({ ...everybody, memberIds });
  });
});

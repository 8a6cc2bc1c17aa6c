import { applicationStates, payUntil } from '@tsudoi/shared/contracts/applications/application.contract';
import { describe, expect, test } from 'vitest';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import {
  applicationMoves,
  paymentStep,
  shownState,
  stateAfter,
  statesOfView,
  wasApproved,
  wasReminded,
  wishGivenBy,
} from './application.rules.ts';

/** Written out anew from domain.md 3.3 (and 3.2 for 申請取下), not read from the code. */
const allowed = new Map<string, string>([
  ['email_pending ask', 'email_pending'],
  ['email_pending expire', 'expired'],
  ['email_pending submit', 'submitted'],
  ['submitted approve', 'approved'],
  ['submitted reject', 'rejected'],
  ['submitted return', 'returned'],
  ['submitted withdraw', 'withdrawn'],
  ['submitted await', 'awaiting_payment'],
  ['awaiting_payment approve', 'approved'],
  ['awaiting_payment reject', 'rejected'],
  ['awaiting_payment withdraw', 'withdrawn'],
  ['awaiting_payment expire', 'expired'],
  // Nothing is asked for ahead any more (docs/decisions/0017).
  ['awaiting_payment reopen', 'submitted'],
  ['approved reopen', 'submitted'],
  // Asked once more where the mail was lost; the state does not change.
  ['returned return', 'returned'],
  ['returned submit', 'submitted'],
  ['returned withdraw', 'withdrawn'],
  ['registered ask', 'registered'],
]);

describe('the states of an application (domain.md 3.3)', () => {
  test('every listed move goes where it says; every other is INVALID_TRANSITION', () => {
    for (const state of applicationStates) {
      for (const move of applicationMoves) {
        const next = allowed.get(`${state} ${move}`);
        if (next === undefined) expect(() => stateAfter(state, move), `${state} ${move}`).toThrow('INVALID_TRANSITION');
        else expect(stateAfter(state, move), `${state} ${move}`).toBe(next);
      }
    }
  });

  test('3.2: an approval that was taken back is known by its steps', () => {
    const steps = (...whats: string[]) => ({ steps: whats.map((what) => ({ what })) });
    expect([wasApproved(steps('asked', 'submitted')), wasApproved(steps('submitted', 'approved', 'reopened'))]).toEqual([false, true]);
  });

  test('docs/decisions/0080: an approval has given the wish that was kept, or what the form says; without one none is given', () => {
    const approved = [{ what: 'submitted' }, { what: 'approved' }, { what: 'reopened' }];
    expect(wishGivenBy({ steps: [{ what: 'submitted' }], payBy: 'card' })).toBe('self');
    expect(wishGivenBy({ steps: approved, payBy: 'card' })).toBe('card');
    expect(wishGivenBy({ steps: approved })).toBe('self');
    expect(wishGivenBy({ steps: approved, payBy: 'card', wishGiven: 'self' })).toBe('self');
    expect(wishGivenBy({ steps: approved, payBy: 'self', wishGiven: 'direct_debit' })).toBe('direct_debit');
  });

  test('every state stands in exactly one view of the office', () => {
    expect(Object.values(statesOfView).flat().sort()).toEqual([...applicationStates].sort());
  });

  test('case 16: a link is over at its very moment', () => {
    const sent = new Date('2025-04-01T01:00:00Z');
    const application = { state: 'email_pending' as const, linkExpiresAt: new Date(sent.getTime() + 86_400_000) };
    expect(shownState(application, new Date(sent.getTime() + 86_399_999))).toBe('email_pending');
    expect(shownState(application, new Date(sent.getTime() + 86_400_000))).toBe('expired');
    expect(shownState({ ...application, state: 'submitted' }, new Date(sent.getTime() + 99_000_000))).toBe('submitted');
  });

  test('what waits for 入会金: the money admits at any time, a reminder a week before, the end three hours after the due day', () => {
    const step = (
      status: 'unpaid' | 'partly_paid' | 'paid' | 'overpaid' | 'cancelled',
      jst: string,
      wasReminded = false,
      provisional = false,
      until: string | null = null,
    ) => {
      const numberUntil = until === null ? null : new Date(`${until}+09:00`);
      const fee = { status, dueOn: jstDate('2026-05-10'), provisional, numberUntil };
      return paymentStep(fee, new Date(`${jst}+09:00`), jstDate(jst.slice(0, 10)), wasReminded);
    };
    expect(step('unpaid', '2026-05-02T23:59:59')).toBeNull();
    expect(step('unpaid', '2026-05-03T00:00:00')).toBe('remind');
    expect(step('partly_paid', '2026-05-10T23:59:59')).toBe('remind');
    expect(step('unpaid', '2026-05-03T00:00:00', true)).toBeNull();
    expect(step('unpaid', '2026-05-11T02:59:59')).toBeNull();
    expect(step('unpaid', '2026-05-11T03:00:00')).toBe('expire');
    expect(step('partly_paid', '2026-06-11T03:00:00', true)).toBe('expire');
    // Decision 0020: a number of the due day may live a day longer (0033), and is not stopped before the deadline that it shows.
    const withNumber = (jst: string, until: string) => step('unpaid', jst, true, false, until);
    expect(withNumber('2026-05-11T03:00:00', '2026-05-11T23:59:59')).toBeNull();
    expect(withNumber('2026-05-12T02:59:58', '2026-05-11T23:59:59')).toBeNull();
    expect(withNumber('2026-05-12T02:59:59', '2026-05-11T23:59:59')).toBe('expire');
    expect(withNumber('2026-05-11T03:00:00', '2026-05-08T23:59:59')).toBe('expire');
    for (const paid of ['paid', 'overpaid'] as const)
      expect([step(paid, '2026-05-01T00:00:00'), step(paid, '2026-07-01T00:00:00', true)]).toEqual(['admit', 'admit']);
    expect(step('cancelled', '2026-07-01T00:00:00')).toBeNull();
    const after = (...steps: string[]) => wasReminded(steps.map((what) => ({ what })));
    expect([after('submitted'), after('submitted', 'reminded'), after('submitted', 'reminded', 'awaiting_payment')]).toEqual([
      false,
      true,
      false,
    ]);
    expect([after('submitted', 'reminded', 'retyped'), after('submitted', 'retyped', 'reminded')]).toEqual([false, true]);
    const [dueOn, later] = [jstDate('2026-05-10'), jstDate('2026-07-01')];
    expect([payUntil(dueOn, jstDate('2026-05-20')), payUntil(later, jstDate('2026-05-20'))]).toEqual(['2026-06-19', later]);
    // Provider case 13: 速報 may be taken back, and an admission is not.
    for (const status of ['paid', 'partly_paid'] as const)
      expect([step(status, '2026-05-03T00:00:00', false, true), step(status, '2026-07-01T00:00:00', false, true)]).toEqual([null, null]);
  });
});

import { applicationStates } from '@tsudoi/shared/contracts/applications/application.contract';
import { describe, expect, test } from 'vitest';
import { applicationMoves, shownState, stateAfter, statesOfView } from './application.rules.ts';

/** Written out anew from domain.md 3.3 (and 3.2 for 申請取下), not read from the code. */
const allowed = new Map<string, string>([
  ['email_pending ask', 'email_pending'],
  ['email_pending expire', 'expired'],
  ['email_pending submit', 'submitted'],
  ['submitted approve', 'approved'],
  ['submitted reject', 'rejected'],
  ['submitted return', 'returned'],
  ['submitted withdraw', 'withdrawn'],
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
});

import { recoveryStates } from '@tsudoi/shared/contracts/operations/recovery.contract';
import { describe, expect, test } from 'vitest';
import { isStoppable, nextByTime, proposalEnd, refusalOfApproval, waitingEnd } from './recovery.rules.ts';

const now = new Date('2026-06-01T00:00:00Z');
const later = new Date('2026-06-02T00:00:00Z');
const proposed = { state: 'proposed', proposerId: 'tanaka', until: later } as const;

describe('recovery by two people of the operator', () => {
  test('whoever proposed it cannot approve it; another person can, while it stands', () => {
    expect(refusalOfApproval(proposed, 'tanaka', now)).toBe('SECOND_PERSON_NEEDED');
    expect(refusalOfApproval(proposed, 'suzuki', now)).toBe(null);
    expect(refusalOfApproval(proposed, 'suzuki', later)).toBe('INVALID_TRANSITION');
    for (const state of recoveryStates.filter((one) => one !== 'proposed'))
      expect(refusalOfApproval({ ...proposed, state }, 'suzuki', now), state).toBe('INVALID_TRANSITION');
  });

  test('time lets a proposal lapse and, once approved and not stopped, sends the link', () => {
    expect(recoveryStates.map((state) => nextByTime({ state, until: now }, now))).toEqual(['expired', 'sent', null, null, null]);
    expect(recoveryStates.map((state) => nextByTime({ state, until: later }, now))).toEqual([null, null, null, null, null]);
    expect(recoveryStates.filter((state) => isStoppable({ state }))).toEqual(['proposed', 'waiting']);
    expect([proposalEnd(now), waitingEnd(now)].map((end) => end.toISOString())).toEqual([
      '2026-06-08T00:00:00.000Z',
      '2026-06-04T00:00:00.000Z',
    ]);
  });
});

import { newUserId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, test } from 'vitest';
import { isTermOver, refusalOfAccess } from './org-user.rules.ts';

const me = newUserId();
const other = newUserId();
const roles = ['owner', 'admin', 'staff'] as const;
const target = (role: (typeof roles)[number], changes: Partial<{ isContact: boolean; isInvited: boolean; userId: typeof me }> = {}) => ({
  userId: other,
  role,
  isContact: false,
  isInvited: false,
  ...changes,
});

describe('ADM-02: who may change whose access', () => {
  test.each(roles.flatMap((from) => [...roles, 'removed' as const].map((next) => [from, next] as const)))(
    'ADM-02: an admin turning %s into %s',
    (from, next) => {
      const touchesOwner = from === 'owner' || next === 'owner';
      expect(refusalOfAccess({ userId: me, role: 'admin' }, target(from), next, 2)).toBe(touchesOwner ? 'FORBIDDEN' : null);
      expect(refusalOfAccess({ userId: me, role: 'owner' }, target(from), next, 2)).toBe(null);
    },
  );

  test('ADM-03: the last owner stays, whoever asks', () => {
    const self = target('owner', { userId: me, isContact: true });
    expect(refusalOfAccess({ userId: me, role: 'owner' }, self, 'removed', 1)).toBe('LAST_OWNER');
    expect(refusalOfAccess({ userId: me, role: 'owner' }, self, 'admin', 1)).toBe('LAST_OWNER');
    expect(refusalOfAccess({ userId: me, role: 'owner' }, self, 'removed', 2)).toBe('CONTACT_OWNER');
    expect(refusalOfAccess({ userId: me, role: 'owner' }, { ...self, isContact: false }, 'removed', 2)).toBe('NOT_ONESELF');
  });

  test('ADM-04: the contact cannot be taken away before somebody else is; an owner who never came can', () => {
    expect(refusalOfAccess({ userId: me, role: 'owner' }, target('owner', { isContact: true }), 'removed', 2)).toBe('CONTACT_OWNER');
    expect(refusalOfAccess({ userId: me, role: 'owner' }, target('owner', { isInvited: true }), 'removed', 1)).toBe(null);
    // Invited anew by a recovery, the contact is the contact still.
    const recovered = target('owner', { isInvited: true, isContact: true });
    for (const next of ['removed', 'staff'] as const)
      expect(refusalOfAccess({ userId: me, role: 'owner' }, recovered, next, 1)).toBe('CONTACT_OWNER');
  });
});

describe('a term of office', () => {
  const today = jstDate('2027-04-01');
  test.each([
    ['2027-03-31', false, true],
    ['2027-04-01', false, false],
    ['2027-03-31', true, false],
    [null, false, false],
  ] as const)('ADM-05: until %s, contact %s: over %s', (last, isContact, isOver) => {
    expect(isTermOver({ termEndsOn: last === null ? null : jstDate(last), isContact }, today)).toBe(isOver);
  });
});

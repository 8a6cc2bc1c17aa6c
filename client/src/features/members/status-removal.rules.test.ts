import type { StatusEntryId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, test } from 'vitest';
import { removalOf } from './status-removal.rules.ts';

type Status = Parameters<typeof removalOf>[1]['status'];

/** A history, newest first; what is to come is marked. */
const of = (status: Status, ...entries: readonly (Status | `${Status}+`)[]) => ({
  status,
  statusHistory: entries.map((name, index) => ({
    entryId: String(index) as StatusEntryId,
    status: name.replace('+', '') as Status,
    scheduled: name.endsWith('+'),
    ofApplication: ['applied', 'rejected'].includes(name),
  })),
});
const removal = (member: ReturnType<typeof of>, at: number, isAdmin = true) => removalOf(member, member.statusHistory[at]!, { isAdmin });

describe('domain.md 3.2: what taking a status out of the history does', () => {
  test('case 29: of the present one the status before, of an earlier one nothing; the log-in waits or ends with it', () => {
    expect(removal(of('deceased', 'deceased', 'active'), 0)).toEqual({ after: 'active', login: 'waits' });
    expect(removal(of('active', 'active', 'withdrawn', 'active'), 0)).toEqual({ after: 'withdrawn', login: 'ends' });
    expect(removal(of('suspended', 'active+', 'suspended', 'active'), 1)).toEqual({ after: 'active', login: 'stays' });
    expect(removal(of('withdrawn', 'withdrawn', 'active', 'suspended', 'active'), 1)).toEqual({ after: 'withdrawn', login: 'stays' });
  });

  test('not of the first, of a plan, nor of what an application decided', () => {
    expect(removal(of('active', 'active'), 0)).toBeNull();
    expect(removal(of('active', 'withdrawn+', 'active'), 0)).toBeNull();
    expect(removal(of('active', 'active', 'applied'), 0)).toBeNull();
    expect(removal(of('applied', 'applied', 'rejected', 'applied'), 1)).toBeNull();
    const { status, statusHistory } = of('active', 'active', 'withdrawn', 'active');
    const [entry, ...earlier] = statusHistory;
    const returned = { ...entry!, ofApplication: true };
    expect(removalOf({ status, statusHistory: [returned, ...earlier] }, returned, { isAdmin: true })).toBeNull();
  });

  test('M10: whoever is expelled today is taken back by an admin only; what came before is anybody’s to put right', () => {
    const expelled = of('expelled', 'expelled', 'suspended', 'active');
    expect(removal(expelled, 0)).toEqual({ after: 'suspended', login: 'waits' });
    expect(removal(expelled, 0, false)).toBeNull();
    expect(removal(expelled, 1, false)).toEqual({ after: 'expelled', login: 'stays' });
  });
});

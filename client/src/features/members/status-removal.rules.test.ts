import { describe, expect, test } from 'vitest';
import { removalOf } from './status-removal.rules.ts';

type Status = Parameters<typeof removalOf>[1]['status'];

/** A history, newest first; what is to come is marked. */
const of = (status: Status, ...entries: readonly (Status | `${Status}+`)[]) => ({
  status,
  statusHistory: entries.map((name, index) => ({
    entryId: String(index) as never,
    status: name.replace('+', '') as Status,
    scheduled: name.endsWith('+'),
  })),
});
const removal = (member: ReturnType<typeof of>, at: number) => removalOf(member, member.statusHistory[at]!);

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
  });
});

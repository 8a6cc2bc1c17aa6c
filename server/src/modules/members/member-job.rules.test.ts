import { expect, test } from 'vitest';
import { mayTakeBack, undoableUntil } from './member-job.rules.ts';

const job = { state: 'done', createdAt: new Date('2026-04-10T03:00:00Z') } as const;
const codeOf = (run: () => unknown): string => {
  try {
    return String(run());
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('a change of many can be taken back up to the end of the seventh day, counted from when it was asked for', () => {
  expect(undoableUntil(job)).toEqual(new Date('2026-04-17T03:00:00Z'));
  expect(codeOf(() => mayTakeBack(job, new Date('2026-04-17T03:00:00Z')))).toBe('true');
  expect(codeOf(() => mayTakeBack(job, new Date('2026-04-17T03:00:01Z')))).toBe('JOB_UNDO_OVER');
});

test('one that still runs is not, and one that is being taken back is taken back once', () => {
  const now = new Date('2026-04-10T03:00:01Z');
  expect(codeOf(() => mayTakeBack({ ...job, state: 'running' }, now))).toBe('IN_PROGRESS');
  for (const state of ['undoing', 'undone'] as const) expect(codeOf(() => mayTakeBack({ ...job, state }, now))).toBe('false');
});

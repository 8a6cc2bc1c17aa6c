import { newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { expect, test } from 'vitest';
import { fileBehind, reasonOf } from './import-change.rules.ts';
import { joinedHistory } from './member-merge.rules.ts';
import type { StatusEntry } from './member.repository.ts';

const entry = (effectiveOn: string, recordedAt: Date, reason = '', status: StatusEntry['status'] = 'active'): StatusEntry => ({
  entryId: newStatusEntryId(),
  status,
  effectiveOn: jstDate(effectiveOn),
  recordedAt,
  actor: '佐藤 花子',
  reason,
});

test('IMP-01, MEM-04: the file behind a record is that of its own making, also after a merge that joins two histories', () => {
  const [created, later] = [new Date('2026-04-01T00:00:00Z'), new Date('2026-05-01T00:00:00Z')];
  const reason = reasonOf({ fileName: '名簿（春）.csv' });
  const imported = { createdAt: created, statusEntries: [entry('2010-04-01', new Date(created), reason)] };
  const typed = { createdAt: later, statusEntries: [entry('2020-04-01', later)] };
  expect(fileBehind(imported)).toBe('名簿（春）.csv');
  expect(fileBehind(typed)).toBeNull();
  const joined = joinedHistory(typed.statusEntries, imported.statusEntries)!;
  expect(joined[0]!.reason).toBe(reason);
  expect(fileBehind({ ...typed, statusEntries: [...joined] })).toBeNull();
  const left = entry('2026-06-01', new Date('2026-06-01T00:00:00Z'), reason, 'withdrawn');
  expect(fileBehind({ ...typed, statusEntries: [...typed.statusEntries, left] })).toBeNull();
  // A history that begins earlier by the other record hides nothing of this one's.
  const before = [entry('2001-04-01', later), entry('2005-03-31', later, '', 'withdrawn')];
  expect(fileBehind({ ...imported, statusEntries: [...before, ...imported.statusEntries] })).toBe('名簿（春）.csv');
});

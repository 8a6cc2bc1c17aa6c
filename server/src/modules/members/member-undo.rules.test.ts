import { newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, test } from 'vitest';
import { type KeptEntry, statusChanges } from './member-history.rules.ts';
import { undoOf } from './member-undo.rules.ts';

const entry = (status: KeptEntry['status'], day: string): KeptEntry => ({
  entryId: newStatusEntryId(),
  status,
  effectiveOn: jstDate(day),
  reason: '',
  nextSteps: [],
});
const joined = entry('active', '2020-04-01');
const left = entry('withdrawn', '2026-04-01');
const back = entry('active', '2026-06-01');
const same = (given: KeptEntry) => given;
const undo = (
  action: Parameters<typeof undoOf>[0]['action'],
  changes: Parameters<typeof undoOf>[0]['changes'],
  present: Partial<Parameters<typeof undoOf<KeptEntry>>[1]>,
) => undoOf({ action, changes }, { fields: {}, statusEntries: [joined], ...present }, same);

describe('setting a change back', () => {
  test('MEM-04: fields go back to what they were while nobody has changed them since', () => {
    const changes = [
      { field: 'phone', before: '', after: '0312345678' },
      { field: 'address', before: '東京都', after: '大阪府' },
    ] as const;
    expect(undo('member.update', changes, { fields: { phone: '0312345678', address: '大阪府' } })).toEqual({
      kind: 'fields',
      changes: { phone: '', address: '東京都' },
    });
    expect(undo('member.update', changes, { fields: { phone: '0312345678', address: '京都府' } })).toEqual({
      kind: 'changed_since',
      field: 'address',
    });
    const units = [{ field: 'units', before: 1, after: 3 }] as const;
    expect(undo('member.update', units, { fields: { units: 3 } })).toEqual({ kind: 'fields', changes: { units: 1 } });
    const fallen = [{ field: 'membershipTypeId', before: 'mty_student', after: 'mty_regular' }] as const;
    const back = { kind: 'fields', changes: { membershipTypeId: 'mty_student' } };
    expect(undo('member.proof_lapsed', fallen, { fields: { membershipTypeId: 'mty_regular' } })).toEqual(back);
  });

  test('numbers, log-in addresses, passwords and what has no values stay', () => {
    const taken = [{ field: 'memberNumber', before: 'A1', after: '1' }] as const;
    expect(undo('member.number', taken, { fields: { memberNumber: '1' } }).kind).toBe('not_reversible');
    expect(undo('account.email', [{ field: 'loginEmail', before: null, after: null }], {}).kind).toBe('not_reversible');
    expect(undo('member.update', null, {}).kind).toBe('not_reversible');
    expect(undo('member.create', [], {}).kind).toBe('not_reversible');
  });

  test('a status that came is taken out, one that went is put back, where the neighbours allow it', () => {
    const came = [{ field: 'status', before: null, after: left }] as const;
    expect(undo('member.status', came, { statusEntries: [joined, left] })).toEqual({ kind: 'status', entries: [joined] });
    expect(undo('member.status', came, { statusEntries: [joined, left, back] })).toEqual({ kind: 'changed_since', field: 'status' });
    expect(undo('member.status', came, { statusEntries: [joined] })).toEqual({ kind: 'changed_since', field: 'status' });
    const went = [{ field: 'status', before: left, after: null }] as const;
    expect(undo('member.status_cancel', went, { statusEntries: [joined] })).toEqual({ kind: 'status', entries: [joined, left] });
    expect(undo('member.status_cancel', went, { statusEntries: [joined, entry('suspended', '2026-04-01')] }).kind).toBe('changed_since');
  });

  test('the decision on an application and a day that has come are not set back', () => {
    const admitted = [
      { field: 'status', before: null, after: left },
      { field: 'memberNumber', before: 'A1', after: '1' },
    ] as const;
    expect(undo('member.status', admitted, { statusEntries: [joined, left] }).kind).toBe('not_reversible');
    const applied = entry('applied', '2026-04-01');
    expect(undo('member.status', [{ field: 'status', before: null, after: applied }], { statusEntries: [joined, applied] }).kind).toBe(
      'not_reversible',
    );
    expect(undo('member.status_applied', [{ field: 'status', before: 'active', after: 'withdrawn' }], {}).kind).toBe('not_reversible');
  });
});

describe('what a new history says differently', () => {
  test('an entry that came, one that went, one in the place of another, and a day that has come', () => {
    const before = { status: 'active', statusEntries: [joined] } as const;
    expect(statusChanges(before, { status: 'active', statusEntries: [joined, left] })).toEqual([
      { field: 'status', before: null, after: left },
    ]);
    expect(statusChanges({ status: 'active', statusEntries: [joined, left] }, before)).toEqual([
      { field: 'status', before: left, after: null },
    ]);
    const decided = { ...entry('active', '2020-04-01') };
    expect(statusChanges(before, { status: 'active', statusEntries: [decided] })).toEqual([
      { field: 'status', before: joined, after: decided },
    ]);
    expect(statusChanges(before, { status: 'withdrawn', statusEntries: [joined] })).toEqual([
      { field: 'status', before: 'active', after: 'withdrawn' },
    ]);
  });
});

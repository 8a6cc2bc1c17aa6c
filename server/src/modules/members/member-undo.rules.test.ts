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

  test('MEM-04: of own fields, tags and people of a body only what a change was about goes back, over what the others are by now', () => {
    const own = [{ field: 'custom', before: { one: '甲', two: '乙' }, after: { one: '丙', two: '乙', three: ['x'] } }] as const;
    const back = (custom: object) => undo('member.update', own, { fields: { custom } });
    const present = { one: '丙', two: '後', three: ['x'], four: '新' };
    expect(back(present)).toEqual({ kind: 'fields', changes: { custom: { one: '甲', two: '後', four: '新' } } });
    expect(back({ ...present, one: '丁' })).toEqual({ kind: 'changed_since', field: 'custom' });
    expect(back({ ...present, three: ['x', 'y'] })).toEqual({ kind: 'changed_since', field: 'custom' });
    // Of before there were own fields.
    const first = [{ field: 'custom', before: null, after: { one: '甲' } }] as const;
    expect(undo('member.update', first, { fields: { custom: { one: '甲', two: '乙' } } })).toEqual({
      kind: 'fields',
      changes: { custom: { two: '乙' } },
    });

    const tags = (before: readonly string[], after: readonly string[], now: readonly string[]) =>
      undo('member.update', [{ field: 'tags', before, after }], { fields: { tags: now } });
    const given = (left: readonly string[]) => ({ kind: 'fields', changes: { tags: left } });
    expect(tags([], ['理事'], ['理事', '編集'])).toEqual(given(['編集']));
    expect(tags(['幹事', '理事'], ['理事', '委員'], ['理事', '委員', '編集'])).toEqual(given(['理事', '編集', '幹事']));
    expect(tags(['甲', '乙'], ['乙', '甲'], ['乙', '甲'])).toEqual(given(['甲', '乙']));
    for (const [before, after, now] of [
      [[], ['理事'], ['編集']],
      [['幹事'], [], ['幹事', '編集']],
      [
        ['甲', '乙'],
        ['乙', '甲'],
        ['乙', '甲', '丙'],
      ],
      // No more of them than anybody has.
      [['幹事'], [], Array.from({ length: 20 }, (_, at) => `札${at}`)],
    ])
      expect(tags(before!, after!, now!)).toEqual({ kind: 'changed_since', field: 'tags' });

    const people = (liaison: string, billing: string) => ({ liaison: { familyName: liaison }, billing: { familyName: billing } });
    const moved = [{ field: 'contacts', before: people('前', '請'), after: people('後', '請') }] as const;
    const contacts = (now: object) => undo('member.update', moved, { fields: { contacts: now } });
    expect(contacts(people('後', '求'))).toEqual({ kind: 'fields', changes: { contacts: people('前', '求') } });
    expect(contacts(people('又', '請')).kind).toBe('changed_since');
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

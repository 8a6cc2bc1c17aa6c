import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { type ImportTarget, customTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import { newCustomFieldId, newCustomOptionId, newMemberId, newMemberRankId, newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { expect, test } from 'vitest';
import { columnPlan } from './import-cell.rules.ts';
import { byName } from './import-kept.rules.ts';
import { planRow } from './import-row.rules.ts';
import type { MemberDocument } from './member.repository.ts';

const [regular, former] = [newMembershipTypeId(), newMembershipTypeId()];
const [gold, oldGold, silver] = [newMemberRankId(), newMemberRankId(), newMemberRankId()];
const [east, west] = [newCustomOptionId(), newCustomOptionId()];
const branch: CustomField = {
  fieldId: newCustomFieldId(),
  kind: 'choice',
  label: '支部',
  hint: '',
  required: false,
  memberAccess: 'hidden',
  onJoining: false,
  options: [
    { optionId: west, label: '大阪', archived: false },
    { optionId: east, label: '東京', archived: true },
  ],
  archived: false,
};
const types = byName([
  { id: former, name: '正会員（旧）', archived: true },
  { id: regular, name: '正会員', archived: false },
]);
const ranks = byName([
  { id: oldGold, name: 'ゴールド', archived: true },
  { id: gold, name: 'ゴールド', archived: false },
  { id: silver, name: 'シルバー', archived: true },
]);
const targets: readonly ImportTarget[] = ['memberNumber', 'membershipType', 'rank', customTarget(branch.fieldId), 'memo', 'rejoinedOn'];
const terms = {
  targets,
  match: 'memberNumber' as const,
  emptyClears: false,
  types,
  typeNames: new Map(),
  ranks,
  archived: new Set<string>([former, oldGold, silver]),
  custom: new Map([[customTarget(branch.fieldId) as string, branch]]),
  today: jstDate('2026-11-26'),
  keyOfNumber: (number: string) => number,
};

const joined = { status: 'active', effectiveOn: jstDate('2020-04-01') } as const;

/** The row of somebody who has these, as `type, rank, branch, memo, day of coming back`. */
function rowOf(has: Partial<MemberDocument>, ...cells: string[]) {
  const blank = {
    memberNumber: 'A-1',
    version: 3,
    joinedOn: joined.effectiveOn,
    statusEntries: [joined],
    memo: '',
    membershipTypeId: regular,
    rankId: '',
  };
  const member = { ...blank, _id: newMemberId(), ...has } as unknown as MemberDocument;
  const known = { byNumber: new Map([['A-1', member]]), byEmail: new Map(), loginsTaken: new Set<string>() };
  const seen = { numbers: new Map(), former: new Map(), emails: new Map(), people: new Map() };
  return planRow({ line: 2, cells: ['A-1', ...cells], strayQuote: false }, columnPlan(targets), terms, known, seen);
}
const errorsOf = ({ errors }: ReturnType<typeof rowOf>) => errors.map(({ code, value }) => `${code} ${value}`);

test('IMP-02, IMP-04: what was put away stays with whoever has it, and its row is changed in everything else', () => {
  const has = { membershipTypeId: former, rankId: silver, custom: { [branch.fieldId]: east } };
  expect(rowOf(has, '正会員（旧）', 'シルバー', '東京', '').kind).toBe('unchanged');
  expect(rowOf(has, '正会員（旧）', 'シルバー', '東京', '電話済').changes).toEqual([{ field: 'memo', before: '', after: '電話済' }]);
  expect(rowOf(has, '正会員', 'ゴールド', '大阪', '')).toMatchObject({
    kind: 'changed',
    changes: [
      { field: 'membershipTypeId', before: former, after: regular },
      { field: 'rankId', before: silver, after: gold },
    ],
    custom: { before: { [branch.fieldId]: east }, after: { [branch.fieldId]: west } },
  });
});

test('IMP-02: nobody else is given it', () => {
  expect(errorsOf(rowOf({}, '正会員（旧）', 'シルバー', '東京', ''))).toEqual([
    'unknown_membership_type 正会員（旧）',
    'unknown_rank シルバー',
    'not_an_option 東京',
  ]);
});

test('RNK-02, IMP-01: who left with a type that was put away comes back with another one only', () => {
  const left = { status: 'withdrawn', effectiveOn: jstDate('2024-03-31') };
  const has = { membershipTypeId: former, statusEntries: [joined, left] as MemberDocument['statusEntries'] };
  const refused = { kind: 'error', errors: [{ target: 'membershipType', code: 'return_to_archived_type' }] };
  for (const day of ['2025-04-01', '2027-04-01']) {
    expect(rowOf(has, '', '', '', '', day)).toMatchObject(refused);
    expect(rowOf(has, '正会員（旧）', '', '', '', day)).toMatchObject(refused);
    expect(rowOf(has, '正会員', '', '', '', day)).toMatchObject({ kind: 'changed', errors: [] });
    expect(rowOf({ ...has, membershipTypeId: regular }, '', '', '', '', day)).toMatchObject({ kind: 'changed', errors: [] });
  }
  expect(rowOf(has, '正会員（旧）', '', '', '電話済', '')).toMatchObject({ kind: 'changed', errors: [] });
});

test('IMP-02: of two ranks with one name a member keeps their own, and others are given the one in use', () => {
  expect(rowOf({ rankId: oldGold }, '正会員', 'ゴールド', '', '').kind).toBe('unchanged');
  expect(rowOf({ rankId: gold }, '正会員', 'ゴールド', '', '').kind).toBe('unchanged');
  expect(rowOf({}, '正会員', 'ゴールド', '', '').changes).toEqual([{ field: 'rankId', before: '', after: gold }]);
});

test('RNK-02: nobody who waits for a decision is given another type by a file, since 入会金 goes by it', () => {
  const applied = { status: 'applied', nextStatusOn: null, membershipTypeId: former } as const;
  expect(errorsOf(rowOf(applied, '正会員', '', '', ''))).toEqual(['type_of_applicant 正会員']);
  expect(rowOf(applied, '正会員（旧）', '', '', '電話済').changes).toEqual([{ field: 'memo', before: '', after: '電話済' }]);
  expect(rowOf({ ...applied, nextStatusOn: jstDate('2026-12-01') }, '正会員', '', '', '').kind).toBe('changed');
});

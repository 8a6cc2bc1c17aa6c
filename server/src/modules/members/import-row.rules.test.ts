import type { ImportMatch, ImportTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import { newMemberId, newMemberRankId, newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnPlan } from './import-cell.rules.ts';
import type { SeenRows } from './import-repeat.rules.ts';
import { type KnownMembers, type PlannedRow, planRow } from './import-row.rules.ts';
import type { MemberDocument } from './member.repository.ts';

const typeId = newMembershipTypeId();
const gold = newMemberRankId();
const nobody: KnownMembers = { byNumber: new Map(), byEmail: new Map(), loginsTaken: new Set() };
const all: readonly ImportTarget[] = [
  'memberNumber',
  'familyName',
  'givenName',
  'familyNameKana',
  'givenNameKana',
  'membershipType',
  'contactEmail',
  'phone',
  'postalCode',
  'address',
  'affiliation',
  'birthDate',
  'joinedOn',
  'memo',
];
const bodies: readonly ImportTarget[] = [
  'kind',
  'fullName',
  'fullKana',
  'membershipType',
  'status',
  'withdrawnOn',
  'liaisonName',
  'liaisonEmail',
  'units',
];
const fresh = (): SeenRows => ({ numbers: new Map(), former: new Map(), emails: new Map(), people: new Map() });

function plan(
  targets: readonly ImportTarget[],
  cells: readonly string[],
  seen = fresh(),
  match: ImportMatch = 'none',
  known = nobody,
  emptyClears = false,
): PlannedRow {
  const terms = {
    targets,
    match,
    emptyClears,
    types: new Map([['正会員', [typeId]]]),
    typeNames: new Map([[typeId, '正会員']]),
    ranks: new Map([['ゴールド', [gold]]]),
    archived: new Set<string>(),
    custom: new Map(),
    today: jstDate('2026-11-26'),
    keyOfNumber: (number: string) => number.replaceAll('-', ''),
  };
  return planRow({ line: 2, cells, strayQuote: false }, columnPlan(targets), terms, known, seen);
}
const errorsOf = (row: PlannedRow) => row.errors.map(({ target, code }) => `${target}:${code}`);

test('IMP-02: cells are converted as a person means them, and what was put right is told', () => {
  const row = plan(all, [
    'ａ－2',
    '髙﨑',
    '春子',
    'たかさき',
    'ﾊﾙｺ',
    '正会員',
    'Ｈａｒｕｋｏ＠example.jp',
    '０３（1234）5678',
    '〒100-0001',
    '東京都, 千代田区',
    '㈱アオキ',
    '昭和55年1月2日',
    '2026/4/1 0:00',
    '行1\n行2',
  ]);
  expect(row.kind).toBe('new');
  expect(row.fields).toEqual({
    memberNumber: 'A-2',
    familyName: '髙﨑',
    givenName: '春子',
    familyNameKana: 'タカサキ',
    givenNameKana: 'ハルコ',
    membershipTypeId: typeId,
    contactEmail: 'haruko@example.jp',
    phone: '0312345678',
    postalCode: '1000001',
    addressParts: '東京都\t\t, 千代田区',
    affiliation: '㈱アオキ',
    formerName: '',
    birthDate: '1980-01-02',
    joinedOn: '2026-04-01',
    rankId: '',
    tags: '',
    memo: '行1\n行2',
  });
  expect(row.cleaned.map(({ target, kind }) => `${target}:${kind}`)).toEqual([
    'memberNumber:width',
    'familyNameKana:hiragana',
    'givenNameKana:half_kana',
    'contactEmail:width',
    'phone:width',
    'postalCode:width',
    'birthDate:era',
  ]);
});

test('IMP-02: names in one cell are cut at their space; addresses in several are joined', () => {
  const targets: readonly ImportTarget[] = ['fullName', 'fullKana', 'membershipType', 'address', 'address', 'memo', 'memo', 'ignore'];
  const row = plan(targets, ['渡邉　　翔太', 'わたなべ ｼｮｳﾀ', '正会員', '東京都', '千代田区', '一', '二', 'x']);
  expect(row.fields).toMatchObject({
    familyName: '渡邉',
    givenName: '翔太',
    familyNameKana: 'ワタナベ',
    givenNameKana: 'ショウタ',
    addressParts: '東京都\t千代田区',
    memo: '一\n二',
  });
  expect(plan(targets, ['Nguyen Van An', 'グエン バン アン', '正会員', '', '', '', '', '']).fields).toMatchObject({ givenName: 'Van An' });
  expect(errorsOf(plan(targets, ['渡邉翔太', 'ワタナベショウタ', '正会員', '', '', '', '', '']))).toEqual([
    'fullName:name_not_split',
    'fullKana:name_not_split',
  ]);
});

test('case 25: a carrier address that no mail can reach is kept in the memo and told', () => {
  const row = plan(all, ['', '山', '一', 'ヤマ', 'イチ', '正会員', 'a..b@docomo.ne.jp', '', '', '', '', '', '', '釣り']);
  expect(row.fields).toMatchObject({ contactEmail: '', memo: '釣り\n届かないメール: a..b@docomo.ne.jp' });
  expect(row.cleaned).toMatchObject([{ kind: 'undeliverable', before: 'a..b@docomo.ne.jp' }]);
  expect(errorsOf(plan(all, ['', '山', '一', 'ヤマ', 'イチ', '正会員', 'a..b@example.jp', '', '', '', '', '', '', '']))).toEqual([
    'contactEmail:not_an_email',
  ]);
});

test('dates: eras keep their boundaries, and a day nobody can be born or join on is refused', () => {
  const dates = (birth: string, joined: string) =>
    plan(all, ['', '山', '一', 'ヤマ', 'イチ', '正会員', '', '', '', '', '', birth, joined, '']);
  expect(dates('S64.1.7', 'H31.4.30').fields).toMatchObject({ birthDate: '1989-01-07', joinedOn: '2019-04-30' });
  expect(dates('平成元年1月8日', '令和元年5月1日').fields).toMatchObject({ birthDate: '1989-01-08', joinedOn: '2019-05-01' });
  expect(dates('', '').fields).toMatchObject({ birthDate: '', joinedOn: '2026-11-26' });
  expect(errorsOf(dates('S64.1.8', ''))).toEqual(['birthDate:not_a_date']);
  expect(errorsOf(dates('', 'R4.13.1'))).toEqual(['joinedOn:not_a_date']);
  expect(errorsOf(dates('2030/1/1', ''))).toEqual(['birthDate:implausible_date']);
  expect(errorsOf(dates('1980/1/1', '2099/12/31'))).toEqual(['joinedOn:implausible_date']);
});

test('rows of one file are weighed against each other', () => {
  const seen = fresh();
  const row = (number: string, given: string) => [number, '山', given, 'ヤマ', 'イチ', '正会員', '', '', '', '', '', '', '', ''];
  expect(plan(all, row('A-1', '一'), seen).kind).toBe('new');
  expect(errorsOf(plan(all, row('A1', '二'), seen))).toEqual(['memberNumber:number_twice']);
  expect(plan(all, row('', '三'), seen).kind).toBe('new');
  expect(errorsOf(plan(all, row('', '三'), seen))).toEqual(['null:row_twice']);
});

test('IMP-01, decision 0012: a member named by the number of a merged record and by their own is one member, in whichever order', () => {
  const member = { _id: newMemberId(), memberNumber: 'A-1', version: 3, statusEntries: [], memo: '' } as unknown as MemberDocument;
  const known = { ...nobody, byNumber: new Map(['A-1', 'B-2', 'C-3'].map((number) => [number, member])) };
  const both = (...numbers: string[]) => {
    const seen = fresh();
    return numbers.map((number, at) =>
      errorsOf(plan(['memberNumber', 'phone'], [number, `03-0000-000${at}`], seen, 'memberNumber', known)),
    );
  };
  const twice = ['memberNumber:member_twice'];
  expect(both('A-1', 'B-2')).toEqual([[], twice]);
  expect(both('B-2', 'A-1')).toEqual([[], twice]);
  expect(both('B-2', 'C-3')).toEqual([[], twice]);
  expect(both('B-2', 'B-2')).toEqual([[], ['memberNumber:number_twice']]);
});

test('cells pushed beyond the last heading refuse their row; empty ones are only Excel', () => {
  const row = ['', '山', '一', 'ヤマ', 'イチ', '正会員', '', '', '', '', '', '', '', ''];
  expect(errorsOf(plan(all, [...row, '余分']))).toEqual(['null:too_many_cells']);
  expect(plan(all, [...row, '', '']).kind).toBe('new');
});

test('T51: whatever the cells are, a row is planned or refused, and no prototype is touched', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '{"$ne":null}',
      '=cmd()',
      "'=x",
      '\u0000',
      '\ud800',
      '〒',
      'R1',
      '1e9',
      '正会員',
      '法人',
      '退会',
      '2024/3/31',
    ),
  );
  fc.assert(
    fc.property(
      fc.array(nasty, { maxLength: 20 }),
      fc.constantFrom<ImportMatch>('none', 'memberNumber', 'contactEmail'),
      fc.constantFrom(all, bodies),
      (cells, match, targets) => {
        const row = plan(targets, cells, fresh(), match);
        expect(row.errors.length > 0).toBe(row.kind === 'error');
        expect(row.fields === null).toBe(row.kind !== 'new');
        for (const value of Object.values(row.fields ?? {})) expect(typeof value).toBe('string');
      },
    ),
    { numRuns: 500 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
  // Some thousand refusals, each made with its reasons: seconds on a busy machine.
}, 30_000);

test('IMP-02: a rank is found by its name, tags are separated by either comma, and what is none is said', () => {
  const labelled = (rank: string, tags: string) =>
    plan(['fullName', 'fullKana', 'membershipType', 'rank', 'tags'], ['高崎 春子', 'タカサキ ハルコ', '正会員', rank, tags]);
  const row = labelled('ゴールド', '幹事, 編集委員、幹事,');
  expect(row.fields).toMatchObject({ rankId: gold, tags: '幹事、編集委員' });
  expect(labelled('', '').fields).toMatchObject({ rankId: '', tags: '' });
  expect(errorsOf(labelled('プラチナ', ''))).toEqual(['rank:unknown_rank']);
  expect(errorsOf(labelled('', 'あ'.repeat(31)))).toEqual(['tags:too_long']);
  expect(errorsOf(labelled('', Array.from({ length: 21 }, (_, at) => `t${at}`).join(',')))).toEqual(['tags:too_big']);
});

test('IMP-02, domain.md 5.14: 口数 are whole and at least one, as on the record; a file without that column carries none', () => {
  const held = (units: string) =>
    plan(['fullName', 'fullKana', 'membershipType', 'units'], ['高崎 春子', 'タカサキ ハルコ', '正会員', units]);
  for (const [cell, units] of [
    ['５口', '5'],
    ['1,000', '1000'],
    ['3.0', '3'],
  ] as const)
    expect(held(cell).fields, cell).toMatchObject({ units });
  expect(held('５').cleaned).toEqual([{ target: 'units', kind: 'width', before: '５', after: '5' }]);
  expect(held('').fields).not.toHaveProperty('units');
  const plain = plan(['fullName', 'fullKana', 'membershipType'], ['高崎 春子', 'タカサキ ハルコ', '正会員']);
  expect(plain.fields).not.toHaveProperty('units');
  for (const [cell, code] of [
    ['0', 'too_small'],
    ['-2', 'too_small'],
    ['10000', 'too_big'],
    ['1.5', 'not_a_number'],
    ['二口', 'not_a_number'],
    ['1e3', 'not_a_number'],
  ] as const)
    expect(errorsOf(held(cell)), cell).toEqual([`units:${code}`]);
});

test('IMP-02, domain.md 5.14: an empty cell takes nobody their 口数, and who has none written down has one', () => {
  const member = { _id: newMemberId(), memberNumber: 'A-1', version: 3, statusEntries: [], memo: '' };
  const changesOf = (cell: string, units?: number) => {
    const one = { ...member, ...(units === undefined ? {} : { units }) } as unknown as MemberDocument;
    const known = { ...nobody, byNumber: new Map([['A-1', one]]) };
    return plan(['memberNumber', 'units'], ['A-1', cell], fresh(), 'memberNumber', known, true).changes;
  };
  expect(changesOf('5')).toEqual([{ field: 'units', before: '1', after: '5' }]);
  expect(changesOf('1')).toEqual([]);
  expect(changesOf('', 5)).toEqual([]);
});

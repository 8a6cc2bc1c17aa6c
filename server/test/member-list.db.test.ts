import { type MembershipTypeId, newCustomFieldId, newCustomOptionId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ListSort, listFieldsOf, listSorts } from '../src/modules/members/member-list.rules.ts';
import { memberSearch } from '../src/modules/members/member-search.rules.ts';
import { memberList } from '../src/modules/members/export.service.ts';
import { writeList } from '../src/platform/list-file.ts';
import { listFilterOf, listMembers } from '../src/modules/members/member-list.service.ts';
import { memberCounts } from '../src/modules/members/member.service.ts';
import { askedList } from '../src/modules/members/member-key.repository.ts';
import { countListed, pageOfRows } from '../src/modules/members/member-page.repository.ts';
import { type MemberDocument, changeMember, findLookalikes } from '../src/modules/members/member.repository.ts';
import { migrations } from '../src/modules/members/members.migration.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

/** Lists of a roll that is longer than an engine sorts without being noticed, beside another organisation's. */
const today = jstDate('2026-04-10');
let server: TestServer;
let org: TestOrganization;
let other: TestOrganization;
let student: MembershipTypeId;
const all: MemberDocument[] = [];
const [branch, age, subject] = [newCustomFieldId(), newCustomFieldId(), newCustomFieldId()];
const branches = [newCustomOptionId(), newCustomOptionId()];
const kana = ['アオキ', 'カトウ', 'ガトウ', 'サトウ', 'タナカ', 'ナカムラ', 'ハヤシ', 'バンドウ', 'マツモト', 'ヤマダ', 'ワタナベ'];

beforeAll(async () => {
  server = await startTestServer();
  org = await openOrganization(server);
  other = await openOrganization(server, '別の会');
  student = await org.addType('学生会員', 3000);
  const groups = [
    { count: 2300, given: { status: 'active' as const } },
    { count: 250, given: { status: 'active' as const, membershipTypeId: student } },
    { count: 40, given: { status: 'suspended' as const } },
    { count: 7, given: { status: 'withdrawn' as const, membershipTypeId: student } },
  ];
  for (const { count, given } of groups)
    for (let from = 0; from < count; from += 100) {
      const familyNameKana = kana[all.length % kana.length]!;
      const joinedOn = jstDate(`20${10 + (Math.floor(all.length / 100) % 16)}-04-01`);
      const custom = {
        [branch]: [branches[all.length % 300 === 0 ? 0 : 1]!],
        [age]: 20 + (all.length / 100) * 3,
        [subject]: `睡眠 ${all.length}`,
      };
      all.push(...(await org.addMembers(Math.min(100, count - from), { ...given, familyNameKana, joinedOn, custom })));
    }
  await other.addMembers(30, { familyNameKana: 'アアア', familyName: '隣' });
});
afterAll(() => server.close());

const filters = [
  { status: null, membershipTypeId: null },
  { status: 'active' as const, membershipTypeId: null },
  { status: 'suspended' as const, membershipTypeId: null },
];
const wanted = (filter: { status: string | null; membershipTypeId: string | null }, sort: ListSort) =>
  all
    .filter(
      (member) =>
        (filter.status ?? member.status) === member.status &&
        (filter.membershipTypeId ?? member.membershipTypeId) === member.membershipTypeId,
    )
    .map((member) => ({ id: member._id, key: listFieldsOf(member)[listSorts[sort]] }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ id }) => id);

describe('P4, acceptance 21: pages of a long roll', () => {
  test.each(['kana', 'number', 'joined'] as const)(
    'by %s: every filter, both directions, every member once and in order',
    async (sort) => {
      for (const filter of [
        ...filters,
        { status: null, membershipTypeId: student },
        { status: 'withdrawn' as const, membershipTypeId: student },
      ])
        for (const descending of [false, true]) {
          const read: string[] = [];
          let after: string | null = null;
          for (;;) {
            const page = await pageOfRows(org.scope, { ...filter, search: null, sort, descending, size: 200, after });
            read.push(...page.slice(0, 200).map((row) => row._id));
            if (page.length <= 200) break;
            after = page[199]![listSorts[sort]];
          }
          const ids = wanted(filter, sort);
          expect(read).toEqual(descending ? ids.reverse() : ids);
          expect(await countListed(org.scope, { ...filter, search: null }, 10_000)).toBe(ids.length);
        }
    },
    60_000,
  );

  test('the page before the third is the second, and the one before that the first', async () => {
    const ask = (cursor: string | null, direction: 'next' | 'previous') =>
      listMembers(org.scope, { q: '', status: 'active', sort: 'kana', descending: false, size: 50, cursor, direction }, today);
    const first = await ask(null, 'next');
    const second = await ask(first.nextCursor, 'next');
    const third = await ask(second.nextCursor, 'next');
    expect(await ask(third.previousCursor, 'previous')).toMatchObject({ rows: second.rows });
    expect(await ask(second.previousCursor, 'previous')).toMatchObject({ rows: first.rows, previousCursor: null });
    expect(first.total).toBe(2550);
    await expect(
      listMembers(
        org.scope,
        { q: '', status: 'all', sort: 'number', descending: false, size: 50, cursor: first.nextCursor, direction: 'next' },
        today,
      ),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('a search looks through one organisation, within the filters, in the order of the list', async () => {
    const filter = { status: 'active' as const, membershipTypeId: null, search: memberSearch('さとう') };
    const page = await pageOfRows(org.scope, { ...filter, sort: 'number', descending: false, size: 200, after: null });
    const ids = all.filter((member) => member.familyNameKana === 'サトウ' && member.status === 'active').map((member) => member._id);
    expect(page.slice(0, 200).map((row) => row._id)).toEqual(ids.slice(0, 200));
    expect(await countListed(org.scope, filter, 10_000)).toBe(ids.length);
    expect(await countListed(org.scope, filter, 10)).toBe(10);
    expect(await countListed(org.scope, { ...filter, search: memberSearch('隣') }, 10)).toBe(0);
  });

  test('whoever has the same reading or address is found without reading the roll', async () => {
    const [someone] = await org.addMembers(1, { familyNameKana: 'ミズタマリ', contactEmail: 'Mizu@example.jp' });
    all.push(someone!);
    const { sortKana } = listFieldsOf(someone!);
    expect(await findLookalikes(org.scope, { contactEmail: '', sortKana })).toMatchObject([{ _id: someone!._id }]);
    expect(await findLookalikes(org.scope, { contactEmail: 'mizu@example.jp', sortKana: null })).toMatchObject([{ _id: someone!._id }]);
    expect(await findLookalikes(other.scope, { contactEmail: 'mizu@example.jp', sortKana })).toEqual([]);
  });
});

describe('MEM-02: lists by own fields and days of joining', () => {
  const textOf = (one: MemberDocument) => String(one.custom?.[subject] ?? '');
  // Deriving costs more than the lists that are tested: once for all.
  const places = new Map<string, ReturnType<typeof listFieldsOf>>();
  const keyOf = (one: MemberDocument, sort: ListSort): string => {
    const place = places.get(one._id) ?? listFieldsOf(one);
    places.set(one._id, place);
    return place[listSorts[sort]];
  };
  const numberOf = (one: MemberDocument) => Number(one.custom?.[age] ?? Number.NaN);
  const conditions: {
    readonly name: string;
    readonly given: Partial<Parameters<typeof listFilterOf>[1]>;
    fits(member: MemberDocument): boolean;
  }[] = [
    {
      name: 'an option',
      given: { custom: [{ fieldId: branch, is: 'options', optionIds: [branches[0]!] }] },
      fits: (one) => JSON.stringify(one.custom?.[branch]) === JSON.stringify([branches[0]]),
    },
    { name: 'numbers', given: { custom: [{ fieldId: age, is: 'numbers', from: 30, to: null }] }, fits: (one) => numberOf(one) >= 30 },
    {
      name: 'a text',
      given: { custom: [{ fieldId: subject, is: 'equal', text: '睡眠 １００' }] },
      fits: (one) => textOf(one) === '睡眠 100',
    },
    {
      name: 'part of a text',
      given: { custom: [{ fieldId: subject, is: 'contains', text: '眠 1' }] },
      fits: (one) => textOf(one).startsWith('睡眠 1'),
    },
    {
      name: 'days',
      given: { joined: { from: jstDate('2014-04-01'), to: jstDate('2016-03-31') } },
      fits: (one) => /^201[45]/.test(one.joinedOn),
    },
    { name: 'last fiscal year', given: { joined: { fiscalYear: 'last' } }, fits: (one) => one.joinedOn === '2025-04-01' },
    {
      name: 'all at once, with a status and a word',
      given: {
        q: 'サトウ',
        status: 'active',
        joined: { from: null, to: jstDate('2020-04-01') },
        custom: [{ fieldId: age, is: 'numbers', from: null, to: 60 }],
      },
      fits: (one) => one.familyNameKana === 'サトウ' && one.status === 'active' && one.joinedOn <= '2020-04-01' && numberOf(one) <= 60,
    },
  ];

  test.each(conditions)(
    'by $name: everybody who fits once and in order, in every order, few or many; counted and exported alike',
    async ({ given, fits }) => {
      const filter = await listFilterOf(org.scope, { q: '', status: 'all', ...given }, today);
      const many = { ...askedList(org.scope, filter), keys: async () => null };
      for (const [sort, descending] of [
        ['kana', false],
        ['joined', true],
      ] as const)
        for (const asked of [askedList(org.scope, filter), many]) {
          const read: string[] = [];
          for (let after: string | null = null; ;) {
            const page: Awaited<ReturnType<typeof pageOfRows>> = await pageOfRows(
              org.scope,
              { ...filter, sort, descending, size: 200, after },
              asked,
            );
            read.push(...page.slice(0, 200).map((row) => row._id));
            if (page.length <= 200) break;
            after = page[199]![listSorts[sort]];
          }
          const ids = all.filter(fits).sort((left, right) => (keyOf(left, sort) < keyOf(right, sort) === descending ? 1 : -1));
          expect(ids.length).toBeGreaterThan(0);
          expect(read).toEqual(ids.map(({ _id }) => _id));
          expect(await countListed(org.scope, { ...filter, sort }, 10_000, asked)).toBe(ids.length);
        }
      const file = {
        q: '',
        status: 'all' as const,
        ...given,
        sort: 'kana' as const,
        descending: false,
        format: 'csv_utf8' as const,
        columns: ['会員番号' as const],
      };
      let written = '';
      for await (const piece of writeList(await memberList(server.platform, org.scope, file), file.format)) written += String(piece);
      const lines = written.trim().split('\r\n');
      expect(lines.length - 1).toBe(all.filter(fits).length);
      expect((await listMembers(other.scope, { ...file, size: 50, direction: 'next' }, today)).rows).toEqual([]);
    },
    60_000,
  );

  test('a value that changes moves its member in and out of such a list', async () => {
    const own = await openOrganization(server);
    const member = await own.addMember({ custom: { [age]: 40 } });
    const found = async (from: number) =>
      (
        await listMembers(
          own.scope,
          {
            q: '',
            status: 'all',
            custom: [{ fieldId: age, is: 'numbers', from, to: null }],
            sort: 'kana',
            descending: false,
            size: 50,
            direction: 'next',
          },
          today,
        )
      ).total;
    expect([await found(40), await found(41)]).toEqual([1, 0]);
    await inTransaction(server.platform.databases.client, (session) =>
      changeMember(own.scope, member._id, 0, { custom: { [age]: 500 } }, session),
    );
    expect([await found(41), await found(501)]).toEqual([1, 0]);
  });
});

describe('what is kept with the members', () => {
  test('a change moves a member in lists, in what it is found by and in the counts, all or nothing', async () => {
    const own = await openOrganization(server);
    const [member] = await own.addMembers(2);
    const { client } = server.platform.databases;
    const changes = { status: 'suspended' as const, familyName: '白鳥', familyNameKana: 'シラトリ' };
    const changed = await inTransaction(client, (session) => changeMember(own.scope, member!._id, 0, changes, session));
    expect(changed).toMatchObject(listFieldsOf({ ...member!, ...changes }));
    expect(await memberCounts(own.scope)).toMatchObject({ total: 2, byStatus: { active: 1, suspended: 1 }, corporate: { total: 0 } });
    const find = (typed: string) => countListed(own.scope, { status: null, membershipTypeId: null, search: memberSearch(typed) }, 10);
    expect([await find('白鳥'), await find('しらとり'), await find('タカハシ')]).toEqual([1, 1, 1]);
    await expect(
      inTransaction(client, async (session) => {
        await changeMember(own.scope, member!._id, 1, { status: 'active', familyName: '青' }, session);
        throw new Error('given up');
      }),
    ).rejects.toThrow('given up');
    expect(await memberCounts(own.scope)).toMatchObject({ total: 2, byStatus: { active: 1, suspended: 1 }, corporate: { total: 0 } });
    expect(await find('白鳥')).toBe(1);
    expect(await inTransaction(client, (session) => changeMember(own.scope, member!._id, 0, changes, session))).toBeNull();
  });

  test('data of before is given its fields, counts and indexes, and once more changes nothing', async () => {
    const db = server.platform.databases.server;
    const members = db.collection<MemberDocument>('members');
    const before = await members.find({ orgId: org.scope.orgId }).sort({ _id: 1 }).limit(50).toArray();
    const counts = await memberCounts(org.scope);
    await members.updateMany(
      { _id: { $in: before.map((member) => member._id) } },
      { $unset: { facets: 1, kanaKey: 1, searchKeys: 1, numberKey: 1 } },
    );
    await db.collection('member_tallies').deleteMany({});
    await members.createIndex({ orgId: 1, sortKana: 1, _id: 1 }, { name: 'kana' });
    const migration = migrations.find(({ id }) => id === '2026-11-26-members-lists')!;
    for (const _round of [1, 2]) {
      await migration.run(db);
      expect(await members.find({ orgId: org.scope.orgId }).sort({ _id: 1 }).limit(50).toArray()).toEqual(before);
      expect(await memberCounts(org.scope)).toEqual(counts);
      expect((await members.indexes()).map(({ name }) => name).sort()).toEqual(
        ['_id_', 'number', 'stream', 'list_kana', 'list_number', 'list_joined', 'search', 'next_status'].sort(),
      );
    }
  }, 60_000);
});

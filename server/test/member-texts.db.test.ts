import { newCustomFieldId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { ClientSession } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { undoMerge } from '../src/modules/members/member-merge-undo.service.ts';
import { mergeMembers, planMemberMerge } from '../src/modules/members/member-merge.service.ts';
import { changeImported, deleteImported, insertImported } from '../src/modules/members/import-member.repository.ts';
import { askedList } from '../src/modules/members/member-key.repository.ts';
import { listFilterOf, listMembers } from '../src/modules/members/member-list.service.ts';
import { entriesInRow, entriesOf, ownerOf, textEntryOf } from '../src/modules/members/member-text.rules.ts';
import { type MemberDocument, changeMember, findMember, findMembers } from '../src/modules/members/member.repository.ts';
import { migrations } from '../src/modules/members/members.migration.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { memberOfRoll } from './roll.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

const today = jstDate('2026-04-10');
const [subject, note] = [newCustomFieldId(), newCustomFieldId()];
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const rows = () => server.platform.databases.server.collection<{ _id: string; orgId: string; entries: string }>('member_texts');
const members = () => server.platform.databases.server.collection<MemberDocument>('members');
const within = <T>(work: (session: ClientSession) => Promise<T>) => inTransaction(server.platform.databases.client, work);
const change = (org: TestOrganization, { _id }: Pick<MemberDocument, '_id'>, changes: Partial<MemberDocument>) =>
  within(async (session) => changeMember(org.scope, _id, (await findMember(org.scope, _id, session)).version, changes, session));

/** Every member with own texts stands in one row, as it is now, and nobody else does. How many rows there are. */
async function rowsAsTheyShouldBe({ scope: { orgId } }: TestOrganization): Promise<number> {
  const kept = await rows().find({ orgId }).toArray();
  const standing = kept.flatMap(({ _id, entries }) => entriesOf(entries).map((entry) => [ownerOf(entry), _id, entry]));
  const wanted = (await members().find({ orgId }).toArray()).map((member) => [member._id, member.textRow ?? null, textEntryOf(member)]);
  const byMember = (all: unknown[][]) => all.sort(([left], [right]) => (String(left) < String(right) ? -1 : 1));
  expect(byMember(standing)).toEqual(byMember(wanted.filter(([, row, entry]) => row !== null || entry !== null)));
  return kept.length;
}

type Given = Partial<Parameters<typeof listMembers>[1]>;
const page = { q: '', status: 'all' as const, sort: 'number' as const, descending: false, size: 50 as const, direction: 'next' as const };
async function listed(org: TestOrganization, given: Given): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = null; ;) {
    const found: Awaited<ReturnType<typeof listMembers>> = await listMembers(org.scope, { ...page, ...given, cursor }, today);
    ids.push(...found.rows.map(({ memberId }) => memberId));
    cursor = found.nextCursor;
    if (cursor !== null) continue;
    expect(found.total).toBe(ids.length);
    return ids;
  }
}
const contains = (text: string, fieldId = subject) => ({ fieldId, is: 'contains' as const, text });

describe('MEM-02, P4: own texts beside the members', () => {
  test('follow every way of writing: one, many, changed, suspended, made one and two again, taken in and taken back', async () => {
    const org = await openOrganization(server);
    const other = await openOrganization(server, '別の会');
    await other.addMember({ custom: { [subject]: '統計 1' } });
    const [none] = await org.addMembers(3);
    expect(await rowsAsTheyShouldBe(org)).toBe(0);
    const one = await org.addMember({ custom: { [subject]: '統計 1' } });
    await org.addMembers(2 * entriesInRow, { custom: { [subject]: '公衆衛生', [note]: 'ﾒﾓ' } });
    expect(await rowsAsTheyShouldBe(org)).toBe(3);
    const seen = () => listed(org, { custom: [contains('計')] });
    expect(await seen()).toEqual([one._id]);

    await change(org, none!, { custom: { [subject]: '疫学統計' } });
    expect(await seen()).toEqual([none!._id, one._id]);
    await change(org, one, { custom: { [subject]: '睡眠', [note]: '統計' } });
    expect(await seen()).toEqual([none!._id]);
    expect(await listed(org, { custom: [contains('計', note)] })).toEqual([one._id]);
    await change(org, none!, { status: 'suspended', familyNameKana: 'ガトウ' });
    expect(await listed(org, { custom: [contains('計')], status: 'suspended' })).toEqual([none!._id]);
    expect(await listed(org, { custom: [contains('計')], status: 'active' })).toEqual([]);
    const before = await findMember(org.scope, none!._id);
    await change(org, none!, { phone: '0312345678' });
    expect((await findMember(org.scope, none!._id)).textRow).toBe(before.textRow);
    await rowsAsTheyShouldBe(org);

    const pair = { keptId: none!._id, mergedId: one._id };
    const { fingerprint } = await planMemberMerge(server.platform, org.owner, pair);
    const choices = { fromMerged: [], customFromMerged: [note], tags: 'kept', history: 'kept', account: 'kept' } as const;
    const { mergeId } = await mergeMembers(server.platform, org.owner, { ...pair, fingerprint, choices } as never);
    await rowsAsTheyShouldBe(org);
    expect(await listed(org, { custom: [contains('睡眠')] })).toEqual([]);
    await undoMerge(server.platform, org.owner, { mergeId });
    await rowsAsTheyShouldBe(org);
    expect(await listed(org, { custom: [contains('睡眠')] })).toEqual([one._id]);

    await change(org, one, { custom: {} });
    await change(org, none!, { custom: { [subject]: '' } as never });
    await rowsAsTheyShouldBe(org);
    const { server: db } = server.platform.databases;
    const taken = Array.from({ length: entriesInRow + 5 }, (_, at) => ({
      ...memberOfRoll(org.scope, [org.regular], at),
      custom: at < 3 ? {} : { [subject]: `統計 ${at}` },
    }));
    await within((session) => insertImported(db, org.scope, taken, session));
    await rowsAsTheyShouldBe(org);
    const some = await findMembers(org.scope, [...taken.slice(0, 5).map(({ _id }) => _id), one._id]);
    const changed = some.map((member) => ({ before: member, changes: { custom: { [subject]: '代謝' } } }));
    await within((session) => changeImported(db, org.scope, changed, session));
    await rowsAsTheyShouldBe(org);
    expect((await listed(org, { custom: [contains('代謝')] })).length).toBe(some.length);
    const all = await findMembers(
      org.scope,
      taken.map(({ _id }) => _id),
    );
    await within((session) => deleteImported(db, org.scope, all, session));
    await rowsAsTheyShouldBe(org);
    expect(await seen()).toEqual([]);
    expect(await rowsAsTheyShouldBe(other)).toBe(1);
  });

  test('MEM-02: a text is found by itself however it is written, and however long it is', async () => {
    const org = await openOrganization(server);
    const odd = [
      '㈱山田製作所',
      '営業部　東京',
      '第Ⅳ期',
      '10㎡…',
      '渡辺\u{e0100}東',
      'か\u3099くふ',
      'あ'.repeat(200),
      '1'.repeat(200),
      '.'.repeat(200),
    ];
    const members_: MemberDocument[] = [];
    for (const text of odd) members_.push(await org.addMember({ custom: { [subject]: text } }));
    for (const [at, text] of odd.entries())
      for (const is of ['equal', 'contains'] as const) {
        const condition = { fieldId: subject, is, text };
        expect(await listed(org, { custom: [condition] }), `${is} ${text}`).toEqual([members_[at]!._id]);
        expect(await listed(org, { custom: [condition], status: 'active' })).toEqual([members_[at]!._id]);
      }
    const found = await listed(org, { custom: [{ fieldId: subject, is: 'equal', text: '(株)山田製作所' }] });
    expect(found).toEqual([members_[0]!._id]);
    const anyOf = odd.slice(4).map((text) => ({ by: 'custom' as const, value: contains(text) }));
    expect((await listed(org, { anyOf })).length).toBe(5);
    await rowsAsTheyShouldBe(org);
  });

  test('two who change at once in one row both stay changed, and what is given up leaves nothing', async () => {
    const org = await openOrganization(server);
    const both = await org.addMembers(2, { custom: { [subject]: '統計' } });
    await Promise.all(both.map((member, at) => change(org, member, { custom: { [subject]: `睡眠 ${at}` } })));
    await rowsAsTheyShouldBe(org);
    expect(await listed(org, { custom: [contains('睡眠')] })).toEqual(both.map(({ _id }) => _id));
    await expect(
      within(async (session) => {
        await changeMember(org.scope, both[0]!._id, 1, { custom: { [subject]: '神経' } }, session);
        throw new Error('given up');
      }),
    ).rejects.toThrow('given up');
    await rowsAsTheyShouldBe(org);
    expect(await listed(org, { custom: [contains('神経')] })).toEqual([]);
  });

  test('data of before is given its rows, and once more changes nothing that is found', async () => {
    const org = await openOrganization(server);
    const [first] = await org.addMembers(5, { custom: { [subject]: '統計' } });
    const [plain] = await org.addMembers(1);
    const { orgId } = org.scope;
    await rows().deleteMany({ orgId });
    await members().updateMany({ orgId }, { $unset: { textRow: 1, foldedTexts: 1 } });
    await members().updateOne({ _id: plain!._id }, { $set: { textRow: 'gone' } });
    const made = migrations.filter(({ id }) => /-members-(folded-)?texts$/.test(id));
    for (const _round of [1, 2]) {
      for (const migration of made) await migration.run(server.platform.databases.server);
      expect(await rowsAsTheyShouldBe(org)).toBe(1);
      expect((await listed(org, { custom: [contains('計')] })).length).toBe(5);
    }
    await change(org, first!, { custom: { [subject]: '睡眠' } });
    await rowsAsTheyShouldBe(org);
  });

  test('lists by parts of texts are the same as by a plain look, with every other condition and in groups, few and many', async () => {
    const org = await openOrganization(server);
    const texts = ['統計 1', '統計 12', 'ﾄｳｹｲ', '疫学', null];
    const all: MemberDocument[] = [];
    for (const status of ['active', 'suspended'] as const)
      for (const tags of [[], ['委員']])
        for (const [at, text] of texts.entries())
          all.push(
            ...(await org.addMembers(at === 1 ? 60 : 7, {
              status,
              tags,
              owing: at % 2 === 0,
              joinedOn: jstDate(`20${10 + at}-04-01`),
              custom: { ...(text === null ? {} : { [subject]: text }), [note]: `${at}` },
            })),
          );
    type Fits = (member: MemberDocument) => boolean;
    const text = ({ custom = {} }: MemberDocument) => String(custom[subject] ?? '');
    const has =
      (part: string): Fits =>
      (one) =>
        text(one).includes(part);
    const cases: [string, Given, Fits][] = [
      ['many', { custom: [contains('統計')] }, has('統計')],
      ['few', { custom: [contains('計 ２')] }, () => false],
      ['two parts', { custom: [contains('１'), contains('2')] }, has('12')],
      ['two fields', { custom: [contains('統'), contains('0', note)] }, (one) => text(one) === '統計 1'],
      ['written otherwise', { custom: [contains('とうけい')] }, (one) => text(one) === 'ﾄｳｹｲ'],
      ['a status', { custom: [contains('統計')], status: 'suspended' }, (one) => has('統計')(one) && one.status === 'suspended'],
      ['a tag', { custom: [contains('統計')], tag: '委員' }, (one) => has('統計')(one) && one.tags?.[0] === '委員'],
      ['dues', { custom: [contains('統計')], dues: 'owing' }, (one) => text(one) === '統計 1'],
      [
        'days of joining',
        { custom: [contains('統計')], joined: { from: jstDate('2011-04-01'), to: null } },
        (one) => text(one) === '統計 12',
      ],
      ['another own text', { custom: [contains('統計'), { fieldId: note, is: 'equal', text: '0' }] }, (one) => text(one) === '統計 1'],
      [
        'a group',
        {
          anyOf: [
            { by: 'custom', value: contains('疫') },
            { by: 'tag', value: '委員' },
          ],
        },
        (one) => has('疫')(one) || one.tags?.[0] === '委員',
      ],
      [
        'a group with a part beside it',
        {
          custom: [contains('統計')],
          anyOf: [
            { by: 'custom', value: contains('12') },
            { by: 'status', value: 'suspended' },
          ],
        },
        (one) => has('統計')(one) && (has('12')(one) || one.status === 'suspended'),
      ],
      [
        'a group of parts, and dues',
        {
          dues: 'clear',
          anyOf: [
            { by: 'custom', value: contains('12') },
            { by: 'custom', value: contains('疫') },
          ],
        },
        (one) => has('12')(one) || has('疫')(one),
      ],
    ];
    for (const [name, given, fits] of cases) {
      expect(await listed(org, given), name).toEqual(all.filter(fits).map(({ _id }) => _id));
      const filter = await listFilterOf(org.scope, { ...page, ...given }, today);
      expect((await askedList(org.scope, filter).keys())?.length, name).toBe(all.filter(fits).length);
    }
  });
});

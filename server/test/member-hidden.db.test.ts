import type { GroupCondition } from '@tsudoi/shared/contracts/members/member-condition.contract';
import { memberStatuses } from '@tsudoi/shared/contracts/members/member.contract';
import { newCustomFieldId, newCustomOptionId, newMemberRankId, newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memberList } from '../src/modules/members/export.service.ts';
import { hiddenBy } from '../src/modules/members/member-hidden.rules.ts';
import { hiddenCounts, hiddenMembers } from '../src/modules/members/member-hidden.service.ts';
import { listFieldsOf } from '../src/modules/members/member-list.rules.ts';
import { groupFor, listFilterOf, listMembers } from '../src/modules/members/member-list.service.ts';
import { askedList } from '../src/modules/members/member-key.repository.ts';
import { countListed, pageOfRows } from '../src/modules/members/member-page.repository.ts';
import type { MemberDocument } from '../src/modules/members/member.repository.ts';
import { checkPaper } from '../src/modules/members/paper.service.ts';
import { changeTags } from '../src/modules/members/tag-job.service.ts';
import { writeList } from '../src/platform/list-file.ts';
import { openBill } from './billing.factory.ts';
import { openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

const today = jstDate('2026-04-10');
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
});
afterAll(() => server.close());

describe('“Why not?”: who is hidden by the conditions of a list', () => {
  test('names whom the search would find and every condition that keeps each out, of the own organisation only', async () => {
    const org = await openOrganization(server);
    const other = await openOrganization(server, '別の会');
    const haruko = { familyName: '髙﨑', givenName: '春子', familyNameKana: 'タカサキ', givenNameKana: 'ハルコ' };
    const left = await org.addMember({ ...haruko, status: 'withdrawn' });
    await other.addMember(haruko);
    const ask = (given: Partial<Parameters<typeof hiddenMembers>[2]>) =>
      hiddenMembers(org.scope, today, { q: '高崎', status: 'active', ...given });
    expect(await ask({})).toEqual({
      rows: [
        {
          memberId: left._id,
          memberNumber: left.memberNumber,
          name: '髙﨑 春子',
          status: 'withdrawn',
          membershipTypeId: org.regular,
          kind: 'individual',
          hiddenBy: ['status'],
        },
      ],
      more: false,
    });
    expect((await ask({ q: '' })).rows).toEqual([]);
    expect((await ask({ q: '山田' })).rows).toEqual([]);
    expect((await ask({ status: 'all' })).rows, 'who is in the list is not hidden').toEqual([]);
    const by = async (given: Partial<Parameters<typeof hiddenMembers>[2]>) => (await ask({ status: 'all', ...given })).rows[0]?.hiddenBy;
    expect(await by({ membershipTypeId: newMembershipTypeId() })).toEqual(['type']);
    expect(await by({ kind: 'corporate' })).toEqual(['kind']);
    expect(await by({ tag: '委員' })).toEqual(['tag']);
    expect(await by({ dues: 'owing' })).toEqual(['dues']);
    await openBill(server, org, left._id);
    expect(await by({ dues: 'owing' })).toBeUndefined();
    expect(await by({ dues: 'clear', tag: '委員', status: 'active' })).toEqual(['status', 'tag', 'dues']);
  });

  test('names a handful and says that there are more', async () => {
    const org = await openOrganization(server);
    await org.addMembers(5, { familyName: '𠮷田', status: 'suspended' });
    const { rows, more } = await hiddenMembers(org.scope, today, { q: '吉田', status: 'active' });
    expect([rows.length, more]).toEqual([3, true]);
  });

  test('MEM-02: counts by status whom a search would find beside those it shows, of the same roll and organisation only', async () => {
    const org = await openOrganization(server);
    const other = await openOrganization(server, '別の会');
    await other.addMembers(2, { familyName: '𠮷田', status: 'withdrawn' });
    // More are shown than the few that are named: whoever is hidden is counted all the same.
    await org.addMembers(5, { familyName: '𠮷田', tags: ['委員'] });
    await org.addMembers(2, { familyName: '𠮷田', status: 'suspended' });
    await org.addMember({ familyName: '𠮷田', status: 'withdrawn', tags: ['委員'] });
    await org.addMember({ familyName: '山田', status: 'withdrawn' });
    const ask = (given: Partial<Parameters<typeof hiddenCounts>[2]>) =>
      hiddenCounts(org.scope, today, { q: '吉田', status: 'active', ...given });
    const away = [
      { status: 'suspended', count: 2 },
      { status: 'withdrawn', count: 1 },
    ];
    expect(await ask({})).toEqual({ counts: away, more: false });
    expect(await ask({ tag: '委員', status: 'all' })).toEqual({ counts: [{ status: 'suspended', count: 2 }], more: false });
    expect(await ask({ tag: '委員' })).toEqual({ counts: away, more: false });
    expect(await ask({ kind: 'corporate' })).toEqual({ counts: [], more: false });
    expect(await ask({ status: 'all' })).toEqual({ counts: [], more: false });
    expect(await ask({ q: '' })).toEqual({ counts: [], more: false });
  });
});

describe('MEM-02: a group of conditions of which one holds', () => {
  const [age, branch, subject] = [newCustomFieldId(), newCustomFieldId(), newCustomFieldId()];
  const options = [newCustomOptionId(), newCustomOptionId()];
  const ranks = [newMemberRankId(), newMemberRankId()];
  const tags = ['委員', '講師'];
  const types = [newMembershipTypeId(), newMembershipTypeId()];
  const days = ['2025-03-31', '2025-04-01', '2026-03-31', '2026-04-01'].map(jstDate);
  const someone = fc.record({
    status: fc.constantFrom('active' as const, 'active' as const, 'suspended' as const, 'deceased' as const),
    membershipTypeId: fc.constantFrom(...types),
    rankId: fc.constantFrom('', ...ranks),
    tags: fc.subarray(tags),
    owing: fc.boolean(),
    joinedOn: fc.constantFrom(...days),
    custom: fc.record({
      [age]: fc.integer({ min: -30, max: 99 }),
      [branch]: fc.subarray(options, { minLength: 1 }),
      [subject]: fc.constantFrom('睡眠と夢', '統計'),
    }),
  });
  const condition: fc.Arbitrary<GroupCondition> = fc.oneof(
    fc.record({ by: fc.constant('status' as const), value: fc.constantFrom(...memberStatuses) }),
    fc.record({ by: fc.constant('type' as const), value: fc.constantFrom(...types) }),
    fc.record({ by: fc.constant('rank' as const), value: fc.constantFrom(...ranks) }),
    fc.record({ by: fc.constant('tag' as const), value: fc.constantFrom(...tags) }),
    fc.record({ by: fc.constant('dues' as const), value: fc.constantFrom('owing' as const, 'clear' as const) }),
    fc.constantFrom<GroupCondition[]>(
      { by: 'joined', value: { fiscalYear: 'last' } },
      { by: 'joined', value: { from: null, to: days[0]! } },
      { by: 'custom', value: { fieldId: age, is: 'numbers', from: 20, to: 65 } },
      { by: 'custom', value: { fieldId: branch, is: 'options', optionIds: options } },
      { by: 'custom', value: { fieldId: branch, is: 'options', optionIds: [options[1]!] } },
      { by: 'custom', value: { fieldId: subject, is: 'contains', text: '眠' } },
      { by: 'custom', value: { fieldId: subject, is: 'equal', text: '統計' } },
    ),
  );
  /** The plain meaning of a condition, without anything of ours. */
  function fits(member: MemberDocument, { by, value }: GroupCondition): boolean {
    const own = (fieldId: string): unknown => (member.custom as Readonly<Record<string, unknown>>)[fieldId];
    if (by === 'status') return member.status === value;
    if (by === 'type') return member.membershipTypeId === value;
    if (by === 'rank') return member.rankId === value;
    if (by === 'tag') return (member.tags ?? []).includes(value);
    if (by === 'dues') return member.owing === (value === 'owing');
    if (by === 'joined') return 'fiscalYear' in value ? /^2025-(?!03)|^2026-03/.test(member.joinedOn) : member.joinedOn <= value.to!;
    if (value.is === 'numbers') return Number(own(age)) >= 20 && Number(own(age)) <= 65;
    if (value.is === 'options') return value.optionIds.some((optionId) => (own(branch) as string[]).includes(optionId));
    return value.is === 'equal' ? own(subject) === value.text : String(own(subject)).includes('眠');
  }

  test('is in the list, its count, its file and “why not?” whoever fits the others and at least one of these, few or many', async () => {
    const org = await openOrganization(server);
    const other = await openOrganization(server, '別の会');
    const profiles = fc.sample(someone, { numRuns: 40, seed: 61 });
    const members: MemberDocument[] = [];
    for (const profile of profiles) members.push(...(await org.addMembers(3, profile)));
    await other.addMembers(3, profiles[0]);
    const order = { sort: 'number' as const, descending: false };
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(condition, { minLength: 1, maxLength: 5, selector: (one) => JSON.stringify(one) }),
        fc.constantFrom({}, {}, { dues: 'owing' as const }, { tag: tags[0]! }, { membershipTypeId: types[0]! }),
        fc.constantFrom('all' as const, 'active' as const),
        async (anyOf, beside, status) => {
          const input = { q: '', status, ...beside, anyOf, ...order };
          const asBeside = Object.entries(beside).map(
            ([by, value]) => ({ by: by === 'membershipTypeId' ? 'type' : by, value }) as GroupCondition,
          );
          const inList = (member: MemberDocument) =>
            (status === 'all' || member.status === status) && asBeside.every((one) => fits(member, one));
          const wanted = members.filter((member) => inList(member) && anyOf.some((one) => fits(member, one)));
          const numbers = wanted.map(({ memberNumber }) => memberNumber);
          const { rows, total } = await listMembers(org.scope, { ...input, size: 200, direction: 'next' }, today);
          expect(rows.map(({ memberNumber }) => memberNumber)).toEqual(numbers);
          expect(total).toBe(wanted.length);
          const filter = await listFilterOf(org.scope, input, today);
          const many = { ...askedList(org.scope, filter), keys: async () => null };
          // Of whom a page before had found, those who do not fit any more are left out.
          const before = { ...many, keys: async () => members.map((member) => ({ ...member, ...listFieldsOf(member) })) };
          for (const asked of [many, before]) {
            const page = await pageOfRows(org.scope, { ...filter, ...order, size: 200, after: null }, asked);
            expect(page.map(({ memberNumber }) => memberNumber)).toEqual(numbers);
            const first = await pageOfRows(org.scope, { ...filter, ...order, size: 1, after: null }, asked);
            expect(first.map(({ memberNumber }) => memberNumber)).toEqual(numbers.slice(0, 2));
          }
          expect(await countListed(org.scope, { ...filter, ...order }, 10_000, many)).toBe(wanted.length);
          let file = '';
          const made = await memberList(server.platform, org.scope, { ...input, columns: ['会員番号'] });
          for await (const piece of writeList(made, 'csv_utf8')) file += String(piece);
          expect(
            file
              .trim()
              .split('\r\n')
              .slice(1)
              .map((line) => line.replaceAll('"', '')),
          ).toEqual(numbers);
          const parts = await groupFor(org.scope, anyOf, today);
          expect(members.filter((member) => !hiddenBy(member, { status: 'all', anyOf: parts }).includes('anyOf'))).toEqual(
            members.filter((member) => anyOf.some((one) => fits(member, one))),
          );
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);

  test('is on paper and in what is done with all of a list, of the own organisation only, and “why not?” names it', async () => {
    const [org, other] = [await openOrganization(server), await openOrganization(server, '別の会')];
    const [tagged] = await org.addMembers(1, { tags: ['講師'] });
    const [away] = await org.addMembers(1, { status: 'suspended' });
    const [rest] = await org.addMembers(1, { familyName: '𠮷田' });
    await other.addMembers(2, { tags: ['講師'] });
    const anyOf: GroupCondition[] = [
      { by: 'tag', value: '講師' },
      { by: 'status', value: 'suspended' },
    ];
    const filter = { q: '', status: 'all' as const, anyOf };
    const paper = { sort: 'number' as const, descending: false, paper: 'roll' as const, sheet: '2x6' as const, start: 1 };
    const printed = await checkPaper(server.platform, org.owner, { ...filter, ...paper, shiftX: 0, shiftY: 0, withoutEmail: false });
    expect(printed.members).toBe(2);
    const job = await changeTags(server.platform, org.owner, {
      action: 'add',
      tag: '案内',
      members: { filter },
      idempotencyKey: crypto.randomUUID(),
    });
    expect([job.state, job.changed]).toEqual(['done', 2]);
    const listed = await listMembers(org.scope, { q: '', status: 'all', tag: '案内', ...paper, size: 50, direction: 'next' }, today);
    expect(listed.rows.map(({ memberId }) => memberId)).toEqual([tagged!._id, away!._id]);
    const { rows } = await hiddenMembers(org.scope, today, { ...filter, q: '吉田' });
    expect(rows.map(({ memberId, hiddenBy: by }) => [memberId, by])).toEqual([[rest!._id, ['anyOf']]]);
  });
});

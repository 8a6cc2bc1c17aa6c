import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type {
  CustomCondition,
  DuesFilter,
  GroupCondition,
  JoinedCondition,
} from '@tsudoi/shared/contracts/members/member-condition.contract';
import { type MembershipTypeId, newCustomFieldId, newCustomOptionId, newMembershipTypeId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { listMembers } from '../src/modules/members/member-list.service.ts';
import { type ListSort, facetOf, listFieldsOf, listSorts, tallyChanges } from '../src/modules/members/member-list.rules.ts';
import { withOwnRows } from '../src/modules/members/member-text.repository.ts';
import type { MemberDocument } from '../src/modules/members/member.repository.ts';
import { memberOfRoll } from './roll.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

/** Our side of `npm run bench members` as a process of its own: the product's list of the roll on a real database. */
let server: TestServer;
let counter: CommandCounter;

interface Roll {
  readonly scope: OrgScope;
  readonly types: readonly MembershipTypeId[];
  /** Where a page in the middle and one at the end begin, by order: what a reader has clicked to. */
  readonly places: Map<string, string>;
}
const rolls: Roll[] = [];

async function addRolls(count: number, members: number): Promise<Roll[]> {
  const db = server.platform.databases.server;
  const added = Array.from({ length: count }, (): Roll => ({
    scope: mintOrgScope(newOrgId()),
    types: Array.from({ length: 5 }, newMembershipTypeId),
    places: new Map(),
  }));
  await db.collection<{ _id: string }>('membership_types').insertMany(
    added.flatMap(({ scope, types }) =>
      types.map((_id, order) => ({
        _id,
        orgId: scope.orgId,
        name: `会員${order}`,
        annualFee: yen(1000),
        order,
        archived: false,
        version: 0,
      })),
    ),
  );
  let waiting: MemberDocument[] = [];
  // One batch after the other, and small: more at once than the engine's cache holds makes it wait for itself.
  const send = async () => {
    if (waiting.length === 0) return;
    const placed = [...new Set(waiting.map(({ orgId }) => orgId))].map((orgId) =>
      withOwnRows(
        mintOrgScope(orgId),
        waiting.filter((member) => member.orgId === orgId),
      ),
    );
    waiting = [];
    await db.collection('members').insertMany(placed.flatMap(({ members: some }) => some) as never, { ordered: false });
    await db.collection<{ _id: string }>('member_texts').insertMany(placed.flatMap(({ rows }) => rows));
  };
  for (const { scope, types } of added) {
    const counted: Pick<MemberDocument, 'status' | 'membershipTypeId' | 'owing'>[] = [];
    for (let at = 0; at < members; at += 1) {
      const listed = { ...memberOfRoll(scope, types, at), owing: at % 4 === 0, custom: ownOf(at) };
      const made = { ...listed, ...listFieldsOf(listed) };
      counted.push({ status: made.status, membershipTypeId: made.membershipTypeId, owing: made.owing });
      waiting.push(made);
      if (waiting.length >= 500) await send();
    }
    const tallies = tallyChanges([], counted).map((tally) => ({
      _id: `${scope.orgId}:${facetOf(tally)}${tally.owing ? ':owing' : ''}`,
      orgId: scope.orgId,
      ...tally,
    }));
    await db.collection<{ _id: string }>('member_tallies').insertMany(tallies);
  }
  await send();
  return added;
}

/** Own fields: a third is of the first branch, the others of the second; a number, a text. */
const [branchField, ageField, subjectField] = [newCustomFieldId(), newCustomFieldId(), newCustomFieldId()];
const branches = [newCustomOptionId(), newCustomOptionId()];
const ownOf = (at: number) => ({
  [branchField]: branches[at % 3 === 0 ? 0 : 1]!,
  [ageField]: 20 + (at % 60),
  [subjectField]: `統計 ${at % 400}`,
});

/**
 * The fourteen shapes: four orders with no filter, a status, a type; a part of a name, the beginning of a reading. The others,
 * by dues, days of joining and own fields, are timed only.
 */
const orders: readonly { sort: ListSort; descending: boolean }[] = [
  { sort: 'kana', descending: false },
  { sort: 'kana', descending: true },
  { sort: 'number', descending: false },
  { sort: 'joined', descending: true },
];
interface Shape {
  readonly sort: ListSort;
  readonly descending: boolean;
  readonly status: MemberStatus | 'all';
  readonly type: boolean;
  readonly q: string;
  readonly dues?: DuesFilter;
  readonly joined?: JoinedCondition;
  readonly own?: CustomCondition;
  readonly anyOf?: readonly GroupCondition[];
}
const shapes: readonly Shape[] = [
  ...orders.flatMap((order) => [
    { ...order, status: 'all' as const, type: false, q: '' },
    { ...order, status: 'suspended' as const, type: false, q: '' },
    { ...order, status: 'active' as const, type: true, q: '' },
  ]),
  { ...orders[0]!, status: 'all', type: false, q: '渡辺誠' },
  { ...orders[0]!, status: 'all', type: false, q: 'わたな まこ' },
  { ...orders[0]!, status: 'active', type: true, q: '', dues: 'owing' },
  { ...orders[2]!, status: 'all', type: false, q: '', dues: 'owing' },
  { ...orders[0]!, status: 'all', type: false, q: '', dues: 'clear' },
  { ...orders[0]!, status: 'all', type: false, q: '', joined: { from: jstDate('2010-04-01'), to: jstDate('2011-03-31') } },
  { ...orders[0]!, status: 'all', type: false, q: '', joined: { from: jstDate('2000-04-01'), to: null } },
  { ...orders[0]!, status: 'all', type: false, q: '', own: { fieldId: branchField, is: 'options', optionIds: [branches[0]!] } },
  { ...orders[0]!, status: 'all', type: false, q: '', own: { fieldId: branchField, is: 'options', optionIds: [branches[1]!] } },
  { ...orders[2]!, status: 'active', type: true, q: '', own: { fieldId: ageField, is: 'numbers', from: 30, to: 31 } },
  { ...orders[0]!, status: 'all', type: false, q: '', own: { fieldId: subjectField, is: 'equal', text: '統計 17' } },
  { ...orders[0]!, status: 'all', type: false, q: '', own: { fieldId: subjectField, is: 'contains', text: '計 17' } },
  { ...orders[2]!, status: 'all', type: false, q: '', own: { fieldId: subjectField, is: 'contains', text: '計 1' } },
  // Groups: one index has the entries of all its conditions; an index and own texts have.
  {
    ...orders[0]!,
    status: 'all',
    type: false,
    q: '',
    anyOf: [
      { by: 'custom', value: { fieldId: subjectField, is: 'equal', text: '統計 17' } },
      { by: 'custom', value: { fieldId: ageField, is: 'numbers', from: 30, to: 31 } },
    ],
  },
  {
    ...orders[0]!,
    status: 'all',
    type: false,
    q: '',
    anyOf: [
      { by: 'custom', value: { fieldId: subjectField, is: 'contains', text: '計 17' } },
      { by: 'status', value: 'suspended' },
    ],
  },
];
export type Place = 'first' | 'middle' | 'last';

async function page(roll: Roll, shape: Shape, place: Place) {
  const key = place === 'first' ? undefined : roll.places.get(`${shape.sort}:${shape.descending}:${place}`);
  const cursor = key === undefined ? null : Buffer.from(`${shape.sort}\u0004${key}`).toString('base64url');
  const { sort, descending, status, q } = shape;
  const input = {
    q,
    status,
    membershipTypeId: shape.type ? roll.types[0]! : null,
    dues: shape.dues ?? null,
    sort,
    descending,
    size: 50 as const,
    cursor,
    direction: 'next' as const,
    joined: shape.joined ?? null,
    custom: shape.own ? [shape.own] : [],
    anyOf: [...(shape.anyOf ?? [])],
  };
  return listMembers(roll.scope, input, server.platform.clock.today());
}

const isCompared = ({ q, dues, joined, own, anyOf }: Shape): boolean =>
  q === '' && [dues, joined, own, anyOf].every((one) => one === undefined);
const placesOf = (shape: Shape): Place[] => (shape.q === '' ? ['first', 'middle', 'last'] : ['first']);

serveBench({
  async open({ uri }: { uri: string }) {
    process.env['TSUDOI_TEST_MONGODB_URI'] = uri;
    server = await startTestServer('2026-04-10T03:00:00Z', 'watched');
    counter = countCommands(server.platform.databases.client);
    return { prefix: server.platform.databases.server.databaseName };
  },

  async addRoll({ members }: { members: number }) {
    const [roll] = await addRolls(1, members);
    for (const field of ['kanaKey', 'numberKey', 'joinedKey'] as const) {
      const rows = await server.platform.databases.server
        .collection<MemberDocument>('members')
        .find({ orgId: roll!.scope.orgId, facets: ':' }, { projection: { _id: 0, [field]: 1 } })
        .toArray();
      const keys = rows.map((row) => row[field]).sort((left, right) => (left < right ? -1 : 1));
      const sort = (Object.keys(listSorts) as ListSort[]).find((one) => listSorts[one] === field)!;
      for (const [place, share] of [
        ['middle', 0.5],
        ['last', 0.98],
      ] as const) {
        roll!.places.set(`${sort}:false:${place}`, keys[Math.floor(keys.length * share)]!);
        roll!.places.set(`${sort}:true:${place}`, keys[Math.floor(keys.length * (1 - share))]!);
      }
    }
    return rolls.push(roll!) - 1;
  },

  /** Neighbours who are only there. */
  async addOthers({ organizations, members }: { organizations: number; members: number }) {
    const [one] = (await addRolls(organizations, members)).slice(0, 1);
    return rolls.push(one!) - 1;
  },

  /** What the baseline asks: the same pages as plain queries with their index. */
  async queries({ roll }: { roll: number }) {
    const { scope, types, places } = rolls[roll]!;
    return shapes.filter(isCompared).flatMap((shape) =>
      placesOf(shape).map((place) => ({
        orgId: scope.orgId,
        facet: facetOf({ status: shape.status === 'all' ? null : shape.status, membershipTypeId: shape.type ? types[0]! : null }),
        field: listSorts[shape.sort],
        index: `list_${shape.sort}`,
        descending: shape.descending,
        after: place === 'first' ? null : (places.get(`${shape.sort}:${shape.descending}:${place}`) ?? null),
      })),
    );
  },

  /** One reading of every page that the baseline reads; the searches are timed apart. */
  async pages({ roll }: { roll: number }) {
    let rows = 0;
    for (const shape of shapes)
      if (isCompared(shape)) for (const place of placesOf(shape)) rows += (await page(rolls[roll]!, shape, place)).rows.length;
    return rows;
  },

  /** Every shape at every place once, each timed. */
  async timed({ roll }: { roll: number }) {
    const times: { shape: string; place: Place; ms: number; rows: number; commands: number }[] = [];
    for (const shape of shapes)
      for (const place of placesOf(shape)) {
        counter.reset();
        const began = performance.now();
        const { rows } = await page(rolls[roll]!, shape, place);
        const ms = performance.now() - began;
        const name =
          shape.q === ''
            ? `${shape.sort}${shape.descending ? ' down' : ''}, ${shape.status}${shape.type ? ', type' : ''}${shape.dues ? `, ${shape.dues}` : ''}${shape.joined || shape.own || shape.anyOf ? `, ${JSON.stringify(shape.joined ?? shape.own ?? shape.anyOf)}` : ''}`
            : `search ${shape.q}`;
        times.push({ shape: name, place, ms, rows: rows.length, commands: counter.commands.length });
      }
    return times;
  },

  /** Guarantees of the same run: every member of a list once over all pages, and none of another organisation. */
  async check({ roll }: { roll: number }) {
    const { scope } = rolls[roll]!;
    const seen = new Set<string>();
    let doubled = 0;
    let cursor: string | null = null;
    let total = 0;
    do {
      const found: Awaited<ReturnType<typeof listMembers>> = await listMembers(
        scope,
        { q: '', status: 'suspended', sort: 'joined', descending: true, size: 200, cursor, direction: 'next' },
        server.platform.clock.today(),
      );
      for (const row of found.rows) {
        if (seen.has(row.memberId)) doubled += 1;
        seen.add(row.memberId);
      }
      total = found.total;
      cursor = found.nextCursor;
    } while (cursor);
    const own = await server.platform.databases.server
      .collection<MemberDocument>('members')
      .countDocuments({ orgId: scope.orgId, _id: { $in: [...seen] as never } });
    return { missing: Math.abs(total - seen.size), doubled, foreign: seen.size - own };
  },
});

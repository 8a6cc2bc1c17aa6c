import encodingJapanese from 'encoding-japanese';
import type { ImportTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import { MemberListInput } from '@tsudoi/shared/contracts/members/member.contract';
import type { ImportJobId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { checkImport, importJob, startImport, startUndo } from '../src/modules/members/import.service.ts';
import { workOnImport } from '../src/modules/members/import.jobs.ts';
import { receiveImport } from '../src/modules/members/import-upload.service.ts';
import { listMembers } from '../src/modules/members/member-list.service.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

// A module of the older kind: outside of the test runner its parts have no names of their own.
const { convert } = encodingJapanese;

/** Our side of `npm run bench import` as a process of its own: a file from its first byte to its last member. */
let server: TestServer;
const organizations: TestOrganization[] = [];

interface Wish {
  readonly rows: number;
  readonly encoding: 'utf-8' | 'shift_jis';
}

const targets: readonly ImportTarget[] = [
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
  'birthDate',
  'joinedOn',
];
const head = '会員番号,姓,名,セイ,メイ,会員種別,メール,電話,郵便番号,住所,生年月日,入会日';
const families = [
  ['高橋', 'たかはし'],
  ['渡辺', 'ﾜﾀﾅﾍﾞ'],
  ['佐藤', 'サトウ'],
  ['勅使河原', 'テシガワラ'],
] as const;

/** performance.md P5: twelve columns, two rows of a hundred wrong, five of members who are there. */
function* linesOf(rows: number): Generator<string> {
  yield head;
  for (let at = 0; at < rows; at += 1) {
    const [family, kana] = families[at % families.length]!;
    const type = at % 50 === 7 ? 'ない種別' : '正会員';
    yield `B-${String(at).padStart(7, '0')},${family},春子${at},${kana},はるこ,${type},member${at}@example.jp,０３－１２３４－${String(at % 10_000).padStart(4, '0')},〒100-0001,東京都千代田区千代田1-${at},S55.4.1,2020/4/1`;
  }
}

function fileOf({ rows, encoding }: Wish): Buffer {
  const text = [...linesOf(rows)].join('\r\n');
  if (encoding === 'utf-8') return Buffer.from(`\ufeff${text}`);
  return Buffer.from(convert(text, { to: 'SJIS', from: 'UNICODE', type: 'array' }));
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

const files = new Map<string, Buffer>();
let isReading = false;

serveBench({
  async open({ uri }: { uri: string }) {
    process.env['TSUDOI_TEST_MONGODB_URI'] = uri;
    // The database forgets plans and files by its own clock.
    server = await startTestServer(new Date().toISOString());
    return { prefix: server.platform.databases.server.databaseName };
  },

  /** An organisation with the members whom the file will change, and the file. */
  async prepare(wish: Wish) {
    const org = await openOrganization(server);
    const numbers = Array.from({ length: Math.floor(wish.rows / 20) }, (_, at) => `B-${String(at * 20).padStart(7, '0')}`);
    for (let from = 0; from < numbers.length; from += 500)
      for (const memberNumber of numbers.slice(from, from + 500))
        await org.addMember({ memberNumber, membershipTypeId: org.regular as MembershipTypeId });
    files.set(String(organizations.length), fileOf(wish));
    return organizations.push(org) - 1;
  },

  /** Upload, dry run over every row, and the run; what the office waits for in all. */
  async run({ organization }: { organization: number }) {
    const org = organizations[organization]!;
    const { platform } = server;
    const bytes = files.get(String(organization))!;
    const began = performance.now();
    const { importJobId } = await receiveImport(platform, org.owner, 'roll.csv', inPieces(bytes));
    await checkImport(platform, org.scope, { importJobId, targets: [...targets], match: 'memberNumber', emptyClears: false });
    await workOnImport(platform, org.scope, importJobId);
    const checkedMs = performance.now() - began;
    const checked = await importJob(platform, org.scope, importJobId);
    await startImport(platform, org.owner, { importJobId, skipErrors: true });
    await workOnImport(platform, org.scope, importJobId);
    const done = await importJob(platform, org.scope, importJobId);
    files.delete(String(organization));
    return { importJobId, state: done.state, counts: checked.counts, outcomes: done.outcomes, checkedMs, allMs: performance.now() - began };
  },

  /** The whole file taken back; how many rows came back or went. */
  async undo({ organization, importJobId }: { organization: number; importJobId: ImportJobId }) {
    const org = organizations[organization]!;
    const { platform } = server;
    await startUndo(platform, org.owner, importJobId);
    await workOnImport(platform, org.scope, importJobId);
    return (await importJob(platform, org.scope, importJobId)).undone;
  },

  /** An organisation beside it, whose list somebody reads. */
  async neighbour({ members }: { members: number }) {
    const org = await openOrganization(server);
    for (let from = 0; from < members; from += 500) await org.addMembers(Math.min(500, members - from));
    return organizations.push(org) - 1;
  },

  /** Milliseconds of each list that is read in this very process, one after the other, until it is told to stop. */
  async lists({ organization }: { organization: number }) {
    const { scope } = organizations[organization]!;
    const input = MemberListInput.parse({ size: 50 });
    const times: number[] = [];
    for (isReading = true; isReading;) {
      const began = performance.now();
      await listMembers(scope, input, server.platform.clock.today());
      times.push(performance.now() - began);
    }
    return times;
  },

  async stopLists() {
    isReading = false;
    return null;
  },

  /** Guarantees of the same run: what the preview said is what is there, each member once. */
  async check({ organization, rows }: { organization: number; rows: number }) {
    const { scope } = organizations[organization]!;
    const members = server.platform.databases.server.collection('members');
    const numbers = new Set<string>();
    let changed = 0;
    for await (const member of members.find({ orgId: scope.orgId }, { projection: { orgId: 1, memberNumber: 1, version: 1 } })) {
      numbers.add(member['memberNumber'] as string);
      if (member['version'] === 1) changed += 1;
    }
    const wrong = Array.from({ length: rows }, (_, at) => at).filter((at) => at % 50 === 7).length;
    return { apart: Math.abs(numbers.size - (rows - wrong)), changedApart: Math.abs(changed - Math.floor(rows / 20)) };
  },

  /** One member and one account as they were written, for the other side to write the same. */
  async sample({ organization }: { organization: number }) {
    const { scope } = organizations[organization]!;
    const db = server.platform.databases.server;
    const member = await db.collection('members').findOne({ orgId: scope.orgId, memberNumber: 'B-0000001' });
    const account = await db.collection('member_accounts').findOne({ orgId: scope.orgId, memberId: member!._id });
    return { member, account };
  },

  /** The file's bytes, for the other side. */
  async file(wish: Wish) {
    return fileOf(wish);
  },

  async collect() {
    globalThis.gc?.();
    return null;
  },
});

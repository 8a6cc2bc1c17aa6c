import { type MemberId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rootRouter } from '../src/app/root.router.ts';
import { createReadLog } from '../src/modules/audit/member-read.service.ts';
import { memberReaders } from '../src/modules/members/member-readers.service.ts';
import { mergeMembers, planMemberMerge } from '../src/modules/members/member-merge.service.ts';
import { readKindOf } from '../src/platform/read-log.ts';
import type { ProcedureMeta } from '../src/platform/trpc.ts';
import { codeOf } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { type Loose, type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';
import { fetchFile, pdf, sendFile } from './upload.factory.ts';

const minutes = 60_000;

describe('4.11: the access log of a running server', () => {
  let rig: ServerRig;
  let office: Office;
  let typeId = '';
  let people: string[] = [];
  let isClosed = false;
  beforeAll(async () => {
    rig = await startServerRig();
    office = await rig.signUp();
    typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token)).membershipTypeId;
    people = [await addMember(), await addMember()];
  });
  afterAll(() => (isClosed ? rig.database.drop() : rig.stop()));

  const addMember = async (custom = {}): Promise<string> =>
    (await rig.get('members.create', { ...memberFields(typeId), custom, issueProvisional: false }, office.token)).memberId;
  const rows = async (filter = {}): Promise<Loose[]> => {
    if (!isClosed) await rig.service.platform.reads.flush();
    return rig.database.databases.server.collection('audit_reads').find(filter).sort({ _id: 1 }).toArray();
  };
  const kindsOf = async (memberId: string) => (await rows({ memberIds: memberId })).map(({ kind }) => kind).sort();

  test('4.11: what somebody of the office was shown is there once: who, when, of whom and which part, by ids alone', async () => {
    const [first, second] = people as [string, string];
    for (let times = 0; times < 3; times += 1) {
      await rig.get('members.get', { memberId: first }, office.token);
      await rig.get('members.history', { memberId: first }, office.token);
      await rig.get('members.list', {}, office.token);
    }
    expect([await kindsOf(first), await kindsOf(second)]).toEqual([['list', 'profile'], ['list']]);
    const all = await rows();
    expect(all.find(({ kind }) => kind === 'list').memberIds.sort()).toEqual([first, second].sort());
    const user = await rig.database.databases.server.collection('org_users').findOne({ email: office.email });
    for (const row of all) {
      expect(row).toMatchObject({ orgId: user!['orgId'], readerKind: 'user', readerId: user!._id, ref: null });
      expect(Object.keys(row).sort()).toEqual(['_id', 'at', 'kind', 'memberIds', 'orgId', 'readerId', 'readerKind', 'ref']);
    }
    const page = await rig.get('members.readers', { memberId: second }, office.token);
    expect(page).toEqual({
      rows: [{ memberReadId: expect.any(String), at: expect.any(String), readerName: '青木 玲子', kind: 'list' }],
      nextCursor: null,
    });
  });

  test('4.11: another organisation’s is not shown, so it is in nobody’s log; who read ours they cannot ask', async () => {
    const stranger = await rig.signUp();
    const before = (await rows()).length;
    for (const path of ['members.get', 'members.history', 'members.files', 'members.readers'])
      expect((await rig.ask(path, { memberId: people[0] }, stranger.token)).code, path).toBe('NOT_FOUND');
    await rig.get('members.list', {}, stranger.token);
    expect(await rows()).toHaveLength(before);
  });

  test('4.11: a file and a list that leave are there each time, with the id of what left and whose rows were in it', async () => {
    const field = { label: '履歴書', kind: 'file', hint: '', required: false, memberAccess: 'hidden', onJoining: false, options: [] };
    const { fields } = await rig.get('customFields.create', field, office.token);
    const { body } = await sendFile(rig, { fieldId: fields[0].fieldId, token: office.token }, { name: '履歴書.pdf', bytes: pdf() });
    const memberId = await addMember({ [fields[0].fieldId]: body.value });
    const fileId = body.value!.split('/')[0]!;
    // The list of somebody's files does not name them: it is asked with their id.
    await rig.get('members.files', { memberId }, office.token);
    expect(await kindsOf(memberId)).toEqual(['profile']);
    for (let times = 0; times < 2; times += 1) expect((await fetchFile(rig, fileId, office.token)).status).toBe(200);
    expect(await rows({ ref: fileId })).toMatchObject([1, 2].map(() => ({ kind: 'file', memberIds: [memberId] })));
    const wish = { q: '', status: 'all', sort: 'kana', descending: false, format: 'csv_utf8', columns: ['会員番号'] };
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${office.token}` };
    for (let times = 0; times < 2; times += 1) {
      const answer = await fetch(`${rig.url}/downloads/members`, { method: 'POST', headers, body: JSON.stringify(wish) });
      expect((await answer.text()).trim().split('\r\n')).toHaveLength(4);
    }
    const exports = await rows({ kind: 'export' });
    expect(exports.map(({ memberIds }) => memberIds.sort())).toEqual([1, 2].map(() => [...people, memberId].sort()));
    expect(new Set(exports.map(({ ref }) => ref)).size).toBe(2);
  });

  test('4.11: rows are kept for 400 days, and each index but that begins with the organisation', async () => {
    const indexes = await rig.database.databases.server.collection('audit_reads').indexes();
    expect(indexes.find(({ name }) => name === 'ttl')).toMatchObject({ key: { at: 1 }, expireAfterSeconds: 400 * 86_400 });
    for (const { name, key } of indexes) if (name !== 'ttl' && name !== '_id_') expect(Object.keys(key)[0], name).toBe('orgId');
  });

  test('4.11: what is read of members has its place, whatever procedure tells it', () => {
    for (const [path, procedure] of Object.entries(rootRouter._def.procedures)) {
      const { meta, type } = (procedure as unknown as { _def: { meta: ProcedureMeta; type: string } })._def;
      if (type === 'query' && (meta.audience === 'admin' || meta.audience === 'signed_in'))
        expect(readKindOf(path, meta.resource), path).not.toBeUndefined();
    }
  });

  test('4.11: an orderly end of the server writes what was still in memory', async () => {
    await rows();
    const memberId = await addMember();
    await rig.get('members.get', { memberId }, office.token);
    await rig.service.close();
    isClosed = true;
    expect(await kindsOf(memberId)).toEqual(['profile']);
  });
});

describe('4.11: the rows of the access log', () => {
  let server: TestServer;
  let org: TestOrganization;
  beforeAll(async () => {
    server = await startTestServer('2026-04-10T03:00:00Z');
    org = await openOrganization(server);
  });
  afterAll(() => server.close());

  const later = (ms: number) => server.setNow(new Date(server.platform.clock.now().getTime() + ms).toISOString());
  const mergeChoices: Parameters<typeof mergeMembers>[2]['choices'] = {
    fromMerged: [],
    customFromMerged: [],
    tags: 'kept',
    history: 'kept',
    account: 'kept',
  };
  const readers = async (memberId: MemberId, given: { cursor?: string; size?: 20 } = {}, actor = org.owner) => {
    await server.platform.reads.flush();
    return memberReaders(server.platform, actor, { memberId, size: 50, ...given });
  };

  test('4.11: the same look within ten minutes is one row, another part, another person or a later look is one more', async () => {
    const { reads } = server.platform;
    const { _id } = await org.addMember();
    const colleague = await openOrganization(server);
    reads.seen(org.owner, 'profile', [_id]);
    later(9 * minutes);
    reads.seen(org.owner, 'profile', [_id, newMemberId()]);
    expect((await readers(_id)).rows).toHaveLength(1);
    reads.seen(org.owner, 'dues', [_id]);
    reads.seen({ scope: org.scope, userId: colleague.owner.userId }, 'profile', [_id]);
    later(2 * minutes);
    reads.seen(org.owner, 'profile', [_id]);
    const { rows } = await readers(_id);
    expect(rows.map(({ kind }) => kind).sort()).toEqual(['dues', 'profile', 'profile', 'profile']);
    // Whoever is not of the office any more has no name there.
    expect(rows.map(({ readerName }) => readerName)).toEqual([null, null, null, null]);
  });

  test('4.11: staff do not see who read, whatever they were given; of another organisation’s member nobody hears', async () => {
    const { _id } = await org.addMember();
    const there = await openOrganization(server);
    expect(await codeOf(readers(_id, {}, { ...org.owner, role: 'staff' }))).toBe('FORBIDDEN');
    expect((await readers(_id, {}, { ...org.owner, role: 'admin' })).rows).toEqual([]);
    expect(await codeOf(readers(_id, {}, there.owner))).toBe('NOT_FOUND');
    // Even with the id of ours in a row of theirs, each sees the own rows alone.
    server.platform.reads.taken(there.owner, 'file', 'x', [_id]);
    expect((await readers(_id)).rows).toEqual([]);
  });

  test('4.11: pages follow one another, and a record that became part of another brings its readers along', async () => {
    const [kept, merged] = await org.addMembers(2);
    for (let at = 0; at < 21; at += 1) server.platform.reads.taken(org.owner, 'file', `${at}`, [merged!._id]);
    const pair = { keptId: kept!._id, mergedId: merged!._id };
    const { fingerprint } = await planMemberMerge(server.platform, org.owner, pair);
    expect((await readers(kept!._id)).rows).toEqual([]);
    await mergeMembers(server.platform, org.owner, { ...pair, fingerprint, choices: mergeChoices });
    const first = await readers(kept!._id, { size: 20 });
    const second = await readers(kept!._id, { size: 20, cursor: first.nextCursor! });
    expect([first.rows.length, second.rows.length, second.nextCursor]).toEqual([20, 1, null]);
    expect(new Set([...first.rows, ...second.rows].map(({ memberReadId }) => memberReadId)).size).toBe(21);
  });

  test('4.11: many ids stand in rows of five hundred, and what waits is bounded', async () => {
    const { databases, clock, log } = server.platform;
    const reads = createReadLog(databases.server, clock, log);
    const ids = Array.from({ length: 1200 }, newMemberId);
    for (let at = 0; at < 50; at += 1) reads.taken(org.owner, 'export', `large-${at}`, ids);
    await reads.stop();
    const found = await databases.server
      .collection('audit_reads')
      .find({ ref: /^large-/ })
      .toArray();
    const written = found.map(({ memberIds }) => memberIds.length as number);
    expect(Math.max(...written)).toBe(500);
    expect(written.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(50_000);
    expect(new Set(found.filter(({ ref }) => ref === 'large-0').flatMap(({ memberIds }) => memberIds))).toEqual(new Set(ids));
  });
});

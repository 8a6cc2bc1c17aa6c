import { randomUUID } from 'node:crypto';
import { mostTags } from '@tsudoi/shared/contracts/members/tag-job.contract';
import { type MemberId, OrgId, TagJobId, newUserId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memberHistory } from '../src/modules/members/member-history.service.ts';
import { findMembers } from '../src/modules/members/member.repository.ts';
import { listMembers } from '../src/modules/members/member-list.service.ts';
import { changeTags, tagJob, tagJobName, undoTagJob } from '../src/modules/members/tag-job.service.ts';
import { sweepTagJobs, workOnTagJob } from '../src/modules/members/tag-work.service.ts';
import { codeOf } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
});
afterAll(() => server.close());

type Input = Parameters<typeof changeTags>[2];
const change = (org: TestOrganization, given: Omit<Input, 'idempotencyKey'> & { idempotencyKey?: string }) =>
  changeTags(server.platform, org.owner, { idempotencyKey: randomUUID(), ...given });
const filter = { q: '', status: 'all' as const };
const tagged = async (org: TestOrganization, tag: string) =>
  (
    await listMembers(
      org.scope,
      { q: '', status: 'all', tag, sort: 'number', descending: false, size: 200, direction: 'next' },
      server.platform.clock.today(),
    )
  ).total;

describe('a tag for many members at once', () => {
  test('is put on those named, in the log and the history of each, and taken off again by undo', async () => {
    const org = await openOrganization(server);
    const [one, two, three] = await org.addMembers(3, { tags: ['役員'] });
    await change(org, { action: 'add', tag: '委員', members: { memberIds: [three!._id] } });
    const job = await change(org, { action: 'add', tag: '委員', members: { memberIds: [one!._id, two!._id, three!._id] } });
    expect(job).toMatchObject({ state: 'done', total: 3, done: 3, changed: 2, fullCount: 0 });
    expect(await tagged(org, '委員')).toBe(3);
    const history = await memberHistory(server.platform, org.scope, { memberId: one!._id, size: 20 } as never);
    expect(history.rows[0]).toMatchObject({ action: 'member.update', undo: 'possible' });
    const undone = await undoTagJob(server.platform, { ...org.owner, userId: newUserId(), name: '田中 次郎' }, job.tagJobId);
    expect(undone).toMatchObject({ state: 'undone', total: 2, changed: 2 });
    const log = await memberHistory(server.platform, org.scope, { memberId: one!._id, size: 20 } as never);
    expect(
      log.rows.map(({ actorName }) => actorName),
      'MEM-04: each change is theirs who made it',
    ).toEqual(['田中 次郎', org.owner.name]);
    const members = await findMembers(org.scope, [one!._id, two!._id, three!._id]);
    expect(
      members.map(({ tags }) => tags),
      'who had it before keeps it',
    ).toEqual([['役員'], ['役員'], ['役員', '委員']]);
    const off = await change(org, { action: 'remove', tag: '役員', members: { filter } });
    expect(off).toMatchObject({ state: 'done', changed: 3 });
    expect(await tagged(org, '役員')).toBe(0);
    await undoTagJob(server.platform, org.owner, off.tagJobId);
    expect(await tagged(org, '役員')).toBe(3);
  });

  test('MEM-04: what is taken off comes back as it was spelled; of a job from before that was kept, as it was asked for', async () => {
    const org = await openOrganization(server);
    const all = [['VIP'], ['ＶＩＰ', '役員'], ['vip', 'VIP']];
    const memberIds: MemberId[] = [];
    for (const tags of all) memberIds.push((await org.addMember({ tags }))._id);
    const tagsNow = async () => {
      const found = new Map((await findMembers(org.scope, memberIds)).map(({ _id, tags }) => [_id, tags]));
      return memberIds.map((id) => found.get(id));
    };
    const parts = server.platform.databases.server.collection('tag_job_parts');
    const off = () => change(org, { action: 'remove', tag: 'VIP', members: { memberIds } });
    const first = await off();
    expect(await tagsNow()).toEqual([[], ['役員'], []]);
    expect(await parts.findOne({ jobId: first.tagJobId })).toMatchObject({ removed: { [memberIds[1]!]: ['ＶＩＰ'] } });
    await undoTagJob(server.platform, org.owner, first.tagJobId);
    expect(await tagsNow()).toEqual([['VIP'], ['役員', 'ＶＩＰ'], ['vip', 'VIP']]);
    const second = await off();
    await parts.updateOne({ jobId: second.tagJobId }, { $unset: { removed: '' } });
    await undoTagJob(server.platform, org.owner, second.tagJobId);
    expect(await tagsNow()).toEqual([['VIP'], ['役員', 'VIP'], ['VIP']]);
  });

  test('of more than five hundred is a job: it goes on where a killed one stood, and nobody is done twice', async () => {
    const org = await openOrganization(server);
    await org.addMembers(620);
    await org.addMembers(10, { status: 'withdrawn' });
    const members = { filter: { ...filter, status: 'active' as const } };
    const job = await change(org, { action: 'add', tag: '2026', members });
    expect(job).toMatchObject({ state: 'running', total: 620, done: 0 });
    expect(server.woken.filter(({ name }) => name === tagJobName)).toEqual([
      { name: tagJobName, data: { orgId: org.scope.orgId, jobId: job.tagJobId } },
    ]);
    await Promise.all([
      workOnTagJob(server.platform, mintOrgScope(OrgId.parse(org.scope.orgId)), TagJobId.parse(job.tagJobId)),
      sweepTagJobs(server.platform),
    ]);
    expect(await tagJob(server.platform, org.scope, job.tagJobId)).toMatchObject({ state: 'done', done: 620, changed: 620 });
    expect(await tagged(org, '2026')).toBe(620);
    const db = server.platform.databases.server;
    expect(await db.collection('members').countDocuments({ orgId: org.scope.orgId, version: 1 })).toBe(620);
    expect(await db.collection('audit_entries').countDocuments({ orgId: org.scope.orgId, action: 'member.update' })).toBe(620);
    const parts = await db.collection<{ _id: string; memberIds: string[] }>('tag_job_parts').find({ orgId: org.scope.orgId }).toArray();
    expect(Math.max(...parts.map(({ memberIds }) => memberIds.length))).toBeLessThanOrEqual(500);
    // Taken off by the list of those who have it, which shrinks behind the work.
    const off = await change(org, { action: 'remove', tag: '2026', members: { filter: { ...filter, tag: '2026' } } });
    await sweepTagJobs(server.platform);
    expect(await tagJob(server.platform, org.scope, off.tagJobId)).toMatchObject({ state: 'done', changed: 620 });
    expect(await tagged(org, '2026')).toBe(0);
  }, 60_000);

  test('who has no room is named and left; one key is one change; a stranger is not found; nothing else can be undone', async () => {
    const org = await openOrganization(server);
    const other = await openOrganization(server, '別の会');
    const full = await org.addMember({ tags: Array.from({ length: mostTags }, (_, at) => `札${at}`) });
    const free = await org.addMember();
    const foreign = await other.addMember();
    const members = { memberIds: [full._id, free._id] };
    const idempotencyKey = randomUUID();
    const job = await change(org, { action: 'add', tag: '委員', members, idempotencyKey });
    expect(job).toMatchObject({ changed: 1, fullCount: 1, full: [{ memberId: full._id, memberNumber: full.memberNumber }] });
    expect((await change(org, { action: 'add', tag: '委員', members, idempotencyKey })).tagJobId).toBe(job.tagJobId);
    expect(await codeOf(change(org, { action: 'remove', tag: '委員', members, idempotencyKey }))).toBe('IDEMPOTENCY_MISMATCH');
    expect(await codeOf(change(org, { action: 'add', tag: '委員', members: { memberIds: [free._id, foreign._id] } }))).toBe('NOT_FOUND');
    expect(await codeOf(undoTagJob(server.platform, other.owner, job.tagJobId))).toBe('NOT_FOUND');
    server.setNow('2026-04-18T03:00:01Z');
    expect(await codeOf(undoTagJob(server.platform, org.owner, job.tagJobId))).toBe('JOB_UNDO_OVER');
  });
});

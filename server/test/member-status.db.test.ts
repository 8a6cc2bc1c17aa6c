import { randomUUID } from 'node:crypto';
import { newStatusEntryId, newUserId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memberJob, memberJobs } from '../src/modules/members/member-job.service.ts';
import { applyScheduledStatuses, cancelStatus, changeMemberStatus } from '../src/modules/members/member-status.service.ts';
import { findMember } from '../src/modules/members/member.repository.ts';
import { changeStatuses, statusJob, statusJobName, undoStatusJob } from '../src/modules/members/status-job.service.ts';
import { planStatuses } from '../src/modules/members/status-plan.service.ts';
import { sweepStatusJobs, workOnStatusJob } from '../src/modules/members/status-work.service.ts';
import { changeTags } from '../src/modules/members/tag-job.service.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let here: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
  here = await openOrganization(server);
});
afterAll(() => server.close());

const since = (...days: string[]) => ({
  statusEntries: days.map((day, index) => ({
    entryId: newStatusEntryId(),
    status: (index % 2 === 0 ? 'active' : 'suspended') as 'active' | 'suspended',
    effectiveOn: jstDate(day),
    recordedAt: new Date('2018-01-01T00:00:00Z'),
    actor: '佐藤 花子',
    reason: '',
  })),
});
const change = (status: 'active' | 'suspended' | 'withdrawn' | 'expelled' | 'deceased', day: string, reason = '本人の申し出') => ({
  status,
  effectiveOn: jstDate(day),
  reason,
  nextSteps: [],
});
const many = (memberIds: readonly string[], status: Parameters<typeof change>[0], day: string) =>
  changeStatuses(server.platform, here.owner, {
    ...change(status, day),
    memberIds: memberIds as never,
    idempotencyKey: randomUUID() as never,
  });
const read = (memberId: string) => findMember(here.scope, memberId as never);
const audits = (subjectId: string) =>
  server.platform.databases.server.collection('audit_entries').find({ subjectId }).sort({ _id: 1 }).toArray();

describe('a change for many (APP-05)', () => {
  test('APP-05, oracle 21: latest entries 2018-09-10 and 2018-09-25: 09-25 is refused naming that member, 09-26 passes', async () => {
    const early = await here.addMember(since('2018-09-10'));
    const late = await here.addMember({ ...since('2018-09-25'), familyName: '髙﨑', givenName: '里' });
    const ids = [early._id, late._id];
    const plan = await planStatuses(server.platform, here.owner, {
      memberIds: ids,
      status: 'suspended',
      effectiveOn: jstDate('2018-09-25'),
    });
    expect(plan).toMatchObject({ tooEarly: true, earliestOn: '2018-09-26', earliestBy: { memberId: late._id, latestOn: '2018-09-25' } });
    await expect(many(ids, 'suspended', '2018-09-25')).rejects.toMatchObject({
      code: 'STATUS_DATE_TOO_EARLY',
      params: { name: '髙﨑 里', number: late.memberNumber, latest: '2018-09-25', earliest: '2018-09-26' },
    });
    expect((await read(early._id)).statusEntries).toHaveLength(1);
    expect(await many(ids, 'suspended', '2018-09-26')).toMatchObject({ state: 'done', total: 2, changed: 2, refused: [] });
    expect([(await read(early._id)).status, (await read(late._id)).status]).toEqual(['suspended', 'suspended']);
  });

  test('case 30: one whose last entry is today makes tomorrow the earliest day for all', async () => {
    const ids = [(await here.addMember())._id, (await here.addMember(since('2020-04-01', '2026-04-10')))._id];
    const plan = await planStatuses(server.platform, here.owner, {
      memberIds: ids,
      status: 'withdrawn',
      effectiveOn: jstDate('2026-04-10'),
    });
    expect(plan).toMatchObject({ tooEarly: true, earliestOn: '2026-04-11' });
  });

  test('who cannot change is left as they were and named with the reason; the others change', async () => {
    const gone = await here.addMember();
    await changeMemberStatus(server.platform, here.owner, { memberId: gone._id, ...change('deceased', '2026-04-01') });
    const stays = await here.addMember();
    const plan = await planStatuses(server.platform, here.owner, {
      memberIds: [gone._id, stays._id],
      status: 'withdrawn',
      effectiveOn: jstDate('2026-04-10'),
    });
    expect(plan).toMatchObject({
      total: 2,
      changing: 1,
      refused: [
        { memberId: gone._id, code: 'INVALID_TRANSITION', status: 'deceased', obstacle: { status: 'deceased', date: '2026-04-01' } },
      ],
    });
    const job = await many([gone._id, stays._id], 'withdrawn', '2026-04-10');
    expect(job).toMatchObject({ changed: 1, done: 2, refused: [{ memberId: gone._id, code: 'INVALID_TRANSITION' }] });
    expect([(await read(gone._id)).status, (await read(stays._id)).status]).toEqual(['deceased', 'withdrawn']);
  });

  test('sent twice with one key it is one change; with other contents it is refused', async () => {
    const { _id } = await here.addMember();
    const asked = { ...change('suspended', '2026-04-10'), memberIds: [_id], idempotencyKey: randomUUID() as never };
    const [first, second] = [
      await changeStatuses(server.platform, here.owner, asked),
      await changeStatuses(server.platform, here.owner, asked),
    ];
    expect(second.statusJobId).toBe(first.statusJobId);
    expect((await read(_id)).statusEntries).toHaveLength(2);
    await expect(changeStatuses(server.platform, here.owner, { ...asked, reason: '別の理由' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });

  test('more than two hundred run as a job; a worker that died in the middle is followed and nobody changes twice', async () => {
    const members = await here.addMembers(201);
    const ids = members.map((member) => member._id);
    const begun = await many(ids, 'suspended', '2026-04-10');
    expect(begun).toMatchObject({ state: 'running', total: 201, done: 0 });
    expect(server.woken.at(-1)).toEqual({ name: statusJobName, data: { orgId: here.scope.orgId, jobId: begun.statusJobId } });
    // What a killed process leaves: its lease, and some rows done.
    const jobs = server.platform.databases.server.collection('status_jobs');
    await changeMemberStatus(server.platform, here.owner, { memberId: ids[0]!, ...change('suspended', '2026-04-10') });
    await jobs.updateOne({ _id: begun.statusJobId as never }, { $set: { leaseUntil: new Date(Date.now() + 60_000) } });
    await workOnStatusJob(server.platform, here.scope, begun.statusJobId);
    expect((await statusJob(server.platform, here.scope, begun.statusJobId)).done).toBe(0);
    await jobs.updateOne({ _id: begun.statusJobId as never }, { $set: { leaseUntil: new Date(0) } });
    await sweepStatusJobs(server.platform);
    const job = await statusJob(server.platform, here.scope, begun.statusJobId);
    expect(job).toMatchObject({ state: 'done', done: 201, changed: 200, refused: [{ memberId: ids[0], code: 'STATUS_DATE_TAKEN' }] });
    expect(job.refused[0]!.obstacle).toEqual({ status: 'suspended', date: '2026-04-10' });
    await workOnStatusJob(server.platform, here.scope, begun.statusJobId);
    for (const id of [ids[1]!, ids[200]!]) expect((await read(id)).statusEntries).toHaveLength(2);
    const { statusJobId } = await many(ids, 'suspended', '2026-04-11');
    await workOnStatusJob(server.platform, here.scope, statusJobId);
    expect((await statusJob(server.platform, here.scope, statusJobId)).refused, 'MEM-04: all who stay as they were').toHaveLength(201);
  });

  test('a finished change is taken back for seven days, but not from whom something has changed since', async () => {
    const [one, other] = await here.addMembers(2);
    const job = await many([one!._id, other!._id], 'suspended', '2026-04-09');
    await changeMemberStatus(server.platform, here.owner, { memberId: other!._id, ...change('active', '2026-04-10') });
    const second = { ...here.owner, userId: newUserId(), name: '田中 次郎' };
    const undone = await undoStatusJob(server.platform, second, job.statusJobId);
    expect(undone).toMatchObject({ state: 'undone', changed: 1, refused: [{ memberId: other!._id, code: 'INVALID_TRANSITION' }] });
    expect((await read(one!._id)).status).toBe('active');
    const actors = (await audits(one!._id)).map((entry) => [entry['action'], entry['actorId'], entry['actorName']]);
    expect(actors, 'MEM-04: each change is theirs who made it').toEqual([
      ['member.status', here.owner.userId, here.owner.name],
      ['member.undo', second.userId, second.name],
    ]);
    expect((await read(other!._id)).statusEntries).toHaveLength(3);
    const late = await many([one!._id], 'suspended', '2026-04-10');
    server.setNow('2026-04-18T03:00:00Z');
    await expect(undoStatusJob(server.platform, here.owner, late.statusJobId)).rejects.toMatchObject({
      code: 'JOB_UNDO_OVER',
      params: { days: 7 },
    });
    server.setNow('2026-04-10T03:00:00Z');
  });

  test('interface.md 5.1: changes of many are found again, newest first, with who began them, how far they are and until when they go back', async () => {
    const org = await openOrganization(server);
    const list = () => memberJobs(server.platform, org.scope);
    const memberIds = (await org.addMembers(2)).map(({ _id }) => _id);
    const key = () => randomUUID() as never;
    const asked = { ...change('suspended', '2026-04-09'), memberIds, idempotencyKey: key() };
    const { statusJobId } = await changeStatuses(server.platform, org.owner, asked);
    server.setNow('2026-04-10T04:00:00Z');
    const tag = { action: 'add' as const, tag: '委員', members: { memberIds }, idempotencyKey: key() };
    const { tagJobId } = await changeTags(server.platform, org.owner, tag as never);
    const known = { state: 'done', total: 2, changed: 2, startedBy: '佐藤 花子' };
    const [tags, statuses] = [
      { kind: 'tags', jobId: tagJobId, tag: '委員', undoUntil: '2026-04-17T04:00:00.000Z', ...known },
      { kind: 'status', jobId: statusJobId, status: 'suspended', startedAt: '2026-04-10T03:00:00.000Z', ...known },
    ];
    expect(await list()).toMatchObject([tags, statuses]);
    expect(await memberJob(server.platform, org.scope, { jobId: tagJobId })).toMatchObject(tags);
    await undoStatusJob(server.platform, org.owner, statusJobId);
    expect((await list())[1]).toMatchObject({ state: 'undone', changed: 2, undoUntil: null });
    server.setNow('2026-04-17T04:00:01Z');
    expect((await list())[0]).toMatchObject({ ...tags, undoUntil: null });
    server.setNow('2026-04-10T03:00:00Z');
    expect(await memberJobs(server.platform, (await openOrganization(server)).scope)).toEqual([]);
    await expect(memberJob(server.platform, here.scope, { jobId: statusJobId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('M10, domain.md 3.2: expelled members are taken back by no staff who undo the change; a plan may be given up', async () => {
    const staff = { ...here.owner, role: 'staff' } as const;
    const [one, other] = await here.addMembers(2);
    const job = await many([one!._id], 'expelled', '2026-04-10');
    await expect(undoStatusJob(server.platform, staff, job.statusJobId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await read(one!._id)).status).toBe('expelled');
    expect(await undoStatusJob(server.platform, here.owner, job.statusJobId)).toMatchObject({ state: 'undone', changed: 1 });
    const plan = await many([other!._id], 'expelled', '2026-04-11');
    expect(await undoStatusJob(server.platform, staff, plan.statusJobId)).toMatchObject({ state: 'undone', changed: 1 });
  });

  test("another organisation's member is not found, and nothing changes", async () => {
    const there = await openOrganization(server);
    const theirs = await there.addMember();
    const ours = await here.addMember();
    await expect(many([ours._id, theirs._id], 'withdrawn', '2026-04-10')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await read(ours._id)).statusEntries).toHaveLength(1);
  });
});

describe('changes booked ahead (APP-06)', () => {
  test('case 27 and oracle 22: two statuses never start on one day', async () => {
    const { _id } = await here.addMember(since('2025-06-01'));
    await expect(
      changeMemberStatus(server.platform, here.owner, { memberId: _id, ...change('suspended', '2025-06-01') }),
    ).rejects.toMatchObject({ code: 'STATUS_DATE_TAKEN' });
  });

  test('APP-06: a 退会 booked for 4/1 flips once when the day has come, whoever looks and however often', async () => {
    const { _id } = await here.addMember();
    server.setNow('2027-03-01T03:00:00Z');
    await changeMemberStatus(server.platform, here.owner, { memberId: _id, ...change('withdrawn', '2027-04-01') });
    server.setNow('2027-03-31T14:59:59Z');
    await applyScheduledStatuses(server.platform);
    expect((await read(_id)).status).toBe('active');
    server.setNow('2027-03-31T15:00:00Z');
    await Promise.all([applyScheduledStatuses(server.platform), applyScheduledStatuses(server.platform)]);
    await applyScheduledStatuses(server.platform);
    expect(await read(_id)).toMatchObject({ status: 'withdrawn', nextStatusOn: null });
    expect((await audits(_id)).map((row) => row['action'])).toEqual(['member.status', 'member.status_applied']);
    server.setNow('2026-04-10T03:00:00Z');
  });

  test('a member whose change fails does not keep the others', async () => {
    const broken = await here.addMember({ nextStatusOn: jstDate('2026-04-01'), statusEntries: [] });
    const fine = await here.addMember();
    await changeMemberStatus(server.platform, here.owner, { memberId: fine._id, ...change('suspended', '2026-04-11') });
    server.setNow('2026-04-11T03:00:00Z');
    expect(await applyScheduledStatuses(server.platform)).toBe(1);
    expect((await read(fine._id)).status).toBe('suspended');
    await server.platform.databases.server.collection('members').deleteOne({ _id: broken._id as never });
    server.setNow('2026-04-10T03:00:00Z');
  });

  test('case 32: a booked change is taken back before its day, and not after; case 29: nor when its neighbours would not fit', async () => {
    const { _id } = await here.addMember();
    const book = (status: 'suspended' | 'withdrawn' | 'active', day: string) =>
      changeMemberStatus(server.platform, here.owner, { memberId: _id, ...change(status, day) });
    await book('suspended', '2026-05-01');
    await book('active', '2026-06-01');
    const detail = await book('withdrawn', '2026-07-01');
    const entryOn = (day: string) => detail.statusHistory.find((entry) => entry.effectiveOn === (day as JstDate))!.entryId;
    const cancel = (day: string) => cancelStatus(server.platform, here.owner, { memberId: _id, entryId: entryOn(day), begun: false });
    await expect(cancel('2026-05-01')).rejects.toMatchObject({ code: 'STATUS_CARRIES_NEXT' });
    await cancel('2026-07-01');
    expect(await read(_id)).toMatchObject({ withdrawnOn: null, nextStatusOn: '2026-05-01' });
    expect((await audits(_id)).at(-1)).toMatchObject({ action: 'member.status_cancel', fields: ['status'] });
    server.setNow('2026-06-01T03:00:00Z');
    await expect(cancel('2026-06-01')).rejects.toMatchObject({ code: 'STATUS_NOT_SCHEDULED' });
    // What hangs on the membership, a bank mandate for one, hears of a leaving on its day and of none that was taken back.
    const told = () =>
      server.platform.databases.server
        .collection('outbox')
        .find({ name: 'members.member.left', 'payload.memberId': _id } as never)
        .toArray();
    await applyScheduledStatuses(server.platform);
    await book('withdrawn', '2026-06-10');
    expect(await told()).toHaveLength(0);
    server.setNow('2026-06-10T00:00:00Z');
    await applyScheduledStatuses(server.platform);
    await applyScheduledStatuses(server.platform);
    expect(await told()).toMatchObject([{ to: 'payments-service', payload: { leftAt: '2026-06-10T00:00:00.000Z' } }]);
    server.setNow('2026-04-10T03:00:00Z');
  });

  test('cases 28 and 31: another day is needed beside a booked change; back-dating is allowed after the first entry only', async () => {
    const { _id } = await here.addMember(since('2020-04-01'));
    const book = (status: 'suspended' | 'withdrawn', day: string) =>
      changeMemberStatus(server.platform, here.owner, { memberId: _id, ...change(status, day) });
    await book('suspended', '2026-10-01');
    await expect(book('withdrawn', '2026-10-01')).rejects.toMatchObject({ code: 'STATUS_DATE_TAKEN' });
    await book('withdrawn', '2026-10-02');
    await expect(book('withdrawn', '2020-03-31')).rejects.toMatchObject({ code: 'STATUS_BEFORE_FIRST' });
  });
});

describe('leaving (APP-09)', () => {
  test('APP-09: day, reason and next steps are kept with the entry and shown on the record', async () => {
    const { _id } = await here.addMember();
    const detail = await changeMemberStatus(server.platform, here.owner, {
      memberId: _id,
      ...change('withdrawn', '2026-06-30'),
      nextSteps: ['collect_bills', 'take_back_card'],
    });
    expect(detail.statusHistory[0]).toMatchObject({
      status: 'withdrawn',
      effectiveOn: '2026-06-30',
      reason: '本人の申し出',
      nextSteps: ['collect_bills', 'take_back_card'],
      scheduled: true,
    });
  });
});

import { randomUUID } from 'node:crypto';
import type { MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memberJob, memberJobs } from '../src/modules/members/member-job.service.ts';
import { findMember } from '../src/modules/members/member.repository.ts';
import { giveMembershipType } from '../src/modules/members/membership-change.service.ts';
import { archiveMembershipType } from '../src/modules/members/membership-type.service.ts';
import { changeTypes, planTypes, typeJob, typeJobName, undoTypeJob } from '../src/modules/members/type-job.service.ts';
import { sweepTypeJobs, workOnTypeJob } from '../src/modules/members/type-work.service.ts';
import { codeOf, openBill } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const change = (org: TestOrganization, memberIds: readonly MemberId[], membershipTypeId: MembershipTypeId, idempotencyKey = randomUUID()) =>
  changeTypes(server.platform, org.owner, { memberIds: [...memberIds], membershipTypeId, idempotencyKey });
const give = (org: TestOrganization, memberId: MemberId, membershipTypeId: MembershipTypeId) =>
  inTransaction(server.platform.databases.client, (session) =>
    giveMembershipType(server.platform, org.scope, org.owner, { memberId, membershipTypeId }, session),
  );
const typesOf = async (org: TestOrganization, memberIds: readonly MemberId[]) =>
  Promise.all(memberIds.map(async (memberId) => (await findMember(org.scope, memberId)).membershipTypeId));
const audits = (org: TestOrganization, action: string) =>
  db().collection('audit_entries').find({ orgId: org.scope.orgId, action }).sort({ _id: 1 }).toArray();

describe('MEM-04: another type for many (interface.md 5.1)', () => {
  test('is looked at first: who changes, who is left out and why, and what stays open', async () => {
    const org = await openOrganization(server);
    const student = await org.addType('学生会員', 3000);
    const [one, two] = await org.addMembers(2);
    const has = await org.addMember({ membershipTypeId: student });
    await openBill(server, org, one!._id, 8000);
    const memberIds = [one!._id, two!._id, has._id];
    const plan = await planTypes(server.platform, org.scope, { memberIds, membershipTypeId: student });
    expect(plan).toEqual({
      membershipTypeName: '学生会員',
      total: 3,
      changing: 2,
      refused: [{ memberId: has._id, memberNumber: has.memberNumber, name: `${has.familyName} ${has.givenName}`, code: 'UNCHANGED' }],
      applicants: 0,
      openBills: { members: 1, amount: 8000 },
    });
    expect(await typesOf(org, [one!._id])).toEqual([one!.membershipTypeId]);
    const other = await openOrganization(server);
    expect(await codeOf(planTypes(server.platform, other.scope, { memberIds, membershipTypeId: student }))).toBe('NOT_FOUND');
  });

  test('each is changed as on their page, logged under who asked, once; taken back for whoever was not given a third type since', async () => {
    const org = await openOrganization(server);
    const [student, senior] = [await org.addType('学生会員', 3000), await org.addType('シニア会員', 5000)];
    const [one, two] = await org.addMembers(2);
    const has = await org.addMember({ membershipTypeId: student });
    const memberIds = [one!._id, two!._id, has._id];
    const key = randomUUID();
    const job = await change(org, memberIds, student, key);
    expect(job).toMatchObject({
      state: 'done',
      membershipTypeName: '学生会員',
      total: 3,
      done: 3,
      changed: 2,
      refused: [{ memberId: has._id, code: 'UNCHANGED' }],
    });
    expect((await change(org, memberIds, student, key)).typeJobId).toBe(job.typeJobId);
    expect(await codeOf(change(org, memberIds, senior, key))).toBe('IDEMPOTENCY_MISMATCH');
    expect(await typesOf(org, memberIds)).toEqual([student, student, student]);
    const written = (await audits(org, 'member.update')).filter(({ subjectId }) => subjectId === one!._id);
    expect(written).toMatchObject([{ actorName: org.owner.name, fields: ['membershipTypeId'] }]);
    const listed = {
      kind: 'type',
      jobId: job.typeJobId,
      membershipTypeName: '学生会員',
      changed: 2,
      undoUntil: '2026-04-17T03:00:00.000Z',
    };
    expect(await memberJobs(server.platform, org.scope)).toMatchObject([listed]);
    expect(await memberJob(server.platform, org.scope, { jobId: job.typeJobId })).toMatchObject(listed);

    await give(org, two!._id, senior);
    const undone = await undoTypeJob(server.platform, org.owner, job.typeJobId);
    expect(undone).toMatchObject({ state: 'undone', total: 2, done: 2, changed: 1, refused: [{ memberId: two!._id, code: 'CONFLICT' }] });
    expect(await typesOf(org, memberIds)).toEqual([one!.membershipTypeId, senior, student]);
    expect(await audits(org, 'member.undo')).toMatchObject([{ subjectId: one!._id, fields: ['membershipTypeId'] }]);
    expect(await undoTypeJob(server.platform, org.owner, job.typeJobId)).toEqual(undone);
    expect(await codeOf(undoTypeJob(server.platform, (await openOrganization(server)).owner, job.typeJobId))).toBe('NOT_FOUND');
  });

  test('a type that was put away is given to nobody and taken back to by nobody; after seven days nothing is taken back', async () => {
    const org = await openOrganization(server);
    const [student, senior] = [await org.addType('学生会員', 3000), await org.addType('シニア会員', 5000)];
    const members = await org.addMembers(2);
    const ids = members.map(({ _id }) => _id);
    await change(org, ids, student);
    const job = await change(org, ids, senior);
    await archiveMembershipType(server.platform, org.owner, student);
    expect(await codeOf(change(org, ids, student))).toBe('NOT_FOUND');
    expect(await undoTypeJob(server.platform, org.owner, job.typeJobId)).toMatchObject({
      state: 'undone',
      changed: 0,
      refused: [{ code: 'MEMBERSHIP_TYPE_ARCHIVED' }, { code: 'MEMBERSHIP_TYPE_ARCHIVED' }],
    });
    const late = await change(org, ids, await org.addType('家族会員', 1000));
    server.setNow('2026-04-17T03:00:01Z');
    expect(await codeOf(undoTypeJob(server.platform, org.owner, late.typeJobId))).toBe('JOB_UNDO_OVER');
    server.setNow('2026-04-10T03:00:00Z');
  });

  test('of more than two hundred is a job: it goes on where a killed one stood, and nobody is done twice', async () => {
    const org = await openOrganization(server);
    const student = await org.addType('学生会員', 3000);
    const ids = (await org.addMembers(201)).map(({ _id }) => _id);
    const begun = await change(org, ids, student);
    expect(begun).toMatchObject({ state: 'running', total: 201, done: 0 });
    expect(server.woken.at(-1)).toEqual({ name: typeJobName, data: { orgId: org.scope.orgId, jobId: begun.typeJobId } });
    // What a killed process leaves is its claim.
    const jobs = db().collection('type_jobs');
    await jobs.updateOne({ _id: begun.typeJobId as never }, { $set: { leaseUntil: new Date(Date.now() + 60_000) } });
    await workOnTypeJob(server.platform, org.scope, begun.typeJobId);
    expect((await typeJob(server.platform, org.scope, begun.typeJobId)).done).toBe(0);
    await jobs.updateOne({ _id: begun.typeJobId as never }, { $set: { leaseUntil: new Date(0) } });
    await Promise.all([sweepTypeJobs(server.platform), workOnTypeJob(server.platform, org.scope, begun.typeJobId)]);
    expect(await typeJob(server.platform, org.scope, begun.typeJobId)).toMatchObject({
      state: 'done',
      done: 201,
      changed: 201,
      refused: [],
    });
    expect(await db().collection('members').countDocuments({ orgId: org.scope.orgId, membershipTypeId: student, version: 1 })).toBe(201);
    expect(await audits(org, 'member.update')).toHaveLength(201);
  });
});

import { newApplicationId, newFileId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeBench } from './merge.factory.ts';
import { planMemberMerge } from '../../server/src/modules/members/member-merge.service.ts';
import { type TestServer, startTestServer } from '../../server/test/server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
});
afterAll(() => server.close());
const { twoOfOne, merge, undo } = mergeBench(() => server);

const rows = (name: string) => server.platform.databases.server.collection<{ _id: string; orgId: string; memberId: string }>(name);
const ownerOf = async (name: string, id: string) => (await rows(name).findOne({ _id: id }))?.memberId;

test('features 7: files and what was signed go along with a record, and come back with it', async () => {
  const pair = await twoOfOne();
  const { org, kept, merged } = pair;
  const { orgId } = org.scope;
  const fileId = newFileId();
  const leaving = newFileId();
  const applicationId = newApplicationId();
  const file = { orgId, memberId: merged._id, at: new Date(), purpose: 'x', uploadedBy: 'x', name: 'x.pdf', createdAt: new Date() };
  await rows('stored_files').insertMany([
    { ...file, _id: fileId, state: 'kept' },
    { ...file, _id: leaving, state: 'leaving' },
  ] as never);
  const application = { _id: applicationId, orgId, memberId: merged._id, state: 'approved', email: 'x@example.jp', version: 0 };
  await rows('applications').insertOne(application as never);
  await rows('signed_forms').insertOne({ _id: applicationId, orgId, memberId: merged._id });
  const owners = async () => [
    await ownerOf('stored_files', fileId),
    await ownerOf('signed_forms', applicationId),
    await ownerOf('applications', applicationId),
  ];
  const mergeId = await merge(pair);
  expect(await owners()).toEqual([kept._id, kept._id, kept._id]);
  expect(await ownerOf('stored_files', leaving)).toBe(merged._id);
  await undo(pair, mergeId);
  expect(await owners()).toEqual([merged._id, merged._id, merged._id]);
});

test('features 7 #11: a proof that waits to be looked at stands in the way, one that was decided does not', async () => {
  const pair = await twoOfOne();
  const { org, kept, merged } = pair;
  const proofs = server.platform.databases.server.collection<{ _id: string }>('proofs');
  const proof = { orgId: org.scope.orgId, memberId: merged._id, dueOn: '2026-04-30', state: 'sent', fileName: '学生証.jpg' };
  await proofs.insertOne({ _id: `${merged._id}:2026-04-30`, ...proof } as never);
  const plan = () => planMemberMerge(server.platform, org.owner, { keptId: kept._id, mergedId: merged._id });
  expect((await plan()).obstacles).toMatchObject([{ kind: 'proof_sent', label: `${merged.memberNumber} 学生証.jpg` }]);
  await expect(merge(pair)).rejects.toMatchObject({ code: 'MERGE_BLOCKED' });
  await proofs.updateOne({ _id: `${merged._id}:2026-04-30` }, { $set: { state: 'accepted' } });
  expect((await plan()).obstacles).toEqual([]);
});

import { newApplicationId, newFileId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeBench } from './merge.factory.ts';
import { planMemberMerge } from '../../server/src/modules/members/member-merge.service.ts';
import { takeBackProof } from '../../server/src/modules/members/proof-pass.service.ts';
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

test('features 7 #11, decision 0014: an accepted proof counts for the record that stays, which does not fall back, and leaves it with the undo', async () => {
  const pair = await twoOfOne();
  const { org, kept, merged } = pair;
  const { orgId } = org.scope;
  const db = server.platform.databases.server;
  const student = await org.addType('学生会員', 3000);
  for (const { _id } of [kept, merged])
    await db.collection<{ _id: string }>('members').updateOne({ _id }, { $set: { membershipTypeId: student } });
  const days = { opensOn: '04-01', dueOn: '04-30', since: '2026-01-01', remindedFor: '2026-04-30', lapsedFor: '' };
  await db.collection<{ _id: string }>('proof_rules').insertOne({ _id: student, orgId, ...days, fallbackTypeId: org.regular } as never);
  const proofs = db.collection<{ _id: string; state: string }>('proofs');
  const proof = (memberId: string, dueOn: string, more: { readonly state: string; readonly [field: string]: unknown }) => ({
    _id: `${memberId}:${dueOn}`,
    orgId,
    memberId,
    membershipTypeId: student,
    dueOn,
    fileId: null,
    fileName: '',
    sentAt: null,
    decidedAt: null,
    decidedBy: '',
    reason: '',
    toldOf: `${memberId}:opened`,
    ...more,
  });
  const seen = { decidedAt: new Date(), decidedBy: '佐藤 花子', seenOn: '2026-04-09', memo: '学生証' };
  await proofs.insertMany([
    proof(kept._id, '2026-04-30', { state: 'asked' }),
    proof(merged._id, '2026-04-30', { state: 'accepted', ...seen }),
    proof(merged._id, '2025-04-30', { state: 'accepted', ...seen }),
  ]);
  const present = (memberId: string) => proofs.findOne({ _id: `${memberId}:2026-04-30` });
  const before = [await present(kept._id), await present(merged._id)];
  const { moves } = await planMemberMerge(server.platform, org.owner, { keptId: kept._id, mergedId: merged._id });
  expect(moves.find(({ kind }) => kind === 'proofs')).toMatchObject({ count: 1 });
  const mergeId = await merge(pair);
  expect(await present(kept._id)).toMatchObject({ state: 'accepted', memberId: kept._id, decidedBy: '佐藤 花子', seenOn: '2026-04-09' });
  expect(await proofs.countDocuments({ memberId: kept._id } as never)).toBe(1);
  await undo(pair, mergeId);
  expect([await present(kept._id), await present(merged._id)]).toEqual(before);

  // What the office took back since was the kept record's own by then.
  const again = await merge(pair);
  const named = { memberId: kept._id, dueOn: '2026-04-30' } as never as { memberId: typeof kept._id; dueOn: JstDate };
  await takeBackProof(server.platform, org.owner, { ...named, reason: '' });
  await undo(pair, again);
  expect((await present(kept._id))?.state).toBe('asked');
  expect((await present(merged._id))?.state).toBe('accepted');

  // A record that has an accepted one itself keeps its own.
  await proofs.updateOne({ _id: `${kept._id}:2026-04-30` }, { $set: { state: 'accepted' } });
  const { moves: none } = await planMemberMerge(server.platform, org.owner, { keptId: kept._id, mergedId: merged._id });
  expect(none.find(({ kind }) => kind === 'proofs')).toMatchObject({ count: 0 });
});

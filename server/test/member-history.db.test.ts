import type { MergeChoices } from '@tsudoi/shared/contracts/members/member-merge.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { splitAddress } from '@tsudoi/shared/kernel/postal-address';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelStatus, changeMemberStatus } from '../src/modules/members/member-status.service.ts';
import { memberHistory, undoChange } from '../src/modules/members/member-history.service.ts';
import { mergeMembers, planMemberMerge } from '../src/modules/members/member-merge.service.ts';
import { undoMerge } from '../src/modules/members/member-merge-undo.service.ts';
import { saveMemberSettings } from '../src/modules/members/member-settings.service.ts';
import { findMember } from '../src/modules/members/member.repository.ts';
import type { UserActor } from '../src/platform/actor.ts';
import { updateMember } from '../src/modules/members/member.service.ts';
import { updateMyProfile } from '../src/modules/members/my-profile.service.ts';
import type { MemberDocument } from '../src/modules/members/member.repository.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let here: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
  here = await openOrganization(server);
});
afterAll(() => server.close());

const history = async (memberId: MemberDocument['_id']) => (await memberHistory(server.platform, here.scope, { memberId, size: 50 })).rows;
const undo = (memberId: MemberDocument['_id'], auditId: string) =>
  undoChange(server.platform, here.owner, { memberId, auditId: auditId as never });
const read = (memberId: MemberDocument['_id']) => findMember(here.scope, memberId);

/** Saves the record with some fields changed, as the form of the office does. */
async function save(memberId: MemberDocument['_id'], changes: Partial<MemberDocument>) {
  const member = await read(memberId);
  const { familyName, givenName, familyNameKana, givenNameKana, membershipTypeId, contactEmail, joinedOn } = member;
  const { phone, postalCode, affiliation, birthDate, memo, version } = member;
  const { address = member.address, ...others } = changes;
  return updateMember(server.platform, here.owner, {
    familyName,
    givenName,
    familyNameKana,
    givenNameKana,
    membershipTypeId,
    contactEmail,
    joinedOn,
    phone,
    postalCode,
    address: splitAddress(address),
    affiliation,
    birthDate,
    memo,
    custom: {},
    ...others,
    memberId,
    version,
  } as never);
}

describe('the history of a member (MEM-04)', () => {
  test('MEM-04: every edit shows who, when, what it was and what it became, in names and not in ids; the memo still exists', async () => {
    const { _id } = await here.addMember({ address: '東京都千代田区' });
    const student = await here.addType('学生会員', 4000);
    server.setNow('2026-04-11T01:02:03Z');
    await save(_id, { address: '大阪府大阪市', membershipTypeId: student, memo: '転居の葉書あり' });
    await updateMyProfile(server.platform, here.asMember(_id), {
      phone: '0312345678',
      postalCode: '',
      address: splitAddress('大阪府大阪市'),
      affiliation: '',
      custom: {},
      version: 1,
    } as never);
    const [own, office] = await history(_id);
    expect(office).toMatchObject({
      at: '2026-04-11T01:02:03.000Z',
      actorKind: 'user',
      actorName: '佐藤 花子',
      action: 'member.update',
      undo: 'possible',
    });
    expect(office!.changes).toEqual(
      expect.arrayContaining([
        { field: 'addressParts', before: '東京都 千代田区', after: '大阪府 大阪市' },
        { field: 'membershipTypeId', before: '正会員', after: '学生会員' },
        { field: 'memo', before: null, after: '転居の葉書あり' },
      ]),
    );
    expect(own).toMatchObject({ actorKind: 'member', action: 'member.update_own', changes: [{ field: 'phone', after: '0312345678' }] });
    expect((await read(_id)).memo).toBe('転居の葉書あり');
    server.setNow('2026-04-10T03:00:00Z');
  });

  test('values stand in the log only encrypted; without the key of the person they cannot be read, and the row stays', async () => {
    const { _id } = await here.addMember();
    await save(_id, { address: '秘密の住所' });
    const db = server.platform.databases.server;
    const row = await db.collection('audit_entries').findOne({ subjectId: _id });
    expect(JSON.stringify(row)).not.toContain('秘密の住所');
    expect(row!['values']).toMatch(/^[\w-]{40,}$/);
    await db.collection('person_keys').deleteOne({ _id: _id as never });
    expect(await history(_id)).toMatchObject([
      { action: 'member.update', fields: ['addressParts'], changes: null, undo: 'not_reversible' },
    ]);
  });

  test('values moved to another row do not open there', async () => {
    const [one, other] = await here.addMembers(2);
    await save(one!._id, { memo: '一' });
    await save(other!._id, { memo: '二' });
    const rows = server.platform.databases.server.collection('audit_entries');
    const stolen = await rows.findOne({ subjectId: one!._id });
    await rows.updateOne({ subjectId: other!._id }, { $set: { values: stolen!['values'] } });
    await expect(history(other!._id)).rejects.toThrow();
    await rows.updateOne({ subjectId: other!._id }, { $unset: { values: 1 } });
  });

  test("another organisation's member and their changes are not found", async () => {
    const there = await openOrganization(server);
    const { _id } = await there.addMember();
    await expect(memberHistory(server.platform, here.scope, { memberId: _id, size: 50 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const ours = await here.addMember();
    await save(ours._id, { memo: 'x' });
    const [row] = await history(ours._id);
    const neighbour = await here.addMember();
    await expect(undo(neighbour._id, row!.auditId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('undo', () => {
  test('an edit is set back by a new change, which is in the log and can be set back itself', async () => {
    const { _id } = await here.addMember({ address: '東京都' });
    await save(_id, { address: '大阪府' });
    const [edit] = await history(_id);
    await undo(_id, edit!.auditId);
    expect(await read(_id)).toMatchObject({ address: '東京都', version: 2 });
    const [undone, first] = await history(_id);
    expect(undone).toMatchObject({
      action: 'member.undo',
      changes: [{ field: 'addressParts', before: '大阪府', after: '東京都' }],
      undo: 'possible',
    });
    expect(first!.undo).toBe('changed_since');
    await undo(_id, undone!.auditId);
    expect((await read(_id)).address).toBe('大阪府');
  });

  test('what was changed again since is not overwritten, and the refusal names the field', async () => {
    const { _id } = await here.addMember({ address: '東京都' });
    await save(_id, { address: '大阪府', memo: '一' });
    const [edit] = await history(_id);
    await save(_id, { address: '京都府' });
    await expect(undo(_id, edit!.auditId)).rejects.toMatchObject({ code: 'CHANGED_SINCE', params: { field: 'addressParts' } });
    expect(await read(_id)).toMatchObject({ address: '京都府', memo: '一' });
  });

  test('of two who set the same change back at once, one does and the other is told', async () => {
    const { _id } = await here.addMember({ memo: '前' });
    await save(_id, { memo: '後' });
    const [edit] = await history(_id);
    const results = await Promise.allSettled([undo(_id, edit!.auditId), undo(_id, edit!.auditId)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await history(_id)).filter(({ action }) => action === 'member.undo')).toHaveLength(1);
  });

  test('a change of status is taken back, a cancelled one is put back, and access follows', async () => {
    const { _id } = await here.addMember();
    const leave = {
      memberId: _id,
      status: 'withdrawn',
      effectiveOn: jstDate('2026-04-10'),
      reason: '転居',
      nextSteps: ['tell_member'],
    } as const;
    await changeMemberStatus(server.platform, here.owner, { ...leave, nextSteps: [...leave.nextSteps] });
    const [left] = await history(_id);
    expect(left!.changes).toEqual([
      {
        field: 'status',
        before: null,
        after: { kind: 'status', status: 'withdrawn', effectiveOn: '2026-04-10', reason: '転居', nextSteps: ['tell_member'] },
      },
    ]);
    await undo(_id, left!.auditId);
    expect(await read(_id)).toMatchObject({ status: 'active', withdrawnOn: null });
    const planned = await changeMemberStatus(server.platform, here.owner, { ...leave, effectiveOn: jstDate('2026-05-01'), nextSteps: [] });
    await cancelStatus(server.platform, here.owner, { memberId: _id, entryId: planned.statusHistory[0]!.entryId, begun: false });
    const [cancelled] = await history(_id);
    await undo(_id, cancelled!.auditId);
    expect(await read(_id)).toMatchObject({ status: 'active', nextStatusOn: '2026-05-01' });
  });

  test('M10, domain.md 3.2: an expulsion is set back by no staff, however it is called; an admin may, and anything else staff may', async () => {
    const { _id } = await here.addMember();
    const staff = { ...here.owner, role: 'staff' } as const;
    const byStaff = async () => undoChange(server.platform, staff, { memberId: _id, auditId: (await history(_id))[0]!.auditId as never });
    const move = (status: 'suspended' | 'expelled', day: string) =>
      changeMemberStatus(server.platform, here.owner, {
        memberId: _id,
        status,
        effectiveOn: jstDate(day),
        reason: '理事会の決定',
        nextSteps: [],
      });
    await move('suspended', '2026-04-09');
    await byStaff();
    expect((await read(_id)).status).toBe('active');
    await move('expelled', '2026-04-10');
    await expect(byStaff()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await read(_id)).status).toBe('expelled');
    const [expelled] = await history(_id);
    await undo(_id, expelled!.auditId);
    expect((await read(_id)).status).toBe('active');
    // Not begun yet, it is a plan.
    await move('expelled', '2026-04-11');
    await byStaff();
    expect(await read(_id)).toMatchObject({ status: 'active', nextStatusOn: null });
  });

  test('M10, domain.md 3.2: nor by a merge that leaves the expulsion out, or by its undo', async () => {
    const staff = { ...here.owner, role: 'staff' } as const;
    const [active, expelled] = await here.addMembers(2);
    const pair = { keptId: active!._id, mergedId: expelled!._id };
    const expel = { status: 'expelled' as const, effectiveOn: jstDate('2026-04-09'), reason: '理事会の決定', nextSteps: [] };
    await changeMemberStatus(server.platform, here.owner, { memberId: expelled!._id, ...expel });
    const merge = async (actor: UserActor, kept: typeof pair, side: 'kept' | 'merged') => {
      const { fingerprint } = await planMemberMerge(server.platform, actor, kept);
      const choices = { fromMerged: [], customFromMerged: [], tags: 'kept', history: side, account: 'kept' } as MergeChoices;
      return mergeMembers(server.platform, actor, { ...kept, fingerprint, choices });
    };
    const other = { keptId: expelled!._id, mergedId: active!._id };
    for (const [kept, side] of [[pair, 'kept'] as const, [other, 'merged'] as const])
      await expect(merge(staff, kept, side)).rejects.toMatchObject({ code: 'FORBIDDEN', params: { permission: 'settings' } });
    const { mergeId } = await merge(staff, pair, 'merged');
    expect((await read(active!._id)).status).toBe('expelled');
    await expect(undoMerge(server.platform, staff, { mergeId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await undoMerge(server.platform, here.owner, { mergeId });
    expect((await read(active!._id)).status).toBe('active');
  });

  test('a type put away since is not brought back by an undo', async () => {
    const old = await here.addType('旧種別', 1);
    const { _id } = await here.addMember({ membershipTypeId: old });
    await save(_id, { membershipTypeId: here.regular });
    await server.platform.databases.server.collection('membership_types').updateOne({ _id: old as never }, { $set: { archived: true } });
    const [edit] = await history(_id);
    expect(edit).toMatchObject({ undo: 'not_reversible', changes: [{ before: '旧種別', after: '正会員' }] });
    await expect(undo(_id, edit!.auditId)).rejects.toMatchObject({ code: 'NOT_UNDOABLE' });
    expect((await read(_id)).membershipTypeId).toBe(here.regular);
  });

  test('RNK-01: a rank taken out since stands there by its name, and is not brought back by an undo', async () => {
    type Given = Parameters<typeof saveMemberSettings>[2]['ranks'];
    const ranks = async (given: Given, version: number) =>
      (await saveMemberSettings(server.platform, here.owner, { corporateMyPage: false, ranks: given, version })).ranks;
    const [gold, silver] = await ranks([{ name: 'ゴールド' }, { name: 'シルバー' }], 0);
    const { _id } = await here.addMember({ rankId: gold!.rankId });
    await save(_id, { rankId: silver!.rankId });
    const changes = [{ field: 'rankId', before: 'ゴールド', after: 'シルバー' }];
    expect((await history(_id))[0]).toMatchObject({ undo: 'possible', changes });
    expect(await ranks([{ rankId: silver!.rankId, name: 'シルバー' }], 1)).toMatchObject([
      { rankId: silver!.rankId },
      { rankId: gold!.rankId, name: 'ゴールド', archived: true },
    ]);
    const { auditId } = (await history(_id))[0]!;
    expect((await history(_id))[0]).toMatchObject({ undo: 'not_reversible', changes });
    await expect(undo(_id, auditId)).rejects.toMatchObject({ code: 'NOT_UNDOABLE' });
    expect((await read(_id)).rankId).toBe(silver!.rankId);
    // As it was once: deleted for good.
    const settings = server.platform.databases.server.collection<{ _id: string }>('member_settings');
    await settings.updateOne({ _id: here.scope.orgId }, { $pull: { ranks: { name: 'ゴールド' } } } as never);
    expect((await history(_id))[0]).toMatchObject({ undo: 'not_reversible', changes: [{ before: { kind: 'gone' }, after: 'シルバー' }] });
    await expect(undo(_id, auditId)).rejects.toMatchObject({ code: 'NOT_UNDOABLE' });
  });
});

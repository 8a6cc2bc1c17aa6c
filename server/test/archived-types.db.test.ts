import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { workOnProofs } from '../src/modules/members/proof-work.service.ts';
import { importRoll, checkRoll, rowsOf, settled } from './import.factory.ts';
import { type JoiningRig, officeStories, startJoiningRig } from './joining.factory.ts';
import { type Loose, memberFields } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const { detail, member, collection, decide, approve, today } = officeStories(() => rig);
const year = new Date().getFullYear() + 1;
/** Noon in Japan of a day, MM-DD, which is far ahead: every session is over by then. */
const goTo = (day: string) => rig.travel(Date.parse(`${year}-${day}T03:00:00Z`) - Date.now());
const office = async (procedure: string, input?: unknown) => {
  const { email, password, slug } = rig.office;
  const { accessToken } = await rig.get('identity.adminLogin', { org: slug, email, password });
  return rig.ask(procedure, input, accessToken);
};
const typeCalled = async (name: string): Promise<string> =>
  (await office('membershipTypes.create', { name, annualFee: 5000 })).data.membershipTypeId;
const archive = (membershipTypeId: string) => office('membershipTypes.archive', { membershipTypeId });
const setArchived = (type: string, archived: boolean) => collection('membership_types').updateOne({ _id: type }, { $set: { archived } });
const addMember = async (typeId: string, changes: Record<string, unknown> = {}): Promise<string> =>
  (await office('members.create', { ...memberFields(typeId, changes), issueProvisional: false })).data.memberId;

describe('RNK-02: a type is not put away while members will get it without anybody giving it to them', () => {
  test('RNK-02, #11: a yearly proof that asks of a type or falls back to it; one that was put away in spite of it is given to nobody', async () => {
    const [asking, former] = [await typeCalled('学生会員'), await typeCalled('正会員（旧）')];
    const rule = { membershipTypeId: asking, opensOn: '04-01', dueOn: '04-15', fallbackTypeId: former };
    await office('proofs.saveRule', rule);
    expect((await archive(former)).data).toMatchObject({ domainCode: 'MEMBERSHIP_TYPE_IN_PROOF', params: { name: '学生会員' } });
    expect((await archive(asking)).code).toBe('MEMBERSHIP_TYPE_IN_PROOF');
    await office('proofs.dropRule', { membershipTypeId: asking });
    for (const type of [asking, former]) {
      expect((await archive(type)).status).toBe(200);
      await office('membershipTypes.restore', { membershipTypeId: type });
    }

    // Put away while the rule was being made.
    await office('proofs.saveRule', rule);
    const student = await addMember(asking);
    await setArchived(former, true);
    goTo('04-02');
    await workOnProofs(rig.service.platform);
    goTo('04-16');
    const typeOf = async () => (await office('members.get', { memberId: student })).data.membershipTypeName;
    await workOnProofs(rig.service.platform);
    expect(await typeOf()).toBe('学生会員');
    await office('membershipTypes.restore', { membershipTypeId: former });
    await workOnProofs(rig.service.platform);
    expect(await typeOf()).toBe('正会員（旧）');
  });

  test('RNK-02, ACC-09: an application to come back that waits for it; an approval gives no type that was put away', async () => {
    const email = 'associate@example.jp';
    const memberId = await addMember(rig.typeId, { contactEmail: email });
    await office('members.changeStatus', { memberId, status: 'withdrawn', effectiveOn: '2024-04-01', reason: '転居' });
    const associate = await typeCalled('準会員');
    await rig.settings({ membershipTypeIds: [rig.typeId, associate] });
    const { applicationId } = await rig.apply(email, { membershipTypeId: associate });
    expect((await detail(applicationId)).kind).toBe('rejoin');
    expect((await archive(associate)).data).toMatchObject({ domainCode: 'MEMBERSHIP_TYPE_APPLIED_FOR', params: { applications: 1 } });
    await setArchived(associate, true);
    expect((await approve(applicationId)).data).toMatchObject({ domainCode: 'MEMBERSHIP_TYPE_ARCHIVED', params: { name: '準会員' } });
    expect(await member(memberId)).toMatchObject({ status: 'withdrawn', membershipTypeId: rig.typeId });
    await setArchived(associate, false);
    expect((await decide('reject', applicationId, { reason: '辞退のため' })).status).toBe(200);
    expect((await archive(associate)).status).toBe(200);
  });
});

describe('RNK-02, MEM-11, ACC-09: who left keeps the type, so that it can be put away behind them', () => {
  const typeSeen = async (name: string) => (await office('membershipTypes.list')).data.find((type: Loose) => type.name === name);
  const changeStatus = (memberId: string, status: string, effectiveOn: string) =>
    office('members.changeStatus', { memberId, status, effectiveOn, reason: '転居' });
  const entryOn = async (memberId: string, day: string): Promise<string> =>
    (await member(memberId)).statusHistory.find((entry: Loose) => entry.effectiveOn === day).entryId;
  const refusedFor = (name: string) => ({ domainCode: 'MEMBERSHIP_TYPE_ARCHIVED', params: { name } });

  test('RNK-02, MEM-11: only who is in, asks to be, or comes back on a day to come is in the way; nobody comes back into it by hand', async () => {
    const name = '準会員（廃止）';
    const soon = addDays(today(), 90);
    const typeId = await typeCalled(name);
    const left = await addMember(typeId);
    const [died, active] = [await addMember(typeId), await addMember(typeId)];
    await changeStatus(left, 'withdrawn', '2024-04-01');
    await changeStatus(died, 'deceased', '2024-05-01');
    await rig.settings({ membershipTypeIds: [rig.typeId, typeId] });
    const { applicationId } = await rig.apply('refused@example.jp', { membershipTypeId: typeId });
    expect((await archive(typeId)).data).toMatchObject({ domainCode: 'MEMBERSHIP_TYPE_IN_USE', params: { members: 2 } });
    expect((await decide('reject', applicationId, { reason: '辞退のため' })).status).toBe(200);
    expect(await typeSeen(name)).toMatchObject({ memberCount: 1, corporateCount: 0, formerCount: 3 });
    await changeStatus(active, 'withdrawn', '2024-06-01');
    await changeStatus(active, 'active', soon);
    expect((await archive(typeId)).data).toMatchObject({ domainCode: 'MEMBERSHIP_TYPE_IN_USE', params: { members: 1 } });
    expect((await office('members.cancelStatus', { memberId: active, entryId: await entryOn(active, soon) })).status).toBe(200);
    expect((await archive(typeId)).status).toBe(200);
    expect(await typeSeen(name)).toMatchObject({ archived: true, memberCount: 0, formerCount: 4 });

    const { rows } = (await office('members.history', { memberId: left, size: 20 })).data;
    const { auditId } = rows.find(({ action }: Loose) => action === 'member.status');
    expect((await office('members.undoChange', { memberId: left, auditId })).data).toMatchObject(refusedFor(name));
    const leaving = { memberId: left, entryId: await entryOn(left, '2024-04-01'), begun: true };
    expect((await office('members.cancelStatus', leaving)).data).toMatchObject(refusedFor(name));
    for (const day of ['2025-04-01', soon]) expect((await changeStatus(left, 'active', day)).data).toMatchObject(refusedFor(name));
    const plan = { memberIds: [left], status: 'active', effectiveOn: '2025-04-01' };
    expect((await office('members.planStatuses', plan)).data.refused).toMatchObject([{ code: 'MEMBERSHIP_TYPE_ARCHIVED' }]);
    await office('membershipTypes.restore', { membershipTypeId: typeId });
    expect((await office('members.planStatuses', plan)).data.refused).toEqual([]);
    expect((await changeStatus(left, 'active', '2025-04-01')).status).toBe(200);
  });

  test('IMP-01, RNK-02: nor by a file, nor where an import of their leaving is taken back', async () => {
    const name = '通信会員';
    const typeId = await typeCalled(name);
    const { token } = rig.office;
    const left = await addMember(typeId, { memberNumber: 'LT-1' });
    await changeStatus(left, 'withdrawn', '2024-04-01');
    const returning = { token, match: 'memberNumber', csv: '会員番号,再入会日\nLT-1,2025-01-01' } as const;
    const planned = await checkRoll(rig, returning);
    expect(planned.counts).toMatchObject({ changed: 1, error: 0 });

    const active = await addMember(typeId, { memberNumber: 'LT-2' });
    const leaving = await importRoll(rig, { ...returning, csv: '会員番号,退会日\nLT-2,2025-03-31' });
    expect(leaving.outcomes).toEqual({ changed: 1 });
    expect((await archive(typeId)).status).toBe(200);
    await office('memberImports.run', { importJobId: planned.importJobId, skipErrors: false });
    expect((await settled(rig, token, planned.importJobId)).outcomes).toEqual({ type_gone: 1 });
    const { importJobId } = await checkRoll(rig, returning);
    expect((await rowsOf(rig, token, importJobId, 'error'))[0].errors).toEqual([
      { target: 'membershipType', code: 'return_to_archived_type', value: name },
    ]);
    await office('memberImports.undo', { importJobId: leaving.importJobId });
    expect((await settled(rig, token, leaving.importJobId)).undone).toEqual({ kept_type_gone: 1 });
    for (const memberId of [left, active]) expect(await member(memberId)).toMatchObject({ status: 'withdrawn', membershipTypeId: typeId });
    // A type that is in use, in the same row, is the way on.
    const moved = await importRoll(rig, { ...returning, csv: '会員番号,会員種別,再入会日\nLT-1,正会員,2025-01-01' });
    expect(moved.outcomes).toEqual({ changed: 1 });
    expect(await member(left)).toMatchObject({ status: 'active', membershipTypeId: rig.typeId });
  });

  test('MEM-03, RNK-02: nor by becoming one with a record that is in, nor by becoming two again', async () => {
    const name = '地方会員';
    const typeId = await typeCalled(name);
    const left = await addMember(typeId);
    await changeStatus(left, 'withdrawn', '2024-04-01');
    const present = await addMember(rig.typeId, { joinedOn: '2025-04-01' });
    const merge = async (keptId: string, mergedId: string, fromMerged: readonly string[]) => {
      const { fingerprint } = (await office('duplicates.planMerge', { keptId, mergedId })).data;
      const choices = { fromMerged, customFromMerged: [], tags: 'kept', history: 'both', account: 'kept' };
      return office('duplicates.merge', { keptId, mergedId, fingerprint, choices });
    };
    expect((await archive(typeId)).status).toBe(200);
    expect((await merge(left, present, [])).data).toMatchObject(refusedFor(name));
    expect((await merge(present, left, ['membershipTypeId'])).data).toMatchObject(refusedFor(name));
    const { mergeId } = (await merge(left, present, ['membershipTypeId'])).data;
    expect(await member(left)).toMatchObject({ status: 'active', membershipTypeId: rig.typeId });
    await office('membershipTypes.restore', { membershipTypeId: typeId });
    expect((await office('duplicates.undoMerge', { mergeId })).status).toBe(200);

    // A member of the type who is part of another record is none of it, until they are two again.
    const other = await addMember(typeId, { joinedOn: '2025-06-01' });
    const again = (await merge(present, other, [])).data;
    expect((await archive(typeId)).status).toBe(200);
    const blockersOf = async () => (await office('duplicates.mergesOf', { memberId: present })).data[0].blockers;
    expect(await blockersOf()).toEqual([{ kind: 'type_gone', ref: other, label: name }]);
    await office('membershipTypes.restore', { membershipTypeId: typeId });
    expect(await blockersOf()).toEqual([]);
    expect(again.mergeId).toBeDefined();
  });
});

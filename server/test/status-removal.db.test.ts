import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importRoll } from './import.factory.ts';
import { type Loose, type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token)).membershipTypeId;
});
afterAll(() => rig.stop());

const get = (procedure: string, input?: unknown) => rig.get(procedure, input, office.token);
const collection = (name: string) => rig.database.databases.server.collection(name);

/** Somebody new, by a row of a file: nothing but the history itself says what their status was. */
async function imported(number: string, joined: string, status: string, day: string): Promise<Loose> {
  const csv = `会員番号,氏名,フリガナ,会員種別,入会日,会員状況,退会日\n${number},在 一,ザイ イチ,正会員,${joined},${status},${day}`;
  await importRoll(rig, { token: office.token, csv });
  return get('members.get', { memberId: (await get('members.list', { q: number, status: 'all' })).rows[0].memberId });
}

const entryOf = ({ statusHistory }: Loose, effectiveOn: string) =>
  statusHistory.find((entry: Loose) => entry.effectiveOn === effectiveOn).entryId;
const takeOut = (member: Loose, effectiveOn: string, token = office.token, begun = true) =>
  rig.ask('members.cancelStatus', { memberId: member.memberId, entryId: entryOf(member, effectiveOn), begun }, token);
const change = (memberId: string, status: string, effectiveOn: string) =>
  get('members.changeStatus', { memberId, status, effectiveOn, reason: '本人の申し出' });

describe('domain.md 3.2: a status that began by mistake is taken out of the history', () => {
  test('case 29, IMP-01: 逝去 that a new row said by mistake goes, the log-in waits for a pair, and the history has the way back', async () => {
    const member = await imported('D-1', '2010/4/1', '逝去', '2024/5/1');
    expect(member.status).toBe('deceased');
    // Who meant to give up a plan is told that it has begun.
    expect((await takeOut(member, '2024-05-01', office.token, false)).code).toBe('STATUS_NOT_SCHEDULED');
    const { data } = await takeOut(member, '2024-05-01');
    expect([data.status, data.withdrawnOn, data.account.state, data.statusHistory.length]).toEqual(['active', null, 'none', 1]);
    expect((await get('members.list', { q: 'D-1', status: 'active' })).total).toBe(1);
    expect((await takeOut(member, '2024-05-01')).code).toBe('STATUS_NOT_SCHEDULED');
    const { memberId } = member;
    await get('identity.issueProvisional', { memberId });
    const newest = async () => (await get('members.history', { memberId, size: 20 })).rows.find((row: Loose) => row.undo === 'possible');
    const row = await newest();
    expect([row.action, row.changes[0].before.status, row.changes[0].after]).toEqual(['member.status_cancel', 'deceased', null]);
    const back = await get('members.undoChange', { memberId, auditId: row.auditId });
    expect([back.status, back.account.state]).toEqual(['deceased', 'disabled']);
  });

  test('case 29: 退会 with a wrong day is taken out and entered anew; the first entry stays, and what the next one follows on', async () => {
    const member = await imported('D-2', '2010/4/1', '退会', '2019/3/31');
    expect((await takeOut(member, '2019-03-31')).data.status).toBe('active');
    expect((await takeOut(member, '2010-04-01')).code).toBe('INVALID_TRANSITION');
    await change(member.memberId, 'withdrawn', '2020-03-31');
    const returned = await change(member.memberId, 'active', '2021-04-01');
    const refused = await takeOut(returned, '2020-03-31');
    expect([refused.code, refused.body.includes('2021-04-01')]).toEqual(['STATUS_CARRIES_NEXT', true]);
    expect(await get('members.get', { memberId: member.memberId })).toMatchObject({ status: 'active', statusHistory: [{}, {}, {}] });
  });

  test('ACC-15: with a return that is taken out ends the log-in, and what recurs hears of it', async () => {
    const fields = memberFields(typeId, { memberNumber: 'D-3', contactEmail: '' });
    const { memberId } = await get('members.create', { ...fields, issueProvisional: true });
    await change(memberId, 'withdrawn', '2023-04-01');
    const member = await change(memberId, 'active', '2024-04-01');
    await collection('outbox').deleteMany({ name: 'members.member.left' });
    expect((await takeOut(member, '2024-04-01')).data).toMatchObject({ status: 'withdrawn', withdrawnOn: '2023-04-01' });
    expect((await get('members.get', { memberId })).account.state).toBe('disabled');
    expect(await collection('outbox').countDocuments({ name: 'members.member.left', 'payload.memberId': memberId })).toBe(1);
  });

  test('M10, domain.md 3.2: 除名 is taken out by no staff', async () => {
    const member = await imported('D-4', '2010/4/1', '除名', '2024/3/31');
    const users = collection('org_users');
    await users.updateOne({ email: office.email }, { $set: { role: 'staff' } });
    const staff = await rig.get('identity.adminLogin', { org: office.slug, email: office.email, password: office.password });
    expect((await takeOut(member, '2024-03-31', staff.accessToken)).code).toBe('FORBIDDEN');
    await users.updateOne({ email: office.email }, { $set: { role: 'owner' } });
    expect((await takeOut(member, '2024-03-31')).data.status).toBe('active');
  });
});

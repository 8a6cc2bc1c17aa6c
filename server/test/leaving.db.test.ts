import { randomUUID } from 'node:crypto';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
const today = () => rig.service.platform.clock.today();

/** Somebody who is signed in on My Page and has paid half of a bill. */
async function signedIn(email: string): Promise<{ memberId: string; token: string; billId: string }> {
  const { memberId, provisional } = await get('members.create', {
    ...memberFields(typeId, { contactEmail: email }),
    issueProvisional: true,
  });
  const { firstAccessToken } = await rig.get('identity.firstAccessStart', {
    org: office.slug,
    provisionalId: provisional.provisionalId,
    provisionalPassword: provisional.provisionalPassword,
  });
  const { accessToken } = await rig.get('identity.firstAccessComplete', {
    org: office.slug,
    firstAccessToken,
    familyNameKana: 'タカサキ',
    givenNameKana: 'ハルコ',
    email,
    password: 'hotaru-no-yoru',
  });
  const { billId } = await get('billing.createBill', {
    memberId,
    billName: '2026年度 年会費',
    amount: 10_000,
    dueOn: '2030-01-31',
    idempotencyKey: randomUUID(),
  });
  await get('billing.confirmBill', { billId });
  await get('payments.recordOffline', {
    billId,
    amount: 4000,
    method: 'cash',
    receivedOn: today(),
    memo: '',
    idempotencyKey: randomUUID(),
  });
  return { memberId, token: accessToken, billId };
}

const leave = (memberId: string, effectiveOn: string) => ({
  memberId,
  status: 'withdrawn',
  effectiveOn,
  reason: '転居のため',
  nextSteps: ['collect_bills'],
});

async function moneyOf(memberId: string): Promise<string> {
  const db = rig.database.databases.server;
  const rows: Loose[] = [];
  for (const name of ['bills', 'payments', 'allocations', 'receipts'])
    rows.push(await db.collection(name).find({ memberId }).sort({ _id: 1 }).toArray());
  return JSON.stringify(rows);
}

describe('leaving', () => {
  test('ACC-15: 退会 from today ends an open session at once; booked for later, the session goes on until then', async () => {
    const { memberId, token } = await signedIn('kyou@example.jp');
    await get('members.changeStatus', leave(memberId, addDays(today(), 90)));
    expect((await rig.ask('billing.myBills', undefined, token)).status).toBe(200);
    const { statusHistory } = await get('members.get', { memberId });
    await get('members.cancelStatus', { memberId, entryId: statusHistory[0].entryId });
    await get('members.changeStatus', leave(memberId, today()));
    expect((await rig.ask('billing.myBills', undefined, token)).code).toBe('UNAUTHENTICATED');
    const logIn = async (password: string) =>
      (await rig.ask('identity.memberLogin', { org: office.slug, login: 'kyou@example.jp', password })).code;
    // The reason is for the person, not for whoever guesses.
    expect([await logIn('hotaru-no-yoru'), await logIn('wrong wrong wrong')]).toEqual(['MEMBERSHIP_ENDED', 'LOGIN_FAILED']);
  });

  test('case 31: 退会 dated back is allowed after the first entry and ends the log-in now; before it, it is refused', async () => {
    const { memberId, token } = await signedIn('sakanobori@example.jp');
    const refused = await rig.ask('members.changeStatus', leave(memberId, '2020-03-31'), office.token);
    expect(refused.code).toBe('STATUS_BEFORE_FIRST');
    expect((await rig.ask('billing.myBills', undefined, token)).status).toBe(200);
    const left = await get('members.changeStatus', leave(memberId, '2021-03-31'));
    expect(left).toMatchObject({ status: 'withdrawn', statusHistory: [{ status: 'withdrawn', effectiveOn: '2021-03-31' }, {}] });
    expect((await rig.ask('billing.myBills', undefined, token)).code).toBe('UNAUTHENTICATED');
    const login = { org: office.slug, login: 'sakanobori@example.jp', password: 'hotaru-no-yoru' };
    expect((await rig.ask('identity.memberLogin', login)).code).toBe('MEMBERSHIP_ENDED');
    // When it was entered is kept apart from when it begins.
    const rows = (await get('members.history', { memberId })).rows;
    expect(rows[0].at.slice(0, 4)).not.toBe('2021');
  });

  test('MEM-11: after 退会 every bill, payment and allocation stands as it did, and the office finds them', async () => {
    const { memberId, billId } = await signedIn('nokoru@example.jp');
    const before = await moneyOf(memberId);
    expect(JSON.parse(before).map((rows: unknown[]) => rows.length)).toEqual([1, 1, 1, 0]);
    await get('members.changeStatus', leave(memberId, today()));
    expect(await moneyOf(memberId)).toBe(before);
    expect((await get('billing.bills', { memberId })).rows.map((row: { billId: string }) => row.billId)).toEqual([billId]);
    expect((await get('billing.bill', { billId })).allocated).toBe(4000);
    expect((await get('members.get', { memberId })).memberNumber).not.toBe('');
  });

  test('APP-09: before it is done it says who loses the log-in and what is owed; a 退会 without a reason is refused', async () => {
    const { memberId } = await signedIn('mae@example.jp');
    const idle = (await get('members.create', { ...memberFields(typeId, { contactEmail: '' }), issueProvisional: false })).memberId;
    const plan = await get('members.planStatuses', { memberIds: [memberId, idle], status: 'withdrawn', effectiveOn: today() });
    expect(plan).toMatchObject({ changing: 2, losingLogin: 1, openBills: { members: 1, amount: 6000 }, scheduled: false });
    const resting = await get('members.planStatuses', { memberIds: [memberId], status: 'suspended', effectiveOn: addDays(today(), 90) });
    expect(resting).toMatchObject({ losingLogin: 0, scheduled: true });
    const refused = await rig.ask('members.changeStatus', { ...leave(memberId, today()), reason: '' }, office.token);
    expect([refused.code, refused.data.issues[0].path]).toEqual(['INVALID_INPUT', ['reason']]);
    expect((await get('members.get', { memberId })).status).toBe('active');
  });
});

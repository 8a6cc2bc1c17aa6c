import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type JoiningRig, applicantFields, officeStories, password, startJoiningRig } from './joining.factory.ts';

let rig: JoiningRig;
let student: string;
beforeAll(async () => {
  rig = await startJoiningRig();
  student = (await rig.get('membershipTypes.create', { name: '学生会員', annualFee: 1000 }, rig.office.token)).membershipTypeId;
  await rig.settings({ membershipTypeIds: [rig.typeId, student] });
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const day = 86_400_000;
const { admin, detail, member, collection, decide, today, approve, putRight, takeBack } = officeStories(() => rig);
const inDays = (days: number) => addDays(today(), days);

describe('ACC-15: what an applicant has signed in to', () => {
  const cookieOf = async (email: string, typed = password) => {
    const answer = await rig.logIn(email, typed);
    expect(answer.status).toBe(200);
    return answer.headers.get('set-cookie')!.split(';')[0]!;
  };
  const refresh = async (cookie: string) => {
    const { PUBLIC_URL: origin } = rig.service.platform.env;
    const headers = { 'content-type': 'application/json', 'x-tsudoi': '1', origin, cookie };
    const body = JSON.stringify({ audience: 'my', org: rig.office.slug });
    return (await fetch(`${rig.url}/auth/refresh`, { method: 'POST', headers, body })).status;
  };
  const again = 'asagiri-no-mori';
  async function applyAgain(email: string) {
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId), password: again });
    return (await rig.find(email)).applicationId as string;
  }

  test('ACC-15: ends with the refusal, and opens nothing for whoever applies anew with another password', async () => {
    await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time: 'before' }] });
    const email = 'refused-session@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const cookie = await cookieOf(email);
    const own = collection('sessions').find({ subjectId: memberId });
    await rig.settings({ fees: [] });
    expect((await decide('reject', applicationId, { reason: '推薦者がいないため' })).status).toBe(200);
    expect((await own.toArray()).map(({ revokedAt }) => revokedAt)).toEqual([expect.any(Date)]);
    expect(await refresh(cookie)).toBe(401);
    await approve(await applyAgain(email));
    expect(await refresh(cookie)).toBe(401);
    expect((await rig.logIn(email, again)).status).toBe(200);
  });

  test('ACC-15: one that a refusal left behind ends with the new password', async () => {
    await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time: 'before' }] });
    const email = 'left-behind@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const cookie = await cookieOf(email);
    await rig.settings({ fees: [] });
    await decide('withdraw', applicationId, { reason: '' });
    // As it was left before refusals ended sessions.
    await collection('sessions').updateMany({ subjectId: memberId }, { $set: { revokedAt: null } });
    const second = await applyAgain(email);
    expect(await refresh(cookie)).toBe(401);
    await approve(second);
    expect(await refresh(cookie)).toBe(401);
  });
});

describe('docs/decisions/0080: a return that is approved, taken back and approved for another day', () => {
  /** Somebody who left and applies to come back. */
  async function returning(email: string) {
    const first = await rig.apply(email);
    await approve(first.applicationId);
    rig.travel(2 * day);
    await admin('members.changeStatus', { memberId: first.memberId, status: 'withdrawn', effectiveOn: today(), reason: '転居' });
    rig.travel(4 * day);
    return rig.apply(email, { affiliation: 'あおい大学' });
  }
  const bills = async (memberId: string) =>
    (await collection('bills').find({ memberId }).sort({ _id: 1 }).toArray()).map((bill) => [bill['amount'], bill['status']]);

  test('ACC-09: keeps what the office put right on the record meanwhile, the type with its fee included', async () => {
    const { applicationId, memberId } = await returning('back-and-right@example.jp');
    await rig.settings({
      fees: [
        { membershipTypeId: rig.typeId, amount: 10_000 },
        { membershipTypeId: student, amount: 3000 },
      ],
    });
    await decide('approve', applicationId, { joinedOn: inDays(10) });
    expect(await member(memberId)).toMatchObject({ status: 'withdrawn', affiliation: 'あおい大学' });
    await putRight(memberId, { membershipTypeId: student, affiliation: 'あおば大学', contactEmail: 'for-notices-only@example.jp' });
    expect((await takeBack(memberId)).status).toBe(200);
    expect(await detail(applicationId)).toMatchObject({ state: 'submitted', membershipTypeName: '学生会員' });
    expect(await bills(memberId)).toEqual([[10_000, 'cancelled']]);
    await decide('approve', applicationId, { joinedOn: inDays(20) });
    const right = { membershipTypeName: '学生会員', affiliation: 'あおば大学', contactEmail: 'for-notices-only@example.jp' };
    expect(await member(memberId)).toMatchObject(right);
    expect(await bills(memberId)).toEqual([
      [10_000, 'cancelled'],
      [3000, 'unpaid'],
    ]);
    await rig.settings({ fees: [] });
  });

  test('ACC-09: while it waits again the application follows the record, and a correction writes what it says otherwise', async () => {
    const email = 'back-and-asked@example.jp';
    const { applicationId, memberId } = await returning(email);
    // Nothing of the record is the application's before it was approved once.
    await putRight(memberId, { membershipTypeId: student });
    expect(await detail(applicationId)).toMatchObject({ membershipTypeName: '正会員' });
    await decide('approve', applicationId, { joinedOn: inDays(10) });
    expect(await member(memberId)).toMatchObject({ membershipTypeName: '正会員' });
    await takeBack(memberId);
    await putRight(memberId, { membershipTypeId: student, phone: '0311112222' });
    expect(await detail(applicationId)).toMatchObject({ membershipTypeName: '学生会員' });
    await decide('return', applicationId, { note: '所属をお書きください。' });
    const [token] = await rig.tokens(email);
    const form = await rig.get('applications.joinForm', { token });
    const { sentType, values } = form;
    await rig.get('applications.submit', { token, sentType, fields: { ...values, affiliation: '東都大学' } });
    await decide('approve', applicationId, { joinedOn: inDays(20) });
    expect(await member(memberId)).toMatchObject({ membershipTypeName: '学生会員', phone: '03-1111-2222', affiliation: '東都大学' });
  });
});

describe('docs/decisions/0080: the wish of an approval that is taken back', () => {
  const told = (memberId: string, name: string) => collection('outbox').countDocuments({ name, 'payload.memberId': memberId });
  const applyWith = async (email: string, payBy: string) => {
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId), password, payBy });
    const { applicationId } = await rig.find(email);
    return { applicationId: applicationId as string, memberId: (await detail(applicationId)).memberId as string };
  };

  test('BIL-18: direct debit is asked for once, and ends where the application leads to nothing', async () => {
    const { applicationId, memberId } = await applyWith('wished-once@example.jp', 'direct_debit');
    for (const days of [10, 20]) {
      await decide('approve', applicationId, { joinedOn: inDays(days) });
      expect(await told(memberId, 'members.debit.wished')).toBe(1);
      await takeBack(memberId);
    }
    expect(await told(memberId, 'members.member.left')).toBe(0);
    expect((await decide('reject', applicationId, { reason: '辞退のため' })).status).toBe(200);
    expect(await told(memberId, 'members.member.left')).toBe(1);
    const other = await applyWith('never-approved@example.jp', 'direct_debit');
    await decide('withdraw', other.applicationId, { reason: '' });
    expect(await told(other.memberId, 'members.member.left')).toBe(0);
  });

  test('BIL-18: another way that a correction chose after that is asked for with the next approval, and the one before ends', async () => {
    const email = 'debit-or-self@example.jp';
    const { applicationId, memberId } = await applyWith(email, 'self');
    const asked = async () => [await told(memberId, 'members.debit.wished'), await told(memberId, 'members.member.left')];
    const approveIn = (days: number) => decide('approve', applicationId, { joinedOn: inDays(days) });
    const takeBackAndChoose = async (payBy: string) => {
      await takeBack(memberId);
      await decide('return', applicationId, { note: 'お支払い方法をお選びください。' });
      const [token] = await rig.tokens(email);
      await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId), payBy });
    };
    await approveIn(10);
    expect(await asked()).toEqual([0, 0]);
    await takeBackAndChoose('direct_debit');
    await approveIn(20);
    expect(await asked()).toEqual([1, 0]);
    await takeBackAndChoose('self');
    expect(await asked()).toEqual([1, 0]);
    await approveIn(30);
    expect(await asked()).toEqual([1, 1]);
    await takeBackAndChoose('direct_debit');
    await approveIn(40);
    expect(await asked()).toEqual([2, 1]);
  });
});

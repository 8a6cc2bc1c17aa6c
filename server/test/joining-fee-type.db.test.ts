import { addDays } from '@tsudoi/shared/kernel/jst';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followJoiningFees } from '../src/modules/applications/applications.jobs.ts';
import { type JoiningRig, applicantFields, officeStories, startJoiningRig } from './joining.factory.ts';
import type { Loose } from './server-rig.ts';

let rig: JoiningRig;
let [student, free]: string[] = [];
const { admin, detail, today, member, decide, collection, newestMail, approve, putRight } = officeStories(() => rig);

beforeAll(async () => {
  rig = await startJoiningRig();
  const typeOf = async (name: string) =>
    (await rig.get('membershipTypes.create', { name, annualFee: 1000 }, rig.office.token)).membershipTypeId;
  [student, free] = [await typeOf('学生会員'), await typeOf('賛助会員')];
  await rig.settings({
    membershipTypeIds: [rig.typeId, student, free],
    fees: [
      { membershipTypeId: rig.typeId, amount: 10_000, time: 'before' },
      { membershipTypeId: student, amount: 3000, time: 'before' },
      { membershipTypeId: free, amount: 500, time: 'after' },
    ],
  });
});
afterAll(() => rig.stop());

const retype = (memberId: string, membershipTypeId: string) => putRight(memberId, { membershipTypeId });
const bills = async (memberId: string): Promise<[number, string][]> =>
  (await collection('bills').find({ memberId }).sort({ _id: 1 }).toArray()).map((bill) => [bill['amount'], bill['status']]);
const pay = async (applicationId: string, amount: number) =>
  rig.get(
    'payments.recordOffline',
    {
      billId: (await detail(applicationId)).joiningFee.billId,
      amount,
      method: 'bank_transfer',
      receivedOn: today(),
      memo: '',
      idempotencyKey: randomUUID(),
    },
    rig.office.token,
  );
/** After weeks a token is over. */
async function logInAgain(): Promise<void> {
  const { slug: org, email, password } = rig.office;
  rig.office = { ...rig.office, token: (await rig.get('identity.adminLogin', { org, email, password })).accessToken };
}
const whats = async (applicationId: string): Promise<string[]> => (await detail(applicationId)).steps.map(({ what }: Loose) => what);

test('RNK-02: the office puts the type of an applicant right: the fee of that type is asked for in place of the other, and set back with it', async () => {
  const email = 'retyped@example.jp';
  const { applicationId, memberId } = await rig.apply(email);
  const seen = await detail(applicationId);
  const changed = await retype(memberId, student!);
  expect([changed.status, changed.data.membershipTypeName]).toEqual([200, '学生会員']);
  expect(await bills(memberId)).toEqual([
    [10_000, 'cancelled'],
    [3000, 'unpaid'],
  ]);
  const now = await detail(applicationId);
  expect(now).toMatchObject({
    membershipTypeName: '学生会員',
    state: 'submitted',
    joiningFee: { amount: 3000, dueOn: addDays(today(), 30) },
  });
  expect(now.steps.at(-1)).toMatchObject({ what: 'retyped', actor: '青木 玲子', note: '正会員 → 学生会員' });
  expect(await rig.find(email)).toMatchObject({ membershipTypeName: '学生会員' });
  const { text, link } = await newestMail(email);
  expect([text.includes('「学生会員」'), text.includes('入会金：3,000円'), link?.includes('/p#token=')]).toEqual([true, true, true]);
  // Whoever still sees the fee of before decides on nothing.
  const stale = { applicationId, version: seen.version, joinedOn: today() };
  expect((await admin('applications.approve', stale)).code).toBe('CONFLICT');

  const { rows } = await rig.get('members.history', { memberId }, rig.office.token);
  const row = rows.find(({ fields }: Loose) => fields.includes('membershipTypeId'));
  expect((await admin('members.undoChange', { memberId, auditId: row.auditId })).status).toBe(200);
  expect(await detail(applicationId)).toMatchObject({ membershipTypeName: '正会員', joiningFee: { amount: 10_000 } });
  await retype(memberId, student!);
  expect((await bills(memberId)).filter(([, status]) => status === 'unpaid')).toEqual([[3000, 'unpaid']]);
  await pay(applicationId, 3000);
  expect((await approve(applicationId)).data).toMatchObject({ state: 'approved', memberStatus: 'active' });
  expect((await member(memberId)).membershipTypeName).toBe('学生会員');
  expect((await bills(memberId)).filter(([, status]) => status !== 'cancelled')).toEqual([[3000, 'paid']]);
});

test('RNK-02: what was paid goes on to the other fee, and what that does not ask for is credit with a task', async () => {
  const email = 'retyped-paid@example.jp';
  const { applicationId, memberId } = await rig.apply(email);
  await pay(applicationId, 10_000);
  const before = (await rig.mails(email)).length;
  expect((await retype(memberId, student!)).status).toBe(200);
  expect((await detail(applicationId)).joiningFee).toMatchObject({ amount: 3000, status: 'paid' });
  expect(await collection('payments').findOne({ memberId })).toMatchObject({ allocated: 3000, unallocated: 7000 });
  expect(await collection('tasks').findOne({ memberId })).toMatchObject({ kind: 'joining_fee', received: 7000 });
  // Nothing is left to pay, so there is nothing to tell.
  expect((await rig.mails(email)).length).toBe(before);
  expect((await approve(applicationId)).data.state).toBe('approved');
});

test('RNK-02: a fee that was waited for is waited for anew, reminder included; where the type asks for none ahead the office decides anew', async () => {
  const email = 'retyped-waits@example.jp';
  const { applicationId, memberId } = await rig.apply(email);
  await approve(applicationId);
  const { dueOn } = (await detail(applicationId)).joiningFee;
  const reminded = async () => (await whats(applicationId)).filter((what) => what === 'reminded').length;
  rig.travel(Date.parse(`${addDays(dueOn, -5)}T12:00:00+09:00`) - Date.now());
  await followJoiningFees(rig.service.platform);
  expect(await reminded()).toBe(1);
  await logInAgain();
  await retype(memberId, student!);
  const now = await detail(applicationId);
  expect(now).toMatchObject({ state: 'awaiting_payment', joiningFee: { amount: 3000, dueOn: addDays(today(), 30) } });
  rig.travel(Date.parse(`${addDays(now.joiningFee.dueOn, -5)}T12:00:00+09:00`) - Date.now());
  await followJoiningFees(rig.service.platform);
  await logInAgain();
  expect(await reminded()).toBe(2);

  await retype(memberId, free!);
  expect(await detail(applicationId)).toMatchObject({ state: 'submitted', joiningFee: null });
  // Nobody reads that none is to be paid where the approval asks for one.
  const told = (await newestMail(email)).text;
  expect(told).toContain('お支払いいただく必要がなくなりました。');
  expect(told).toContain('「賛助会員」の入会金（500円）は、入会の手続きが済んでから、あらためてご案内します。');
  expect((await approve(applicationId)).data.state).toBe('approved');
  expect((await bills(memberId)).filter(([, status]) => status !== 'cancelled')).toEqual([[500, 'unpaid']]);
  rig.travel(0);
});

test('RNK-02: the correction that an applicant sends begins with the type that the office gave, and asks for nothing twice', async () => {
  const email = 'retyped-returned@example.jp';
  const { applicationId, memberId } = await rig.apply(email);
  await decide('return', applicationId, { note: '所属をお書きください。' });
  const [token] = await rig.tokens(email);
  await retype(memberId, student!);
  const form = await rig.get('applications.joinForm', { token });
  expect(form.values.membershipTypeId).toBe(student);
  await rig.get('applications.submit', { token, fields: applicantFields(student!, { affiliation: 'あおい大学' }) });
  expect(await detail(applicationId)).toMatchObject({ state: 'submitted', membershipTypeName: '学生会員', joiningFee: { amount: 3000 } });
  expect(await bills(memberId)).toEqual([
    [10_000, 'cancelled'],
    [3000, 'unpaid'],
  ]);
});

test('RNK-02: a form that was begun before the office put the type right does not take it back; whoever chooses another one gets it', async () => {
  const email = 'retyped-begun@example.jp';
  const { applicationId, memberId } = await rig.apply(email);
  await decide('return', applicationId, { note: '所属をお書きください。' });
  const [token] = await rig.tokens(email);
  const begun = await rig.get('applications.joinForm', { token });
  expect(begun.sentType).toBe(rig.typeId);
  await rig.get('applications.saveDraft', { token, values: { ...begun.values, affiliation: 'あおい大' }, sentType: begun.sentType });
  await retype(memberId, student!);
  // Opened anew the draft says what the office says; the page that was left open says the type of before still.
  const again = await rig.get('applications.joinForm', { token });
  expect([again.values.membershipTypeId, again.values.affiliation, again.sentType]).toEqual([student, 'あおい大', student]);
  const typed = applicantFields(rig.typeId, { affiliation: 'あおい大学' });
  await rig.get('applications.submit', { token, fields: typed, sentType: begun.sentType });
  expect(await detail(applicationId)).toMatchObject({ state: 'submitted', membershipTypeName: '学生会員', joiningFee: { amount: 3000 } });
  expect(await member(memberId)).toMatchObject({ membershipTypeName: '学生会員', affiliation: 'あおい大学' });
  expect(await bills(memberId)).toEqual([
    [10_000, 'cancelled'],
    [3000, 'unpaid'],
  ]);

  await decide('return', applicationId, { note: 'もう一度お確かめください。' });
  const [second] = await rig.tokens(email);
  const { sentType } = await rig.get('applications.joinForm', { token: second });
  await rig.get('applications.saveDraft', { token: second, values: { ...again.values, membershipTypeId: rig.typeId }, sentType });
  expect((await rig.get('applications.joinForm', { token: second })).values.membershipTypeId).toBe(rig.typeId);
  await rig.get('applications.submit', { token: second, fields: typed, sentType });
  expect(await detail(applicationId)).toMatchObject({ membershipTypeName: '正会員', joiningFee: { amount: 10_000 } });
});

test('RNK-02: a type put right while an admission is planned holds once that plan is taken back: application and fee follow then', async () => {
  const email = 'retyped-planned@example.jp';
  const { applicationId, memberId } = await rig.apply(email, { membershipTypeId: free });
  await decide('approve', applicationId, { joinedOn: addDays(today(), 10) });
  await retype(memberId, student!);
  // What was billed with that decision stands as long as the decision does.
  expect([(await detail(applicationId)).state, await bills(memberId)]).toEqual(['approved', [[500, 'unpaid']]]);
  const planned = (await member(memberId)).statusHistory.find(({ scheduled }: Loose) => scheduled);
  expect((await admin('members.cancelStatus', { memberId, entryId: planned.entryId })).status).toBe(200);
  expect(await detail(applicationId)).toMatchObject({ state: 'submitted', membershipTypeName: '学生会員', joiningFee: { amount: 3000 } });
  expect(await whats(applicationId)).toEqual(expect.arrayContaining(['reopened', 'retyped']));
  expect(await bills(memberId)).toEqual([
    [500, 'cancelled'],
    [3000, 'unpaid'],
  ]);
  expect((await newestMail(email)).text).toContain('入会金：3,000円');
  expect((await member(memberId)).membershipTypeName).toBe('学生会員');
});

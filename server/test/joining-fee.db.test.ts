import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { admitPaid } from '../src/modules/applications/applications.jobs.ts';
import { type JoiningRig, applicantFields, startJoiningRig } from './joining.factory.ts';
import type { Loose } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterAll(() => rig.stop());

const today = () => rig.service.platform.clock.today();
const admin = (procedure: string, input?: unknown) => rig.ask(procedure, input, rig.office.token);
const detail = (applicationId: string) => rig.get('applications.get', { applicationId }, rig.office.token);
const approve = async (applicationId: string) => {
  const { version } = await detail(applicationId);
  return admin('applications.approve', { applicationId, version, joinedOn: today() });
};
const newestMail = async (email: string) => (await rig.mails(email))[0]!;
const collection = (name: string) => rig.database.databases.server.collection<Loose>(name);

describe('入会金', () => {
  test('the joining fee of the type is billed with the approval, open at once and told in the same mail', async () => {
    await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000 }] });
    const { types } = await rig.get('applications.joinPage', { org: rig.office.slug });
    expect(types).toMatchObject([{ joiningFee: 3000, annualFee: 10_000 }]);
    const email = 'fee@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    expect(await rig.get('billing.bills', { memberId }, rig.office.token)).toMatchObject({ rows: [] });
    await approve(applicationId);
    await rig.settings({ fees: [] });
    const { rows } = await rig.get('billing.bills', { memberId }, rig.office.token);
    expect(rows).toMatchObject([{ billName: '入会金', category: 'joining', amount: 3000, status: 'unpaid' }]);
    const token = (await rig.logIn(email)).data.accessToken;
    expect(JSON.stringify(await rig.get('billing.myBills', undefined, token))).toContain(rows[0].billId);
    expect((await newestMail(email)).text).toContain('入会金：3,000円');
    expect((await rig.mails(email)).some(({ subject }) => subject.includes('ご請求'))).toBe(false);
    const outbox = collection('outbox');
    const told = await outbox.findOne({ name: 'billing.payable.opened', 'payload.payables.payableId': rows[0].billId });
    expect(told?.['payload'].payables).toMatchObject([{ memberId, amount: 3000 }]);
  });

  test('no fee, no bill; and an approval that fails bills nothing', async () => {
    const free = await rig.apply('free@example.jp');
    await approve(free.applicationId);
    expect((await rig.get('billing.bills', { memberId: free.memberId }, rig.office.token)).rows).toEqual([]);
    await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000 }] });
    const { applicationId, memberId } = await rig.apply('late@example.jp');
    const { version } = await detail(applicationId);
    const answers = await Promise.all([1, 2, 3].map(() => admin('applications.approve', { applicationId, version, joinedOn: today() })));
    await rig.settings({ fees: [] });
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await rig.get('billing.bills', { memberId }, rig.office.token)).rows).toHaveLength(1);
  });
});

describe('入会金 before the decision', () => {
  const ahead = (changes: Record<string, unknown> = {}) =>
    rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time: 'before' }], approval: 'staff', ...changes });
  const feeOf = async (applicationId: string) => (await detail(applicationId)).joiningFee;
  const decide = async (what: 'reject' | 'withdraw', applicationId: string) => {
    const { version } = await detail(applicationId);
    return admin(`applications.${what}`, { applicationId, version, reason: '定員のため' });
  };
  const pay = (billId: string, amount = 3000) =>
    rig.get(
      'payments.recordOffline',
      { billId, amount, method: 'bank_transfer', receivedOn: today(), memo: '', idempotencyKey: randomUUID() },
      rig.office.token,
    );

  test('it is billed with the application; the applicant logs in to pay it and for nothing else; unpaid, nobody is approved', async () => {
    await ahead();
    const email = 'ahead@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const fee = await feeOf(applicationId);
    expect(fee).toMatchObject({ amount: 3000, status: 'unpaid' });
    const mail = await newestMail(email);
    expect([mail.text.includes('入会金：3,000円'), mail.link?.endsWith('/my/login')]).toEqual([true, true]);
    const token = (await rig.logIn(email)).data.accessToken;
    expect(await rig.get('identity.viewer', undefined, token)).toMatchObject({ memberId, isApplicant: true });
    expect((await rig.get('billing.myBills', undefined, token)).bills.map((bill: Loose) => bill.billId)).toEqual([fee.billId]);
    for (const procedure of ['members.myProfile', 'identity.linkedAccounts', 'identity.mailboxSharing'])
      expect((await rig.ask(procedure, undefined, token)).code, procedure).toBe('PENDING_APPROVAL');
    expect((await approve(applicationId)).code).toBe('JOINING_FEE_UNPAID');
    await pay(fee.billId, 1000);
    expect((await approve(applicationId)).code).toBe('JOINING_FEE_UNPAID');
    await pay(fee.billId, 2000);
    expect((await feeOf(applicationId)).status).toBe('paid');
    expect((await approve(applicationId)).status).toBe(200);
    expect((await rig.get('billing.bills', { memberId }, rig.office.token)).rows).toHaveLength(1);
    const member = (await rig.logIn(email)).data.accessToken;
    expect(await rig.get('identity.viewer', undefined, member)).toMatchObject({ isApplicant: false });
    expect((await rig.ask('members.myProfile', undefined, member)).status).toBe(200);
  });

  test('refused after it was paid: the money stays theirs as credit with a task, the bill is cancelled, the door is closed', async () => {
    await ahead();
    const email = 'paid-refused@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const { billId } = await feeOf(applicationId);
    const { paymentId } = await pay(billId);
    const token = (await rig.logIn(email)).data.accessToken;
    expect((await decide('reject', applicationId)).status).toBe(200);
    const payment = await collection('payments').findOne({ _id: paymentId });
    expect(payment).toMatchObject({ received: 3000, allocated: 0, unallocated: 3000, reversed: 0, memberId });
    const lines = await collection('allocations').find({ billId }).sort({ _id: 1 }).toArray();
    expect(lines.map((line) => [line['amount'], line['closes']])).toEqual([
      [3000, false],
      [-3000, true],
    ]);
    expect(lines[1]!['reverses']).toBe(lines[0]!['_id']);
    expect(await collection('bills').findOne({ _id: billId })).toMatchObject({ status: 'cancelled', allocated: 0, live: false });
    const { rows } = await rig.get('payments.tasks', { state: 'open', cursor: null, direction: 'next', size: 20 }, rig.office.token);
    expect(rows).toMatchObject([{ kind: 'joining_fee', received: 3000, memberId, billId }]);
    const told = await collection('outbox').findOne({ name: 'billing.payable.closed', 'payload.payableIds': billId });
    expect(told).not.toBeNull();
    expect((await rig.ask('billing.myBills', undefined, token)).status).toBe(401);
    expect((await rig.logIn(email)).code).toBe('LOGIN_FAILED');
  });

  test('taken back before it was paid: the bill is cancelled, and there is no task', async () => {
    await ahead();
    const { applicationId } = await rig.apply('unpaid-withdrawn@example.jp');
    const { billId } = await feeOf(applicationId);
    const before = await collection('tasks').countDocuments({});
    expect((await decide('withdraw', applicationId)).status).toBe(200);
    expect(await collection('bills').findOne({ _id: billId })).toMatchObject({ status: 'cancelled' });
    expect(await collection('tasks').countDocuments({})).toBe(before);
  });

  test('where approval is automatic, the money admits, once', async () => {
    await ahead({ approval: 'automatic' });
    const { applicationId } = await rig.apply('automatic@example.jp');
    await admitPaid(rig.service.platform);
    expect((await detail(applicationId)).state).toBe('submitted');
    await pay((await feeOf(applicationId)).billId);
    await Promise.all([admitPaid(rig.service.platform), admitPaid(rig.service.platform)]);
    const { state, steps } = await detail(applicationId);
    expect([state, steps.filter((step: Loose) => step.what === 'approved').length]).toEqual(['approved', 1]);
    await rig.settings({ fees: [], approval: 'staff' });
  });

  test('who corrects what was sent back is not asked twice', async () => {
    await ahead();
    const email = 'corrects@example.jp';
    const { applicationId } = await rig.apply(email);
    const { billId } = await feeOf(applicationId);
    const { version } = await detail(applicationId);
    await admin('applications.return', { applicationId, version, note: '所属をお書きください。' });
    const [token] = await rig.tokens(email);
    expect((await rig.ask('applications.submit', { token, fields: applicantFields(rig.typeId) })).data.outcome).toBe('submitted');
    expect((await feeOf(applicationId)).billId).toBe(billId);
    expect(await collection('bills').countDocuments({ requestKey: `joining:${applicationId}` })).toBe(1);
    await rig.settings({ fees: [] });
  });
});

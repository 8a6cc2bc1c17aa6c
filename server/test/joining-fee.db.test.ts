import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetAccess } from '../src/modules/identity/identity.public.ts';
import { randomUUID } from 'node:crypto';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { followJoiningFees } from '../src/modules/applications/applications.jobs.ts';
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
/** The job of each minute may remind somebody between the look and the press: then one looks again, as at the screen. */
const approve = async (applicationId: string) => {
  const wish = async () => ({ applicationId, version: (await detail(applicationId)).version, joinedOn: today() });
  const answer = await admin('applications.approve', await wish());
  return answer.code === 'CONFLICT' ? admin('applications.approve', await wish()) : answer;
};
const newestMail = async (email: string) => (await rig.mails(email))[0]!;
const collection = (name: string) => rig.database.databases.server.collection<Loose>(name);

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

  test('it is billed with the application; the applicant logs in to pay it and for nothing else', async () => {
    await ahead();
    const email = 'ahead@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const fee = await feeOf(applicationId);
    expect(fee).toMatchObject({ amount: 3000, status: 'unpaid' });
    const mail = await newestMail(email);
    expect([mail.text.includes('入会金：3,000円'), mail.link?.includes('/p#token=')]).toEqual([true, true]);
    const token = (await rig.logIn(email)).data.accessToken;
    expect(await rig.get('identity.viewer', undefined, token)).toMatchObject({ memberId, isApplicant: true });
    expect((await rig.get('billing.myBills', undefined, token)).bills.map((bill: Loose) => bill.billId)).toEqual([fee.billId]);
    for (const procedure of ['members.myProfile', 'identity.linkedAccounts', 'identity.mailboxSharing'])
      expect((await rig.ask(procedure, undefined, token)).code, procedure).toBe('PENDING_APPROVAL');
    await pay(fee.billId, 1000);
    expect((await detail(applicationId)).state).toBe('submitted');
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
    expect((await newestMail('automatic@example.jp')).text).toMatch(/受け付けました.+手続きが済みます[^]+3,000円[^]+取り消されます/);
    await followJoiningFees(rig.service.platform);
    expect((await detail(applicationId)).state).toBe('awaiting_payment');
    await pay((await feeOf(applicationId)).billId);
    await Promise.all([followJoiningFees(rig.service.platform), followJoiningFees(rig.service.platform)]);
    const { state, steps } = await detail(applicationId);
    expect([state, steps.filter((step: Loose) => step.what === 'approved').length]).toEqual(['approved', 1]);
    await rig.settings({ fees: [], approval: 'staff' });
  });

  test('APP-01: approved before it is paid, the application waits for 入会金, says so to both sides, and the money admits', async () => {
    await ahead();
    const email = 'awaits@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const token = (await rig.logIn(email)).data.accessToken;
    expect(await rig.get('identity.viewer', undefined, token)).toMatchObject({ isApplicant: true, awaitsPayment: false });
    const before = await rig.get('applications.counts', undefined, rig.office.token);
    const approved = await approve(applicationId);
    expect([approved.status, approved.data.state, approved.data.memberStatus]).toEqual([200, 'awaiting_payment', 'applied']);
    expect(await rig.get('applications.counts', undefined, rig.office.token)).toEqual({
      ...before,
      waiting: before.waiting - 1,
      paying: before.paying + 1,
    });
    expect((await rig.find(email, 'paying')).applicationId).toBe(applicationId);
    const { rows } = await rig.get('audit.list', { subjectId: applicationId }, rig.office.token);
    expect(rows[0]).toMatchObject({ action: 'application.await_payment', actorName: '青木 玲子' });
    // The other side.
    const again = (await rig.logIn(email)).data.accessToken;
    expect(await rig.get('identity.viewer', undefined, again)).toMatchObject({ isApplicant: true, awaitsPayment: true });
    const mail = await newestMail(email);
    expect(mail.subject).toContain('入会金のお支払いのお願い');
    expect(mail.text).toContain('3,000円');
    // No door around the money, and who asks to join once more is told what is waited for.
    expect((await approve(applicationId)).code).toBe('JOINING_FEE_UNPAID');
    await rig.knock(email);
    expect((await newestMail(email)).subject).toContain('入会金のお支払いをお待ちしています');
    await followJoiningFees(rig.service.platform);
    expect((await detail(applicationId)).state).toBe('awaiting_payment');
    const { billId } = await feeOf(applicationId);
    await pay(billId, 1000);
    await followJoiningFees(rig.service.platform);
    expect((await detail(applicationId)).state).toBe('awaiting_payment');
    await pay(billId, 2000);
    await Promise.all([followJoiningFees(rig.service.platform), followJoiningFees(rig.service.platform)]);
    expect(await detail(applicationId)).toMatchObject({ state: 'approved', memberStatus: 'active' });
    expect((await rig.get('members.get', { memberId }, rig.office.token)).joinedOn).toBe(today());
    expect((await newestMail(email)).subject).toContain('入会の手続きが済みました');
    expect(await collection('bills').countDocuments({ memberId })).toBe(1);
  });

  test('never paid: one reminder a week before, and three hours after the due day it ends; the bill is cancelled and the door closed', async () => {
    await ahead();
    const email = 'never-pays@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    await approve(applicationId);
    const { billId, dueOn } = await feeOf(applicationId);
    const goTo = (instant: string) => rig.travel(Date.parse(instant) - Date.now());
    const at = (days: number, time: string) => `${addDays(dueOn, days)}T${time}+09:00`;
    const look = async () => {
      await Promise.all([followJoiningFees(rig.service.platform), followJoiningFees(rig.service.platform)]);
      await followJoiningFees(rig.service.platform);
    };
    const reminders = async () => (await rig.mails(email)).filter(({ subject }) => subject.includes('期限が近づいています'));
    // The last moment before each turn stands still: a look may take longer than is left of it.
    rig.standAt(Date.parse(at(-8, '23:59:59.999')));
    await look();
    expect(await reminders()).toEqual([]);
    goTo(at(-7, '00:00:30'));
    await look();
    await look();
    expect(await reminders()).toHaveLength(1);
    expect((await reminders())[0]!.text).toContain(dueOn.replaceAll('-', '/'));
    rig.standAt(Date.parse(at(1, '02:59:59.999')));
    await look();
    expect((await detail(applicationId)).state).toBe('awaiting_payment');
    goTo(at(1, '03:00:30'));
    // Of a suspended organisation nobody can pay: nothing runs out (domain.md 3.1).
    const stand = async (status: string) => {
      await collection('organizations').updateOne({ slug: rig.office.slug }, { $set: { status } });
      // As whoever suspends does: what was known of the office's log-in is asked anew, not five seconds later.
      forgetAccess();
    };
    await stand('suspended');
    await look();
    expect((await detail(applicationId)).state).toBe('awaiting_payment');
    await stand('active');
    await look();
    const ended = await detail(applicationId);
    expect(ended.state).toBe('expired');
    expect(ended.steps.map((step: Loose) => step.what)).toEqual(['asked', 'submitted', 'awaiting_payment', 'reminded', 'expired']);
    expect(await rig.find(email, 'other')).toMatchObject({ state: 'expired' });
    expect((await newestMail(email)).subject).toContain('期限が過ぎました');
    expect(await collection('bills').findOne({ _id: billId })).toMatchObject({ status: 'cancelled' });
    expect(await collection('tasks').countDocuments({ billId })).toBe(0);
    expect((await rig.logIn(email)).code).toBe('LOGIN_FAILED');
    expect(await collection('members').findOne({ _id: memberId })).toMatchObject({ status: 'application_withdrawn' });
    const { rows } = await rig.get('audit.list', { subjectId: applicationId }, rig.office.token);
    expect(rows[0]).toMatchObject({ action: 'application.expire', actorKind: 'system' });
    // Whoever thinks better of it applies anew, on the same record.
    const anew = await rig.apply(email);
    expect([anew.memberId, anew.applicationId === applicationId]).toEqual([memberId, false]);
    rig.travel(0);
    await rig.settings({ fees: [] });
  });

  test('paid in part and given up: what came is credit with a task; one that the office has not looked at stays with the office', async () => {
    await ahead();
    const [part, unseen] = [await rig.apply('part@example.jp'), await rig.apply('unseen@example.jp')];
    expect((await approve(part.applicationId)).status).toBe(200);
    const { billId, dueOn } = await feeOf(part.applicationId);
    await pay(billId, 1000);
    rig.travel(Date.parse(`${addDays(dueOn, 2)}T12:00:00+09:00`) - Date.now());
    await followJoiningFees(rig.service.platform);
    expect((await detail(part.applicationId)).state).toBe('expired');
    expect(await collection('tasks').findOne({ billId })).toMatchObject({ kind: 'joining_fee', received: 1000, memberId: part.memberId });
    expect(await detail(unseen.applicationId)).toMatchObject({ state: 'submitted', joiningFee: { status: 'unpaid', dueOn } });
    rig.travel(0);
    await rig.settings({ fees: [] });
  });

  test('while it waits the office may refuse, or cancel the bill and admit without it; a day ahead is kept', async () => {
    await ahead();
    const refused = await rig.apply('waits-refused@example.jp');
    await approve(refused.applicationId);
    expect((await decide('reject', refused.applicationId)).data.state).toBe('rejected');
    const free = await rig.apply('waits-free@example.jp');
    await approve(free.applicationId);
    const { billId } = await feeOf(free.applicationId);
    // As the office cancels it; the payments-service, which voids slips first, is not there in this test.
    const { hooks, databases } = rig.service.platform;
    const { orgId } = (await collection('bills').findOne({ _id: billId }))!;
    const by = { kind: 'system', name: '事務局' } as const;
    await inTransaction(databases.client, (session) =>
      hooks.releaseJoiningFee(mintOrgScope(orgId), by, free.applicationId as never, session),
    );
    expect(await feeOf(free.applicationId)).toMatchObject({ status: 'cancelled' });
    await followJoiningFees(rig.service.platform);
    expect((await detail(free.applicationId)).state).toBe('awaiting_payment');
    expect((await approve(free.applicationId)).data).toMatchObject({ state: 'approved', memberStatus: 'active' });
    const later = await rig.apply('waits-later@example.jp');
    const { version } = await detail(later.applicationId);
    const ahead10 = addDays(today(), 10);
    await admin('applications.approve', { applicationId: later.applicationId, version, joinedOn: ahead10 });
    await pay((await feeOf(later.applicationId)).billId);
    await followJoiningFees(rig.service.platform);
    expect(await detail(later.applicationId)).toMatchObject({ state: 'approved', memberStatus: 'applied' });
    expect((await rig.get('members.get', { memberId: later.memberId }, rig.office.token)).joinedOn).toBe(ahead10);
    await rig.settings({ fees: [] });
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

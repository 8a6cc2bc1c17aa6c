import { randomUUID } from 'node:crypto';
import { addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JoiningRig, applicantFields, startJoiningRig } from '../../server/test/joining.factory.ts';
import type { CheckResult } from './ledger.ts';
import { verifyLedger } from './verify.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterAll(() => rig.stop());

const admin = (procedure: string, input: unknown) => rig.get(procedure, input, rig.office.token);
/** With the usual patience: the server runs, and what its relay carries over or its sealer takes up looks wrong for a moment. */
async function brokenBooks(): Promise<CheckResult[]> {
  const broken: CheckResult[] = [];
  await verifyLedger(rig.database.databases, (result) => void (result.broken > 0 && broken.push(result)));
  return broken;
}

it('case 58: the books hold while a joining fee is asked for ahead, when it is paid, and when nobody joins after all', async () => {
  await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time: 'before' }] });
  for (const [email, paid] of [
    ['unpaid@example.jp', 0],
    ['partly@example.jp', 1000],
    ['paid@example.jp', 3000],
    ['waived@example.jp', 2500],
  ] as const) {
    const { applicationId } = await rig.apply(email);
    const { joiningFee } = await admin('applications.get', { applicationId });
    if (paid > 0)
      await admin('payments.recordOffline', {
        billId: joiningFee.billId,
        amount: paid,
        method: 'cash',
        receivedOn: rig.service.platform.clock.today(),
        memo: '',
        idempotencyKey: randomUUID(),
      });
    if (paid === 2500) await admin('payments.writeOff', { billId: joiningFee.billId, reason: '振込手数料', idempotencyKey: randomUUID() });
    expect(await brokenBooks()).toEqual([]);
    const { version } = await admin('applications.get', { applicationId });
    await admin('applications.reject', { applicationId, version, reason: '定員のため' });
    expect(await brokenBooks()).toEqual([]);
  }
  const loose = await rig.database.databases.server.collection('payments').find({}).sort({ _id: 1 }).toArray();
  expect(loose.map(({ method, state, unallocated }) => [method, state, unallocated])).toEqual([
    ['cash', 'confirmed', 1000],
    ['cash', 'confirmed', 3000],
    ['cash', 'confirmed', 2500],
    // What was waived is nobody's to get back.
    ['write_off', 'reversed', 0],
  ]);
});

it('3.6: whoever corrects the type owes the fee of that type; what was paid goes on to it, the rest is credit with a task, and the books hold', async () => {
  const typeOf = async (name: string): Promise<string> =>
    (await admin('membershipTypes.create', { name, annualFee: 4000 })).membershipTypeId;
  const [student, friend] = [await typeOf('学生会員'), await typeOf('賛助会員')];
  const ahead = (membershipTypeId: string, amount: number, time: 'before' | 'after' = 'before') => ({ membershipTypeId, amount, time });
  const fees = [ahead(rig.typeId, 10_000), ahead(student, 1000), ahead(friend, 2000, 'after')];
  await rig.settings({ membershipTypeIds: [rig.typeId, student, friend], fees });
  const email = 'other-type@example.jp';
  const { applicationId, memberId } = await rig.apply(email, { membershipTypeId: student });
  const detail = () => admin('applications.get', { applicationId });
  const pay = async (amount: number) => {
    const { billId } = (await detail()).joiningFee;
    const receivedOn = rig.service.platform.clock.today();
    await admin('payments.recordOffline', { billId, amount, method: 'cash', receivedOn, memo: '', idempotencyKey: randomUUID() });
  };
  const correct = async (membershipTypeId: string) => {
    const { version } = await detail();
    await admin('applications.return', { applicationId, version, note: '会員種別をお確かめください。' });
    const [token] = await rig.tokens(email);
    await admin('applications.submit', { token, fields: applicantFields(membershipTypeId) });
    expect(await brokenBooks()).toEqual([]);
    return [(await detail()).joiningFee, (await rig.mails(email))[0]!.text] as const;
  };
  const tasks = async () =>
    (await rig.database.databases.server.collection('tasks').find({ memberId }).sort({ _id: 1 }).toArray()).map(({ received }) => received);
  await pay(1000);
  const [regular, mail] = await correct(rig.typeId);
  expect(regular).toMatchObject({ amount: 10_000, status: 'partly_paid' });
  expect(mail).toContain('入会金：9,000円（10,000円のうち');
  await pay(4000);
  expect((await correct(student))[0]).toMatchObject({ amount: 1000, status: 'paid' });
  expect(await tasks()).toEqual([4000]);
  // A type whose fee comes with the approval: nothing is asked for now, and that fee then.
  expect((await correct(friend))[0]).toBeNull();
  expect(await tasks()).toEqual([4000, 1000]);
  const { version } = await detail();
  await admin('applications.approve', { applicationId, version, joinedOn: rig.service.platform.clock.today() });
  const { rows } = await admin('billing.bills', { memberId });
  expect(rows.map(({ amount, status }: { amount: number; status: string }) => [amount, status]).sort()).toEqual([
    [1000, 'cancelled'],
    [1000, 'cancelled'],
    [10_000, 'cancelled'],
    [2000, 'unpaid'],
  ]);
});

it('APP-01: an approval that was taken back is the office’s to give again, also when the form comes back corrected and approval is automatic by now', async () => {
  await rig.settings({ fees: [], approval: 'staff' });
  const email = 'taken-back@example.jp';
  const { applicationId, memberId } = await rig.apply(email);
  const detail = () => admin('applications.get', { applicationId });
  await admin('applications.approve', { applicationId, version: (await detail()).version, joinedOn: addDays(jstDateOf(new Date()), 300) });
  const { statusHistory } = await admin('members.get', { memberId });
  await admin('members.cancelStatus', {
    memberId,
    entryId: statusHistory.find(({ scheduled }: { scheduled: boolean }) => scheduled).entryId,
  });
  await admin('applications.return', { applicationId, version: (await detail()).version, note: '所属をお書きください。' });
  await rig.settings({ approval: 'automatic' });
  const [token] = await rig.tokens(email);
  await admin('applications.submit', { token, fields: applicantFields(rig.typeId) });
  expect((await detail()).state).toBe('submitted');
});

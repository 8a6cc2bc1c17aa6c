import { randomUUID } from 'node:crypto';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type JoiningRig, officeStories, startJoiningRig } from './joining.factory.ts';
import { memberFields } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const { admin, detail, member, decide, today } = officeStories(() => rig);
/** A slip of the year, as it is typed. */
const slip = '2206-03-31';

const enrol = async () => {
  const fields = { ...memberFields(rig.typeId, { contactEmail: '' }), issueProvisional: false };
  return (await rig.get('members.create', fields, rig.office.token)).memberId as string;
};

test('APP-06, APP-05: a change for a day more than a year ahead is refused for one and for many, before anything is shown or kept', async () => {
  const [first, second] = [await enrol(), await enrol()];
  const leaving = (effectiveOn: string) => ({ status: 'withdrawn', effectiveOn, reason: '転居', nextSteps: [] });
  const last = addDays(today(), 366);
  for (const day of [slip, addDays(last, 1), '1899-12-31']) {
    expect((await admin('members.changeStatus', { memberId: first, ...leaving(day) })).code, day).toBe('STATUS_DATE_IMPLAUSIBLE');
    for (const memberIds of [[first], [first, second]]) {
      const plan = { memberIds, status: 'withdrawn', effectiveOn: day };
      expect((await admin('members.planStatuses', plan)).code, day).toBe('STATUS_DATE_IMPLAUSIBLE');
      const wish = { memberIds, ...leaving(day), idempotencyKey: randomUUID() };
      expect((await admin('members.changeStatuses', wish)).code, day).toBe('STATUS_DATE_IMPLAUSIBLE');
    }
  }
  expect(await rig.get('members.jobs', undefined, rig.office.token)).toEqual([]);
  for (const memberId of [first, second]) expect((await member(memberId)).statusHistory).toHaveLength(1);
  expect((await admin('members.changeStatus', { memberId: first, ...leaving(last) })).status).toBe(200);
});

test('APP-01: an approval for a day more than a year ahead is refused, also while 入会金 is waited for; nothing is told', async () => {
  const email = 'slip@example.jp';
  const { applicationId, memberId } = await rig.apply(email);
  const told = (await rig.mails(email)).length;
  for (const joinedOn of ['2206-04-01', addDays(today(), 367)])
    expect((await decide('approve', applicationId, { joinedOn })).code, joinedOn).toBe('JOINED_ON_IMPLAUSIBLE');
  expect(await rig.mails(email)).toHaveLength(told);
  expect((await member(memberId)).statusHistory).toHaveLength(1);
  expect((await decide('approve', applicationId, { joinedOn: addDays(today(), 366) })).status).toBe(200);

  await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time: 'before' }] });
  const unpaid = await rig.apply('unpaid-slip@example.jp');
  expect((await decide('approve', unpaid.applicationId, { joinedOn: '2206-04-01' })).code).toBe('JOINED_ON_IMPLAUSIBLE');
  expect((await detail(unpaid.applicationId)).state).toBe('submitted');
  expect((await decide('approve', unpaid.applicationId, { joinedOn: today() })).data.state).toBe('awaiting_payment');
});

import { newChargeId } from '@tsudoi/shared/kernel/ids';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followJoiningFees } from '../src/modules/applications/applications.jobs.ts';
import { type JoiningRig, officeStories, startJoiningRig } from './joining.factory.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterAll(() => rig.stop());
const { detail, approve, collection } = officeStories(() => rig);

test('decision 0020: whoever has a number that ends a day after the due day is not given up before it does', async () => {
  await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time: 'before' }], approval: 'staff' });
  const { applicationId } = await rig.apply('number@example.jp');
  await approve(applicationId);
  const { billId, dueOn } = (await detail(applicationId)).joiningFee;
  const at = (days: number, time: string) => Date.parse(`${addDays(dueOn, days)}T${time}+09:00`);
  // As the payments-service tells it: the provider knows no number of less than a day.
  const note = { chargeId: newChargeId(), sequence: 1, method: 'konbini', state: 'awaiting', expiresAt: new Date(at(1, '23:59:59')) };
  await collection('bills').updateOne({ _id: billId }, { $set: { charges: [note] } });
  for (const [moment, state] of [
    [at(1, '12:00:00'), 'awaiting_payment'],
    [at(2, '02:59:58'), 'awaiting_payment'],
    [at(2, '03:00:00'), 'expired'],
  ] as const) {
    rig.standAt(moment);
    await followJoiningFees(rig.service.platform);
    expect((await detail(applicationId)).state).toBe(state);
  }
  rig.travel(0);
});

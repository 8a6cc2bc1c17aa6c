import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JoiningRig, startJoiningRig } from '../../server/test/joining.factory.ts';
import type { CheckResult } from './ledger.ts';
import { verifyLedger } from './verify.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterAll(() => rig.stop());

const admin = (procedure: string, input: unknown) => rig.get(procedure, input, rig.office.token);

it('case 58: the books hold while a joining fee is asked for ahead, when it is paid, and when nobody joins after all', async () => {
  const broken: CheckResult[] = [];
  const verify = () => verifyLedger(rig.database.databases, (result) => void (result.broken > 0 && broken.push(result)), 1);
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
    await verify();
    const { version } = await admin('applications.get', { applicationId });
    await admin('applications.reject', { applicationId, version, reason: '定員のため' });
    await verify();
  }
  expect(broken).toEqual([]);
  const loose = await rig.database.databases.server.collection('payments').find({}).sort({ _id: 1 }).toArray();
  expect(loose.map(({ method, state, unallocated }) => [method, state, unallocated])).toEqual([
    ['cash', 'confirmed', 1000],
    ['cash', 'confirmed', 3000],
    ['cash', 'confirmed', 2500],
    // What was waived is nobody's to get back.
    ['write_off', 'reversed', 0],
  ]);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JoiningRig, startJoiningRig } from './joining.factory.ts';
import type { Loose } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterAll(() => rig.stop());

const today = () => rig.service.platform.clock.today();
const admin = (procedure: string, input?: unknown) => rig.ask(procedure, input, rig.office.token);
const detail = (applicationId: string) => rig.get('applications.get', { applicationId }, rig.office.token);
const approve = async (applicationId: string) =>
  admin('applications.approve', { applicationId, version: (await detail(applicationId)).version, joinedOn: today() });

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
    expect((await rig.mails(email))[0]!.text).toContain('入会金：3,000円');
    expect((await rig.mails(email)).some(({ subject }) => subject.includes('ご請求'))).toBe(false);
    const outbox = rig.database.databases.server.collection<Loose>('outbox');
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

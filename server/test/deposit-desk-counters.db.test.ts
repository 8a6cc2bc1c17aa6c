import { newBillId } from '@tsudoi/shared/kernel/ids';
import { addMonths } from '@tsudoi/shared/kernel/jst';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/bill.repository.ts';
import { deskPage } from '../src/modules/payments/deposit-desk.service.ts';
import { openBill } from './billing.factory.ts';
import { standInDeposits } from './deposit-desk.factory.ts';
import { openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let counter: CommandCounter;
beforeAll(async () => {
  server = await startTestServer('2026-05-12T03:00:00Z', 'watched');
  counter = countCommands(server.platform.databases.client);
});
afterAll(() => server.close());

describe('a page of the desk over many years of monthly dues', () => {
  it('PAY-14: all that each of sixty members owes is in their proposals, in as many looks as for one of them', async () => {
    const org = await openOrganization(server);
    const desk = standInDeposits(server);
    const members = await org.addMembers(60);
    const sample = await openBill(server, org, members[0]!._id, 3000);
    const bills = server.platform.databases.server.collection<BillDocument>('bills');
    await bills.deleteMany({ orgId: org.scope.orgId });
    const monthly = (at: number, { _id: memberId }: (typeof members)[number], month: number): BillDocument => ({
      ...sample,
      _id: newBillId(),
      memberId,
      billNumber: `${at}-${month}`,
      category: 'event',
      requestKey: null,
      dueOn: addMonths(sample.dueOn, month - 99),
      // The oldest and the newest are what is owed.
      ...(month === 0 || month === 99 ? {} : { status: 'paid' as const, allocated: sample.amount }),
    });
    for (const [at, member] of members.entries())
      await bills.insertMany(Array.from({ length: 100 }, (_, month) => monthly(at, member, month)));
    const page = async () => {
      counter.reset();
      const { rows } = await deskPage(server.platform, org.scope, { view: 'open', cursor: null, size: 100 });
      // A long answer comes in several parts, a thousand bills and more in each.
      return { rows, looks: counter.commands.filter(({ name }) => name !== 'getMore').length };
    };
    const from = (at: number) => desk.arrives(6000, [{ memberId: members[at]!._id, number: '20160233' }]);
    from(0);
    const { looks } = await page();
    for (const at of members.keys()) if (at > 0) from(at);
    const whole = await page();
    expect(whole.rows.map(({ grade, candidates }) => [grade, candidates[0]!.fit, candidates[0]!.bills.length])).toEqual(
      members.map(() => ['sure', 'all_open', 2]),
    );
    expect(whole.looks).toBe(looks);
    expect(looks).toBeLessThanOrEqual(3);
  }, 60_000);
});

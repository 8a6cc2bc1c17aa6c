import { newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut, openBill, openBills, payBill, plan } from '../../../test/billing.factory.ts';
import { leavingOn, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { dashboard } from './dashboard.service.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

describe('the dashboard', () => {
  it('counts what waits for the office', async () => {
    const org = await openOrganization(server);
    const [first, second] = await org.addMembers(3);
    await org.addMember(leavingOn('2026-01-31'));
    await carryOut(server, org, (await plan(server, org, { fiscalYear: 2027 }))._id);
    const due = await openBill(server, org, first!._id, 4000);
    const paid = await openBill(server, org, second!._id, 3000);
    const over = await openBill(server, org, second!._id, 500);
    await payBill(server, org, due, { amount: 1500 as never });
    for (const bill of [paid, over, over]) await payBill(server, org, bill);
    expect(await dashboard(server.platform, org.scope)).toMatchObject({
      fiscalYear: 2026,
      draftBills: 3,
      unpaid: { count: 1, amount: 2500 },
      overdue: { count: 0, amount: 0 },
      paidThisYear: { count: 2, amount: 3500 },
      openTasks: 1,
    });
    server.setNow('2026-06-02T03:00:00Z');
    expect(await dashboard(server.platform, org.scope)).toMatchObject({ overdue: { count: 1, amount: 2500 } });
    server.setNow('2026-05-20T03:00:00Z');
  });

  it('ticks off the first steps of a new organisation, and sees nothing of its neighbours', async () => {
    const org = await openOrganization(server);
    const steps = async () => (await dashboard(server.platform, org.scope)).setup.filter((entry) => entry.done).map((entry) => entry.step);
    expect(await dashboard(server.platform, org.scope)).toMatchObject({
      members: 0,
      draftBills: 0,
      unpaid: { count: 0, amount: 0 },
      openTasks: 0,
      methodsConnected: false,
    });
    expect(await steps()).toEqual(['types']);
    await org.addMembers(2);
    server.payments.answers['accounts.list'] = [
      {
        accountId: newProviderAccountId(),
        provider: 'komoju',
        mode: 'test',
        methods: ['konbini'],
        callbackUrl: '',
        connectedAt: '2026-05-20T03:00:00.000Z',
      },
    ];
    expect(await steps()).toEqual(['types', 'members', 'payments']);
    const planned = await plan(server, org);
    expect(await steps()).not.toContain('run');
    await carryOut(server, org, planned._id);
    await openBills(server, org, planned._id);
    expect(await dashboard(server.platform, org.scope)).toMatchObject({ members: 2, unpaid: { count: 2, amount: 20_000 } });
    expect(await steps()).toEqual(['types', 'members', 'payments', 'run']);
  });

  it('stands while the payments-service does not answer', async () => {
    const org = await openOrganization(server);
    server.payments.answers = {};
    expect(await dashboard(server.platform, org.scope)).toMatchObject({ methodsConnected: true, deposits: { count: 0, amount: 0 } });
  });

  it('PAY-20: counts the deposits that nobody has decided about', async () => {
    const org = await openOrganization(server);
    const sums = { open: { count: 3, amount: 54_880 }, held: { count: 1, amount: 500 } };
    server.payments.answers = { 'accounts.list': [], 'deposits.list': { rows: [], next: null, sums } };
    expect(await dashboard(server.platform, org.scope)).toMatchObject({ methodsConnected: false, deposits: sums.open });
  });
});

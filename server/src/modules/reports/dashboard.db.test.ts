import { newProviderAccountId, newRefundId, newUserId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut, openBill, openBills, payBill, plan } from '../../../test/billing.factory.ts';
import { billingMail, bodyWith, liaisonMail } from '../../../test/corporate.factory.ts';
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
    expect(await dashboard(server.platform, org.owner)).toMatchObject({
      fiscalYear: 2026,
      draftBills: 3,
      unpaid: { count: 1, amount: 2500 },
      overdue: { count: 0, amount: 0 },
      paidThisYear: { count: 2, amount: 3500 },
      openTasks: 1,
    });
    server.setNow('2026-06-02T03:00:00Z');
    expect(await dashboard(server.platform, org.owner)).toMatchObject({ overdue: { count: 1, amount: 2500 } });
    server.setNow('2026-05-20T03:00:00Z');
  });

  it('ticks off the first steps of a new organisation, and sees nothing of its neighbours', async () => {
    const org = await openOrganization(server);
    const steps = async () => (await dashboard(server.platform, org.owner)).setup.filter((entry) => entry.done).map((entry) => entry.step);
    expect(await dashboard(server.platform, org.owner)).toMatchObject({
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
    expect(await dashboard(server.platform, org.owner)).toMatchObject({ members: 2, unpaid: { count: 2, amount: 20_000 } });
    expect(await steps()).toEqual(['types', 'members', 'payments', 'run']);
  });

  it('refunds that wait for somebody else are counted for whoever may agree, and not for who asked; who cannot be reached by mail too (MAI-05)', async () => {
    const org = await openOrganization(server);
    const db = server.platform.databases.server;
    const { scope, owner } = org;
    await db
      .collection('refund_orders')
      .insertOne({ _id: newRefundId() as never, orgId: scope.orgId, state: 'requested', requestedBy: owner.userId });
    const colleague = { ...owner, userId: newUserId() };
    const counted = async (actor: typeof owner) => (await dashboard(server.platform, actor)).refundsToApprove;
    expect([await counted(owner), await counted(colleague), await counted({ ...colleague, permissions: ['payments.read'] })]).toEqual([
      0, 1, 0,
    ]);
    const { contactEmail: address } = await org.addMember();
    const rowOf = (to: string) => ({ _id: `${scope.orgId}:${to}` as never, orgId: scope.orgId, address: to, state: 'bouncing', soft: [] });
    const bounce = (to: string) => db.collection('bounced_addresses').insertOne({ ...rowOf(to), at: new Date() });
    await bounce(address);
    expect(await dashboard(server.platform, owner)).toMatchObject({ bouncedMembers: 1 });
    await org.addMember(bodyWith(billingMail));
    for (const to of [billingMail, liaisonMail]) await bounce(to);
    expect(await dashboard(server.platform, owner), 'a body with two of them is one member').toMatchObject({ bouncedMembers: 2 });
  });

  it('is there for everybody of the office, and counts for each what they may look into', async () => {
    const org = await openOrganization(server);
    const { scope, owner } = org;
    const member = await org.addMember();
    await openBill(server, org, member._id, 4000);
    const row = {
      _id: `${scope.orgId}:x` as never,
      orgId: scope.orgId,
      address: member.contactEmail,
      state: 'bouncing',
      soft: [],
      at: new Date(),
    };
    await server.platform.databases.server.collection('bounced_addresses').insertOne(row);
    const seen = async (...permissions: (typeof owner)['permissions']) => {
      const { unpaid, members, bouncedMembers } = await dashboard(server.platform, { ...owner, role: 'staff', permissions });
      return [unpaid.count, members, bouncedMembers];
    };
    expect([await seen('billing.read', 'members.read'), await seen('members.read'), await seen('billing.read'), await seen()]).toEqual([
      [1, 1, 1],
      [0, 1, 1],
      [1, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('stands while the payments-service does not answer', async () => {
    const org = await openOrganization(server);
    server.payments.answers = {};
    expect(await dashboard(server.platform, org.owner)).toMatchObject({ methodsConnected: true, deposits: { count: 0, amount: 0 } });
  });

  it('PAY-20: counts the deposits that nobody has decided about', async () => {
    const org = await openOrganization(server);
    const sums = { open: { count: 3, amount: 54_880 }, held: { count: 1, amount: 500 } };
    server.payments.answers = { 'accounts.list': [], 'deposits.list': { rows: [], next: null, sums } };
    expect(await dashboard(server.platform, org.owner)).toMatchObject({ methodsConnected: false, deposits: sums.open });
  });
});

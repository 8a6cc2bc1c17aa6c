import { PlanRunInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { newMemberId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adjustMember, carryOut, codeOf, openBills, plan } from '../../../test/billing.factory.ts';
import { type TestOrganization, leavingOn, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';
import { cancelBill } from './bill.service.ts';
import { startRun } from './billing-run.service.ts';
import { runView } from './billing-run.view.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer();
  server.setNow('2026-03-20T03:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
});

const db = () => server.platform.databases.server;
const billsNow = (): Promise<BillDocument[]> => billsOf(db(), org.scope).find({}).toArray();

describe('a run for members who were chosen', () => {
  it('ADJ-04, ADJ-07: a bill that was cancelled is made again for that member alone', async () => {
    const member = await org.addMember();
    const first = await plan(server, org);
    await carryOut(server, org, first._id);
    await openBills(server, org, first._id);
    const [old] = await billsNow();
    // Somebody who came meanwhile, and whom no run has billed yet.
    const newcomer = await org.addMember();
    await cancelBill(server.platform, org.scope, org.owner, old!._id, '会員種別の誤り');
    const student = await org.addType('学生会員', 5000);
    await db()
      .collection('members')
      .updateOne({ _id: member._id as never }, { $set: { membershipTypeId: student } });

    const again = await plan(server, org, { members: [member._id] });
    expect(again).toMatchObject({ included: 1, excluded: 0, memberIds: [member._id] });
    expect(runView(again).memberIds).toEqual([member._id]);
    expect(await carryOut(server, org, again._id)).toMatchObject({ state: 'completed', done: 1, failed: 0 });
    expect((await billsNow()).filter(({ live }) => live)).toMatchObject([{ memberId: member._id, runId: again._id, amount: 5000 }]);
    expect((await billsNow()).map(({ memberId }) => memberId)).not.toContain(newcomer._id);
  });

  it('whoever is left out is left out with the reason, and nobody is billed twice', async () => {
    const [billed, gone, other] = [await org.addMember(), await org.addMember(leavingOn('2026-02-01')), await org.addMember()];
    await carryOut(server, org, (await plan(server, org, { members: [billed._id, billed._id] }))._id);
    const again = await plan(server, org, { members: [billed._id, gone._id] });
    expect(again).toMatchObject({ included: 0, excluded: 2, excludedByReason: { already_billed: 1, not_active: 1 } });
    const rest = await plan(server, org);
    expect(rest).toMatchObject({ included: 1, excluded: 2 });
    expect(runView(rest).memberIds).toBeNull();
    await carryOut(server, org, rest._id);
    expect((await billsNow()).map(({ memberId }) => memberId).toSorted()).toEqual([billed._id, other._id].toSorted());
  });

  it('the plan is about the chosen: what changes with them makes it old, what changes with others does not', async () => {
    const [one, other] = [await org.addMember(), await org.addMember()];
    const stale = await plan(server, org, { members: [one._id] });
    const fresh = await plan(server, org, { members: [other._id] });
    expect(stale.planDigest).not.toBe(fresh.planDigest);
    await adjustMember(server, org, one._id, 'one_time', -1000);
    expect(await codeOf(startRun(server.platform, org.scope, org.owner, stale._id))).toBe('RUN_PLAN_STALE');
    expect(await startRun(server.platform, org.scope, org.owner, fresh._id)).toMatchObject({ state: 'requested' });
  });

  it('nobody of another organisation is chosen, and no plan is for nobody or for too many', async () => {
    const stranger = await (await openOrganization(server)).addMember();
    for (const memberId of [stranger._id, newMemberId()])
      expect(await codeOf(plan(server, org, { members: [memberId] }))).toBe('NOT_FOUND');
    const { memberIds } = PlanRunInput.shape;
    expect([[], Array.from({ length: 51 }, newMemberId)].map((some) => memberIds.safeParse(some).success)).toEqual([false, false]);
    expect([undefined, [newMemberId()]].map((some) => memberIds.safeParse(some).success)).toEqual([true, true]);
  });
});

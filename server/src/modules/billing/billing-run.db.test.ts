import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adjustMember, codeOf, carryOut, openBills, plan } from '../../../test/billing.factory.ts';
import { type TestOrganization, leavingOn, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';
import { cancelBill, myBills, ownBill } from './bill.service.ts';
import { confirmBill, workOnConfirmation } from './bill-confirm.service.ts';
import { createItem, items, updateItem } from './billing-item.service.ts';
import { type BillingRunDocument, type PlanRowDocument, getRun } from './billing-run.repository.ts';
import { sweepRuns } from './billing-run.jobs.ts';
import { confirmRun, startRun } from './billing-run.service.ts';
import { planRows } from './run-rows.service.ts';
import { runView } from './billing-run.view.ts';
import { workOnRun } from './run-work.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow('2026-03-20T03:00:00Z');
  org = await openOrganization(server);
});

const bills = () => billsOf(server.platform.databases.server, org.scope).find({}).sort({ billNumber: 1 }).toArray();
const rows = async (run: BillingRunDocument, show: 'all' | 'excluded' | 'failed' | 'included' = 'all') =>
  (await planRows(server.platform, org.scope, { billingRunId: run._id, show, q: '', size: 200, direction: 'next' })).rows;

describe('a billing run', () => {
  it('BIL-06, cases 1 and 2, oracle 20: bills whoever withdraws in the month of allocation or later', async () => {
    await org.addMember({ memberNumber: 'LEAVES-31', ...leavingOn('2026-03-31') });
    await org.addMember({ memberNumber: 'LEAVES-01', ...leavingOn('2026-04-01') });
    await org.addMember({ memberNumber: 'STAYS' });
    const planned = await plan(server, org);
    expect(planned).toMatchObject({ included: 2, excluded: 1, excludedByReason: { withdraws_before_start: 1 } });
    const [left] = await rows(planned, 'excluded');
    expect(left).toMatchObject({ memberNumber: 'LEAVES-31', reason: 'withdraws_before_start', reasonDate: '2026-03-31', billId: null });
    await carryOut(server, org, planned._id);
    expect((await bills()).map((bill) => bill.memberNumber).toSorted()).toEqual(['LEAVES-01', 'STAYS']);
  });

  it('BIL-01: is a job whose state is pushed to the open pages', async () => {
    await org.addMembers(3);
    const planned = await plan(server, org);
    const started = await startRun(server.platform, org.scope, org.owner, planned._id);
    expect(started.state).toBe('requested');
    expect(server.woken.at(-1)).toEqual({ name: 'billing.run', data: { orgId: org.scope.orgId, runId: planned._id } });
    await workOnRun(server.platform, org.scope, planned._id);
    const done = await getRun(server.platform.databases.server, org.scope, planned._id);
    expect(runView(done)).toMatchObject({ state: 'completed', done: 3, failed: 0 });
    const live = await server.platform.databases.server
      .collection('live_events')
      .find({ orgId: org.scope.orgId, topic: 'runs', ref: planned._id })
      .toArray();
    // planned, requested, processing, completed
    expect(live.length).toBeGreaterThanOrEqual(4);
  });

  it('BIL-03: 97 made, 3 refused, with the reason for each member', async () => {
    const members = await org.addMembers(100);
    const planned = await plan(server, org);
    // A colleague bills three of them in between: their bills appear after the plan was checked and started.
    await startRun(server.platform, org.scope, org.owner, planned._id);
    const others = (await rows(planned)).slice(0, 3).map((row) => row.memberId);
    await copyBillsFor(others, planned);
    await workOnRun(server.platform, org.scope, planned._id);
    const done = await getRun(server.platform.databases.server, org.scope, planned._id);
    expect(done).toMatchObject({ state: 'completed_with_errors', done: 97, failed: 3 });
    const failed = await rows(done, 'failed');
    expect(failed.map((row) => [row.memberId, row.failure, row.billId])).toEqual(
      others.map((memberId) => [memberId, 'already_billed', null]),
    );
    expect(await bills()).toHaveLength(members.length);
  });

  it('is not planned with a due day that has passed, or for a month of another year', async () => {
    await expect(plan(server, org, { dueOn: '2026-03-19' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: ['dueOn'], code: 'due_day_over' }],
    });
    for (const month of ['2026-03', '2027-04', '1900-04'])
      expect(await codeOf(plan(server, org, { allocationStartMonth: month }))).toBe('INVALID_INPUT');
    expect(await plan(server, org, { dueOn: '2026-03-20', allocationStartMonth: '2027-03' })).toMatchObject({ fiscalYear: 2026 });
  });

  it('case 10: repeated for the same item and year it doubles nobody and lists who was left out', async () => {
    await org.addMembers(2);
    await carryOut(server, org, (await plan(server, org))._id);
    await org.addMember({ memberNumber: 'NEW' });
    const again = await plan(server, org);
    expect(again).toMatchObject({ included: 1, excluded: 2, excludedByReason: { already_billed: 2 } });
    await carryOut(server, org, again._id);
    expect(await bills()).toHaveLength(3);
  });

  it('case 11: killed in the middle it makes only the bills that are missing', async () => {
    await org.addMembers(5);
    const planned = await plan(server, org);
    await startRun(server.platform, org.scope, org.owner, planned._id);
    // A batch was written and the process died before it could say so.
    const db = server.platform.databases.server;
    const { rows: planned5 } = await planRows(server.platform, org.scope, {
      q: '',
      billingRunId: planned._id,
      show: 'included',
      size: 200,
      direction: 'next',
    });
    expect(planned5).toHaveLength(5);
    await copyBillsFor(
      planned5.slice(0, 2).map((row) => row.memberId),
      planned,
      true,
    );
    await db
      .collection<BillingRunDocument>('billing_runs')
      .updateOne({ _id: planned._id }, { $set: { state: 'processing', leaseUntil: new Date(Date.now() - 1000) } });
    await sweepRuns(server.platform);
    expect(await getRun(db, org.scope, planned._id)).toMatchObject({ state: 'completed', done: 5, failed: 0 });
    const made = await bills();
    expect(made).toHaveLength(5);
    expect(new Set(made.map((bill) => bill.billNumber)).size).toBe(5);
  });

  it('is done once by two workers at the same time', async () => {
    await org.addMembers(20);
    const planned = await plan(server, org);
    await startRun(server.platform, org.scope, org.owner, planned._id);
    await Promise.all([1, 2, 3, 4].map(() => workOnRun(server.platform, org.scope, planned._id)));
    expect(await getRun(server.platform.databases.server, org.scope, planned._id)).toMatchObject({ state: 'completed', done: 20 });
    expect(await bills()).toHaveLength(20);
  });

  it('allows one active run per item, and refuses a plan that is no longer true', async () => {
    await org.addMembers(2);
    const first = await plan(server, org);
    const second = await plan(server, org);
    await startRun(server.platform, org.scope, org.owner, first._id);
    expect(await codeOf(startRun(server.platform, org.scope, org.owner, second._id))).toBe('RUN_ACTIVE');
    await workOnRun(server.platform, org.scope, first._id);
    expect(await codeOf(startRun(server.platform, org.scope, org.owner, second._id))).toBe('RUN_PLAN_STALE');
  });

  it('of two plans started at the same moment one becomes active', async () => {
    await org.addMembers(2);
    for (let round = 0; round < 15; round += 1) {
      const plans = [await plan(server, org), await plan(server, org), await plan(server, org)];
      const codes = await Promise.all(plans.map((planned) => codeOf(startRun(server.platform, org.scope, org.owner, planned._id))));
      expect(codes.filter((code) => code === null)).toHaveLength(1);
      expect(codes.filter((code) => code === 'RUN_ACTIVE')).toHaveLength(2);
      await server.platform.databases.server
        .collection<BillingRunDocument>('billing_runs')
        .updateMany({ orgId: org.scope.orgId, active: true }, { $set: { active: false, state: 'discarded' } });
    }
  });

  it('numbers the bills of a year in one series without doubles', async () => {
    await org.addMembers(3);
    await carryOut(server, org, (await plan(server, org))._id);
    expect((await bills()).map((bill) => bill.billNumber)).toEqual(['2026-000001', '2026-000002', '2026-000003']);
  });
});

describe('a billing item', () => {
  it('gives its name free when it is renamed, and refuses a name that is in use', async () => {
    const [dues] = await items(server.platform, org.scope);
    const rename = (name: string, version: number) =>
      updateItem(server.platform, org.scope, org.owner, { billingItemId: dues!.billingItemId, name, proviso: name, version });
    expect(await rename('正会費', 0)).toMatchObject({ name: '正会費', version: 1 });
    expect(await codeOf(rename('会費', 0))).toBe('CONFLICT');
    await createItem(server.platform, org.scope, org.owner, { name: '年会費', category: 'annual', proviso: '年会費' });
    expect(await codeOf(rename('年会費', 1))).toBe('BILLING_ITEM_NAME_TAKEN');
  });
});

describe('confirming', () => {
  it('BIL-04: a draft does not exist for the member until it is confirmed', async () => {
    const member = await org.addMember();
    const planned = await plan(server, org);
    await carryOut(server, org, planned._id);
    const [draft] = await bills();
    expect(await myBills(server.platform, org.scope, member._id)).toEqual([]);
    expect(await codeOf(ownBill(server.platform, org.scope, member._id, draft!._id))).toBe('NOT_FOUND');
    const run = await openBills(server, org, planned._id);
    expect(run.confirmation).toEqual({ state: 'completed', done: 1, total: 1 });
    const [shown] = await myBills(server.platform, org.scope, member._id);
    expect(shown).toMatchObject({ status: 'unpaid', amount: 10_000, outstanding: 10_000 });
    // And it can be paid: the payments-service learns of it.
    const [message] = await server.platform.databases.server.collection('outbox').find({ orgId: org.scope.orgId }).toArray();
    expect(message).toMatchObject({ name: 'billing.payable.opened', payload: { payables: [{ payableId: draft!._id, amount: 10_000 }] } });
    const mails = await server.platform.databases.server.collection('mails').find({ orgId: org.scope.orgId }).toArray();
    expect(mails.map((mail) => mail['purpose'])).toEqual(['bill_opened']);
  });

  it('case 12: twice is once, for a bill and for a run', async () => {
    await org.addMembers(2);
    const planned = await plan(server, org);
    await carryOut(server, org, planned._id);
    const [first] = await bills();
    const one = await confirmBill(server.platform, org.scope, org.owner, first!._id);
    const two = await confirmBill(server.platform, org.scope, org.owner, first!._id);
    expect(two).toEqual(one);
    await openBills(server, org, planned._id);
    await Promise.all([
      confirmRun(server.platform, org.scope, org.owner, planned._id),
      workOnConfirmation(server.platform, org.scope, planned._id),
    ]);
    const messages = await server.platform.databases.server.collection('outbox').find({ orgId: org.scope.orgId }).toArray();
    const opened = messages.flatMap((message) =>
      (message['payload'] as { payables: { payableId: string }[] }).payables.map((payable) => payable.payableId),
    );
    expect(opened).toHaveLength(2);
    expect(new Set(opened).size).toBe(2);
    expect(await server.platform.databases.server.collection('mails').countDocuments({ orgId: org.scope.orgId })).toBe(2);
  });

  it('case 7, oracle 19: a bill over nothing is 入金不要, visible and not payable', async () => {
    const member = await org.addMember({ membershipTypeId: await org.addType('学生会員', 3000) });
    await adjustMember(server, org, member._id, 'permanent', -5000);
    const planned = await plan(server, org);
    await carryOut(server, org, planned._id);
    await openBills(server, org, planned._id);
    const [shown] = await myBills(server.platform, org.scope, member._id);
    expect(shown).toMatchObject({ status: 'not_required', amount: 0, outstanding: 0 });
    expect(await server.platform.databases.server.collection('outbox').countDocuments({ orgId: org.scope.orgId })).toBe(0);
    expect(await server.platform.databases.server.collection('mails').countDocuments({ orgId: org.scope.orgId })).toBe(0);
  });

  it('oracle 18: one-time adjustments count once, come back when the bill is cancelled, permanent ones every year', async () => {
    const member = await org.addMember();
    for (const [kind, amount] of [
      ['permanent', -2000],
      ['one_time', -1000],
    ] as const) {
      await adjustMember(server, org, member._id, kind, amount);
    }
    const amountOf = async (fiscalYear: number): Promise<BillDocument> => {
      const planned = await plan(server, org, { fiscalYear });
      await carryOut(server, org, planned._id);
      await openBills(server, org, planned._id);
      return (await bills()).find((bill) => bill.fiscalYear === fiscalYear && bill.live)!;
    };
    const first = await amountOf(2026);
    expect(first.amount).toBe(7000);
    expect((await amountOf(2027)).amount).toBe(8000);
    await cancelBill(server.platform, org.scope, org.owner, first._id, '誤り');
    expect((await amountOf(2026)).amount).toBe(7000);
  });

  it('an adjustment that another bill has used up in between falls out of the amount', async () => {
    const member = await org.addMember();
    await adjustMember(server, org, member._id, 'one_time', -1000, '甲');
    const early = await plan(server, org, { fiscalYear: 2026 });
    await carryOut(server, org, early._id);
    await adjustMember(server, org, member._id, 'one_time', -3000, '乙');
    const late = await plan(server, org, { fiscalYear: 2027 });
    await carryOut(server, org, late._id);
    await openBills(server, org, early._id);
    await openBills(server, org, late._id);
    const both = await bills();
    expect(both.map((bill) => bill.amount)).toEqual([9000, 7000]);
    expect(both[1]!.parts.map((part) => part.note)).toEqual(['', '乙']);
    expect(both[1]!.lines).toHaveLength(2);
  });
});

/** Bills that some other process wrote for members of the plan: with the plan's ids when it was this run's own work. */
async function copyBillsFor(memberIds: readonly string[], run: BillingRunDocument, own = false): Promise<void> {
  const db = server.platform.databases.server;
  const source = await db
    .collection<PlanRowDocument>('billing_plan_rows')
    .find({ orgId: org.scope.orgId, runId: run._id, memberId: { $in: memberIds as never[] } })
    .toArray();
  const other = await createItem(server.platform, org.scope, org.owner, { name: '名簿代', category: 'annual', proviso: '名簿代' });
  const elsewhere = await plan(server, { ...org, itemId: other.billingItemId });
  await carryOut(server, org, elsewhere._id);
  const samples = await db.collection<BillDocument>('bills').find({ orgId: org.scope.orgId, runId: elsewhere._id }).toArray();
  await db.collection<BillDocument>('bills').deleteMany({ runId: elsewhere._id });
  for (const row of source) {
    const sample = samples.find((bill) => bill.memberId === row.memberId)!;
    const identity = own ? { _id: row.billId!, billNumber: row.billNumber, runId: run._id } : { runId: null };
    await db.collection<BillDocument>('bills').insertOne({ ...sample, ...identity, itemId: run.billingItemId });
  }
}

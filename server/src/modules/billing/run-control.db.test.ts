import { newBillId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { billNow, cancelMany, carryOut, codeOf, openBills, payBill, plan, settled, takeBack } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { adjustBill } from './bill-adjust.service.ts';
import { confirmBill, workOnConfirmation } from './bill-confirm.service.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';
import { cancelBill, listBills, myBills } from './bill.service.ts';
import { cancelJobRows } from './cancel-job.service.ts';
import { sweepRuns } from './billing-run.jobs.ts';
import { type BillingRunDocument, getRun } from './billing-run.repository.ts';
import { confirmRun, runDrafts, startRun } from './billing-run.service.ts';
import { runView } from './billing-run.view.ts';
import { cancelRun, planRunCancel, workOnCancellation } from './run-cancel.service.ts';
import { pauseRun, resumeRun, runHistory } from './run-control.service.ts';
import { renameRun } from './run-rename.service.ts';
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
const runNow = (run: BillingRunDocument) => getRun(server.platform.databases.server, org.scope, run._id);
const start = (run: BillingRunDocument) => startRun(server.platform, org.scope, org.owner, run._id);
const work = (run: BillingRunDocument) => workOnRun(server.platform, org.scope, run._id);
const pause = (run: BillingRunDocument) => pauseRun(server.platform, org.scope, org.owner, run._id);
const resume = (run: BillingRunDocument) => resumeRun(server.platform, org.scope, org.owner, run._id);
const cancelAll = async (run: BillingRunDocument) => {
  await cancelRun(server.platform, org.scope, org.owner, run._id, '年度の誤り');
  await workOnCancellation(server.platform, org.scope, run._id);
  return runNow(run);
};
const list = { q: '', status: 'all', sort: 'dueOn', descending: true, size: 50, direction: 'next' } as const;

/** A run whose bills are with their members. */
async function billed(count: number): Promise<{ run: BillingRunDocument; made: BillDocument[] }> {
  await org.addMembers(count);
  const planned = await plan(server, org);
  await carryOut(server, org, planned._id);
  return { run: await openBills(server, org, planned._id), made: await bills() };
}

describe('a run whose drafts were looked through', () => {
  it('BIL-06: is confirmed with the count and the sum that go out, not with those of its plan', async () => {
    await org.addMembers(4);
    const run = await plan(server, org);
    await carryOut(server, org, run._id);
    const now = () => runDrafts(server.platform, org.scope, run._id);
    const [gone, sent, ...left] = await bills();
    expect(await now()).toEqual({ count: 4, amount: run.includedAmount, zero: 0 });
    await cancelBill(server.platform, org.scope, org.owner, gone!._id, '退会');
    await confirmBill(server.platform, org.scope, org.owner, sent!._id);
    expect(await now()).toEqual({ count: 2, amount: left.reduce((sum, { amount }) => sum + amount, 0), zero: 0 });
    const confirmed = await confirmRun(server.platform, org.scope, org.owner, run._id);
    expect(confirmed.confirmation.total).toBe(2);
    const other = await openOrganization(server);
    expect(await codeOf(runDrafts(server.platform, other.scope, run._id))).toBe('NOT_FOUND');
  });
});

describe('a run that is halted', () => {
  it('makes nothing while it is paused, whoever asks, and everything once when it is carried on', async () => {
    await org.addMembers(5);
    const run = await plan(server, org);
    await start(run);
    expect(await pause(run)).toMatchObject({ state: 'paused' });
    await work(run);
    await sweepRuns(server.platform);
    expect(await bills()).toHaveLength(0);
    // A second plan of the item waits: the paused one is still the one under way.
    const second = await plan(server, org);
    expect(await codeOf(start(second))).toBe('RUN_ACTIVE');
    expect(await resume(run)).toMatchObject({ state: 'requested' });
    expect(server.woken.at(-1)).toEqual({ name: 'billing.run', data: { orgId: org.scope.orgId, runId: run._id } });
    await work(run);
    expect(await runNow(run)).toMatchObject({ state: 'completed', done: 5, failed: 0 });
    expect(await bills()).toHaveLength(5);
  });

  it('paused at any moment of the work neither doubles nor loses a bill', async () => {
    await org.addMembers(30);
    for (let round = 0; round < 4; round += 1) {
      const run = await plan(server, org, { fiscalYear: 2026 + round });
      await start(run);
      await Promise.all([work(run), codeOf(pause(run)), codeOf(resume(run)), work(run), codeOf(pause(run))]);
      await codeOf(resume(run));
      await work(run);
      expect(await runNow(run)).toMatchObject({ state: 'completed', done: 30, failed: 0 });
      const made = (await bills()).filter((bill) => bill.runId === run._id);
      expect(made).toHaveLength(30);
      expect(new Set(made.map((bill) => bill.memberId)).size).toBe(30);
    }
  });

  it('is halted while it opens its bills too: nobody is billed until it goes on', async () => {
    const members = await org.addMembers(3);
    const run = await plan(server, org);
    await carryOut(server, org, run._id);
    await confirmRun(server.platform, org.scope, org.owner, run._id);
    expect(await pause(run)).toMatchObject({ confirmation: { state: 'paused' } });
    await workOnConfirmation(server.platform, org.scope, run._id);
    await sweepRuns(server.platform);
    expect(await myBills(server.platform, org.scope, members[0]!._id)).toEqual([]);
    await resume(run);
    await workOnConfirmation(server.platform, org.scope, run._id);
    expect(await runNow(run)).toMatchObject({ confirmation: { state: 'completed', done: 3 } });
  });

  it('cannot be halted before it starts nor after it ended, nor by another organisation', async () => {
    await org.addMember();
    const run = await plan(server, org);
    const other = await openOrganization(server);
    expect(await codeOf(pauseRun(server.platform, other.scope, other.owner, run._id))).toBe('NOT_FOUND');
    expect(await codeOf(pause(run))).toBe('INVALID_TRANSITION');
    expect(await codeOf(resume(run))).toBe('INVALID_TRANSITION');
    await carryOut(server, org, run._id);
    expect(await codeOf(pause(run))).toBe('INVALID_TRANSITION');
  });

  it('BIL-02: on a Sunday it goes at once, and says how far it is and when it began', async () => {
    server.setNow('2026-03-22T13:00:00Z');
    await org.addMembers(4);
    const run = await plan(server, org);
    await start(run);
    expect(server.woken.at(-1)).toMatchObject({ name: 'billing.run' });
    await work(run);
    expect(runView(await runNow(run))).toMatchObject({ included: 4, done: 4, startedAt: '2026-03-22T13:00:00.000Z' });
  });
});

describe('BIL-08: cancelling in three scopes', () => {
  it('one, several, and the whole run: only those are cancelled', async () => {
    const { run, made } = await billed(50);
    const cancelled = async () => (await bills()).filter((bill) => bill.status === 'cancelled').map((bill) => bill._id);
    await cancelBill(server.platform, org.scope, org.owner, made[0]!._id, '1名');
    expect(await cancelled()).toEqual([made[0]!._id]);
    const several = made.slice(1, 4).map((bill) => bill._id);
    expect(await cancelMany(server, org, { billIds: several })).toMatchObject({ state: 'done', cancelled: 3, kept: 0 });
    expect(await cancelled()).toEqual(made.slice(0, 4).map((bill) => bill._id));
    // Another run's bills stay when this one goes.
    const next = await plan(server, org, { fiscalYear: 2027 });
    await carryOut(server, org, next._id);
    expect(await cancelAll(run)).toMatchObject({ cancellation: { state: 'completed', done: 46, kept: 0, total: 46 } });
    const after = await bills();
    expect(after.filter((bill) => bill.runId === run._id).every((bill) => bill.status === 'cancelled' && !bill.live)).toBe(true);
    expect(after.filter((bill) => bill.runId === next._id).every((bill) => bill.status === 'draft')).toBe(true);
    // The payments-service is told of every payable once.
    const closed = await server.platform.databases.server
      .collection('outbox')
      .find({ orgId: org.scope.orgId, name: 'billing.payable.closed' })
      .toArray();
    const ids = closed.flatMap((message) => (message['payload'] as { payableIds: string[] }).payableIds);
    expect(ids.toSorted()).toEqual(made.map((bill) => bill._id).toSorted());
    // And the year can be billed again.
    expect(await plan(server, org)).toMatchObject({ included: 50 });
  });

  it('a whole run is undone before anybody saw it, from a pause too, and is not confirmed afterwards', async () => {
    await org.addMembers(3);
    const run = await plan(server, org);
    await carryOut(server, org, run._id);
    expect(await cancelAll(run)).toMatchObject({ cancellation: { state: 'completed', done: 3 } });
    expect(await codeOf(confirmRun(server.platform, org.scope, org.owner, run._id))).toBe('INVALID_TRANSITION');
    const second = await plan(server, org);
    await start(second);
    await pause(second);
    expect(await cancelAll(second)).toMatchObject({ state: 'completed', active: false, cancellation: { done: 0, kept: 0 } });
    expect(await plan(server, org)).toMatchObject({ included: 3 });
  });

  it('is carried on by the sweep when its process dies, and refused while the run is at work', async () => {
    const { run } = await billed(3);
    await cancelRun(server.platform, org.scope, org.owner, run._id, '誤り');
    expect(server.woken.at(-1)).toEqual({ name: 'billing.cancel', data: { orgId: org.scope.orgId, runId: run._id } });
    await sweepRuns(server.platform);
    expect(await runNow(run)).toMatchObject({ cancellation: { state: 'completed', done: 3 } });
    const next = await plan(server, org);
    await start(next);
    expect(await codeOf(cancelRun(server.platform, org.scope, org.owner, next._id, '誤り'))).toBe('INVALID_TRANSITION');
  });

  it('of another organisation nothing is cancelled', async () => {
    const { run } = await billed(2);
    const other = await openOrganization(server);
    expect(await codeOf(cancelRun(server.platform, other.scope, other.owner, run._id, 'x'))).toBe('NOT_FOUND');
    expect(await codeOf(planRunCancel(server.platform, other.scope, run._id))).toBe('NOT_FOUND');
    expect((await bills()).every((bill) => bill.status === 'unpaid')).toBe(true);
  });

  it('BIL-10: what has a payment stays and is named; when the payment is gone it goes too', async () => {
    const { run, made } = await billed(4);
    const notice = await payBill(server, org, made[1]!, { state: 'provisional' });
    const some = await cancelMany(server, org, { billIds: [made[0]!._id, made[1]!._id] });
    expect(some).toMatchObject({ state: 'done', cancelled: 1, kept: 1 });
    const kept = await cancelJobRows(server.platform, org.scope, { cancelJobId: some.cancelJobId, show: 'kept', from: 0 });
    const { _id: billId, billNumber, billName, memberName, amount } = made[1]!;
    expect(kept).toEqual({ rows: [{ billId, billNumber, billName, memberName, amount, reason: 'BILL_HAS_PAYMENT' }], isLast: true });
    expect(await codeOf(cancelBill(server.platform, org.scope, org.owner, made[1]!._id, '誤り'))).toBe('BILL_HAS_PAYMENT');
    expect(await cancelAll(run)).toMatchObject({ cancellation: { done: 2, kept: 1 } });
    await takeBack(server, org, notice, {});
    expect((await cancelBill(server.platform, org.scope, org.owner, made[1]!._id, '誤り')).status).toBe('cancelled');
  });

  it('case 5: a card payment under way keeps its bill, the others go', async () => {
    const { run, made } = await billed(3);
    const note = { chargeId: settled(made[0]!).payload.chargeId, sequence: 2, method: 'card', state: 'authorized', expiresAt: null };
    await billsOf(server.platform.databases.server, org.scope).updateOne({ _id: made[0]!._id }, { $set: { charges: [note as never] } });
    const kept = { BILL_HAS_PAYMENT: 0, BILL_HAS_AUTHORIZED_CHARGE: 1, BILL_CANCELLED: 0 };
    expect(await planRunCancel(server.platform, org.scope, run._id)).toEqual({ count: 2, amount: 20_000, kept });
    expect(await cancelAll(run)).toMatchObject({ cancellation: { done: 2, kept: 1 } });
    // What is gone already is no part of what would go, nor of what stays.
    expect(await planRunCancel(server.platform, org.scope, run._id)).toEqual({ count: 0, amount: 0, kept });
    expect(await billNow(server, made[0]!._id)).toMatchObject({ status: 'unpaid' });
  });
});

describe('BIL-09: a cancelled bill', () => {
  it('takes no edit any more', async () => {
    const { made } = await billed(1);
    const bill = made[0]!;
    await cancelBill(server.platform, org.scope, org.owner, bill._id, '誤り');
    const { version } = await billNow(server, bill._id);
    const edit = { billId: bill._id, amount: -100 as never, reason: '減額', version };
    expect(await codeOf(adjustBill(server.platform, org.scope, org.owner, edit))).toBe('BILL_CANCELLED');
    expect(await codeOf(confirmBill(server.platform, org.scope, org.owner, bill._id))).toBe('BILL_CANCELLED');
    expect(await billNow(server, bill._id)).toMatchObject({ version, amount: 10_000, status: 'cancelled' });
  });
});

describe('what is known of runs and their bills', () => {
  it('BIL-13: bills are found by 請求区分', async () => {
    const { made } = await billed(2);
    const joining = {
      ...made[0]!,
      _id: newBillId(),
      billNumber: '2026-900000',
      category: 'joining',
      memberId: newMemberId(),
    };
    await billsOf(server.platform.databases.server, org.scope).insert([joining as BillDocument]);
    const found = async (category: 'annual' | 'joining' | 'recurring') =>
      (await listBills(server.platform, org.scope, { ...list, category })).rows.map((row) => row.category);
    expect(await found('annual')).toEqual(['annual', 'annual']);
    expect(await found('joining')).toEqual(['joining']);
    expect(await found('recurring')).toEqual([]);
  });

  it('BIL-05, case 8: a type at ¥0 gets a bill that is 入金不要 and shown; an excluded type gets none', async () => {
    const honorary = await org.addType('名誉会員', 0);
    const member = await org.addMember({ membershipTypeId: honorary });
    const without = await plan(server, org, { excluded: [honorary] });
    expect(without).toMatchObject({ included: 0, excludedByReason: { excluded_type: 1 } });
    const run = await plan(server, org);
    expect(run).toMatchObject({ included: 1, zeroAmount: 1 });
    await carryOut(server, org, run._id);
    await openBills(server, org, run._id);
    expect(await myBills(server.platform, org.scope, member._id)).toMatchObject([{ amount: 0, status: 'not_required' }]);
  });

  it('請求情報作成履歴: who did what with a run, newest first', async () => {
    const { run } = await billed(1);
    await renameRun(server.platform, org.scope, org.owner, run._id, '会費');
    await cancelAll(run);
    const { events } = await runHistory(server.platform, org.scope, run._id);
    expect(events.map((event) => event.event)).toEqual([
      'billingRun.cancelled',
      'billingRun.cancel',
      'billingRun.rename',
      'billingRun.confirmed',
      'billingRun.confirm',
      'billingRun.completed',
      'billingRun.start',
      'billingRun.plan',
    ]);
    expect(events[1]).toMatchObject({ actorName: '佐藤 花子', byPerson: true });
    expect(events[0]).toMatchObject({ byPerson: false });
    const other = await openOrganization(server);
    expect(await codeOf(runHistory(server.platform, other.scope, run._id))).toBe('NOT_FOUND');
  });
});

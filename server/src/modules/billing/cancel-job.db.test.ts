import { randomUUID } from 'node:crypto';
import { ExportCancelJobInput } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, cancelMany, carryOut, codeOf, openBill, openBills, payBill, plan } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';
import { cancelBill } from './bill.service.ts';
import { cancelJobList } from './cancel-export.service.ts';
import { pauseCancelJob, resumeCancelJob } from './cancel-control.service.ts';
import { cancelJob, cancelJobName, cancelJobRows, newestCancelJobs, planCancel, startCancel } from './cancel-job.service.ts';
import { sweepCancelJobs, workOnCancelJob } from './cancel-work.service.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-03-20T03:00:00Z');
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const voiding = 'charges.voidForPayables';
const all = { filter: { q: '', status: 'all' as const } };
const open = { filter: { q: '', status: 'open' as const } };
const rowsOf = (org: TestOrganization, cancelJobId: string, show: 'kept' | 'cancelled', from = 0) =>
  cancelJobRows(server.platform, org.scope, { cancelJobId: cancelJobId as never, show, from });
const fileOf = (org: TestOrganization, cancelJobId: string) => {
  const wish = { cancelJobId, format: 'csv_utf8', columns: ['請求番号', '請求額（円）', '結果'] };
  return cancelJobList(server.platform, org.scope, ExportCancelJobInput.parse(wish));
};
const logged = (org: TestOrganization, action: string) =>
  db().collection('audit_entries').countDocuments({ orgId: org.scope.orgId, action });
async function closedOf(org: TestOrganization): Promise<string[]> {
  const messages = await db().collection('outbox').find({ orgId: org.scope.orgId, name: 'billing.payable.closed' }).toArray();
  return messages.flatMap((message) => (message['payload'] as { payableIds: string[] }).payableIds);
}
/** What a killed process leaves: its claim, which ends by itself after a while. */
const letGo = (jobId: string) =>
  db()
    .collection('cancel_jobs')
    .updateOne({ _id: jobId as never }, { $set: { leaseUntil: new Date(0) } });

async function billed(count: number): Promise<{ org: TestOrganization; made: BillDocument[] }> {
  const org = await openOrganization(server);
  await org.addMembers(count);
  const run = await plan(server, org);
  await carryOut(server, org, run._id);
  await openBills(server, org, run._id);
  return { org, made: await billsOf(db(), org.scope).find({}).sort({ billNumber: 1 }).toArray() };
}

describe('BIL-08: all bills that fit the conditions of the list', () => {
  it('are looked at first, then cancelled as a job whose bills stand fast, which goes on where a killed one stood', async () => {
    const { org, made } = await billed(230);
    const [partly, gone, paidMeanwhile] = [made[0]!, made[1]!, made[229]!];
    await payBill(server, org, partly, { amount: 3000 as never });
    await cancelBill(server.platform, org.scope, org.owner, gone._id, '1名');
    const seen = await planCancel(server.platform, org.scope, all);
    const kept = { BILL_HAS_PAYMENT: 1, BILL_HAS_AUTHORIZED_CHARGE: 0, BILL_CANCELLED: 1 };
    expect(seen).toEqual({ count: 228, amount: 2_280_000, kept });
    expect(await planCancel(server.platform, org.scope, open)).toMatchObject({ count: 228, kept: { BILL_CANCELLED: 0 } });

    // Nothing is done to other bills, or over another sum, than was confirmed.
    for (const expected of [
      { count: 227, amount: seen.amount },
      { count: seen.count, amount: 1 },
    ])
      expect(await codeOf(cancelMany(server, org, all, { expected }))).toBe('CANCEL_PLAN_STALE');
    expect(await db().collection('cancel_job_parts').countDocuments({ orgId: org.scope.orgId })).toBe(0);

    const idempotencyKey = randomUUID();
    const input = { bills: all, expected: { count: seen.count, amount: seen.amount }, reason: '年度の誤り', idempotencyKey };
    const job = await startCancel(server.platform, org.owner, input);
    expect(job).toMatchObject({ state: 'running', total: 230, done: 0, startedBy: org.owner.name });
    const id = job.cancelJobId;
    expect(server.woken.at(-1)).toEqual({ name: cancelJobName, data: { orgId: org.scope.orgId, jobId: id } });
    const parts = await db().collection('cancel_job_parts').find({ orgId: org.scope.orgId }).toArray();
    expect(parts.map((part) => (part['billIds'] as string[]).length).toSorted()).toEqual([100, 100, 30]);

    // One made meanwhile is not among them; one paid meanwhile is, and stays.
    const later = await openBill(server, org, made[5]!.memberId);
    await payBill(server, org, paidMeanwhile);

    // The process dies after its first step.
    server.payments.answers[voiding] = () => {
      delete server.payments.answers[voiding];
      return { voided: true };
    };
    expect(await codeOf(workOnCancelJob(server.platform, org.scope, id))).toBe('PROVIDER_UNAVAILABLE');
    server.payments.answers[voiding] = { voided: true };
    await sweepCancelJobs(server.platform);
    expect(await cancelJob(server.platform, org.scope, id), 'held by the dead').toMatchObject({ state: 'running', done: 100 });
    await letGo(id);
    await Promise.all([workOnCancelJob(server.platform, org.scope, id), sweepCancelJobs(server.platform)]);
    await letGo(id);
    await sweepCancelJobs(server.platform);
    const end = await cancelJob(server.platform, org.scope, id);
    expect(end).toMatchObject({ state: 'done', total: 230, done: 230, cancelled: 227, kept: 3, amount: 2_270_000 });
    expect(end.finishedAt).not.toBeNull();
    expect((await newestCancelJobs(server.platform, org.scope)).jobs).toEqual([end]);

    // Asked for again, it is the same job.
    expect(await startCancel(server.platform, org.owner, input)).toEqual(end);
    expect(await codeOf(startCancel(server.platform, org.owner, { ...input, reason: 'x' }))).toBe('IDEMPOTENCY_MISMATCH');

    const cancelled = await billsOf(db(), org.scope).find({ status: 'cancelled', cancelReason: '年度の誤り' }).toArray();
    expect(cancelled.length).toBe(227);
    expect(await closedOf(org)).toHaveLength(228);
    expect(new Set(await closedOf(org)).size).toBe(228);
    expect([await logged(org, 'bill.cancel'), await logged(org, 'bill.cancel_many')]).toEqual([228, 1]);
    expect((await billNow(server, later._id)).status).toBe('unpaid');
    expect((await billNow(server, paidMeanwhile._id)).status).toBe('paid');

    const stayed = (await rowsOf(org, id, 'kept')).rows;
    expect(Object.fromEntries(stayed.map((row) => [row.billId, row.reason]))).toEqual({
      [partly._id]: 'BILL_HAS_PAYMENT',
      [gone._id]: 'BILL_CANCELLED',
      [paidMeanwhile._id]: 'BILL_HAS_PAYMENT',
    });
    const [first, last] = [await rowsOf(org, id, 'cancelled'), await rowsOf(org, id, 'cancelled', 200)];
    expect([first.rows.length, first.isLast, last.rows.length, last.isLast]).toEqual([50, false, 27, true]);
    // The same as a file: every bill once, in Japanese.
    const file = await fileOf(org, id);
    expect(await file.count()).toBe(230);
    const lines: string[] = [];
    for await (const rows of file.rows()) lines.push(...rows.map(({ cells }) => cells.join(' ')));
    expect(new Set(lines).size).toBe(230);
    expect(lines).toContain(`${partly.billNumber} 10000 残しました（入金があります）`);
    expect(lines.filter((line) => line.endsWith(' 取り消しました'))).toHaveLength(227);
    // A page over the border of two steps, and every bill on one page.
    const pages = await Promise.all([0, 50, 100, 150, 200].map((from) => rowsOf(org, id, 'cancelled', from)));
    expect(new Set(pages.flatMap(({ rows }) => rows.map((row) => row.billId))).size).toBe(227);
    expect((await rowsOf(org, id, 'kept', 2)).rows).toHaveLength(1);
  }, 60_000);

  it('up to 200 at once; while the provider is away it says that it runs, and is done by itself later', async () => {
    const { org, made } = await billed(3);
    delete server.payments.answers[voiding];
    const job = await cancelMany(server, org, open).finally(() => {
      server.payments.answers[voiding] = { voided: true };
    });
    expect(job).toMatchObject({ state: 'running', total: 3, done: 0 });
    await letGo(job.cancelJobId);
    // A card payment began meanwhile: the provider says so.
    server.payments.answers[voiding] = (input: unknown) => ({
      voided: !(input as { payableIds: string[] }).payableIds.includes(made[0]!._id),
    });
    await sweepCancelJobs(server.platform);
    server.payments.answers[voiding] = { voided: true };
    expect(await cancelJob(server.platform, org.scope, job.cancelJobId)).toMatchObject({ state: 'done', cancelled: 2, kept: 1 });
    expect((await rowsOf(org, job.cancelJobId, 'kept')).rows).toMatchObject([
      { billId: made[0]!._id, memberName: made[0]!.memberName, reason: 'BILL_HAS_AUTHORIZED_CHARGE' },
    ]);
    expect((await cancelMany(server, org, open)).state).toBe('done');
    expect(await planCancel(server.platform, org.scope, all)).toMatchObject({ count: 0, amount: 0, kept: { BILL_CANCELLED: 3 } });
  });

  it('halted in the middle of a step, it ends that one and rests, whoever asks; carried on, every bill is cancelled once', async () => {
    const { org } = await billed(120);
    const turned = async (turn: typeof pauseCancelJob, job: { cancelJobId: string }, by = org) =>
      turn(server.platform, by.owner, job.cancelJobId as never);
    server.payments.answers[voiding] = async () => {
      const [job] = (await newestCancelJobs(server.platform, org.scope)).jobs;
      await Promise.all([turned(pauseCancelJob, job!), turned(pauseCancelJob, job!)].map(codeOf));
      return { voided: true };
    };
    const job = await cancelMany(server, org, open);
    server.payments.answers[voiding] = { voided: true };
    const halted = { state: 'paused', total: 120, done: 100, cancelled: 100 };
    expect(job).toMatchObject(halted);
    await Promise.all([workOnCancelJob(server.platform, org.scope, job.cancelJobId), sweepCancelJobs(server.platform)]);
    expect(await turned(pauseCancelJob, job)).toMatchObject(halted);

    const other = await openOrganization(server);
    for (const turn of [pauseCancelJob, resumeCancelJob]) expect(await codeOf(turned(turn, job, other))).toBe('NOT_FOUND');

    expect(await turned(resumeCancelJob, job)).toMatchObject({ ...halted, state: 'running' });
    expect(server.woken.at(-1)).toEqual({ name: cancelJobName, data: { orgId: org.scope.orgId, jobId: job.cancelJobId } });
    await Promise.all([workOnCancelJob(server.platform, org.scope, job.cancelJobId), sweepCancelJobs(server.platform)]);
    expect(await cancelJob(server.platform, org.scope, job.cancelJobId)).toMatchObject({ state: 'done', done: 120, cancelled: 120 });
    expect(new Set(await closedOf(org)).size).toBe((await closedOf(org)).length);
    for (const turn of [pauseCancelJob, resumeCancelJob]) expect(await codeOf(turned(turn, job))).toBe('INVALID_TRANSITION');
    expect([await logged(org, 'bill.cancel_pause'), await logged(org, 'bill.cancel_resume')]).toEqual([1, 1]);
  });

  it('of another organisation are not found, nor is what became of them', async () => {
    const { org, made } = await billed(2);
    const other = await openOrganization(server);
    const own = await openBill(server, other, (await other.addMember())._id);
    const bills = { billIds: [own._id, made[0]!._id] };
    const expected = { count: 2, amount: 20_000 };
    expect(await codeOf(planCancel(server.platform, other.scope, bills))).toBe('NOT_FOUND');
    expect(await codeOf(cancelMany(server, other, { billIds: [own._id] }, { bills, expected }))).toBe('NOT_FOUND');
    expect(await planCancel(server.platform, other.scope, all)).toMatchObject({ count: 1 });
    const job = await cancelMany(server, org, open);
    expect(job).toMatchObject({ state: 'done', cancelled: 2 });
    expect(await codeOf(cancelJob(server.platform, other.scope, job.cancelJobId))).toBe('NOT_FOUND');
    expect(await codeOf(rowsOf(other, job.cancelJobId, 'cancelled'))).toBe('NOT_FOUND');
    expect(await codeOf(fileOf(other, job.cancelJobId))).toBe('NOT_FOUND');
    expect((await newestCancelJobs(server.platform, other.scope)).jobs).toEqual([]);
    await workOnCancelJob(server.platform, other.scope, job.cancelJobId);
    expect((await billNow(server, own._id)).status).toBe('unpaid');
  });
});

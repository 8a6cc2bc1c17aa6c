import { randomUUID } from 'node:crypto';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { issueRun, paperJob } from '../src/modules/documents/paper-job.service.ts';
import { workOnPaperJob } from '../src/modules/documents/paper-work.service.ts';
import type { ReceiptDocument } from '../src/modules/documents/receipt.repository.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { billNow, carryOut, codeOf, openBill, openBills, payBill, plan, takeBack } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { afterRead } from './race.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const live = (billIds: readonly BillId[]) =>
  db()
    .collection<ReceiptDocument>('receipts')
    .find({ billId: { $in: [...billIds] }, voided: false })
    .toArray();

describe('a receipt in the moment in which its money is taken back', () => {
  it('case 65: the member asks for it while the shop takes its 速報 back: there is none, and no number is lost', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const report = await payBill(server, org, bill, { state: 'provisional' });
    let acted = 0;
    const platform = afterRead(server.platform, 'bills', () => {
      acted += 1;
      return takeBack(server, org, report, {});
    });
    expect(await codeOf(issueReceipt(platform, org.asMember(bill.memberId), bill._id, undefined))).toBe('RECEIPT_NOT_AVAILABLE');
    expect(acted).toBe(1);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid' });
    expect(await live([bill._id])).toEqual([]);
    // Paid anew, its receipt is over the money that is there now, with the number that the other one gave back.
    await payBill(server, org, bill, { method: 'card', paidAt: '2026-05-19T03:00:00.000Z' as never });
    const receipt = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    expect(receipt).toMatchObject({ number: 'R2026-000001', receivedOn: '2026-05-19' });
  });

  it('case 65: the receipts of a run are issued while money of one of its bills is taken back: the others have theirs', async () => {
    const there = await openOrganization(server);
    await there.addMembers(2);
    const { _id: runId } = await plan(server, there);
    await carryOut(server, there, runId);
    await openBills(server, there, runId);
    const bills = await db().collection<BillDocument>('bills').find({ runId }).sort({ billNumber: 1 }).toArray();
    const ids = bills.map(({ _id }) => _id);
    const report = await payBill(server, there, bills[0]!);
    await payBill(server, there, bills[1]!);
    const { paperJobId } = await issueRun(server.platform, there.owner, {
      billingRunId: runId,
      kind: 'receipt',
      idempotencyKey: randomUUID(),
    });
    const platform = afterRead(server.platform, 'bills', () => takeBack(server, there, report, { kind: 'refunded' }));
    await workOnPaperJob(platform, there.scope, paperJobId);
    expect(await paperJob(server.platform, there.scope, paperJobId)).toMatchObject({ state: 'done', issued: 1, skipped: 1 });
    expect((await live(ids)).map(({ billId, number }) => [billId, number])).toEqual([[bills[1]!._id, 'R2026-000001']]);
  });
});

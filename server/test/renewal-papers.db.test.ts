import { afterAll, beforeAll, expect, it } from 'vitest';
import { billNow, carryOut, openBills, payBill, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { renewalDesk, yearly } from './renewal.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { issueInvoice } from '../src/modules/documents/invoice.service.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { renewMyself } from '../src/modules/renewals/renewal-make.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-09-10T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

/** The periods that the invoice and then the receipt of a bill print, and the notes beside the fee. */
async function printed(bill: BillDocument) {
  const db = server.platform.databases.server;
  await issueInvoice(server.platform, org.owner, bill._id, undefined);
  await payBill(server, org, bill);
  await issueReceipt(server.platform, org.owner, bill._id, undefined);
  const ofBill = { billId: bill._id } as never;
  const papers = [await db.collection('papers').findOne(ofBill), await db.collection('receipts').findOne(ofBill)];
  return papers.flatMap((paper) => [paper?.['content'].period, paper?.['content'].body.lines[0].note]);
}

it('BIL-15, domain.md 4.2: the papers of a renewal name the months of its term, those of a year what it pays for of it', async () => {
  await org.addMember();
  const run = await plan(server, org, { allocationStartMonth: '2026-10', dueOn: '2026-10-31' });
  await carryOut(server, org, run._id);
  await openBills(server, org, run._id);
  const [ofRun] = await server.platform.databases.server.collection<BillDocument>('bills').find({ runId: run._id }).toArray();
  const desk = renewalDesk(server, org);
  await desk.set(org.regular, { ...yearly, months: 24 });
  const memberId = await desk.member('2026-09-30');
  const renewal = await billNow(server, await renewMyself(server.platform, org.asMember(memberId)));
  expect(renewal).toMatchObject({ allocationStartMonth: '2026-10', termMonths: 24 });
  expect(await printed(renewal)).toEqual(Array.from({ length: 4 }, () => '2026年10月〜2028年9月'));
  expect(await printed(ofRun!)).toEqual(Array.from({ length: 4 }, () => '2026年10月1日〜2027年3月31日'));
});

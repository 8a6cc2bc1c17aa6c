import { randomUUID } from 'node:crypto';
import { StartListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPaperLane } from '../src/modules/documents/documents.jobs.ts';
import { issueRun, paperJobsOfRun } from '../src/modules/documents/paper-job.service.ts';
import { myListExports, startListExport } from '../src/modules/reports/lists/list-export.service.ts';
import { startListLane } from '../src/modules/reports/reports.jobs.ts';
import { carryOut, openBill, openBills, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

/** Of which organisation the rows are, in the order in which they came to be. */
async function orderOf(collection: string, orgs: readonly TestOrganization[], narrow: object = {}): Promise<number[]> {
  const ids = orgs.map(({ scope }) => scope.orgId);
  const rows = server.platform.databases.server.collection<{ _id: string; orgId: string }>(collection);
  const found = await rows
    .find({ orgId: { $in: ids as string[] }, ...narrow })
    .sort({ _id: 1 })
    .toArray();
  return found.map(({ orgId }) => ids.indexOf(orgId as never));
}

describe('what is made in the background is made by organisations in turn', () => {
  it('T18: a single paper does not wait until all papers of another organisation are made', async () => {
    const issue = async (bills: number) => {
      const org = await openOrganization(server);
      await org.addMembers(bills);
      const { _id: billingRunId } = await plan(server, org);
      await carryOut(server, org, billingRunId);
      await openBills(server, org, billingRunId);
      await issueRun(server.platform, org.owner, { billingRunId, kind: 'invoice', idempotencyKey: randomUUID() });
      return { org, billingRunId };
    };
    const [many, one] = [await issue(9), await issue(1)];
    // One place, and a turn that is over after a single step of three papers.
    const lane = startPaperLane(server.platform, 1, 0);
    await lane.drain().finally(() => lane.stop());
    const { jobs } = await paperJobsOfRun(server.platform, many.org.scope, many.billingRunId);
    expect(jobs).toMatchObject([{ state: 'done', total: 9, issued: 9 }]);
    expect(await orderOf('papers', [many.org, one.org])).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('T18: a single file does not wait behind all files of another organisation', async () => {
    const ask = async (files: number) => {
      const org = await openOrganization(server);
      await openBill(server, org, (await org.addMember())._id, 8000);
      const user = { _id: org.owner.userId as never, orgId: org.scope.orgId, name: org.owner.name, email: `${randomUUID()}@example.com` };
      await server.platform.databases.server.collection('org_users').insertOne(user);
      const wish = { list: 'bills', format: 'csv_utf8', columns: ['請求番号'] };
      for (let file = 0; file < files; file += 1)
        await startListExport(server.platform, org.owner, StartListExportInput.parse({ wish, idempotencyKey: randomUUID() }));
      return org;
    };
    const [many, one] = [await ask(5), await ask(1)];
    const lane = startListLane(server.platform, 1);
    await lane.drain().finally(() => lane.stop());
    expect((await myListExports(server.platform, many.owner)).exports.map(({ state }) => state)).toEqual(Array(5).fill('done'));
    expect(await orderOf('mails', [many, one], { purpose: 'list_ready' })).toEqual([0, 1, 0, 0, 0, 0]);
  });
});

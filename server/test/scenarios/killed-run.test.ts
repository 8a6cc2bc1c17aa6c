import { afterAll, beforeAll, expect, test } from 'vitest';
import { draftsOfRun } from '../../src/modules/billing/bill.repository.ts';
import { type BillingRunDocument, getRun } from '../../src/modules/billing/billing-run.repository.ts';
import { confirmRun, startRun } from '../../src/modules/billing/billing-run.service.ts';
import { carryOut, plan } from '../billing.factory.ts';
import { type TestOrganization, openOrganization } from '../organization.factory.ts';
import { type TestServer, startTestServer } from '../server.factory.ts';
import { type Processes, allowedMs, killAndFollow, processesOf } from './killed-process.ts';

/** Real processes on the database of the test: one is killed, the next must not wait for anything but the lease. */
const members = 2500;
let server: TestServer;
let org: TestOrganization;
let processes: Processes;

beforeAll(async () => {
  server = await startTestServer();
  processes = processesOf(server);
  org = await openOrganization(server);
  await org.addMembers(members);
});
afterAll(async () => {
  await processes.end();
  await server.close();
});

const claims = ({ leaseToken }: BillingRunDocument) => leaseToken;

test('T13: bills that are being made when the server is killed are taken up within the lease and five seconds', async () => {
  const { _id: runId } = await plan(server, org);
  const db = server.platform.databases.server;
  const took = await killAndFollow(server, processes, {
    async hold(session) {
      const last = await db.collection<{ billId: string }>('billing_plan_rows').findOne({ runId, place: members });
      await db.collection<{ _id: string }>('bills').insertOne({ _id: last!.billId }, { session });
    },
    begin: () => startRun(server.platform, org.scope, org.owner, runId),
    look: () => getRun(db, org.scope, runId),
    isUnderWay: (run) => run.cursor > 0,
    isDone: (run) => run.state === 'completed',
    claims,
  });
  expect(took).toBeLessThan(allowedMs);
});

test('T13: a confirmation that was under way when the server was killed is taken up within the lease and five seconds', async () => {
  const { _id: runId } = await plan(server, org, { fiscalYear: 2027 });
  const db = server.platform.databases.server;
  await carryOut(server, org, runId);
  const took = await killAndFollow(server, processes, {
    async hold(session) {
      const last = (await draftsOfRun(db, org.scope, runId, members)).at(-1)!;
      await db.collection<{ _id: string }>('bills').updateOne({ _id: last._id }, { $set: { held: true } }, { session });
    },
    begin: () => confirmRun(server.platform, org.scope, org.owner, runId),
    look: () => getRun(db, org.scope, runId),
    isUnderWay: (run) => run.confirmation.done > 0,
    isDone: (run) => run.confirmation.state === 'completed',
    claims,
  });
  expect(took).toBeLessThan(allowedMs);
});

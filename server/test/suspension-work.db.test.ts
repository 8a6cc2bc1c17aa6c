import { afterAll, beforeAll, expect, it } from 'vitest';
import { workOnConfirmation } from '../src/modules/billing/bill-confirm.service.ts';
import { sweepRuns } from '../src/modules/billing/billing-run.jobs.ts';
import { getRun } from '../src/modules/billing/billing-run.repository.ts';
import { confirmRun, startRun } from '../src/modules/billing/billing-run.service.ts';
import { workOnRun } from '../src/modules/billing/run-work.service.ts';
import { methodsFor } from '../src/modules/payments/charge.service.ts';
import { openBill, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, putRow, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const stand = (status: 'active' | 'suspended') => putRow(server, 'organizations', org.scope.orgId, { status });

it('domain.md 3.1: a run of a suspended organisation makes and opens no bill, and goes on from there afterwards', async () => {
  await org.addMembers(3);
  const { _id: runId } = await plan(server, org);
  await startRun(server.platform, org.scope, org.owner, runId);
  const bills = (narrow: object = {}) =>
    db()
      .collection('bills')
      .countDocuments({ runId, ...narrow });
  await stand('suspended');
  await workOnRun(server.platform, org.scope, runId);
  await sweepRuns(server.platform);
  expect([await bills(), (await getRun(db(), org.scope, runId)).active]).toEqual([0, true]);
  await stand('active');
  await sweepRuns(server.platform);
  expect(await bills({ status: 'draft' })).toBe(3);
  await confirmRun(server.platform, org.scope, org.owner, runId);
  await stand('suspended');
  await workOnConfirmation(server.platform, org.scope, runId);
  await sweepRuns(server.platform);
  expect(await bills({ status: 'draft' })).toBe(3);
  await stand('active');
  await sweepRuns(server.platform);
  expect([await bills({ status: 'unpaid' }), (await getRun(db(), org.scope, runId)).confirmation.state]).toEqual([3, 'completed']);
});

it('domain.md 3.1: a suspended organisation offers its members no way to pay', async () => {
  const member = await org.addMember();
  const bill = await openBill(server, org, member._id, 8000);
  server.payments.answers['methods.available'] = [{ method: 'card', available: true, reason: null, limit: null, memberFee: 0, stores: [] }];
  const offered = async () => (await methodsFor(server.platform, org.asMember(member._id), bill._id)).length;
  expect(await offered()).toBe(1);
  await stand('suspended');
  const calls = server.payments.calls.length;
  expect([await offered(), server.payments.calls.length]).toEqual([0, calls]);
  await stand('active');
});

import type { BillingRunId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plan } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { workOnConfirmation } from './bill-confirm.service.ts';
import { sweepRuns } from './billing-run.jobs.ts';
import { getRun } from './billing-run.repository.ts';
import { confirmRun, startRun } from './billing-run.service.ts';
import { workOnRun } from './run-work.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer();
  server.setNow('2026-03-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const runNow = (runId: BillingRunId) => getRun(server.platform.databases.server, org.scope, runId);

describe('a process that is told to end', () => {
  it('G22: gives a run back between two steps, and the next one ends it', async () => {
    await org.addMembers(2);
    const planned = await plan(server, org);
    const ending = { ...server.platform, stopping: () => true };
    await startRun(server.platform, org.scope, org.owner, planned._id);
    await workOnRun(ending, org.scope, planned._id);
    expect(await runNow(planned._id)).toMatchObject({ active: true, state: 'processing', done: 2, leaseUntil: null });
    await workOnRun(server.platform, org.scope, planned._id);
    expect(await runNow(planned._id)).toMatchObject({ active: false, state: 'completed', done: 2 });

    await confirmRun(server.platform, org.scope, org.owner, planned._id);
    await workOnConfirmation(ending, org.scope, planned._id);
    expect(await runNow(planned._id)).toMatchObject({ confirmation: { state: 'processing', done: 2 }, leaseUntil: null });
    await sweepRuns(ending);
    expect(await runNow(planned._id)).toMatchObject({ confirmation: { state: 'processing' } });
    await sweepRuns(server.platform);
    expect(await runNow(planned._id)).toMatchObject({ confirmation: { state: 'completed', done: 2 } });
  });
});

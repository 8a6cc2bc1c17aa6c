import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { billsOf } from '../src/modules/billing/bill.repository.ts';
import { planRows } from '../src/modules/billing/run-rows.service.ts';
import { membershipTypes, planPrice } from '../src/modules/members/membership-type.service.ts';
import { carryOut, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-03-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

it('RNK-02: each run uses the price in force on the first day it pays for, also when it is made before', async () => {
  await org.addMember();
  const { membershipTypeId, version } = (await membershipTypes(server.platform, org.scope))[0]!;
  const before = await plan(server, org, { fiscalYear: 2026 });
  const changed = { membershipTypeId, from: jstDate('2027-04-01'), annualFee: PriceYen.parse(12_000), version };
  await planPrice(server.platform, org.owner, changed);
  const [same, next] = [await plan(server, org, { fiscalYear: 2026 }), await plan(server, org, { fiscalYear: 2027 })];
  expect([before, same, next].map((run) => run.includedAmount)).toEqual([10_000, 10_000, 12_000]);
  expect(
    (await planRows(server.platform, org.scope, { billingRunId: next._id, show: 'all', q: '', size: 200, direction: 'next' })).rows[0]
      ?.parts,
  ).toMatchObject([{ kind: 'fee', amount: 12_000 }]);
  // The year that has begun keeps its price until the day itself.
  const lastMonth = await plan(server, org, { fiscalYear: 2026, allocationStartMonth: '2027-03' });
  expect(lastMonth.includedAmount).toBe(10_000);
  // What was made before is not touched by the change.
  await carryOut(server, org, before._id);
  expect((await billsOf(server.platform.databases.server, org.scope).find({}).toArray()).map((bill) => bill.amount)).toEqual([10_000]);
});

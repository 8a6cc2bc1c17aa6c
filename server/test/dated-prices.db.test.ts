import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { billsOf } from '../src/modules/billing/bill.repository.ts';
import { planRows } from '../src/modules/billing/run-rows.service.ts';
import { membershipTypes, planPrice, updateMembershipType } from '../src/modules/members/membership-type.service.ts';
import { carryOut, codeOf, plan } from './billing.factory.ts';
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

it('RNK-02: a form that stood open over the day on which a planned price began does not set it back, nor does its undo', async () => {
  const { platform } = server;
  const own = await openOrganization(server);
  const typeNow = async () => (await membershipTypes(platform, own.scope))[0]!;
  const { membershipTypeId, version } = await typeNow();
  await planPrice(platform, own.owner, { membershipTypeId, from: jstDate('2026-04-01'), annualFee: PriceYen.parse(12_000), version });
  const form = await typeNow();
  expect(form).toMatchObject({ annualFee: 10_000, feeFrom: null });
  const { name, annualFee, feeFrom } = form;
  // The evening before, and then the day itself.
  server.setNow('2026-03-31T14:59:00Z');
  const saved = await updateMembershipType(platform, own.owner, {
    membershipTypeId,
    name: '一般会員',
    annualFee,
    feeFrom,
    version: form.version,
  });
  server.setNow('2026-03-31T15:01:00Z');
  const late = { membershipTypeId, name, annualFee, feeFrom, version: saved.version };
  expect(await codeOf(updateMembershipType(platform, own.owner, late))).toBe('CONFLICT');
  expect(await typeNow()).toMatchObject({ name: '一般会員', annualFee: 12_000, feeFrom: '2026-04-01' });
  await updateMembershipType(platform, own.owner, { ...late, annualFee: PriceYen.parse(12_500), feeFrom: jstDate('2026-04-01') });
  expect(await typeNow()).toMatchObject({ name, annualFee: 12_500, firstFee: 10_000 });
});

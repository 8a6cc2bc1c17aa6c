import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { renewalDesk, yearly } from './renewal.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { myTerm } from '../src/modules/renewals/renewal-standing.service.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof renewalDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
});
beforeEach(async () => {
  server.setNow('2026-05-10T01:00:00Z');
  org = await openOrganization(server);
  desk = renewalDesk(server, org);
  await desk.set(org.regular);
});
afterAll(() => server.close());

describe('what a member was told of the automatic renewal holds', () => {
  it('BIL-15: charged on the day that the notice named, though the office plans an earlier one since', async () => {
    const sooner = await org.addType('準会員', 10_000);
    await desk.set(sooner, { ...yearly, chargeDays: 25 });
    const stays = await desk.member('2026-06-30', 'requested');
    const moved = await desk.member('2026-06-30', 'requested');
    await desk.day('2026-05-31');
    await desk.set(org.regular, { ...yearly, chargeDays: 20 });
    await server.platform.databases.server.collection('members').updateOne({ _id: moved as never }, { $set: { membershipTypeId: sooner } });
    for (const day of ['2026-06-06', '2026-06-11', '2026-06-22']) await desk.day(day);
    for (const memberId of [stays, moved]) {
      expect(await desk.billsOf(memberId)).toEqual([]);
      expect(await myTerm(server.platform, org.asMember(memberId))).toMatchObject({ autoRenewal: { chargeOn: '2026-06-23' } });
    }
    await desk.day('2026-06-23');
    for (const memberId of [stays, moved]) expect(await desk.billsOf(memberId)).toMatchObject([{ amount: 10_000, status: 'unpaid' }]);
    expect(desk.cards.charges).toHaveLength(2);
  });

  it('BIL-15: a new sum is told with the day that is planned by now, and My Page names no day of the old one', async () => {
    const memberId = await desk.member('2026-06-30', 'requested');
    await desk.day('2026-05-31');
    await desk.set(org.regular, { ...yearly, chargeDays: 20 });
    const types = server.platform.databases.server.collection('membership_types');
    await types.updateOne({ _id: org.regular as never }, { $set: { annualFee: 12_000 } });
    expect(await myTerm(server.platform, org.asMember(memberId))).toMatchObject({ autoRenewal: { chargeOn: '2026-06-10' } });
    await desk.day('2026-06-01');
    await desk.day('2026-06-10');
    expect(await desk.billsOf(memberId)).toMatchObject([{ amount: 12_000 }]);
  });
});

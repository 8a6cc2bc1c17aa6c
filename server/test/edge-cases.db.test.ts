import { jstDate } from '@tsudoi/shared/kernel/jst';
import { noAddress } from '@tsudoi/shared/kernel/postal-address';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rootRouter } from '../src/app/root.router.ts';
import { cancelBill, myBills } from '../src/modules/billing/bill.service.ts';
import { memberHistory } from '../src/modules/members/member-history.service.ts';
import { changeMemberStatus } from '../src/modules/members/member-status.service.ts';
import { findMember } from '../src/modules/members/member.repository.ts';
import { updateMember } from '../src/modules/members/member.service.ts';
import { billNow, carryOut, openBills, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let here: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-03-31T03:00:00Z');
  here = await openOrganization(server);
});
afterAll(() => server.close());

describe('edge cases of records', () => {
  test('case 90: a change note that staff writes into the memo stays a memo; the log says what was done, and nothing can edit it', async () => {
    const { _id: memberId } = await here.addMember();
    const { familyName, givenName, familyNameKana, givenNameKana, membershipTypeId, contactEmail, joinedOn, version } = await findMember(
      here.scope,
      memberId,
    );
    const form = { familyName, givenName, familyNameKana, givenNameKana, membershipTypeId, contactEmail, joinedOn };
    const memo = '2026/3/1 住所を東京に変更（佐藤）';
    await updateMember(server.platform, here.owner, {
      ...form,
      phone: '',
      postalCode: '',
      address: noAddress,
      affiliation: '',
      birthDate: '',
      memo,
      custom: {},
      memberId,
      version,
    } as never);
    expect(await findMember(here.scope, memberId)).toMatchObject({ memo, address: '' });
    const [entry] = (await memberHistory(server.platform, here.scope, { memberId, size: 50 })).rows;
    expect(entry).toMatchObject({ action: 'member.update', changes: [{ field: 'memo', before: null, after: memo }] });
    // No way in leads to a row of the log but reading it.
    const procedures = Object.entries(rootRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>);
    const ofLog = procedures.filter(([path]) => path.startsWith('audit.'));
    expect(ofLog.map(([, procedure]) => procedure._def.type)).toEqual(['query']);
  });

  test('case 95: whoever is suspended in the middle of a year keeps the bill of that year and is left out of the next', async () => {
    const org = await openOrganization(server);
    const { _id: memberId } = await org.addMember();
    await openBills(server, org, (await carryOut(server, org, (await plan(server, org))._id))._id);
    const [before] = await myBills(server.platform, org.scope, memberId);
    const change = { status: 'suspended' as const, effectiveOn: jstDate('2026-03-31'), reason: '休会', nextSteps: [] };
    expect((await changeMemberStatus(server.platform, org.owner, { memberId, ...change })).status).toBe('suspended');
    expect(await myBills(server.platform, org.scope, memberId)).toEqual([before]);
    const next = await plan(server, org, { fiscalYear: 2027 });
    expect(next).toMatchObject({ included: 0, excluded: 1, excludedByReason: { not_active: 1 } });
  });

  test('case 3: a withdrawal that is entered after the run leaves the bill as it is, due and on the books, until the office cancels it', async () => {
    const org = await openOrganization(server);
    const { _id: memberId } = await org.addMember();
    await openBills(server, org, (await carryOut(server, org, (await plan(server, org))._id))._id);
    const [made] = await myBills(server.platform, org.scope, memberId);
    const before = await billNow(server, made!.billId);
    // Of a day on which a new run would leave them out.
    const left = { status: 'withdrawn' as const, effectiveOn: jstDate('2026-03-31'), reason: '転居', nextSteps: [] };
    expect((await changeMemberStatus(server.platform, org.owner, { memberId, ...left })).status).toBe('withdrawn');
    expect([before.status, await billNow(server, before._id)]).toEqual(['unpaid', before]);
    expect(await plan(server, org, { fiscalYear: 2027 })).toMatchObject({ included: 0 });
    await cancelBill(server.platform, org.scope, org.owner, before._id, '退会のため');
    expect((await billNow(server, before._id)).status).toBe('cancelled');
  });

  test('case 91: whatever day a device believes it is, midnight in Japan decides', async () => {
    const [early, late] = await here.addMembers(2);
    const leave = (memberId: NonNullable<typeof early>['_id']) =>
      changeMemberStatus(server.platform, here.owner, {
        memberId,
        status: 'withdrawn',
        effectiveOn: jstDate('2026-04-01'),
        reason: '転居',
        nextSteps: [],
      });
    server.setNow('2026-03-31T14:59:59Z');
    expect((await leave(early!._id)).status).toBe('active');
    server.setNow('2026-03-31T15:00:00Z');
    expect((await leave(late!._id)).status).toBe('withdrawn');
  });
});

import { randomUUID } from 'node:crypto';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { joinPlan } from '../src/modules/recurring/join-plan.service.ts';
import { tendPlans, workOnPlans } from '../src/modules/recurring/plan-work.service.ts';
import { recurringPlans } from '../src/modules/recurring/plan.service.ts';
import { saveRecurringProduct } from '../src/modules/recurring/product.service.ts';
import { agreeToRenewal } from '../src/modules/renewals/renewal-consent.service.ts';
import { consentWording } from '../src/modules/renewals/renewal-consent.rules.ts';
import { renewByOffice } from '../src/modules/renewals/renewal-make.service.ts';
import { myTerm } from '../src/modules/renewals/renewal-standing.service.ts';
import { openBill } from './billing.factory.ts';
import { whyOf } from './correction.factory.ts';
import { type TestOrganization, historyOf, openOrganization } from './organization.factory.ts';
import { renewalDesk } from './renewal.factory.ts';
import { type TestServer, putRow, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof renewalDesk>;
beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow('2026-05-10T01:00:00Z');
  org = await openOrganization(server);
  desk = renewalDesk(server, org);
});

/** A change that begins on a day; what is stored beside the history is of the day before, as long as the nightly job has not run. */
async function planned(memberId: MemberId, stored: MemberStatus, ...changes: (readonly [MemberStatus, string])[]): Promise<void> {
  await putRow(server, 'members', memberId, { ...historyOf(...changes), status: stored });
}

async function withPlan() {
  const amount = PositiveYen.parse(3000);
  const form = { name: '書道教室 月謝', amount, chargeDay: 27, description: '', taxCategory: 'out_of_scope', isOpen: true } as const;
  const [made] = await saveRecurringProduct(server.platform, org.owner, { ...form, productId: null, version: 0 });
  const { productId } = made!;
  const { _id: memberId } = await org.addMember();
  desk.cards.putCard(memberId, 'requested');
  const asked = { productId, method: 'card', card: 'saved', amount, idempotencyKey: randomUUID() } as const;
  await joinPlan(server.platform, org.asMember(memberId), asked);
  const plan = async () => (await recurringPlans(server.platform, org.scope, { productId })).plans[0];
  return { memberId, plan };
}

async function planDay(day: string): Promise<void> {
  desk.cards.at(day);
  await workOnPlans(server.platform);
}

describe('domain.md 3.2: on the day that a planned status begins, before the job of the night has written it down', () => {
  it('BIL-17: no month is billed to who rests from today on, and the plan moves on', async () => {
    const { memberId, plan } = await withPlan();
    await planned(memberId, 'active', ['suspended', '2026-05-27']);
    await planDay('2026-05-27');
    expect(await desk.billsOf(memberId)).toEqual([]);
    expect(await plan()).toMatchObject({ state: 'active', nextBillOn: '2026-06-27' });
  });

  it('BIL-17: the month of who is back from today on is billed', async () => {
    const { memberId } = await withPlan();
    await planned(memberId, 'suspended', ['suspended', '2026-05-11'], ['active', '2026-05-27']);
    await planDay('2026-05-27');
    expect((await desk.billsOf(memberId)).map(({ dueOn }) => dueOn)).toEqual(['2026-05-27']);
  });

  it('case 32: the plan of who leaves today ends, by whatever look comes first, and no card of theirs is charged', async () => {
    const [billed, tended] = [await withPlan(), await withPlan()];
    await planned(billed.memberId, 'active', ['withdrawn', '2026-05-27']);
    await planDay('2026-05-27');
    expect(await desk.billsOf(billed.memberId)).toEqual([]);
    expect(await billed.plan()).toMatchObject({ state: 'ended' });
    await planned(tended.memberId, 'active', ['withdrawn', '2026-05-27']);
    await tendPlans(server.platform);
    expect(await tended.plan()).toMatchObject({ state: 'ended' });
    const { _id: memberId } = await org.addMember();
    desk.cards.putCard(memberId, 'requested');
    const bill = await openBill(server, org, memberId);
    await desk.cards.start(bill._id, memberId, '2026-05-27');
    await planned(memberId, 'active', ['withdrawn', '2026-05-27']);
    await desk.cards.work();
    expect(desk.cards.chargesOf(bill._id)).toEqual([]);
    expect(await desk.cards.collection(bill._id)).toMatchObject({ state: 'ended' });
  });

  it('BIL-15: nothing is renewed for who rests from today on, by the round, by themselves or by the office', async () => {
    await desk.set(org.regular);
    const memberId = await desk.member('2026-06-30', 'requested');
    await desk.day('2026-05-31');
    await planned(memberId, 'active', ['suspended', '2026-06-23']);
    await desk.day('2026-06-23');
    expect(await desk.billsOf(memberId)).toEqual([]);
    expect(await myTerm(server.platform, org.asMember(memberId))).toMatchObject({ canRenew: false, autoRenewal: { chargeOn: null } });
    expect(await whyOf(renewByOffice(server.platform, org.owner, memberId))).toBe('not_active');
    expect(await whyOf(agreeToRenewal(server.platform, org.asMember(memberId), { wording: consentWording }))).toBe('not_active');
  });

  it('BIL-15: and it goes on for who is back from today on', async () => {
    await desk.set(org.regular);
    const memberId = await desk.member('2026-06-30', 'requested');
    await desk.day('2026-05-31');
    await planned(memberId, 'suspended', ['suspended', '2026-06-01'], ['active', '2026-06-23']);
    await desk.day('2026-06-23');
    expect((await desk.billsOf(memberId)).map(({ amount }) => amount)).toEqual([10_000]);
  });
});

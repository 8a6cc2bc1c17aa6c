import { randomUUID } from 'node:crypto';
import type { MandateState } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { type MandateId, type MemberId, newChargeId, newMandateId } from '@tsudoi/shared/kernel/ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { mandateChanged } from '@tsudoi/shared/queue/payments.messages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestOrganization, historyOf, openOrganization } from '../../../test/organization.factory.ts';
import { cardDesk } from '../../../test/recurring.factory.ts';
import { type TestServer, putRow, startTestServer } from '../../../test/server.factory.ts';
import type { MailRow } from '../../platform/mail-outbox.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import type { MemberDocument } from '../members/members.public.ts';
import { joinPlan } from './join-plan.service.ts';
import { tendPlans, workOnPlans } from './plan-work.service.ts';
import { recurringPlans } from './plan.service.ts';
import { saveRecurringProduct } from './product.service.ts';
import { handlers } from './recurring.jobs.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof cardDesk>;
/** What the payments-service would answer now: the mandate that counts for each member. */
const mandates = new Map<MemberId, { mandateId: MandateId; version: number; state: MandateState }>();

beforeAll(async () => {
  server = await startTestServer('2026-05-20T01:00:00Z');
  org = await openOrganization(server);
  desk = cardDesk(server, org);
  const place = { bankCode: '0005', bankName: '', branchCode: '202', branchName: '', accountKind: 'ordinary', accountTail: '345' };
  const contract = {
    consignorCode: '1234567890',
    consignorName: 'ｼﾉﾉﾒ',
    ...place,
    debitDay: 26,
    leadDays: 0,
    state: 'approved',
    version: 2,
  };
  server.payments.answers['debits.overview'] = { contract, next: null };
  server.payments.answers['debits.mandateOf'] = ({ memberId }: { memberId: MemberId }) => {
    const known = mandates.get(memberId);
    if (!known) return null;
    return { ...known, memberId, customerNumber: '1', account: { ...place, holder: 'ｶﾞｸｼ' }, requestedAt: '2026-05-20T03:00:00.000Z' };
  };
});
afterAll(() => server.close());

/** As the queue brings it, and twice. */
async function tell(memberId: MemberId, { mandateId, version, state } = mandates.get(memberId)!): Promise<void> {
  const handler = handlers(server.platform).find(({ definition }) => definition === mandateChanged)!;
  const payload = mandateChanged.payload.parse({
    mandateId,
    sequence: version,
    state,
    memberIds: [memberId],
    changedAt: '2026-05-28T03:00:00.000Z',
  });
  const delivery = { messageId: 'msg' as never, occurredAt: new Date(), payload };
  await handler.handle(org.scope, [delivery]);
  await handler.handle(org.scope, [delivery]);
}
/** The mandate changes, and the server hears of it. */
async function becomes(memberId: MemberId, state: MandateState): Promise<void> {
  const known = mandates.get(memberId)!;
  mandates.set(memberId, { ...known, version: known.version + 1, state });
  await tell(memberId);
}
async function anew(memberId: MemberId, state: MandateState): Promise<void> {
  mandates.set(memberId, { mandateId: newMandateId(), version: 0, state });
  await tell(memberId);
}

async function withPlan(chargeDay = 27, given: Partial<MemberDocument> = {}) {
  desk.at('2026-05-20');
  const amount = PositiveYen.parse(3000);
  const terms = { name: '書道教室 月謝', amount, chargeDay, description: '', taxCategory: 'out_of_scope', isOpen: true } as const;
  const [product] = await saveRecurringProduct(server.platform, org.owner, { ...terms, productId: null, version: 0 });
  const { productId } = product!;
  const { _id: memberId, contactEmail } = await org.addMember(given);
  mandates.set(memberId, { mandateId: newMandateId(), version: 3, state: 'active' });
  const wanted = { productId, method: 'direct_debit', card: 'saved', amount, idempotencyKey: randomUUID() } as const;
  await joinPlan(server.platform, org.asMember(memberId), wanted);
  const db = server.platform.databases.server;
  const plan = async () => (await recurringPlans(server.platform, org.scope, { productId })).plans[0]!;
  return {
    memberId,
    plan,
    bills: () => db.collection<BillDocument>('bills').find({ memberId }).sort({ dueOn: 1 }).toArray(),
    mails: async () => {
      const all = await db.collection<MailRow>('mails').find({ to: contactEmail, purpose: 'recurring' }).toArray();
      return all.filter(({ subject }) => subject.includes('口座振替'));
    },
  };
}
async function day(on: string): Promise<void> {
  desk.at(on);
  await workOnPlans(server.platform);
}

describe('a plan by 口座振替 follows its mandate', () => {
  it('BIL-14 BIL-18: with the end of the mandate it is past due, the member is told once what to do, and no month piles up', async () => {
    const body = { kind: 'corporate', familyName: '株式会社あおい', givenName: '', contacts: null } as const;
    const { memberId, plan, bills, mails } = await withPlan(27, body);
    await day('2026-05-27');
    await becomes(memberId, 'invalid');
    expect(await plan()).toMatchObject({ state: 'past_due', lacksMandate: true });
    const [mail, ...more] = await mails();
    expect(more).toEqual([]);
    expect(mail!.text.split('\n')[0]).toBe('株式会社あおい 御中');
    expect(mail!.text).toContain('書道教室 月謝');
    expect(mail!.text).toContain(`/my/debit`);
    expect(mail!.text).toContain(`/my/plan/`);
    for (const on of ['2026-06-27', '2026-07-27']) await day(on);
    expect(await bills()).toHaveLength(1);
  });

  it('goes on when another mandate draws and nothing is overdue; one that is only asked for brings nothing back', async () => {
    const { memberId, plan, bills, mails } = await withPlan();
    await becomes(memberId, 'stopped');
    await anew(memberId, 'requested');
    expect(await plan()).toMatchObject({ state: 'past_due', lacksMandate: true });
    const old = { mandateId: newMandateId(), version: 4, state: 'stopped' } as const;
    await becomes(memberId, 'active');
    // The word on the mandate of before comes last: what counts is asked for.
    await tell(memberId, old);
    expect(await plan()).toMatchObject({ state: 'active', lacksMandate: false });
    expect(await mails()).toHaveLength(1);
    await day('2026-05-27');
    expect(await bills()).toHaveLength(1);
  });

  it('domain.md 3.8: waits for what is overdue, and goes on in the moment in which it is paid', async () => {
    const { memberId, plan, bills, mails } = await withPlan();
    await day('2026-05-27');
    await becomes(memberId, 'invalid');
    desk.at('2026-06-28');
    // Another one that ends before the bill is paid is told of as well.
    for (const state of ['active', 'stopped'] as const) await anew(memberId, state);
    expect(await mails()).toHaveLength(2);
    await anew(memberId, 'active');
    expect(await plan()).toMatchObject({ state: 'past_due', lacksMandate: false });
    await day('2026-07-27');
    const [bill, ...others] = await bills();
    expect(others).toEqual([]);
    await desk.settle({ chargeId: newChargeId(), billId: bill!._id });
    expect(await plan()).toMatchObject({ state: 'active', nextBillOn: '2026-08-27' });
    await day('2026-08-27');
    expect(await bills()).toHaveLength(2);
  });

  it('goes on as well where the overdue bill was cancelled, or a merge brought a mandate of which nobody told', async () => {
    const cancelled = await withPlan();
    await day('2026-05-27');
    await becomes(cancelled.memberId, 'invalid');
    desk.at('2026-06-28');
    await anew(cancelled.memberId, 'active');
    const [bill] = await cancelled.bills();
    await server.platform.databases.server.collection('bills').updateOne({ _id: bill!._id as never }, { $set: { status: 'cancelled' } });
    const merged = await withPlan();
    desk.at('2026-06-28');
    await becomes(merged.memberId, 'stopped');
    mandates.set(merged.memberId, { mandateId: newMandateId(), version: 2, state: 'active' });
    await tendPlans(server.platform);
    expect([(await cancelled.plan()).state, (await merged.plan()).state]).toEqual(['active', 'active']);
  });

  it('BIL-14: of a plan on which nothing was told yet the mandate is asked for, and its end is told once', async () => {
    // As of those that began before mandates were told of, or whose process died after they had begun.
    const [stopped, drawing] = [await withPlan(), await withPlan()];
    const plans = server.platform.databases.server.collection('recurring_plans');
    for (const { memberId } of [stopped, drawing]) await plans.updateOne({ memberId }, { $unset: { mandate: '' } });
    mandates.set(stopped.memberId, { ...mandates.get(stopped.memberId)!, version: 4, state: 'stopped' });
    for (let look = 0; look < 2; look += 1) await tendPlans(server.platform);
    expect(await stopped.plan()).toMatchObject({ state: 'past_due', lacksMandate: true });
    expect(await stopped.mails()).toHaveLength(1);
    expect(await drawing.plan()).toMatchObject({ state: 'active', lacksMandate: false });
    expect(await drawing.mails()).toEqual([]);
    expect(await plans.findOne({ memberId: drawing.memberId })).toMatchObject({ mandate: { state: 'active', version: 3 } });
  });

  it('stays as it is while the paper of another account is waited for; and who has left is told nothing', async () => {
    const waiting = await withPlan();
    await becomes(waiting.memberId, 'paper_or_web_pending');
    expect(await waiting.plan()).toMatchObject({ state: 'active', lacksMandate: false });
    await becomes(waiting.memberId, 'stopped');
    expect(await waiting.plan()).toMatchObject({ state: 'past_due', lacksMandate: true });
    const { memberId, mails, plan } = await withPlan();
    await putRow(server, 'members', memberId, historyOf(['withdrawn', '2026-05-20']));
    await becomes(memberId, 'stopped');
    expect(await mails()).toEqual([]);
    await tendPlans(server.platform);
    expect(await plan()).toMatchObject({ state: 'ended', lacksMandate: false });
  });
});

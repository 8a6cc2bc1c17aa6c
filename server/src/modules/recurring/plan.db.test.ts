import { randomUUID } from 'node:crypto';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { RecurringProductId } from '@tsudoi/shared/kernel/recurring-ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../../test/billing.factory.ts';
import { historyOf, leavingOn, type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { cardDesk } from '../../../test/recurring.factory.ts';
import { type TestServer, putRow, startTestServer } from '../../../test/server.factory.ts';
import type { MailRow } from '../../platform/mail-outbox.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import { confirmPlan, confirmWaiting, joinPlan, planOffer } from './join-plan.service.ts';
import { finishCard, myRecurring, removeCard, setUpCard } from './my-card.service.ts';
import { tendPlans, workOnPlans } from './plan-work.service.ts';
import { cancelOwnPlan, cancelPlan, recurringPlans } from './plan.service.ts';
import { recurringProducts, saveRecurringProduct } from './product.service.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof cardDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T01:00:00Z');
  org = await openOrganization(server);
  desk = cardDesk(server, org);
});
afterAll(() => server.close());

const form = {
  name: '書道教室 月謝',
  amount: PositiveYen.parse(3000),
  chargeDay: 27,
  description: '',
  taxCategory: 'out_of_scope',
  isOpen: true,
} as const;
async function newProduct(given: { readonly name?: string; readonly isOpen?: boolean } = {}) {
  desk.at('2026-05-20');
  const [made] = await saveRecurringProduct(server.platform, org.owner, { ...form, ...given, productId: null, version: 0 });
  return made!.productId;
}
const join = (memberId: MemberId, productId: RecurringProductId, given: object = {}) =>
  joinPlan(server.platform, org.asMember(memberId), {
    productId,
    method: 'card',
    card: 'saved',
    amount: PositiveYen.parse(3000),
    idempotencyKey: randomUUID(),
    ...given,
  });
const bills = (memberId: MemberId) =>
  server.platform.databases.server.collection<BillDocument>('bills').find({ memberId }).sort({ dueOn: 1 }).toArray();
const mails = (memberId: MemberId, org_ = org) =>
  server.platform.databases.server
    .collection<MailRow>('mails')
    .find({ orgId: org_.scope.orgId, purpose: 'recurring' })
    .sort({ createdAt: 1, _id: 1 })
    .toArray()
    .then(async (all) => {
      const member = await server.platform.databases.server.collection('members').findOne({ _id: memberId as never });
      return all.filter(({ to }) => to === member!['contactEmail']).map(({ subject }) => subject.split('】')[1]);
    });
const plansOf = async (productId: RecurringProductId) => (await recurringPlans(server.platform, org.scope, { productId })).plans;
/** A day of the jobs: the month's bill, its charge, and the provider's word. */
async function day(on: string, verdict: 'paid' | 'none' = 'none') {
  desk.at(on);
  await workOnPlans(server.platform);
  await desk.work();
  if (verdict === 'none') return;
  for (const charge of desk.charges) await desk.settle(charge);
}
async function withPlan(verdict: Parameters<typeof desk.putCard>[1] = 'requested') {
  const productId = await newProduct();
  const member = await org.addMember();
  desk.putCard(member._id, verdict);
  await join(member._id, productId);
  return { productId, memberId: member._id, actor: org.asMember(member._id) };
}

describe('a monthly plan', () => {
  it('BIL-17: the card is given once by the link, the first month is charged on its day and month 2 by itself', async () => {
    const productId = await newProduct();
    const member = await org.addMember();
    const actor = org.asMember(member._id);
    expect(await planOffer(server.platform, actor, productId)).toMatchObject({ firstBillOn: '2026-05-27', card: null, plan: null });
    const answer = await join(member._id, productId, { card: 'new' });
    expect(answer).toMatchObject({ outcome: 'redirect' });
    const { plan } = await planOffer(server.platform, actor, productId);
    expect(plan).toMatchObject({ state: 'pending', nextBillOn: null });
    expect(await confirmPlan(server.platform, actor, plan!.planId)).toEqual({ setup: 'pending' });
    desk.putCard(member._id, 'requested');
    expect(await confirmPlan(server.platform, actor, plan!.planId)).toEqual({ setup: 'done' });
    expect(await confirmPlan(server.platform, actor, plan!.planId)).toEqual({ setup: 'done' });
    expect(await mails(member._id)).toEqual(['継続のお支払いのご案内']);
    await day('2026-05-26');
    expect(await bills(member._id)).toEqual([]);
    await day('2026-05-27', 'paid');
    await day('2026-06-26');
    await Promise.allSettled([day('2026-06-27'), day('2026-06-27')]);
    await day('2026-06-28', 'paid');
    const made = await bills(member._id);
    expect(made.map(({ billName, dueOn, status, category, fiscalYear }) => [billName, dueOn, status, category, fiscalYear])).toEqual([
      ['書道教室 月謝（5月分）', '2026-05-27', 'paid', 'recurring', 2026],
      ['書道教室 月謝（6月分）', '2026-06-27', 'paid', 'recurring', 2026],
    ]);
    expect(desk.charges.filter(({ billId }) => made.some(({ _id }) => _id === billId))).toHaveLength(2);
    expect(await plansOf(productId)).toMatchObject([
      { state: 'active', nextBillOn: '2026-07-27', lastBill: { status: 'paid', retryOn: null } },
    ]);
  });

  it('BIL-14: a number for a shop or Pay-easy is never offered nor taken; a bank account only with a mandate', async () => {
    const productId = await newProduct();
    const member = await org.addMember();
    const { answers } = server.payments;
    const methods = async () => (await planOffer(server.platform, org.asMember(member._id), productId)).methods;
    answers['methods.available'] = [];
    expect(await methods()).toEqual(['card']);
    const contract = {
      consignorCode: '1234567890',
      consignorName: 'ｼﾉﾉﾒ',
      bankCode: '0005',
      bankName: '',
      branchCode: '202',
      branchName: '',
      accountKind: 'ordinary',
      accountTail: '345',
      debitDay: 26,
      leadDays: 0,
      state: 'approved',
      version: 2,
    };
    answers['debits.overview'] = { contract, next: null };
    expect(await methods()).toEqual(['card']);
    const account = {
      bankCode: '0005',
      bankName: '',
      branchCode: '202',
      branchName: '',
      accountKind: 'ordinary',
      accountTail: '345',
      holder: 'ｶﾞｸｼ',
    };
    answers['debits.mandateOf'] = {
      mandateId: 'mdt_01JZZZZZZZZZZZZZZZZZZZZZZZ',
      memberId: member._id,
      state: 'active',
      customerNumber: 'M000001',
      account,
      requestedAt: '2026-05-20T03:00:00.000Z',
      version: 0,
    };
    expect(await methods()).toEqual(['card', 'direct_debit']);
    answers['cards.offered'] = { offered: false };
    expect(await methods()).toEqual(['direct_debit']);
    expect(await codeOf(join(member._id, productId))).toBe('METHOD_NOT_AVAILABLE');
    // Its bill is left to the month's list and charged by nobody here.
    await join(member._id, productId, { method: 'direct_debit' });
    await day('2026-05-27');
    const [bill] = await bills(member._id);
    expect(bill).toMatchObject({ dueOn: '2026-06-27', status: 'unpaid' });
    expect(bill!.collecting).toBeUndefined();
    expect(desk.chargesOf(bill!._id)).toEqual([]);
    answers['cards.offered'] = { offered: true };
    answers['debits.overview'] = { contract: null, next: null };
    answers['debits.mandateOf'] = null;
  });

  it('case 94: an expired card is tried again, then the plan is past due, no month piles up, and another card brings it back', async () => {
    const { productId, memberId } = await withPlan('card_not_usable');
    for (const on of ['2026-05-27', '2026-05-28', '2026-06-01', '2026-06-08']) await day(on);
    expect(await plansOf(productId)).toMatchObject([{ state: 'past_due', lastBill: { status: 'unpaid' } }]);
    await day('2026-06-27');
    await day('2026-07-27');
    expect(await bills(memberId)).toHaveLength(1);
    const cardId = desk.putCard(memberId, 'requested');
    await desk.tellOfCard(memberId, cardId);
    await desk.work();
    for (const charge of desk.chargesOf((await bills(memberId))[0]!._id)) await desk.settle(charge);
    expect(await plansOf(productId)).toMatchObject([{ state: 'active', nextBillOn: '2026-08-27' }]);
    await day('2026-08-27');
    expect((await bills(memberId)).map(({ dueOn }) => dueOn)).toEqual(['2026-05-27', '2026-08-27']);
  });

  it('case 32: who only meant to leave keeps the plan; who has left has none, and is charged nothing', async () => {
    const { productId, memberId } = await withPlan();
    await putRow(server, 'members', memberId, leavingOn('2026-06-30'));
    await tendPlans(server.platform);
    await day('2026-05-27');
    expect(await plansOf(productId)).toMatchObject([{ state: 'active', nextBillOn: '2026-06-27' }]);
    desk.at('2026-06-30');
    await tendPlans(server.platform);
    expect(await plansOf(productId)).toMatchObject([{ state: 'ended', nextBillOn: null }]);
    await day('2026-06-27');
    expect(await bills(memberId)).toHaveLength(1);
  });

  it('rests with the member, and is charged for the months behind that', async () => {
    const { memberId } = await withPlan();
    await putRow(server, 'members', memberId, historyOf(['suspended', '2026-05-21'], ['active', '2026-06-20']));
    await day('2026-05-27');
    await day('2026-06-27');
    expect((await bills(memberId)).map(({ dueOn }) => dueOn)).toEqual(['2026-06-27']);
  });

  it('goes on with another amount from the next month, told before, but not while the organisation is suspended; whoever joins then sees what it will cost', async () => {
    const { productId, memberId } = await withPlan();
    const change = async (amount: number) => {
      const { version } = (await recurringProducts(server.platform, org.scope)).find((one) => one.productId === productId)!;
      await saveRecurringProduct(server.platform, org.owner, { ...form, amount: PositiveYen.parse(amount), productId, version });
      await tendPlans(server.platform);
    };
    await putRow(server, 'organizations', org.scope.orgId, { status: 'suspended' });
    await change(3500);
    expect(await mails(memberId)).toHaveLength(1);
    await putRow(server, 'organizations', org.scope.orgId, { status: 'active' });
    await tendPlans(server.platform);
    await tendPlans(server.platform);
    expect(await mails(memberId)).toEqual(['継続のお支払いのご案内', '金額変更のお知らせ']);
    await day('2026-05-27');
    await day('2026-06-27');
    expect((await bills(memberId)).map(({ amount }) => amount)).toEqual([3000, 3500]);
    const other = await org.addMember();
    desk.putCard(other._id, 'requested');
    expect(await codeOf(join(other._id, productId))).toBe('CONFLICT');
    expect(await join(other._id, productId, { amount: 3500 })).toMatchObject({ outcome: 'active' });
  });

  it('is stopped by the member for later months, or by the office with a reason; what is billed stays', async () => {
    const { productId, memberId, actor } = await withPlan();
    await day('2026-05-27');
    const [plan] = await plansOf(productId);
    const { planId, version } = plan!;
    const stranger = await org.addMember();
    const theirs = org.asMember(stranger._id);
    expect(await codeOf(cancelOwnPlan(server.platform, theirs, { planId, version }))).toBe('NOT_FOUND');
    expect(await codeOf(confirmPlan(server.platform, theirs, planId))).toBe('NOT_FOUND');
    const outsider = await openOrganization(server);
    expect(await codeOf(cancelPlan(server.platform, outsider.owner, { planId, version, reason: 'x' }))).toBe('NOT_FOUND');
    expect(await codeOf(cancelOwnPlan(server.platform, actor, { planId, version: version + 1 }))).toBe('CONFLICT');
    await cancelOwnPlan(server.platform, actor, { planId, version });
    await day('2026-06-27');
    expect(await bills(memberId)).toHaveLength(1);
    expect(desk.chargesOf((await bills(memberId))[0]!._id)).toHaveLength(1);
    expect(await codeOf(cancelPlan(server.platform, org.owner, { planId, version: version + 1, reason: '電話で' }))).toBe(
      'INVALID_TRANSITION',
    );
    // It may be taken again.
    await join(memberId, productId);
    const [again] = await plansOf(productId);
    await cancelPlan(server.platform, org.owner, { planId: again!.planId, version: again!.version, reason: '電話で' });
    expect(await plansOf(productId)).toMatchObject([{ state: 'cancelled', cancelReason: '電話で' }, { state: 'cancelled' }]);
  });

  it('is one for a member and product however often it is pressed, and begins also where nobody came back from the card’s page', async () => {
    const productId = await newProduct();
    const member = await org.addMember();
    await Promise.allSettled([join(member._id, productId, { card: 'new' }), join(member._id, productId, { card: 'new' })]);
    await join(member._id, productId, { card: 'new' });
    expect(await plansOf(productId)).toHaveLength(1);
    desk.putCard(member._id, 'requested');
    await confirmWaiting(server.platform, org.scope, member._id);
    await confirmWaiting(server.platform, org.scope, member._id);
    await join(member._id, productId);
    expect(await plansOf(productId)).toMatchObject([{ state: 'active' }]);
  });

  it('two plans of one member are two bills a month', async () => {
    const { memberId } = await withPlan();
    await join(memberId, await newProduct({ name: '会場費' }));
    await day('2026-05-27');
    expect((await bills(memberId)).map(({ billName }) => billName).toSorted()).toEqual(['会場費（5月分）', '書道教室 月謝（5月分）']);
  });

  it('BIL-16: is not for donations, and a closed product takes nobody new', async () => {
    expect(await codeOf(newProduct({ name: '毎月の寄付' }))).toBe('DONATION_NOT_ALLOWED');
    const productId = await newProduct({ isOpen: false });
    const member = await org.addMember();
    desk.putCard(member._id, 'requested');
    expect(await codeOf(join(member._id, productId))).toBe('RECURRING_CLOSED');
    expect(await codeOf(planOffer(server.platform, (await openOrganization(server)).asMember(member._id), productId))).toBe('NOT_FOUND');
  });

  it('a member registers a card by the provider’s page, sees its last digits only, and takes it back', async () => {
    const member = await org.addMember();
    const actor = org.asMember(member._id);
    const { setupId, redirectUrl } = await setUpCard(server.platform, actor, randomUUID());
    expect(redirectUrl).toContain(setupId);
    expect(await finishCard(server.platform, actor, setupId)).toEqual({ state: 'pending' });
    desk.putCard(member._id, 'requested');
    expect(await finishCard(server.platform, actor, setupId)).toEqual({ state: 'done' });
    const stranger = org.asMember((await org.addMember())._id);
    expect(await codeOf(finishCard(server.platform, stranger, setupId))).toBe('NOT_FOUND');
    expect(await myRecurring(server.platform, actor)).toMatchObject({ cardOffered: true, card: { lastFour: '4242' }, plans: [] });
    await removeCard(server.platform, actor);
    expect((await myRecurring(server.platform, actor)).card).toBeNull();
    expect(await codeOf(removeCard(server.platform, actor))).toBe('NOT_FOUND');
  });
});

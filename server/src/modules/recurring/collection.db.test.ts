import { randomUUID } from 'node:crypto';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, openBill, payBill, takeBack } from '../../../test/billing.factory.ts';
import { dunningDesk } from '../../../test/dunning.factory.ts';
import { type TestOrganization, historyOf, openOrganization } from '../../../test/organization.factory.ts';
import { cardDesk } from '../../../test/recurring.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { retireInTransaction } from '../billing/billing.public.ts';
import { type CollectionOutcome, registerCollectionOutcome } from './collection-outcome.service.ts';
import { unwantedCollectionMails } from './collection.service.ts';
import { joinPlan } from './join-plan.service.ts';
import { tendPlans } from './plan-work.service.ts';
import { recurringPlans } from './plan.service.ts';
import { saveRecurringProduct } from './product.service.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof cardDesk>;
const heard: { billId: string; outcome: CollectionOutcome }[] = [];

beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
  org = await openOrganization(server);
  desk = cardDesk(server, org);
  registerCollectionOutcome(async (_platform, _scope, { _id }, outcome) => {
    heard.push({ billId: _id, outcome });
  });
});
afterAll(() => server.close());

const outcomesOf = (billId: string) => heard.filter((one) => one.billId === billId).map(({ outcome }) => outcome);

/** A member with a bill that is to be collected from today, 10 May, on. */
async function someone(verdict: Parameters<typeof desk.putCard>[1] | null, amount = 3000) {
  desk.at('2026-05-10');
  const member = await org.addMember();
  const cardId = verdict === null ? null : desk.putCard(member._id, verdict);
  const bill = await openBill(server, org, member._id, amount);
  await desk.start(bill._id, member._id, '2026-05-10');
  return { memberId: member._id, billId: bill._id, bill, cardId };
}

describe('the automatic collection of a bill', () => {
  it('BIL-17: charges the card once on its day, however often it is started and looked at, and is paid with the money', async () => {
    const { billId, memberId, cardId } = await someone('requested');
    await desk.start(billId, memberId, '2026-05-10');
    await Promise.all([desk.work(), desk.work()]);
    for (const day of ['2026-05-10', '2026-05-11', '2026-05-15', '2026-05-22']) {
      desk.at(day);
      await desk.work();
    }
    expect(desk.chargesOf(billId)).toMatchObject([{ cardId, amount: 3000 }]);
    expect((await desk.collection(billId)).state).toBe('waiting');
    await desk.settle(desk.chargesOf(billId)[0]!);
    expect(await desk.collection(billId)).toMatchObject({ state: 'paid', lookAt: null });
    expect(outcomesOf(billId)).toEqual(['paid']);
    expect(await desk.mails(billId)).toEqual([]);
  });

  it('is charged once by a process that was killed and one that looks again: the answer is asked for with the same key', async () => {
    const { billId } = await someone('requested');
    desk.loseAnswers(true);
    await desk.work();
    desk.loseAnswers(false);
    expect((await desk.collection(billId)).tries).toMatchObject([{ chargeId: null, outcome: null }]);
    desk.at('2026-05-11');
    await desk.work();
    expect(desk.chargesOf(billId)).toHaveLength(1);
    expect((await desk.collection(billId)).tries).toMatchObject([{ chargeId: desk.chargesOf(billId)[0]!.chargeId }]);
  });

  it('waits for a verdict that a provider does not give, and goes on where it denies', async () => {
    const { billId } = await someone('unavailable');
    await desk.work();
    desk.at('2026-05-14');
    await desk.work();
    expect(desk.chargesOf(billId)).toHaveLength(1);
    await desk.fail(desk.chargesOf(billId)[0]!);
    await desk.work();
    server.setNow('2026-05-14T02:00:00Z');
    await desk.work();
    expect(await desk.collection(billId)).toMatchObject({ firstFailedOn: '2026-05-14', nextTryOn: '2026-05-15' });
  });

  it('case 94, ARR-03: tries on D+1, D+5 and D+12 with a mail each, is then past due, and only then reminded of', async () => {
    const { billId, memberId } = await someone('card_declined');
    const db = server.platform.databases.server;
    await db
      .collection('bills')
      .updateOne({ _id: billId as never }, { $set: { dueOn: '2026-05-10', confirmedAt: new Date('2026-04-01') } });
    const office = dunningDesk(server, org);
    const due = async () => (await office.plan({ view: 'due' })).rows.some((row) => row.memberId === memberId);
    const seen: [string, string, number][] = [];
    for (let day = 0; day <= 20; day += 1) {
      desk.at(desk.after('2026-05-10', day));
      await desk.work();
      await desk.work();
      const { state, tries } = await desk.collection(billId);
      if (seen.at(-1)?.[2] !== tries.length) seen.push([desk.after('2026-05-10', day), state, tries.length]);
      if (day === 11) expect(await due()).toBe(false);
    }
    expect(seen).toEqual([
      ['2026-05-10', 'waiting', 1],
      ['2026-05-11', 'waiting', 2],
      ['2026-05-15', 'waiting', 3],
      ['2026-05-22', 'past_due', 4],
    ]);
    expect(outcomesOf(billId)).toEqual(['past_due']);
    expect((await billNow(server, billId)).collecting).toBe(false);
    expect(await due()).toBe(true);
    const mails = await desk.mails(billId);
    expect(mails.map(({ subject }) => subject.split('】')[1])).toEqual([
      'カード決済ができませんでした',
      'カード決済ができませんでした',
      'カード決済ができませんでした',
      'お支払いのお願い',
    ]);
    expect(mails[0]!.text).toContain('2026年5月11日に、もう一度');
    expect(mails[0]!.link).toMatch(/\/my\/payment$/);
    expect(mails[3]!.link).toMatch(new RegExp(`/my/pay/${billId}$`));
    expect(mails[3]!.text).toContain('登録されたカードでのお支払いを試みましたが');
  });

  it('ARR-03: mails that have not gone yet do not go once the bill is paid', async () => {
    const { billId, bill } = await someone('card_declined');
    await desk.work();
    const mails = await desk.mails(billId);
    expect((await unwantedCollectionMails(server.platform, mails)).size).toBe(0);
    await payBill(server, org, bill);
    expect([...(await unwantedCollectionMails(server.platform, mails))]).toEqual(mails.map(({ _id }) => _id));
    desk.at('2026-05-11');
    await desk.work();
    expect((await desk.collection(billId)).tries).toHaveLength(1);
  });

  it('domain 3.8: another card is tried at once, also of a bill that is past due, and the same news again changes nothing', async () => {
    const { billId, memberId } = await someone('card_declined');
    for (const days of [0, 1, 5, 12]) {
      desk.at(desk.after('2026-05-10', days));
      await desk.work();
    }
    desk.at('2026-05-30');
    const cardId = desk.putCard(memberId, 'card_declined');
    await desk.tellOfCard(memberId, cardId);
    await desk.work();
    expect((await desk.collection(billId)).tries).toHaveLength(5);
    await desk.tellOfCard(memberId, cardId);
    await desk.work();
    expect(await desk.collection(billId)).toMatchObject({ state: 'past_due', nextTryOn: null });
    expect((await desk.collection(billId)).tries).toHaveLength(5);
    const good = desk.putCard(memberId, 'requested');
    await desk.tellOfCard(memberId, good);
    await desk.work();
    await desk.settle(desk.chargesOf(billId)[0]!);
    expect((await desk.collection(billId)).state).toBe('paid');
    expect(outcomesOf(billId)).toEqual(['past_due', 'paid']);
  });

  it('asks whoever has no card for one at once, keeps the days, and goes on as soon as there is one', async () => {
    const { billId, memberId } = await someone(null);
    await desk.work();
    expect(await desk.mails(billId)).toMatchObject([{ subject: expect.stringContaining('カードのご登録のお願い') }]);
    expect(await desk.collection(billId)).toMatchObject({ nextTryOn: '2026-05-11', state: 'waiting' });
    const cardId = desk.putCard(memberId, 'requested');
    await desk.tellOfCard(memberId, cardId);
    await desk.work();
    expect(desk.chargesOf(billId)).toMatchObject([{ cardId }]);
  });

  it('case 94: whoever had no card to the end is not told that one was tried', async () => {
    const { billId } = await someone(null);
    for (const days of [0, 1, 5, 12]) {
      desk.at(desk.after('2026-05-10', days));
      await desk.work();
    }
    expect(await desk.collection(billId)).toMatchObject({ state: 'past_due' });
    const last = (await desk.mails(billId)).at(-1)!;
    expect(last.subject).toContain('お支払いのお願い');
    expect(last.text).toContain('カードが登録されていないため');
    expect(last.text).not.toContain('試みました');
  });

  it('does not try early because a card was changed', async () => {
    desk.at('2026-05-10');
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id, 3000);
    await desk.start(bill._id, member._id, '2026-05-27');
    await desk.tellOfCard(member._id, desk.putCard(member._id, 'requested'));
    await desk.work();
    expect(desk.chargesOf(bill._id)).toEqual([]);
  });

  it('ends with the bill or with the member, and charges nothing of what somebody paid by hand', async () => {
    const [paid, cancelled, left, dead] = [
      await someone('requested'),
      await someone('requested'),
      await someone('requested'),
      await someone('requested'),
    ];
    await payBill(server, org, paid.bill);
    await inTransaction(server.platform.databases.client, (session) =>
      retireInTransaction(server.platform, org.scope, org.owner, cancelled.billId, '誤り', session),
    );
    const members = server.platform.databases.server.collection('members');
    await members.updateOne({ _id: left.memberId as never }, { $set: historyOf(['withdrawn', '2026-05-10']) });
    await members.updateOne({ _id: dead.memberId as never }, { $set: historyOf(['deceased', '2026-05-10']) });
    await desk.work();
    const states = await Promise.all([paid, cancelled, left, dead].map(async ({ billId }) => (await desk.collection(billId)).state));
    expect(states).toEqual(['paid', 'ended', 'ended', 'ended']);
    for (const { billId } of [paid, cancelled, left, dead]) {
      expect(desk.chargesOf(billId)).toEqual([]);
      expect(await desk.mails(billId)).toEqual([]);
    }
    expect(outcomesOf(dead.billId)).toEqual(['ended']);
  });

  it('does not charge again what was charged back', async () => {
    const { billId, bill } = await someone('requested');
    const money = await payBill(server, org, bill, { method: 'card' });
    await takeBack(server, org, money, { kind: 'charged_back' });
    expect(await billNow(server, billId)).toMatchObject({ status: 'unpaid', collecting: false });
    desk.at('2026-05-12');
    await desk.work();
    expect(desk.chargesOf(billId)).toEqual([]);
  });

  it('leaves a bill for which a slip is open to whoever pays it', async () => {
    const { billId } = await someone('requested');
    const office = dunningDesk(server, org);
    await office.setCharge(billId, 'awaiting', new Date('2026-05-12T14:59:59Z'));
    await desk.work();
    expect(desk.chargesOf(billId)).toEqual([]);
    await office.setCharge(billId, 'expired');
    desk.at('2026-05-13');
    await desk.work();
    expect(desk.chargesOf(billId)).toHaveLength(1);
  });

  it('says nothing to the member where the organisation takes no cards at present', async () => {
    const { billId } = await someone('method_not_available');
    await desk.work();
    expect(await desk.mails(billId)).toEqual([]);
    expect(await desk.collection(billId)).toMatchObject({ nextTryOn: '2026-05-11' });
  });

  it('counts what the provider did not take up as no failure, and is of one organisation', async () => {
    const { billId, memberId } = await someone('charge_in_progress');
    await desk.work();
    expect(await desk.collection(billId)).toMatchObject({ firstFailedOn: null, tries: [{ outcome: 'dropped' }] });
    const stranger = await openOrganization(server);
    await expect(desk.start(billId, memberId, '2026-05-10', stranger.scope)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('domain.md 3.1: ends with the organisation, as its plans do, also where its members are gone already', async () => {
    const ending = await openOrganization(server);
    const theirs = cardDesk(server, ending);
    const [first, second] = await ending.addMembers(2);
    theirs.at('2026-05-10');
    for (const member of [first!, second!]) theirs.putCard(member._id, 'requested');
    const collected = [];
    for (const member of [first!, second!]) {
      const bill = await openBill(server, ending, member._id, 3000);
      await theirs.start(bill._id, member._id, '2026-05-10');
      collected.push(bill._id);
    }
    const product = {
      name: '月謝',
      amount: PositiveYen.parse(3000),
      chargeDay: 27,
      description: '',
      taxCategory: 'out_of_scope',
      isOpen: true,
    } as const;
    const [made] = await saveRecurringProduct(server.platform, ending.owner, { ...product, productId: null, version: 0 });
    await joinPlan(server.platform, ending.asMember(first!._id), {
      productId: made!.productId,
      method: 'card',
      card: 'saved',
      amount: product.amount,
      idempotencyKey: randomUUID(),
    });
    const db = server.platform.databases.server;
    await db.collection('organizations').updateOne({ _id: ending.scope.orgId as never }, { $set: { status: 'terminated' } });
    await db.collection('members').deleteOne({ _id: second!._id as never });
    await theirs.work();
    await tendPlans(server.platform);
    for (const billId of collected) expect(await theirs.collection(billId)).toMatchObject({ state: 'ended', lookAt: null });
    expect(theirs.charges).toEqual([]);
    expect((await recurringPlans(server.platform, ending.scope, {})).plans).toMatchObject([{ state: 'ended', nextBillOn: null }]);
  });
});

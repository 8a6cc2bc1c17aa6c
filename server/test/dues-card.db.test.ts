import { type MemberId, newDebitCollectionId, newMandateId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { answerDebit } from '../src/modules/payments/debit.service.ts';
import { stopDues, wishCard } from '../src/modules/recurring/card-wish.service.ts';
import { tendDues } from '../src/modules/recurring/dues-card.service.ts';
import { myRecurring } from '../src/modules/recurring/my-card.service.ts';
import type { MailRow } from '../src/platform/mail-outbox.ts';
import { billNow, carryOut, openBill, openBills, payBill, plan } from './billing.factory.ts';
import { type TestOrganization, leavingOn, openOrganization } from './organization.factory.ts';
import { cardDesk } from './recurring.factory.ts';
import { type TestServer, putRow, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof cardDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
  org = await openOrganization(server);
  desk = cardDesk(server, org);
  server.payments.answers['debits.collect'] = { collected: 0 };
});
beforeEach(() => desk.at('2026-05-10'));
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const wish = (memberId: MemberId, of = org) =>
  inTransaction(server.platform.databases.client, (session) =>
    wishCard(server.platform, of.scope, { memberId, by: '髙橋 美咲', from: jstDate('2026-05-10') }, session),
  );
/** Dues that fall due on the 26th. */
async function dues(memberId: MemberId, of = org): Promise<BillDocument> {
  const { _id } = await plan(server, of, { members: [memberId], dueOn: '2026-05-26' });
  await carryOut(server, of, _id);
  await openBills(server, of, _id);
  return (await db().collection<BillDocument>('bills').findOne({ memberId, category: 'annual' }))!;
}
/** A member who chose a card and has left one, with dues. */
async function someone(verdict: Parameters<typeof desk.putCard>[1] = 'requested') {
  const { _id: memberId, contactEmail } = await org.addMember();
  await wish(memberId);
  const cardId = desk.putCard(memberId, verdict);
  return { memberId, contactEmail, cardId, bill: await dues(memberId), actor: org.asMember(memberId) };
}
async function day(on: string): Promise<void> {
  desk.at(on);
  await tendDues(server.platform);
  await Promise.all([desk.work(), desk.work()]);
}

describe('BIL-18: dues of members who chose a card', () => {
  it('BIL-18: on the 26th each active card is charged once for its dues, however often the day is worked on', async () => {
    const people = [await someone(), await someone(), await someone()];
    await Promise.all([tendDues(server.platform), tendDues(server.platform)]);
    await day('2026-05-25');
    expect(people.flatMap(({ bill }) => desk.chargesOf(bill._id))).toEqual([]);
    for (let times = 0; times < 3; times += 1) await day('2026-05-26');
    for (const { bill, cardId } of people) expect(desk.chargesOf(bill._id)).toMatchObject([{ cardId, amount: 10_000 }]);
    for (const { contactEmail } of people)
      expect(await db().collection<MailRow>('mails').countDocuments({ to: contactEmail, purpose: 'collection' })).toBe(1);
    await desk.settle(desk.chargesOf(people[0]!.bill._id)[0]!);
    await day('2026-06-26');
    expect(people.map(({ bill }) => desk.chargesOf(bill._id).length)).toEqual([1, 1, 1]);
  });

  it('BIL-18: what falls due behind the last month of a card is not told as charged to it; with another card it is handed over', async () => {
    const { answers } = server.payments;
    const ofMembers = answers['cards.ofMembers'] as (input: object) => object[];
    answers['cards.ofMembers'] = (input: object) => ofMembers(input).map((card) => ({ ...card, expires: '2026-04' }));
    const { contactEmail, bill } = await someone();
    const mails = () => db().collection<MailRow>('mails').countDocuments({ to: contactEmail, purpose: 'collection' });
    await tendDues(server.platform);
    expect([(await billNow(server, bill._id)).collecting, await mails()]).toEqual([undefined, 0]);
    answers['cards.ofMembers'] = ofMembers;
    await tendDues(server.platform);
    expect([(await billNow(server, bill._id)).collecting, await mails()]).toEqual([true, 1]);
  });

  it('BIL-18: what else is asked for is left to the member, and what the card collects is not drawn from a bank as well', async () => {
    const { memberId, bill } = await someone();
    const course = await openBill(server, org, memberId, 5000);
    await tendDues(server.platform);
    expect((await billNow(server, course._id)).collecting).toBeUndefined();
    const mandates = [{ mandateId: newMandateId(), memberId }];
    await answerDebit(server.platform, org.scope, {
      collectionId: newDebitCollectionId(),
      part: 0,
      nextDebitOn: jstDate('2026-06-26'),
      mandates,
    });
    const { claims } = server.payments.calls.findLast(({ procedure }) => procedure === 'debits.collect')!.input as {
      claims: { lines: { payableId: string }[] }[];
    };
    expect(claims.flatMap(({ lines }) => lines.map(({ payableId }) => payableId))).toEqual([course._id]);
    expect((await billNow(server, bill._id)).collecting).toBe(true);
  });

  it('BIL-18: paid before its day by hand, nothing is charged; a card that fails is tried again as any other', async () => {
    const paid = await someone();
    const failing = await someone('card_declined');
    await tendDues(server.platform);
    await payBill(server, org, paid.bill);
    await day('2026-05-26');
    expect(desk.chargesOf(paid.bill._id)).toEqual([]);
    expect(await desk.collection(failing.bill._id)).toMatchObject({
      firstFailedOn: '2026-05-26',
      nextTryOn: '2026-05-27',
      source: { kind: 'dues' },
    });
  });

  it('BIL-18: stopped by the member it is charged no more, which stands in the log once; the bill is theirs to pay', async () => {
    const { memberId, actor, bill } = await someone();
    await tendDues(server.platform);
    for (let times = 0; times < 2; times += 1) await stopDues(server.platform, actor);
    expect((await myRecurring(server.platform, actor)).paysDues).toBe(false);
    await day('2026-05-26');
    await day('2026-05-27');
    expect(desk.chargesOf(bill._id)).toEqual([]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', collecting: false });
    const entry = { orgId: org.scope.orgId, action: 'card.dues_stop', subjectId: memberId };
    expect(await db().collection('audit_entries').countDocuments(entry)).toBe(1);
    // Of somebody who never chose it there is nothing to stop.
    await stopDues(server.platform, org.asMember((await org.addMember())._id));
    expect(
      await db()
        .collection('audit_entries')
        .countDocuments({ ...entry, subjectId: { $exists: true } } as never),
    ).toBe(1);
  });

  it('BIL-18: a word that is taken back while its bill is being handed over is no word on the day either', async () => {
    const { memberId, bill } = await someone();
    await tendDues(server.platform);
    // The row that a stop writes, without what it stops: as of two that happen at once.
    const wishes = db().collection<{ _id: string }>('card_wishes');
    const own = (await wishes.findOne({ memberId } as never))!;
    await wishes.insertOne({ ...own, _id: `cwi_${'7'.padEnd(26, 'Z')}`, isOn: false } as never);
    await day('2026-05-26');
    expect(desk.chargesOf(bill._id)).toEqual([]);
    expect((await desk.collection(bill._id)).state).toBe('ended');
  });

  it('BIL-18: a notice that is given up has told nobody: the bill is not charged, and is the member’s to pay', async () => {
    const { contactEmail, bill } = await someone();
    await tendDues(server.platform);
    const notice = (await db().collection<MailRow>('mails').findOne({ to: contactEmail, purpose: 'collection' }))!;
    const { client } = server.platform.databases;
    await inTransaction(client, (session) => server.platform.hooks.mailGivenUp(notice, session));
    for (const on of ['2026-05-26', '2026-05-27']) await day(on);
    expect(desk.chargesOf(bill._id)).toEqual([]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', collecting: false });
  });

  it('BIL-18: who has left, whom no mail would tell and whose organisation keeps no cards any more is not charged', async () => {
    const left = await someone();
    const untold = await someone();
    await putRow(server, 'members', left.memberId, { ...leavingOn('2026-05-20'), status: 'withdrawn' });
    await putRow(server, 'members', untold.memberId, { contactEmail: '' });
    const other = await openOrganization(server);
    const { _id: memberId } = await other.addMember();
    await wish(memberId, other);
    desk.putCard(memberId, 'requested');
    const theirs = await dues(memberId, other);
    desk.at('2026-05-21');
    server.payments.answers['cards.offered'] = { offered: false };
    await tendDues(server.platform);
    expect((await billNow(server, theirs._id)).collecting).toBeUndefined();
    server.payments.answers['cards.offered'] = { offered: true };
    for (const on of ['2026-05-26', '2026-05-27']) await day(on);
    for (const { bill } of [left, untold]) {
      expect(desk.chargesOf(bill._id)).toEqual([]);
      expect((await billNow(server, bill._id)).collecting).toBeUndefined();
    }
    expect(desk.chargesOf(theirs._id)).toHaveLength(1);
  });
});

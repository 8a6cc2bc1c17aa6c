import { type MemberId, newChargeId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { memberHistory } from '../src/modules/members/member-history.service.ts';
import { myDuesCard, stopDues } from '../src/modules/recurring/card-wish.service.ts';
import { beginDues, tendDues } from '../src/modules/recurring/dues-card.service.ts';
import { chooseDues } from '../src/modules/recurring/dues-choice.service.ts';
import { myRecurring } from '../src/modules/recurring/my-card.service.ts';
import type { MailRow } from '../src/platform/mail-outbox.ts';
import { billNow, carryOut, codeOf, openBill, openBills, plan } from './billing.factory.ts';
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
});
beforeEach(() => {
  desk.at('2026-05-10');
  server.payments.answers['cards.offered'] = { offered: true };
});
afterAll(() => server.close());

const rows = <T extends object>(name: string) => server.platform.databases.server.collection<T>(name);
const wishesOf = (memberId: MemberId) => rows('card_wishes').countDocuments({ memberId });
const notices = (to: string) => rows<MailRow>('mails').find({ to, purpose: 'collection' }).toArray();
const offerTo = async (memberId: MemberId) => (await myRecurring(server.platform, org.asMember(memberId))).duesOffer;

async function dues(memberId: MemberId, dueOn = '2026-05-26', fiscalYear = 2026): Promise<BillDocument> {
  const { _id } = await plan(server, org, { members: [memberId], dueOn, fiscalYear });
  await carryOut(server, org, _id);
  await openBills(server, org, _id);
  return (await rows<BillDocument>('bills').findOne({ memberId, category: 'annual', runId: _id }))!;
}
/** A member who has chosen nothing yet, with dues that are open. */
async function someone() {
  const { _id: memberId, contactEmail } = await org.addMember();
  return { memberId, contactEmail, actor: org.asMember(memberId), bill: await dues(memberId) };
}
async function day(on: string): Promise<void> {
  desk.at(on);
  for (let times = 0; times < 2; times += 1) {
    await tendDues(server.platform);
    await Promise.all([desk.work(), desk.work()]);
  }
}

describe('BIL-18: a card for the dues, chosen on My Page', () => {
  it('BIL-18: with a card that is kept, what is open is told at once and charged once, on the day that the page named', async () => {
    const { memberId, contactEmail, actor, bill } = await someone();
    const course = await openBill(server, org, memberId, 5000);
    const cardId = desk.putCard(memberId, 'requested');
    expect(await offerTo(memberId)).toEqual({
      isReached: true,
      openBills: [{ billId: bill._id, billName: bill.billName, outstanding: 10_000, way: 'card', chargeOn: '2026-05-26' }],
    });
    await tendDues(server.platform);
    expect((await billNow(server, bill._id)).collecting).toBeUndefined();

    // Presses at the same moment are one.
    const pressed = await Promise.all([chooseDues(server.platform, actor), chooseDues(server.platform, actor)]);
    expect([...pressed, await chooseDues(server.platform, actor)]).toEqual(Array(3).fill({ isAsked: false }));
    expect(await wishesOf(memberId)).toBe(1);
    const history = await memberHistory(server.platform, org.scope, { memberId, size: 50 });
    expect(history.rows.filter(({ action }) => action === 'card.dues_choose')).toHaveLength(1);
    expect(await myRecurring(server.platform, actor)).toMatchObject({ paysDues: true, duesOffer: null });
    const [notice, ...more] = await notices(contactEmail);
    expect(more).toEqual([]);
    for (const said of ['10,000円', '2026年5月26日', '末尾4242']) expect(notice!.text).toContain(said);
    expect(notice!.text).not.toContain('入会');

    await day('2026-05-25');
    expect(desk.chargesOf(bill._id)).toEqual([]);
    for (const on of ['2026-05-26', '2026-05-27', '2026-06-26']) await day(on);
    expect(desk.chargesOf(bill._id)).toMatchObject([{ cardId, amount: 10_000 }]);
    expect((await billNow(server, course._id)).collecting).toBeUndefined();
  });

  it('BIL-18: without a card one is asked for, and what was overdue is charged on the day after it is told', async () => {
    const { memberId, contactEmail, actor, bill } = await someone();
    desk.at('2026-06-10');
    expect((await offerTo(memberId))!.openBills).toMatchObject([{ way: 'card', chargeOn: '2026-06-11' }]);
    expect(await chooseDues(server.platform, actor)).toEqual({ isAsked: true });
    expect(await myDuesCard(server.platform, actor)).toEqual({ isAsked: true });
    await day('2026-06-12');
    expect((await billNow(server, bill._id)).collecting).toBeUndefined();
    desk.putCard(memberId, 'requested');
    await beginDues(server.platform, org.scope, [memberId]);
    await desk.work();
    expect([desk.chargesOf(bill._id), (await notices(contactEmail)).length]).toEqual([[], 1]);
    await day('2026-06-13');
    expect(desk.chargesOf(bill._id)).toHaveLength(1);
    expect(await myDuesCard(server.platform, actor)).toEqual({ isAsked: false });
  });

  it('BIL-18: chosen again after a stop, new dues are charged, and what was stopped stays the member’s, as the page says', async () => {
    const { memberId, actor, bill } = await someone();
    desk.putCard(memberId, 'requested');
    await chooseDues(server.platform, actor);
    expect((await billNow(server, bill._id)).collecting).toBe(true);
    await stopDues(server.platform, actor);
    const next = await dues(memberId, '2026-06-26', 2027);
    expect((await offerTo(memberId))!.openBills).toMatchObject([
      { billId: bill._id, way: 'own', chargeOn: null },
      { billId: next._id, way: 'card', chargeOn: '2026-06-26' },
    ]);
    await chooseDues(server.platform, actor);
    expect(await wishesOf(memberId)).toBe(3);
    for (const on of ['2026-05-26', '2026-05-27', '2026-06-26']) await day(on);
    expect(desk.chargesOf(bill._id)).toEqual([]);
    expect(desk.chargesOf(next._id)).toHaveLength(1);
  });

  it('BIL-18: what is being paid just now, as by a bank’s list, is not told as the card’s until that is over', async () => {
    const { memberId, contactEmail, actor, bill } = await someone();
    desk.putCard(memberId, 'requested');
    const charge = { chargeId: newChargeId(), sequence: 1, method: 'direct_debit', state: 'requested', expiresAt: null };
    await putRow(server, 'bills', bill._id, { charges: [charge] });
    expect((await offerTo(memberId))!.openBills).toMatchObject([{ way: 'under_way', chargeOn: null }]);
    await chooseDues(server.platform, actor);
    expect([(await billNow(server, bill._id)).collecting, await notices(contactEmail)]).toEqual([undefined, []]);
    await putRow(server, 'bills', bill._id, { charges: [{ ...charge, sequence: 2, state: 'failed' }] });
    await tendDues(server.platform);
    expect([(await billNow(server, bill._id)).collecting, (await notices(contactEmail)).length]).toEqual([true, 1]);
  });

  it('BIL-18: is refused where no card can be left, where nobody answers, and to whom no mail tells of a charge', async () => {
    const { memberId, contactEmail, actor } = await someone();
    const choose = (of = actor) => codeOf(chooseDues(server.platform, of));
    server.payments.answers['cards.offered'] = { offered: false };
    expect(await offerTo(memberId)).toBeNull();
    expect(await choose()).toBe('METHOD_NOT_AVAILABLE');
    delete server.payments.answers['cards.offered'];
    expect(await choose()).toBe('PROVIDER_UNAVAILABLE');
    server.payments.answers['cards.offered'] = { offered: true };
    const bouncing = { _id: `${org.scope.orgId}:${contactEmail}` as never, orgId: org.scope.orgId, address: contactEmail };
    await rows('bounced_addresses').insertOne({ ...bouncing, state: 'bouncing', soft: [], at: new Date() } as never);
    expect(await choose()).toBe('CARD_NEEDS_MAIL');
    await rows('bounced_addresses').deleteOne({ _id: bouncing._id });
    await putRow(server, 'members', memberId, { contactEmail: '' });
    expect((await offerTo(memberId))!.isReached).toBe(false);
    expect(await choose()).toBe('CARD_NEEDS_MAIL');
    await putRow(server, 'members', memberId, { contactEmail, ...leavingOn('2026-05-09'), status: 'withdrawn' });
    expect(await choose()).toBe('MEMBERSHIP_ENDED');
    const stranger = await openOrganization(server);
    expect(await choose(stranger.asMember(memberId))).toBe('NOT_FOUND');
    expect(await wishesOf(memberId)).toBe(0);
    expect(await rows('audit_entries').countDocuments({ subjectId: memberId, action: 'card.dues_choose' })).toBe(0);
  });

  it('BIL-18: chosen while the payments-service answers for nothing more, it is written all the same and handed over by the next look', async () => {
    const { memberId, actor, bill } = await someone();
    desk.putCard(memberId, 'requested');
    const { answers } = server.payments;
    const cards = answers['cards.ofMembers'];
    delete answers['cards.ofMembers'];
    expect(await chooseDues(server.platform, actor)).toEqual({ isAsked: false });
    expect([await wishesOf(memberId), (await billNow(server, bill._id)).collecting]).toEqual([1, undefined]);
    answers['cards.ofMembers'] = cards;
    await tendDues(server.platform);
    expect((await billNow(server, bill._id)).collecting).toBe(true);
  });
});

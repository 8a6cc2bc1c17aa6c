import { randomUUID } from 'node:crypto';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { billNow, codeOf, plan } from './billing.factory.ts';
import { type TestOrganization, leavingOn, openOrganization } from './organization.factory.ts';
import { renewalDesk, yearly } from './renewal.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { whyOf } from './correction.factory.ts';
import { cancelBill } from '../src/modules/billing/bill.service.ts';
import { reversePayment } from '../src/modules/payments/offline.service.ts';
import { agreeToRenewal, stopRenewal } from '../src/modules/renewals/renewal-consent.service.ts';
import { consentWording } from '../src/modules/renewals/renewal-consent.rules.ts';
import { renewalList } from '../src/modules/renewals/renewal-list.service.ts';
import { renewByOffice, renewMyself } from '../src/modules/renewals/renewal-make.service.ts';
import { memberTerms, myTerm } from '../src/modules/renewals/renewal-standing.service.ts';
import { enterForType, enterTerm, takeBackTerm } from '../src/modules/renewals/term-entry.service.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof renewalDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
});
beforeEach(async () => {
  server.setNow('2026-05-10T01:00:00Z');
  org = await openOrganization(server);
  server.payments.answers['charges.voidForPayables'] = { voided: true };
  desk = renewalDesk(server, org);
  await desk.set(org.regular);
});
afterAll(() => server.close());

const mailOf = async (memberId: string) =>
  (await server.platform.databases.server.collection('members').findOne({ _id: memberId as never }))!['contactEmail'] as string;
const retype = (memberId: string, membershipTypeId: string) =>
  server.platform.databases.server.collection('members').updateOne({ _id: memberId as never }, { $set: { membershipTypeId } });
const reprice = (typeId: string, annualFee: number) =>
  server.platform.databases.server.collection('membership_types').updateOne({ _id: typeId as never }, { $set: { annualFee } });

describe('automatic renewal', () => {
  it('BIL-15: notice, then one charge on its day, then extended by the payment and by nothing before', async () => {
    const memberId = await desk.member('2026-06-30', 'requested');
    await desk.day('2026-05-30');
    expect(await desk.mails(await mailOf(memberId))).toEqual([]);
    await desk.day('2026-05-31');
    await desk.day('2026-06-22');
    const [notice, ...others] = await desk.mails(await mailOf(memberId));
    expect(others).toEqual([]);
    expect(notice!.subject).toBe('会員の自動更新のお知らせ');
    for (const said of ['10,000円', '2026年6月23日', '末尾 4242', '2026年6月30日', '自動更新を止める'])
      expect(notice!.text).toContain(said);
    expect(await desk.billsOf(memberId)).toEqual([]);
    await desk.day('2026-06-23');
    await desk.day('2026-06-24');
    const [bill, ...more] = await desk.billsOf(memberId);
    expect(more).toEqual([]);
    expect(bill).toMatchObject({ amount: 10_000, category: 'annual', itemId: org.itemId, fiscalYear: 2026, status: 'unpaid' });
    expect(desk.cards.chargesOf(bill!._id)).toMatchObject([{ amount: 10_000 }]);
    expect(await desk.through(memberId)).toBe('2026-06-30');
    await desk.cards.settle(desk.cards.chargesOf(bill!._id)[0]!);
    expect(await desk.rows(memberId)).toEqual(['entered 2020-04-01 2026-06-30', 'paid 2026-07-01 2027-06-30']);
    // And again the year after.
    await desk.day('2027-05-31');
    await desk.day('2027-06-23');
    expect((await desk.billsOf(memberId)).map(({ fiscalYear }) => fiscalYear)).toEqual([2026, 2027]);
  });

  it('BIL-15: who agreed and has no card that can be charged is asked for one in the notice, not told that nothing is to do', async () => {
    const memberId = await desk.member('2026-06-30', 'requested');
    const { answers } = server.payments;
    const ofMembers = answers['cards.ofMembers'] as (input: object) => object[];
    answers['cards.ofMembers'] = (input: object) => ofMembers(input).map((card) => ({ ...card, state: 'stopped' }));
    await desk.day('2026-05-31');
    const [notice] = await desk.mails(await mailOf(memberId));
    for (const said of ['使えるカードが登録されていません', 'カードをご登録ください', '/my/payment']) expect(notice!.text).toContain(said);
    for (const said of ['末尾', 'お手続きはいりません']) expect(notice!.text).not.toContain(said);
  });

  it('BIL-15: off, the member is told how to renew, presses once or five times, and pays by any way', async () => {
    const memberId = await desk.member('2026-06-30');
    const me = org.asMember(memberId);
    expect(await whyOf(renewMyself(server.platform, me))).toBe('too_early');
    await desk.day('2026-06-10');
    await desk.day('2026-06-25');
    expect((await desk.mails(await mailOf(memberId))).map(({ subject }) => subject)).toEqual(['会員の更新のご案内']);
    expect(await myTerm(server.platform, me)).toMatchObject({ state: 'ending', canRenew: true, amount: 10_000 });
    await Promise.all([1, 2, 3, 4, 5].map(() => renewMyself(server.platform, me).catch(() => null)));
    await renewMyself(server.platform, me);
    const [bill, ...others] = await desk.billsOf(memberId);
    expect(others).toEqual([]);
    expect(await desk.through(memberId)).toBe('2026-06-30');
    server.setNow('2026-07-03T01:00:00Z');
    await desk.pay(bill!, '2026-07-02');
    expect(await desk.rows(memberId)).toEqual(['entered 2020-04-01 2026-06-30', 'paid 2026-07-01 2027-06-30']);
  });

  it('BIL-15: paid after the grace, a term begins with the payment, and the gap shows', async () => {
    const memberId = await desk.member('2026-05-31');
    server.setNow('2026-07-10T01:00:00Z');
    expect(await myTerm(server.platform, org.asMember(memberId))).toMatchObject({ state: 'ended', canRenew: true });
    const billId = await renewByOffice(server.platform, org.owner, memberId);
    server.setNow('2026-07-12T01:00:00Z');
    await desk.pay(await billNow(server, billId), '2026-07-11');
    expect((await desk.rows(memberId)).at(-1)).toBe('paid 2026-07-11 2027-07-10');
  });

  it('case 94: the card has expired: retries, then past due, one bill, and validity is not extended', async () => {
    const memberId = await desk.member('2026-06-30', 'card_declined');
    await desk.day('2026-05-31');
    for (let day = 23; day <= 60; day += 1) await desk.day(desk.cards.after('2026-06-01', day - 1));
    const [bill, ...others] = await desk.billsOf(memberId);
    expect(others).toEqual([]);
    expect(await desk.cards.collection(bill!._id)).toMatchObject({ state: 'past_due' });
    expect(await desk.rows(memberId)).toEqual(['entered 2020-04-01 2026-06-30']);
    expect(await memberTerms(server.platform, org.scope, memberId)).toMatchObject({ state: 'grace', autoRenewal: { failed: true } });
    const listed = await renewalList(server.platform, org.scope, { month: '2026-06' as never, way: 'failed' });
    expect(listed.rows.map((row) => row.memberId)).toEqual([memberId]);
    await desk.pay((await billNow(server, bill!._id))!, '2026-07-20');
    expect((await desk.rows(memberId)).at(-1)).toBe('paid 2026-07-01 2027-06-30');
  });

  it('BIL-15: a new price or type keeps it on, is told before it is charged, and counts from the day of the new term', async () => {
    const student = await org.addType('学生会員', 5000);
    await desk.set(student, { ...yearly, months: 6 });
    const memberId = await desk.member('2026-06-30', 'requested');
    await desk.day('2026-05-31');
    await reprice(org.regular, 12_000);
    await desk.day('2026-06-23');
    expect(await desk.billsOf(memberId)).toEqual([]);
    await retype(memberId, student);
    await desk.day('2026-06-24');
    await desk.day('2026-06-25');
    const mails = await desk.mails(await mailOf(memberId));
    expect(mails.map(({ text }) => /金額　(.+)円/.exec(text)![1])).toEqual(['10,000', '12,000', '5,000']);
    const [bill] = await desk.billsOf(memberId);
    expect(bill).toMatchObject({ amount: 5000, category: 'recurring', allocationStartMonth: '2026-07', membershipTypeName: '学生会員' });
    await desk.cards.settle(desk.cards.chargesOf(bill!._id)[0]!);
    expect((await desk.rows(memberId)).at(-1)).toBe('paid 2026-07-01 2026-12-31');
  });

  it('BIL-15: a bill that the office has cancelled is not made again by itself, but by hand', async () => {
    const memberId = await desk.member('2026-06-30', 'card_declined');
    await desk.day('2026-05-31');
    await desk.day('2026-06-23');
    const [bill] = await desk.billsOf(memberId);
    await cancelBill(server.platform, org.scope, org.owner, bill!._id, '誤り');
    for (const day of ['2026-06-24', '2026-06-25', '2026-07-02']) await desk.day(day);
    expect((await desk.billsOf(memberId)).filter(({ live }) => live)).toEqual([]);
    await renewMyself(server.platform, org.asMember(memberId));
    expect((await desk.billsOf(memberId)).filter(({ live }) => live)).toHaveLength(1);
  });

  it('BIL-15: a bill that the office makes by hand is told of, and still charged on the day that was promised', async () => {
    const [memberId, payer] = [await desk.member('2026-06-30', 'requested'), await desk.member('2026-06-30', 'requested')];
    await desk.day('2026-05-31');
    for (const one of [memberId, payer]) await renewByOffice(server.platform, org.owner, one);
    const [[bill], [paid]] = [await desk.billsOf(memberId), await desk.billsOf(payer)];
    const opened = { orgId: org.scope.orgId, idempotencyKey: `bill-opened:${bill!._id}`, to: await mailOf(memberId) };
    expect(await server.platform.databases.server.collection('mails').countDocuments(opened)).toBe(1);
    expect(await memberTerms(server.platform, org.scope, memberId)).toMatchObject({ autoRenewal: { chargeOn: '2026-06-23' } });
    await desk.pay(paid!, '2026-05-31');
    await desk.day('2026-06-22');
    expect(desk.cards.charges).toEqual([]);
    await desk.day('2026-06-23');
    expect(desk.cards.charges).toMatchObject([{ billId: bill!._id, amount: 10_000 }]);
    await desk.cards.settle(desk.cards.charges[0]!);
    expect((await desk.rows(memberId)).at(-1)).toBe('paid 2026-07-01 2027-06-30');
  });

  it('BIL-15: a type without automatic renewal ends it, and member and office are told once', async () => {
    const honorary = await org.addType('名誉会員', 1000);
    const memberId = await desk.member('2026-06-30', 'requested');
    await retype(memberId, honorary);
    for (const day of ['2026-06-10', '2026-06-23', '2026-06-30']) await desk.day(day);
    expect((await desk.mails(await mailOf(memberId))).map(({ subject }) => subject)).toEqual(['自動更新ができません']);
    expect(await desk.billsOf(memberId)).toEqual([]);
  });

  it('BIL-15: who has left is not renewed, nor after coming back; who stopped it is not charged', async () => {
    const gone = await desk.member('2026-06-30', 'requested');
    const stopped = await desk.member('2026-06-30', 'requested');
    await desk.day('2026-05-31');
    const { statusEntries } = leavingOn('2026-06-10');
    await server.platform.databases.server
      .collection('members')
      .updateOne({ _id: gone as never }, { $set: { status: 'withdrawn', statusEntries } });
    await stopRenewal(server.platform, org.scope, org.asMember(stopped), stopped);
    await desk.day('2026-06-23');
    for (const memberId of [gone, stopped]) {
      expect(await desk.billsOf(memberId)).toEqual([]);
      expect((await memberTerms(server.platform, org.scope, memberId)).autoRenewal.isOn).toBe(false);
    }
  });

  it('BIL-15: stopped while the card is tried again, it is tried no more, and the bill stays to be paid', async () => {
    const memberId = await desk.member('2026-06-30', 'card_declined');
    await desk.day('2026-05-31');
    await desk.day('2026-06-23');
    const [bill] = await desk.billsOf(memberId);
    await stopRenewal(server.platform, org.scope, org.owner, memberId);
    for (const day of ['2026-06-24', '2026-06-28', '2026-07-05']) await desk.day(day);
    expect(await desk.cards.collection(bill!._id)).toMatchObject({ state: 'ended', tries: [{}] });
    expect(await myTerm(server.platform, org.asMember(memberId))).toMatchObject({
      bill: { billId: bill!._id },
      autoRenewal: { failed: false },
    });
  });

  it('BIL-15: only the member agrees, with a card, to the words that count, where the type has it', async () => {
    const plain = await org.addType('準会員', 3000);
    await desk.set(plain, { ...yearly, autoRenewal: false });
    const { _id } = await org.addMember();
    const agree = (memberId: typeof _id, wording = consentWording) => agreeToRenewal(server.platform, org.asMember(memberId), { wording });
    expect(await whyOf(agree(_id))).toBe('no_card');
    desk.cards.putCard(_id, 'requested');
    expect(await codeOf(agree(_id, '2020-01-01'))).toBe('CONFLICT');
    expect(await whyOf(agree((await org.addMember({ membershipTypeId: plain }))._id))).toBe('not_offered');
    expect(await whyOf(agree((await org.addMember({ contactEmail: '' }))._id))).toBe('no_email');
    await agree(_id);
    await agree(_id);
    const log = await server.platform.databases.server
      .collection('audit_entries')
      .find({ orgId: org.scope.orgId, action: 'renewal.agree' })
      .toArray();
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({ actorKind: 'member', subjectId: _id });
    expect(log[0]!['subjectName']).toContain(consentWording);
  });
});

describe('terms and money', () => {
  const paid = async () => {
    const memberId = await desk.member('2026-06-30');
    server.setNow('2026-06-10T01:00:00Z');
    const bill = await billNow(server, await renewMyself(server.platform, org.asMember(memberId)));
    return { memberId, bill, paymentId: await desk.pay(bill, '2026-06-10') };
  };

  it('BIL-15: money that goes back takes the term back by a row, and paying again gives it anew', async () => {
    const { memberId, bill, paymentId } = await paid();
    await reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '誤り', idempotencyKey: randomUUID() });
    expect(await desk.rows(memberId)).toEqual([
      'entered 2020-04-01 2026-06-30',
      'paid 2026-07-01 2027-06-30 -',
      'taken_back 2026-07-01 2027-06-30 -',
    ]);
    expect(await desk.through(memberId)).toBe('2026-06-30');
    await desk.pay(bill, '2026-06-10');
    expect((await desk.rows(memberId)).at(-1)).toBe('paid 2026-07-01 2027-06-30');
  });

  it('BIL-15: a run leaves out the types that renew, and a year that was billed is not renewed', async () => {
    const other = await org.addType('購読会員', 2000);
    const { _id } = await org.addMember();
    await org.addMember({ membershipTypeId: other });
    const run = await plan(server, org);
    expect(run).toMatchObject({ included: 1, excluded: 1, excludedByReason: { has_terms: 1 } });
    await desk.set(org.regular, { ...yearly, hasTerms: false });
    expect(await plan(server, org)).toMatchObject({ included: 2, excluded: 0 });
    expect(await whyOf(renewByOffice(server.platform, org.owner, _id))).toBe('no_terms');
  });

  it('terms are entered once for a whole type, and one that was wrong is taken back', async () => {
    const members = await org.addMembers(3);
    await desk.member('2026-06-30');
    const input = { membershipTypeId: org.regular, through: jstDate('2027-03-31') };
    const [first, second] = await Promise.all([
      enterForType(server.platform, org.owner, input),
      enterForType(server.platform, org.owner, input).catch(() => ({ members: 0 })),
    ]);
    expect(first.members + second.members).toBe(3);
    expect((await enterForType(server.platform, org.owner, input)).members).toBe(0);
    const memberId = members[0]!._id;
    expect(await desk.rows(memberId)).toEqual(['entered 2020-04-01 2027-03-31']);
    const { terms } = await memberTerms(server.platform, org.scope, memberId);
    await takeBackTerm(server.platform, org.owner, { termId: terms[0]!.termId, reason: '誤り' });
    await takeBackTerm(server.platform, org.owner, { termId: terms[0]!.termId, reason: '誤り' });
    expect(await desk.rows(memberId)).toEqual(['entered 2020-04-01 2027-03-31 -', 'taken_back 2020-04-01 2027-03-31 -']);
  });

  it('another organisation’s members, terms and types are not found, and a paid term goes with its money alone', async () => {
    const { memberId } = await paid();
    const { terms } = await memberTerms(server.platform, org.scope, memberId);
    expect(await whyOf(takeBackTerm(server.platform, org.owner, { termId: terms[0]!.termId, reason: '' }))).toBe('only_entered');
    const other = await openOrganization(server);
    const term = { memberId, from: jstDate('2026-01-01'), through: jstDate('2026-12-31'), reason: '', idempotencyKey: randomUUID() };
    expect(await codeOf(enterTerm(server.platform, other.owner, term))).toBe('NOT_FOUND');
    expect(await codeOf(takeBackTerm(server.platform, other.owner, { termId: terms[0]!.termId, reason: '' }))).toBe('NOT_FOUND');
    expect(await codeOf(memberTerms(server.platform, other.scope, memberId))).toBe('NOT_FOUND');
    expect(await codeOf(renewByOffice(server.platform, other.owner, memberId))).toBe('NOT_FOUND');
    expect(
      await codeOf(enterForType(server.platform, other.owner, { membershipTypeId: org.regular, through: jstDate('2026-12-31') })),
    ).toBe('NOT_FOUND');
  });
});

import { randomUUID } from 'node:crypto';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mailBankDetails } from '../src/modules/documents/bank-details.service.ts';
import { paperSettings, updatePaperSettings } from '../src/modules/documents/paper-settings.service.ts';
import type { MemberDocument } from '../src/modules/members/members.public.ts';
import { createMembershipType } from '../src/modules/members/membership-type.service.ts';
import { recordOffline, reversePayment } from '../src/modules/payments/offline.service.ts';
import { wishCard } from '../src/modules/recurring/card-wish.service.ts';
import { tendDues } from '../src/modules/recurring/dues-card.service.ts';
import { joinPlan } from '../src/modules/recurring/join-plan.service.ts';
import { tendPlans } from '../src/modules/recurring/plan-work.service.ts';
import { recurringProducts, saveRecurringProduct } from '../src/modules/recurring/product.service.ts';
import { renewByOffice } from '../src/modules/renewals/renewal-make.service.ts';
import type { MailRow } from '../src/platform/mail-outbox.ts';
import { carryOut, openBill, openBills, payBill, plan, takeBack } from './billing.factory.ts';
import { amount, correctionDesk } from './correction.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { payLinkDesk } from './pay-link.factory.ts';
import { cardDesk } from './recurring.factory.ts';
import { renewalDesk } from './renewal.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let honorary: MembershipTypeId;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  server.payments.answers['charges.voidForPayables'] = { voided: true };
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  const type = { name: '名誉会員', annualFee: PriceYen.parse(5000), honorific: 'dono' } as const;
  honorary = (await createMembershipType(server.platform, org.owner, type)).membershipTypeId;
});

const body = { kind: 'corporate', familyName: '株式会社あおい', givenName: '', contacts: null } as const;
const honoured = () => ({ familyName: '山田', givenName: '一', membershipTypeId: honorary });
/** A body, and somebody of a type that says 殿, with the line that every mail to them begins with. */
const addressees = async () =>
  [
    [await org.addMember(body), '株式会社あおい 御中'],
    [await org.addMember(honoured()), '山田 一 殿'],
  ] as const;

const mails = () => server.platform.databases.server.collection<MailRow>('mails');
/** What somebody was written about, and how all of it begins. */
async function writtenTo({ contactEmail }: Pick<MemberDocument, 'contactEmail'>) {
  const found = await mails().find({ orgId: org.scope.orgId, to: contactEmail }).toArray();
  const openings = [...new Set(found.map(({ text }) => text.split('\n')[0]))];
  return { openings, about: [...new Set(found.map(({ subject }) => subject.split('】')[1]!))].toSorted() };
}

test('PAY-20, decision 0098: bills, receipts, what is taken back or corrected and the account to transfer to', async () => {
  const { platform } = server;
  const { checkDigitFails: _hint, version, ...settings } = await paperSettings(platform, org.scope);
  const bank = { bankName: 'ゆうちょ銀行', bankAccountNumber: '1234567', bankHolder: 'ニホンスイミン' };
  await updatePaperSettings(platform, org.scope, org.owner, { settings: { ...settings, ...bank } as never, version });
  const links = payLinkDesk({ server, org });
  const { doIt } = correctionDesk({ server, org });
  const people = await addressees();
  const shared = [];
  for (const [{ _id: memberId }] of people) {
    await payBill(server, org, await openBill(server, org, memberId));
    const early = await payBill(server, org, await openBill(server, org, memberId), { state: 'provisional' });
    await takeBack(server, org, early, {});
    const bill = await openBill(server, org, memberId);
    const money = { method: 'bank_transfer', receivedOn: jstDate('2026-05-12'), memo: '' } as const;
    const input = { ...money, billId: bill._id, amount: PositiveYen.parse(10_000), idempotencyKey: randomUUID() };
    const paymentId = await recordOffline(platform, org.scope, org.owner, input);
    await mails().updateOne({ idempotencyKey: `receipt:${paymentId}` }, { $set: { state: 'sent' } });
    await reversePayment(platform, org.scope, org.owner, { paymentId, reason: '誤入力', idempotencyKey: randomUUID() });
    await doIt(amount(bill, 8000));
    await mailBankDetails(platform, org.scope, org.owner, { memberId, email: '' as never, idempotencyKey: randomUUID() });
    shared.push(await openBill(server, org, memberId));
  }
  const { payLinkId } = await links.open(shared);
  await links.pay(payLinkId, shared);
  const about = [
    'お振込先のご案内',
    'お支払いの速報の取り消し',
    'ご請求のお知らせ',
    'ご請求の訂正のお知らせ',
    '入金記録の取り消しのお知らせ',
    '所属先払いのお知らせ',
    '領収のお知らせ',
  ].toSorted();
  for (const [member, opening] of people) expect(await writtenTo(member)).toEqual({ openings: [opening], about });
});

test('BIL-17, BIL-18, decision 0098: the bills of a run, what a card is charged and what it could not be, and plans', async () => {
  const { platform } = server;
  const desk = cardDesk(server, org);
  desk.at('2026-05-10');
  const terms = { name: '月謝', chargeDay: 27, description: '', taxCategory: 'out_of_scope', isOpen: true } as const;
  const priced = (yen: number) => ({ ...terms, amount: PositiveYen.parse(yen) });
  const [made] = await saveRecurringProduct(platform, org.owner, { ...priced(3000), productId: null, version: 0 });
  const { productId } = made!;
  const people = await addressees();
  for (const [{ _id: memberId }] of people) {
    desk.putCard(memberId, 'card_declined');
    const wish = { memberId, by: '', from: jstDate('2026-05-10') };
    await inTransaction(platform.databases.client, (session) => wishCard(platform, org.scope, wish, session));
    const joined = { productId, method: 'card', card: 'saved', amount: PositiveYen.parse(3000), idempotencyKey: randomUUID() } as const;
    await joinPlan(platform, org.asMember(memberId), joined);
  }
  const run = await plan(server, org, { members: people.map(([{ _id }]) => _id), dueOn: '2026-05-26' });
  await carryOut(server, org, run._id);
  await openBills(server, org, run._id);
  await tendDues(platform);
  desk.at('2026-05-26');
  await desk.work();
  const { version } = (await recurringProducts(platform, org.scope)).find((product) => product.productId === productId)!;
  await saveRecurringProduct(platform, org.owner, { ...priced(4000), productId, version });
  await tendPlans(platform);
  const about = [
    'カードでのお支払いのご案内',
    'カード決済ができませんでした',
    'ご請求のお知らせ',
    '継続のお支払いのご案内',
    '金額変更のお知らせ',
  ].toSorted();
  for (const [member, opening] of people) expect(await writtenTo(member)).toEqual({ openings: [opening], about });
});

test('BIL-15, decision 0098: what tells of a renewal, by hand or by card, and the bill that the office makes for it', async () => {
  const desk = renewalDesk(server, org);
  desk.cards.at('2026-05-10');
  for (const typeId of [org.regular, honorary]) await desk.set(typeId);
  const byHand = await desk.member('2026-06-30', null, body);
  const byCard = await desk.member('2026-06-30', 'requested', honoured());
  await desk.day('2026-06-10');
  await renewByOffice(server.platform, org.owner, byHand);
  const member = (_id: string) => server.platform.databases.server.collection<MemberDocument>('members').findOne({ _id: _id as never });
  expect(await writtenTo((await member(byHand))!)).toEqual({
    openings: ['株式会社あおい 御中'],
    about: ['ご請求のお知らせ', '会員の更新のご案内'].toSorted(),
  });
  expect(await writtenTo((await member(byCard))!)).toEqual({ openings: ['山田 一 殿'], about: ['会員の自動更新のお知らせ'] });
});

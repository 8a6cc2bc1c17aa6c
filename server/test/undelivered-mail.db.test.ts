import { randomUUID } from 'node:crypto';
import { PositiveYen, yen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { downloadInvoice, invoiceOfBill } from '../src/modules/documents/invoice.service.ts';
import { downloadReceipt, issueReceipt, receiptOfBill } from '../src/modules/documents/receipt.service.ts';
import { printLetters } from '../src/modules/dunning/dunning-letter.service.ts';
import { dunningLetters, dunningLog } from '../src/modules/dunning/dunning-notice.service.ts';
import { startMailSender } from '../src/modules/mail/mail.jobs.ts';
import { refusal } from '../src/modules/mail/refusal.rules.ts';
import { keepReceptions } from '../src/modules/members/numbering.repository.ts';
import { joinPlan } from '../src/modules/recurring/join-plan.service.ts';
import { tendPlans, workOnPlans } from '../src/modules/recurring/plan-work.service.ts';
import { recurringPlans } from '../src/modules/recurring/plan.service.ts';
import { saveRecurringProduct } from '../src/modules/recurring/product.service.ts';
import { renewalList } from '../src/modules/renewals/renewal-list.service.ts';
import { myTerm } from '../src/modules/renewals/renewal-standing.service.ts';
import { enqueueMails } from '../src/platform/mail-outbox.ts';
import { shortSubject } from '../src/platform/mail-subject.ts';
import { payBill, takeBack } from './billing.factory.ts';
import { dunningDesk } from './dunning.factory.ts';
import { moneyDesk, splitOf } from './money.factory.ts';
import { type TestOrganization, addKeeper, openOrganization } from './organization.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { payLinkDesk } from './pay-link.factory.ts';
import { cardDesk } from './recurring.factory.ts';
import { renewalDesk } from './renewal.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
type Desk = ReturnType<typeof dunningDesk>;
let desk: Desk;

const db = () => server.platform.databases.server;
const mails = (...given: Parameters<Desk['mails']>) => desk.mails(...given);
const notices = (...given: Parameters<Desk['notices']>) => desk.notices(...given);
const plan = (...given: Parameters<Desk['plan']>) => desk.plan(...given);
const whole = (...given: Parameters<Desk['whole']>) => desk.whole(...given);
const bill = (...given: Parameters<Desk['bill']>) => desk.bill(...given);
const sendTo = (...given: Parameters<Desk['sendTo']>) => desk.sendTo(...given);

beforeAll(async () => {
  server = await startTestServer('2026-06-08T01:00:00Z');
  server.payments.answers['charges.voidForPayables'] = { voided: true };
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
  desk = dunningDesk(server, org);
  desk.at('2026-06-08');
});

/** Sends what waits, to a post office that knows nobody. */
async function refuseMails() {
  const sender = startMailSender(server.platform, {
    send: () => Promise.resolve({ outcome: 'failed', ...refusal('recipient', 'X', { lasting: true }) }),
  });
  await sender.drain();
  await sender.stop();
}

describe('ARR-03: a mail that cannot be delivered', () => {
  const housed = { postalCode: '1010054', address: '東京都千代田区神田錦町3丁目11番' };
  const waiting = async () => (await dunningLetters(server.platform, org.scope)).waiting;

  it('ARR-03: becomes one letter of the same round once it is given up, without a greeting of its own', async () => {
    const member = await whole('山田', housed);
    const owed = await bill(member._id, '2026-06-01');
    await sendTo([member._id]);
    await refuseMails();
    await refuseMails();
    const [mail, letter] = await notices();
    expect(await waiting()).toMatchObject([{ memberId: member._id, channel: 'letter', stageDays: 7, bills: [{ billId: owed._id }] }]);
    expect([mail!.letter!.text, letter!.text.startsWith('山田')]).toEqual([letter!.text, false]);
    expect((await dunningLog(server.platform, org.scope, {})).rows.map(({ channel, state }) => `${channel} ${state}`)).toEqual([
      'letter waiting',
      'mail failed',
    ]);
    // The round has gone: the stage does not come twice, and the letter is printed like any other.
    expect((await plan()).rows).toEqual([]);
    expect((await readPdf(await printLetters(server.platform, org.owner, { about: 'reminder', stage: 2 }))).text).toContain('山田 一 様');
  });

  it('ARR-03: has no letter where there is no address, and none for what was paid meanwhile', async () => {
    const [lost, paid] = [await whole('山田'), await whole('阿部', housed)];
    await bill(lost._id, '2026-06-01');
    const settled = await bill(paid._id, '2026-06-01');
    await sendTo([lost._id, paid._id]);
    await payBill(server, org, settled);
    await refuseMails();
    // That the money has come is told by post instead.
    expect(await waiting()).toMatchObject([{ memberId: paid._id, about: 'receipt' }]);
    expect((await mails()).map(({ state }) => state).toSorted()).toEqual(['dropped', 'failed']);
  });

  it('REC-02, oracle 26: the letter of money for several bills names the part of each, as the mail did', async () => {
    const member = await whole('山田', housed);
    const [first, second] = [await bill(member._id, '2026-06-01'), await bill(member._id, '2026-07-01')];
    await moneyDesk({ server, org }).split(splitOf(member._id, 9300, [[first._id, 8000], [second._id, 1000]], 300)); // prettier-ignore
    await refuseMails();
    const letter = (await waiting()).find(({ about }) => about === 'receipt');
    for (const line of [`  ${first.billName}　8,000円`, `  ${second.billName}　1,000円（残り 7,000円）`, '  前受としてお預かり　300円'])
      expect(letter!.text).toContain(`${line}\n`);
  });

  it('REC-02: that a bill was opened and that money has come is told by post, once each, among the other letters; it is no round of a stage', async () => {
    const { platform } = server;
    const member = await whole('山田', housed);
    const [open, paid] = [await bill(member._id, '2026-06-01'), await bill(member._id, '2026-06-01', 5000)];
    const mail = { link: null, to: 'x@example.jp', subject: shortSubject('会', 'x'), text: 'x' };
    const opened = (id: string) => ({ ...mail, purpose: 'bill_opened' as const, idempotencyKey: `bill-opened:${id}` });
    const { payload } = await payBill(server, org, paid);
    const payment = await server.platform.databases.server.collection('payments').findOne({ chargeId: payload.chargeId });
    const receipt = { ...mail, purpose: 'receipt' as const, idempotencyKey: `receipt:${String(payment!._id)}` };
    // Of what is paid nobody is told that it is to be paid.
    await inTransaction(platform.databases.client, async (session) => {
      const db = platform.databases.server;
      await db.collection('mails').deleteMany({ orgId: org.scope.orgId }, { session });
      await enqueueMails(db, org.scope, [opened(open._id), opened(paid._id), receipt], platform.clock.now(), session);
    });
    await refuseMails();
    await refuseMails();
    const letters = await dunningLetters(platform, org.scope);
    expect(letters.kinds.toSorted((left, right) => (left.about < right.about ? -1 : 1))).toEqual([
      { about: 'bill', stage: null, days: 0, letters: 1 },
      { about: 'receipt', stage: null, days: 0, letters: 1 },
    ]);
    const text = (about: string) => letters.waiting.find((row) => row.about === about)!.text;
    expect(text('bill')).toMatch(/お届けできませんでした[^]*8,000円[^]*2026年6月1日/);
    expect(text('receipt')).toMatch(/お支払いを確認しました[^]*5,000円/);
    const { text: printed } = await readPdf(await printLetters(platform, org.owner, { about: 'receipt', stage: null }));
    expect(printed).toContain('領収のお知らせ');
    expect(printed).not.toContain('ご請求のお知らせ');
    // The paper itself is behind its letter: the sheet of the stored bytes, issued once however often it is printed.
    const both = await printLetters(platform, org.owner, { about: null, stage: null });
    expect(both.equals(await printLetters(platform, org.owner, { about: null, stage: null }))).toBe(true);
    const [file, demand, proof] = await Promise.all([
      readPdf(both),
      readPdf((await downloadInvoice(platform, org.owner, (await invoiceOfBill(platform, org.owner, open._id)).invoice!.invoiceId)).bytes),
      readPdf((await downloadReceipt(platform, org.owner, (await receiptOfBill(platform, org.owner, paid._id))!.receiptId)).bytes),
    ]);
    expect([text('bill'), text('receipt')].every((said) => said.includes('同封'))).toBe(true);
    for (const paper of [demand, proof]) expect(file.text).toContain(paper.text.trim());
    expect(file.text).toMatch(/領収のお知らせ[^]*領\s*収\s*書/);
    expect([file.tagged, await db().collection('receipts').countDocuments({ orgId: org.scope.orgId })]).toEqual([true, 1]);
    // The first reminder of the open bill is still to come.
    expect((await plan({ view: 'due' })).rows).toMatchObject([{ memberId: member._id, stage: { key: 2 } }]);
    await payBill(server, org, open);
    expect((await dunningLetters(platform, org.scope)).waiting.map(({ about }) => about)).toEqual(['receipt']);
  });

  it('docs/decisions/0029: a letter with the invoice of a bill that somebody else is to pay meanwhile does not go', async () => {
    const { platform } = server;
    const member = await whole('山田', housed);
    const open = await bill(member._id, '2026-06-01');
    await refuseMails();
    expect(await waiting()).toMatchObject([{ about: 'bill' }]);
    await payLinkDesk({ server, org }).open([open]);
    expect(await waiting()).toEqual([]);
    expect((await readPdf(await printLetters(platform, org.owner, { about: null, stage: null }))).text).not.toContain('ご請求');
  });

  it('REC-01: a receipt that was issued as a file goes by post as 再発行 on paper, and with none of it once the money is gone', async () => {
    const { platform } = server;
    const member = await whole('山田', housed);
    const paid = await bill(member._id, '2026-06-01', 5000);
    const notice = await payBill(server, org, paid);
    await issueReceipt(platform, org.owner, paid._id, undefined);
    await refuseMails();
    const print = () => printLetters(platform, org.owner, { about: 'receipt', stage: null });
    const { text } = await readPdf(await print());
    await print();
    const receipt = (await receiptOfBill(platform, org.owner, paid._id))!;
    expect([receipt.reissues, receipt.medium]).toEqual([1, 'paper']);
    for (const part of ['再発行', receipt.number, '郵送']) expect(text).toContain(part);
    expect(text).not.toContain('電子データで発行した');
    await takeBack(server, org, notice, { amount: yen(5000) });
    expect((await dunningLetters(platform, org.scope)).waiting).toEqual([]);
    expect((await readPdf(await print())).text).not.toContain('領収');
  });
});

describe('MAI-05: what is charged by itself, to somebody whom no mail reaches', () => {
  const bouncing = (address: string) => ({ _id: `${org.scope.orgId}:${address}` as never, orgId: org.scope.orgId, address });

  it('BIL-15: a notice that came back has told nobody: no card is charged, and the office hears of it once', async () => {
    const renewals = renewalDesk(server, org);
    const keeper = await addKeeper(server, org);
    renewals.cards.at('2026-05-10');
    await renewals.set(org.regular);
    const to = 'gone@example.jp';
    const memberId = await renewals.member('2026-06-30', 'requested', { contactEmail: to as never });
    await renewals.day('2026-05-31');
    await refuseMails();
    // Refused for good, an address takes no mail: it is not asked again.
    for (const day of ['2026-06-01', '2026-06-02', '2026-06-23', '2026-06-24']) await renewals.day(day);
    expect((await renewals.mails(to)).map(({ subject }) => subject)).toEqual(['会員の自動更新のお知らせ']);
    expect([await renewals.billsOf(memberId), renewals.cards.charges]).toEqual([[], []]);
    expect((await renewals.mails(keeper)).map(({ text }) => text.includes('2026-0001'))).toEqual([true]);
    const listed = await renewalList(server.platform, org.scope, { month: '2026-06' as never, way: 'cannot_tell' });
    expect(listed.rows).toMatchObject([{ memberId }]);
    const view = await myTerm(server.platform, org.asMember(memberId));
    expect(view).toMatchObject({ autoRenewal: { isOn: true, chargeOn: null, held: 'cannot_tell' } });
    await db().collection('bounced_addresses').deleteOne(bouncing(to));
    await renewals.day('2026-06-25');
    expect(await renewals.billsOf(memberId)).toEqual([]);
    await renewals.day('2026-06-26');
    expect(renewals.cards.charges).toMatchObject([{ amount: 10_000 }]);
  });

  it('BIL-15, NUM-01: what cannot be billed stands in the list and is told to the office once, each number by its name, and to no member how to pay', async () => {
    const renewals = renewalDesk(server, org);
    renewals.cards.at('2026-05-10');
    await renewals.set(org.regular);
    const priced = (annualFee: number) =>
      db()
        .collection('membership_types')
        .updateOne({ _id: org.regular as never }, { $set: { annualFee } });
    const addressOf = async (memberId: string) =>
      (await db()
        .collection('members')
        .findOne({ _id: memberId as never }))!['contactEmail'] as string;
    const number = 'A2026-0012';
    await inTransaction(server.platform.databases.client, (session) => keepReceptions(db(), org.scope, [number], session));
    const byHand = await renewals.member('2026-06-30');
    const automatic = await renewals.member('2026-06-30', 'requested', { memberNumber: number });
    const keeper = await addKeeper(server, org);
    await priced(0);
    for (const day of ['2026-05-31', '2026-06-01', '2026-06-23']) await renewals.day(day);
    const ways = async () =>
      (await renewalList(server.platform, org.scope, { month: '2026-06' as never, way: null })).rows.map(({ way }) => way);
    expect(await ways()).toEqual(['cannot_bill', 'cannot_bill']);
    const named = (await renewals.mails(keeper)).map(({ text }) => /2名\n([^]+?)\n\n/.exec(text)![1]);
    expect(named).toEqual([`会員番号 2026-0001\n受付番号 ${number}`]);
    for (const one of [byHand, automatic]) expect(await renewals.mails(await addressOf(one))).toEqual([]);
    const held = { chargeOn: null, held: 'cannot_bill' };
    expect(await myTerm(server.platform, org.asMember(automatic))).toMatchObject({ autoRenewal: held, why: 'nothing_to_pay' });
    await priced(10_000);
    await renewals.day('2026-06-24');
    expect(await ways()).toEqual(['by_hand', 'automatic']);
    for (const one of [byHand, automatic]) expect(await renewals.mails(await addressOf(one))).toHaveLength(1);
  });

  it('BIL-17: another sum of a plan that came back, or could not be told at all, is not charged', async () => {
    const cards = cardDesk(server, org);
    const { platform } = server;
    const form = { name: '月謝', chargeDay: 27, description: '', taxCategory: 'out_of_scope', isOpen: true } as const;
    const amount = PositiveYen.parse(1000);
    const [made] = await saveRecurringProduct(platform, org.owner, { ...form, amount, productId: null, version: 0 });
    const { productId } = made!;
    const [silent, gone] = [await org.addMember({ contactEmail: '' as never }), await org.addMember()];
    for (const { _id } of [silent, gone]) {
      cards.putCard(_id, 'requested');
      await joinPlan(platform, org.asMember(_id), { productId, method: 'card', card: 'saved', amount, idempotencyKey: randomUUID() });
    }
    await saveRecurringProduct(platform, org.owner, { ...form, amount: PositiveYen.parse(1500), productId, version: made!.version });
    const changes = async () =>
      (await db().collection('mails').find({ orgId: org.scope.orgId, purpose: 'recurring' }).toArray()).filter(({ subject }) =>
        String(subject).includes('金額変更'),
      ).length;
    await tendPlans(platform);
    await refuseMails();
    await tendPlans(platform);
    expect(await changes()).toBe(1);
    for (const day of ['2026-06-27', '2026-07-27']) {
      cards.at(day);
      await workOnPlans(platform);
      await cards.work();
    }
    expect(cards.charges.map((charge) => charge.amount)).toEqual([1000, 1000, 1000, 1000]);
    const isUntold = async () => (await recurringPlans(platform, org.scope, { productId })).plans.map((plan) => plan.isUntold);
    expect(await isUntold()).toEqual([true, true]);
    await db().collection('bounced_addresses').deleteOne(bouncing(gone.contactEmail));
    await tendPlans(platform);
    cards.at('2026-08-27');
    await workOnPlans(platform);
    await cards.work();
    expect(
      cards.charges
        .slice(4)
        .map((charge) => charge.amount)
        .toSorted(),
    ).toEqual([1000, 1500]);
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { togetherTexts } from '../../src/features/billing/together-texts.ts';
import { billingTexts } from '../../src/features/billing/texts.ts';
import { payLinkTexts } from '../../src/features/payments/pay-link-texts.ts';
import { payerTexts } from '../../src/features/payments/payer-texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { fill } from '../../src/lib/words.ts';
import { field, fitsSideways, press, see, signInMember, signInOffice, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { faultsOf, settled } from './soundness.ts';
import { type Enrolled, type World, billFor, enrol, linkOf, notify, openWorld, password } from './world.ts';

const office = payLinkTexts.ja;
const payer = payerTexts.ja;
const pay = paymentTexts.ja;
const employer = '学校法人 青葉学園';
const names = ['一郎', '二葉', '三郎', '四葉', '五月'];

let house: House;
let clerk: Person;
let member: Person;
let accounts: Person;
let world: World;
let people: Enrolled[];
let bills: string[];

beforeAll(async () => {
  house = await openHouse();
  [clerk, member, accounts] = [await house.person(desk), await house.person(phone), await house.person(phone)];
  world = await openWorld('ubame', 'うばめ会');
  people = [];
  bills = [];
  for (const [at, name] of names.entries()) {
    const one = await enrol(world, '青葉', name, `m${at}@ubame.example`);
    people.push(one);
    bills.push(await billFor(world, one, '2026年度 年会費', 8000 + at * 1000));
  }
  await signInOffice(clerk, world.slug, world.owner.email, world.owner.password);
  await signInMember(member, world.slug, people[0]!.login, password);
});
afterAll(async () => {
  await house.close();
});

const statuses = () =>
  Promise.all(bills.map(async (billId) => (await world.office.billing.bill.query({ billId: billId as never })).status));

test('PAY-18, case 62 journey: an employer pays for five members', async () => {
  // The office finds the bills, sees what is in the link and mails it.
  const { page } = clerk;
  await page.goto(`/${world.slug}/admin/pay-links/new`);
  await page.getByLabel(office.form.find).fill('青葉');
  for (const name of names) await press(page, fill(office.form.addOf, { name: `青葉 ${name}`, bill: '2026年度 年会費' }));
  await see(page, '50,000円');
  await settled(clerk);
  expect(await faultsOf(page, 'a link being made')).toEqual([]);
  await field(page, office.form.payerName.replace(/[（）]/g, '.')).fill(employer);
  await field(page, office.form.email).fill('keiri@aoba.example');
  await page.getByText(office.form.sendMail, { exact: true }).click();
  await press(page, office.form.submit);
  await see(page, office.made.title);
  await see(page, fill(office.made.mailed, { email: 'keiri@aoba.example' }));

  // The member sees who is to pay, and has nothing to pay meanwhile.
  await member.page.goto(`/${world.slug}/my`);
  await see(member.page, fill(billingTexts.ja.home.byPayer, { name: employer }));
  await member.page.goto(`/${world.slug}/my/pay/${bills[0]}`);
  await see(member.page, pay.method.byPayer);

  // One of the bills is paid meanwhile: the payer is told, and pays the rest.
  await world.office.payments.recordOffline.mutate({
    billId: bills[4] as never,
    amount: 12_000 as never,
    method: 'cash',
    receivedOn: '2026-04-10' as never,
    memo: '',
    idempotencyKey: crypto.randomUUID(),
  });
  const link = await linkOf('keiri@aoba.example');
  const payerPage = accounts.page;
  await payerPage.goto(link);
  await see(payerPage, fill(payer.to, { name: employer }));
  await see(payerPage, payer.changedTitle);
  await see(payerPage, fill(payer.forMember, { name: '青葉 一郎' }));
  expect(payerPage.url()).not.toContain('token');
  await settled(accounts);
  expect(await faultsOf(payerPage, 'the page of a payer')).toEqual([]);
  expect(await fitsSideways(payerPage)).toBe(true);

  // One invoice in the payer's name.
  const [invoice] = await Promise.all([payerPage.waitForEvent('download'), press(payerPage, payer.invoice.save)]);
  expect(invoice.suggestedFilename()).toMatch(/\.pdf$/);
  await payerPage.getByText(/^I\d{4}-\d{6}$/).waitFor();

  // One number over four bills, and what is shown is what is asked for.
  await payerPage.getByText(pay.method.payeasy, { exact: true }).first().click();
  await press(payerPage, pay.method.payPayeasy);
  await see(payerPage, pay.number.waiting);
  await settled(accounts);
  expect(await faultsOf(payerPage, 'a payer with a number')).toEqual([]);
  // Of the charge the office hears by a message, the payer by the answer.
  const paying = await until('the link that is being paid', async () => {
    const [row] = (await world.office.payLinks.list.query({})).rows;
    return row?.state === 'paying' ? row : null;
  });
  expect(paying).toMatchObject({ open: 38_000 });
  const charge = await world.office.payments.chargeForOffice.query({ billId: bills[0] as never });
  expect(charge).toMatchObject({ amount: 38_000 });
  await notify({ paymentNumber: charge!.paymentNumber, type: 'payment.captured' });

  // Paid: a receipt per member, in the payer's name, from the same link.
  await see(payerPage, payer.paid.title);
  await until('all bills', async () => ((await statuses()).every((status) => status === 'paid') ? true : null));
  const [receipt] = await Promise.all([
    payerPage.waitForEvent('download'),
    press(payerPage, fill(payer.receipts.saveOf, { name: '青葉 二葉' })),
  ]);
  expect(receipt.suggestedFilename()).toMatch(/\.pdf$/);
  await payerPage.getByText(new RegExp(`宛名 ${employer}`)).waitFor();
  await settled(accounts);
  expect(await faultsOf(payerPage, 'a payer who has paid')).toEqual([]);
  // A reload of the tab finds the link again, in the other language too.
  await press(payerPage, 'English');
  await see(payerPage, payerTexts.en.paid.title);
  await payerPage.reload();
  await see(payerPage, payerTexts.en.paid.title);
  await settled(accounts);
  const typed = [world.name, employer, '2026年度 年会費', ...people.map((one) => one.name)];
  expect(await faultsOf(payerPage, 'a payer who reads English', { language: 'en', typed })).toEqual([]);

  // The member sees that it is paid, and by whom.
  await member.page.goto(`/${world.slug}/my/pay/${bills[0]}/result`);
  await see(member.page, employer);
  expect(await people[1]!.me.documents.receiptOfBill.query({ billId: bills[1] as never })).toMatchObject({ addressee: employer });

  // The office sees the same.
  await page.goto(`/${world.slug}/admin/pay-links`);
  await see(page, office.states.paid);
  expect([...clerk.troubles, ...member.troubles, ...accounts.troubles]).toEqual([]);
});

test('a broken link tells nothing, and a member may pay together only what is theirs to pay', async () => {
  const stranger = await house.person(phone);
  await stranger.page.goto(`/${world.slug}/payer#token=${'x'.repeat(43)}`);
  await see(stranger.page, payer.over.invalid);
  await settled(stranger);
  expect(await faultsOf(stranger.page, 'a link that is none')).toEqual([]);
  expect(await stranger.page.getByText(togetherTexts.ja.title).count()).toBe(0);
});

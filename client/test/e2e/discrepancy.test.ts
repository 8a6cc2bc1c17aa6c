import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminBillingTexts } from '../../src/features/billing/admin-texts.ts';
import { adminPaymentTexts } from '../../src/features/payments/admin-texts.ts';
import { askProviderTexts } from '../../src/features/payments/ask-provider-texts.ts';
import { settlementTexts } from '../../src/features/payments/settlement-texts.ts';
import { traceTexts } from '../../src/features/payments/trace-texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { navWords } from '../../src/lib/i18n/nav-words.ts';
import { refusals } from '../../src/lib/i18n/refusals.ja.ts';
import { follow, press, see, signInMember, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { settlements } from './settlement-scene.ts';
import { faultsOf, settled } from './soundness.ts';
import { type Enrolled, type World, billFor, enrol, issueNumber, notify, openWorld, password } from './world.ts';

const pay = paymentTexts.ja;
const words = adminPaymentTexts.ja;
const mismatch = words.tasks.whats.amount_mismatch;

let house: House;
let office: Person;
let member: Person;
let world: World;
let haruna: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  member = await house.person(phone);
  world = await openWorld('kunugi', 'くぬぎ協会');
  haruna = await enrol(world, '渡邉', '陽菜', 'haruna@kunugi.example');
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await signInMember(member, world.slug, haruna.login, password);
});
afterAll(async () => {
  await house.close();
});

/** Events are worked off in their order of arrival: once the marker's money is booked, what came before has had its effect. */
async function everythingBooked(): Promise<void> {
  const billId = await billFor(world, haruna, '目印', 100);
  const paymentNumber = await issueNumber(haruna, billId);
  expect(await notify({ paymentNumber, type: 'payment.captured' })).toEqual([200]);
  await office.page.goto(`/${world.slug}/admin/bills/${billId}`);
  await office.page.getByText(kitTexts.ja.status.paid, { exact: true }).first().waitFor();
}

const paymentsFor = async (billId: string) =>
  (await world.office.payments.list.query({ billId: billId as never, size: 50 })).rows.map(({ amount, state }) => ({ amount, state }));

describe('notices of the provider', () => {
  test('PAY-06 journey: the same notice ten times at once, again late, and older ones after it: one 入金 only', async () => {
    const billId = await billFor(world, haruna, '2026年度 年会費', 10_000);
    const paymentNumber = await issueNumber(haruna, billId);
    await member.page.goto(`/${world.slug}/my/pay/${billId}/number`);
    await see(member.page, pay.number.waiting);
    expect(await notify({ paymentNumber, type: 'payment.captured', times: 10 })).toEqual(Array.from({ length: 10 }, () => 200));
    await member.page.waitForURL(/\/result$/);
    await see(member.page, pay.result.paidTitle);
    for (const type of ['payment.captured', 'payment.authorized', 'payment.expired'] as const)
      expect(await notify({ paymentNumber, type, times: 3 })).toEqual([200, 200, 200]);
    await everythingBooked();
    expect(await paymentsFor(billId)).toEqual([{ amount: 10_000, state: 'confirmed' }]);
    const { page } = office;
    await page.goto(`/${world.slug}/admin/bills/${billId}`);
    await page.getByText(adminBillingTexts.ja.bill.paidAll, { exact: true }).waitFor();
    await member.page.reload();
    await see(member.page, pay.result.paidTitle);
    await page.goto(`/${world.slug}/admin/tasks`);
    await see(page, words.tasks.emptyTitle);
  });

  test('journey: a forged notice gets 401 and changes nothing', async () => {
    const billId = await billFor(world, haruna, '大会参加費', 3000);
    const paymentNumber = await issueNumber(haruna, billId);
    await member.page.goto(`/${world.slug}/my/pay/${billId}/number`);
    await see(member.page, pay.number.waiting);
    expect(await notify({ paymentNumber, type: 'payment.captured', times: 3, forge: true })).toEqual([401, 401, 401]);
    await everythingBooked();
    await see(member.page, pay.number.waiting);
    expect(await paymentsFor(billId)).toEqual([]);
    await office.page.goto(`/${world.slug}/admin/bills/${billId}`);
    await office.page.getByText(kitTexts.ja.status.waiting, { exact: true }).first().waitFor();
  });

  test('journey: money of another sum comes up as a discrepancy by itself, with its reason and what to do', async () => {
    const billId = await billFor(world, haruna, '懇親会費', 6000);
    const paymentNumber = await issueNumber(haruna, billId);
    await member.page.goto(`/${world.slug}/my/pay/${billId}/number`);
    await see(member.page, pay.number.waiting);
    const { page } = office;
    await page.goto(`/${world.slug}/admin/tasks`);
    await see(page, words.tasks.emptyTitle);
    expect(await notify({ paymentNumber, type: 'payment.captured', amount: 5400 })).toEqual([200]);

    const matter = page.getByRole('article').filter({ hasText: mismatch.title });
    await matter.waitFor();
    await matter.getByText(mismatch.text, { exact: true }).waitFor();
    await matter.getByText(mismatch.remedy, { exact: true }).waitFor();
    const sums = (await matter.locator('.task__sums dd').allInnerTexts()).map((text) => text.replace(/\s/g, ''));
    expect(sums).toEqual(['6,000円', '5,400円', expect.stringMatching(/^(?:マイナス)?−?600円$/)]);
    await matter.getByRole('link', { name: haruna.name, exact: true }).waitFor();
    await matter.getByRole('link', { name: '懇親会費', exact: true }).waitFor();
    await matter.getByText(paymentNumber, { exact: true }).waitFor();
    await page.getByRole('navigation').getByRole('link', { name: navWords.ja.discrepancies }).getByText('1', { exact: true }).waitFor();
    // Held money is nobody's payment: the member still waits.
    expect(await paymentsFor(billId)).toEqual([]);
    await see(member.page, pay.number.waiting);
    // The provider's answer stands until it is asked again, and so does why it is not asked so soon.
    await matter.getByRole('link', { name: words.tasks.openTrace, exact: true }).click();
    await page.waitForURL(/\/payments\/trace\//);
    await press(page, askProviderTexts.ja.ask);
    await see(page, askProviderTexts.ja.told.same);
    await settled(office);
    expect(await faultsOf(page, 'what the provider answered')).toEqual([]);
    await press(page, askProviderTexts.ja.ask);
    await page.getByRole('status').filter({ hasText: refusals.TOO_MANY_REQUESTS }).waitFor();
    expect(await page.getByText(askProviderTexts.ja.told.same, { exact: true }).count()).toBe(0);
    await page.goto(`/${world.slug}/admin/tasks`);
  });

  test('journey: a matter is put away with what was done, and stays to be read', async () => {
    const { page } = office;
    await page.getByRole('button', { name: words.tasks.closeOf.replace('{{title}}', mismatch.title) }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: words.close.submit, exact: true }).click();
    await dialog.getByText(words.close.missing).waitFor();
    await dialog.getByLabel(new RegExp(`^${words.close.note}`)).fill('決済会社に確かめ、差額を返金した');
    await dialog.getByRole('button', { name: words.close.submit, exact: true }).click();
    await see(page, words.tasks.emptyTitle);
    await page.getByRole('link', { name: new RegExp(words.tasks.view.done) }).click();
    await see(page, '決済会社に確かめ、差額を返金した');
    await press(page, navWords.ja.signOut);
    await page.waitForURL(/\/admin\/login$/);
  });

  test('case 46 journey: a matter leads to its very settlement, the list to each, and a line to its payment', async () => {
    const { asking } = await settlements(world);
    const { page } = office;
    const of = settlementTexts.ja;
    await signInOffice(office, world.slug, world.owner.email, world.owner.password);
    await page.goto(`/${world.slug}/admin/tasks`);
    const matter = page.getByRole('article').filter({ hasText: words.tasks.whats.settlement_unknown.title });
    await matter.getByRole('link', { name: words.tasks.openSettlement, exact: true }).click();
    await page.waitForURL(new RegExp(`/settlements/${asking}$`));
    await page.getByText(of.verdicts.unknown).first().waitFor();
    await follow(page, of.title);
    await page.waitForURL(/\/settlements$/);
    await page.locator(`a[href$="/settlements/${asking}"]`).filter({ visible: true }).first().click();
    await page.waitForURL(new RegExp(`/settlements/${asking}$`));
    await page.locator('a[href*="/payments/trace/"]').filter({ visible: true }).first().click();
    await page.waitForURL(/\/payments\/trace\//);
    await see(page, traceTexts.ja.title);
  });

  test('journey: no page has logged an error', () => {
    expect(office.troubles).toEqual([]);
    expect(member.troubles).toEqual([]);
  });
});

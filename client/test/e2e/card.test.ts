import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminPaymentTexts } from '../../src/features/payments/admin-texts.ts';
import { billLinkTexts } from '../../src/features/payments/bill-link-texts.ts';
import { payerTexts } from '../../src/features/payments/payer-texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { billingTexts } from '../../src/features/billing/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { fill } from '../../src/lib/words.ts';
import { fitsSideways, follow, press, see, signInMember, signInOffice, slipOf } from './hands.ts';
import { type House, type Person, desk, openHouse, phone, stack } from './house.ts';
import { faultsOf, settled } from './soundness.ts';
import { type Enrolled, type World, billFor, enrol, linkOf, openWorld, password } from './world.ts';

const pay = paymentTexts.ja;
const mailed = billLinkTexts.ja;

let house: House;
let office: Person;
let member: Person;
let world: World;
let misaki: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  member = await house.person(phone);
  world = await openWorld('hinoki', 'ひのき学会');
  misaki = await enrol(world, '勅使河原', '美咲', 'misaki@hinoki.example');
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await signInMember(member, world.slug, misaki.login, password);
});
afterAll(async () => {
  await house.close();
});

/** The page of the payment company: the number goes there and nowhere else. */
async function toCardPage(page: Page, billId: string): Promise<void> {
  await page.goto(`/${world.slug}/my/pay/${billId}`);
  await page.getByText(pay.method.card, { exact: true }).click();
  await press(page, pay.method.payCard);
  await page.waitForURL(`${stack().sandbox}/pay/**`);
}

async function enterCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('カード番号').fill(number);
  await page.getByRole('button', { name: /を支払う$/ }).click();
}

describe('a card', () => {
  test('journey: a card on the hosted page clears at once, on both sides, without a reload', async () => {
    const billId = await billFor(world, misaki, '2026年度 年会費', 10_000);
    await office.page.goto(`/${world.slug}/admin/bills/${billId}`);
    const { page } = member;
    await toCardPage(page, billId);
    await enterCard(page, '4111 1111 1111 1111');
    await page.waitForURL(/\/result$/);
    await see(page, pay.result.paidTitle);
    await see(page, pay.methods.card);
    await office.page.getByText(kitTexts.ja.status.paid, { exact: true }).first().waitFor();
    await office.page.getByRole('cell', { name: adminPaymentTexts.ja.methods.card, exact: true }).waitFor();
    await page.goto(`/${world.slug}/my`);
    await see(page, billingTexts.ja.home.paidTitle);
  });

  test('journey: a declined card pays nothing, says so, and another one pays', async () => {
    const billId = await billFor(world, misaki, '大会参加費', 3000);
    const { page } = member;
    await toCardPage(page, billId);
    await enterCard(page, '4000 0000 0000 0002');
    await page.getByRole('alert').waitFor();
    await press(page, 'やめて元の画面へもどる');
    await page.waitForURL(/\/result$/);
    await see(page, pay.result.failedTitle);
    await office.page.goto(`/${world.slug}/admin/bills/${billId}`);
    await office.page.getByText(kitTexts.ja.status.unpaid, { exact: true }).first().waitFor();
    await follow(page, pay.result.tryAgain);
    await page.waitForURL(new RegExp(`/pay/${billId}$`));
    await page.getByText(pay.method.card, { exact: true }).click();
    await press(page, pay.method.payCard);
    await page.waitForURL(`${stack().sandbox}/pay/**`);
    await enterCard(page, '5555 5555 5555 4444');
    await page.waitForURL(/\/result$/);
    await see(page, pay.result.paidTitle);
    await office.page.getByText(kitTexts.ja.status.paid, { exact: true }).first().waitFor();
  });

  test('journey: declined on the hosted page, a second card there pays the same charge once', async () => {
    const billId = await billFor(world, misaki, '懇親会費', 4000);
    const { page } = member;
    await toCardPage(page, billId);
    await enterCard(page, '4000 0000 0000 0002');
    await page.getByRole('alert').waitFor();
    await enterCard(page, '4111 1111 1111 1111');
    await page.waitForURL(/\/result$/);
    await see(page, pay.result.paidTitle);
    const { rows } = await world.office.payments.list.query({ q: '', billId: billId as never } as never);
    expect(rows.filter((row) => row.allocations.some((one) => one.billId === billId))).toHaveLength(1);
  });

  test('journey: whoever leaves the hosted page without paying can go on, by card or another way', async () => {
    const billId = await billFor(world, misaki, '資料代', 1500);
    const { page } = member;
    await toCardPage(page, billId);
    await press(page, 'やめて元の画面へもどる');
    await page.waitForURL(/\/result$/);
    await see(page, pay.result.checkingTitle);
    await follow(page, pay.result.notYet);
    await page.waitForURL(new RegExp(`/pay/${billId}$`));
    await page.getByText(pay.method.konbini, { exact: true }).click();
    await page.getByText(pay.stores.lawson, { exact: true }).click();
    await press(page, pay.method.payKonbini.replace('{{store}}', pay.stores.lawson));
    await page.waitForURL(/\/number$/);
    await see(page, pay.number.waiting);
  });

  test('row 11 journey: a mail about a bill is paid from its link, without a log-in, by a number and then by card', async () => {
    await billFor(world, misaki, '検定料', 2500);
    const link = await linkOf('misaki@hinoki.example');
    const reader = await house.person(phone);
    const { page } = reader;
    await page.goto(link);
    await see(page, fill(mailed.to, { name: '勅使河原 美○' }));
    await see(page, '2,500円');
    expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe(`/${world.slug}/p`);
    await settled(reader);
    expect(await faultsOf(page, 'a bill opened from its mail')).toEqual([]);
    // Three taps to the number, and it is there again whenever the link is opened.
    await page.getByText(pay.method.konbini, { exact: true }).click();
    await page.getByText(pay.stores.lawson, { exact: true }).click();
    await press(page, pay.method.payKonbini.replace('{{store}}', pay.stores.lawson));
    const slip = await slipOf(page);
    await settled(reader);
    expect(await faultsOf(page, 'the number of a bill opened from its mail')).toEqual([]);
    expect(await fitsSideways(page)).toBe(true);
    await page.goto(link);
    await page.waitForURL(({ hash }) => hash === '');
    expect(await slipOf(page)).toEqual(slip);
    // A card instead; leaving its page pays nothing, is not called a success, and the way goes on.
    await press(page, payerTexts.ja.pay.change);
    const byCard = async () => {
      await page.getByText(pay.method.card, { exact: true }).click();
      await press(page, pay.method.payCard);
      await page.waitForURL(`${stack().sandbox}/pay/**`);
    };
    await byCard();
    await press(page, 'やめて元の画面へもどる');
    await page.waitForURL(new RegExp(`/${world.slug}/p$`));
    await see(page, pay.result.checkingTitle);
    await settled(reader);
    expect(await faultsOf(page, 'a bill opened from its mail, being checked')).toEqual([]);
    await press(page, pay.result.notYet);
    await byCard();
    await enterCard(page, '4111 1111 1111 1111');
    await page.waitForURL(new RegExp(`/${world.slug}/p$`));
    await see(page, pay.result.paidTitle);
    await press(page, 'English');
    await see(page, paymentTexts.en.result.paidTitle);
    await settled(reader);
    const typed = [world.name, '勅使河原 美○', '検定料', '領収済'];
    expect(await faultsOf(page, 'a bill paid from its mail', { language: 'en', typed })).toEqual([]);
    // Used up: it says that it is paid, and leads to the log-in and nowhere else.
    await follow(page, billLinkTexts.en.toMyPage);
    await page.waitForURL(`**/${world.slug}/my/login**`);
    await page.goto(`/${world.slug}/p#token=${'0'.repeat(56)}`);
    await see(page, billLinkTexts.en.over.invalid);
    expect(reader.troubles).toEqual([]);
    await reader.context.close();
  });

  test('journey: no page has logged an error', () => {
    expect(office.troubles).toEqual([]);
    expect(member.troubles).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { billingTexts } from '../../src/features/billing/texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { askCounter, follow, press, see, signInMember, signInOffice, slipOf, takeCash } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { type Enrolled, type World, billFor, enrol, openWorld, password } from './world.ts';

const pay = paymentTexts.ja;
const home = billingTexts.ja.home;

let house: House;
let office: Person;
let member: Person;
let world: World;
let kenichi: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  member = await house.person(phone);
  world = await openWorld('keyaki', 'けやき研究会');
  kenichi = await enrol(world, '佐藤', '健一', 'kenichi@keyaki.example');
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await signInMember(member, world.slug, kenichi.login, password);
});
afterAll(async () => {
  await house.close();
});

describe('numbers to pay with', () => {
  test('PAY-09 journey: a lost konbini number shows again under お支払い, with its deadline, on any device', async () => {
    await billFor(world, kenichi, '2026年度 年会費', 10_000);
    const { page } = member;
    await page.goto(`/${world.slug}/my`);
    await follow(page, home.pay);
    await page.getByText(pay.method.konbini, { exact: true }).click();
    await press(page, pay.method.payKonbiniNone);
    await see(page, pay.method.chooseStore);
    await page.getByText(pay.stores['seven-eleven'], { exact: true }).click();
    await press(page, pay.method.payKonbini.replace('{{store}}', pay.stores['seven-eleven']));
    await page.waitForURL(/\/number$/);
    const issued = await slipOf(member.page);
    expect(issued.numbers[0]).toMatch(/^\d{13}$/);
    expect(issued.deadline).toMatch(/23:59/);

    // Lost: another telephone, months later, by the way a member would look for it.
    const elsewhere = await house.person(phone);
    await signInMember(elsewhere, world.slug, kenichi.login, password);
    await see(elsewhere.page, home.waiting);
    await follow(elsewhere.page, billingTexts.ja.tabs.bills);
    await elsewhere.page.getByRole('link', { name: '2026年度 年会費' }).click();
    await elsewhere.page.waitForURL(/\/number$/);
    expect(await slipOf(elsewhere.page)).toEqual(issued);
    expect(elsewhere.troubles).toEqual([]);
    await elsewhere.context.close();
  });

  test('journey: the store can be changed; the old number is dead, the new one is shown', async () => {
    const { page } = member;
    const before = await slipOf(member.page);
    await follow(page, pay.number.issueOther);
    await page.getByText(pay.method.konbini, { exact: true }).click();
    await see(page, pay.method.switchNote);
    await page.getByText(pay.stores['family-mart'], { exact: true }).click();
    await press(page, pay.method.payKonbini.replace('{{store}}', pay.stores['family-mart']));
    await page.waitForURL(/\/number$/);
    const after = await slipOf(member.page);
    expect(after.numbers[0]).not.toBe(before.numbers[0]);
    const clerk = await house.person(phone);
    expect(await (await askCounter(clerk.page, before.numbers[0])).count()).toBe(0);
    await clerk.context.close();
    await takeCash(house, after.numbers[0]);
    await page.waitForURL(/\/result$/);
    await see(page, pay.result.paidTitle);
  });

  test('journey: Pay-easy shows three numbers and the deadline, again after leaving, and the bank clears it', async () => {
    const billId = await billFor(world, kenichi, '大会参加費', 5000);
    await office.page.goto(`/${world.slug}/admin/bills/${billId}`);
    const { page } = member;
    await page.goto(`/${world.slug}/my`);
    await follow(page, home.pay);
    await page.getByText(pay.method.payeasy, { exact: true }).click();
    await press(page, pay.method.payPayeasy);
    await page.waitForURL(/\/number$/);
    await see(page, pay.number.titlePayeasy);
    const issued = await slipOf(member.page);
    expect(issued.numbers).toHaveLength(3);
    expect(issued.deadline).toMatch(/23:59/);

    await page.goto(`/${world.slug}/my`);
    await see(page, home.waiting);
    await follow(page, home.showNumber);
    await page.waitForURL(/\/number$/);
    expect(await slipOf(member.page)).toEqual(issued);
    await page.reload();
    expect(await slipOf(member.page)).toEqual(issued);

    await office.page.getByText(kitTexts.ja.status.waiting, { exact: true }).first().waitFor();
    await takeCash(house, issued.numbers[0]);
    await page.waitForURL(/\/result$/);
    await see(page, pay.result.paidTitle);
    await see(page, pay.methods.payeasy);
    await office.page.getByText(kitTexts.ja.status.paid, { exact: true }).first().waitFor();
  });

  test('journey: no page has logged an error', () => {
    expect(office.troubles).toEqual([]);
    expect(member.troubles).toEqual([]);
  });
});

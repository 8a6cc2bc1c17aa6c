import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paymentTexts } from '../../../src/features/payments/texts.ts';
import { kitTexts } from '../../../src/lib/i18n/kit.ts';
import { see, signInMember, signInOffice, takeCash, until } from '../hands.ts';
import { type House, type Person, desk, openHouse, phone, stack } from '../house.ts';
import { type Enrolled, type World, billFor, enrol, issueNumber, openWorld, password } from '../world.ts';

const pay = paymentTexts.ja;

let house: House;
let office: Person;
let member: Person;
let world: World;
let emi: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  member = await house.person(phone);
  world = await openWorld('tsubaki', 'つばき会');
  emi = await enrol(world, '小川', '恵美', 'emi@tsubaki.example');
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await signInMember(member, world.slug, emi.login, password);
});
afterAll(async () => {
  await house.close();
});

const tell = (what: 'kill' | 'back', service: 'server' | 'payments-service') => fetch(`${stack().control}/${what}/${service}`);

/** A mark in the page that only a reload could take away. */
const mark = ({ page }: Person) => page.evaluate(() => void Object.assign(globalThis, { notReloaded: true }));
const isMarked = ({ page }: Person) => page.evaluate(() => 'notReloaded' in globalThis);

describe('live pages', () => {
  test('journey: cash that is taken while the server is down shows by itself when it is back', async () => {
    const billId = await billFor(world, emi, '2026年度 年会費', 10_000);
    const paymentNumber = await issueNumber(emi, billId);
    await member.page.goto(`/${world.slug}/my/pay/${billId}/number`);
    await see(member.page, pay.number.waiting);
    await office.page.goto(`/${world.slug}/admin/bills`);
    const line = office.page.getByRole('row').filter({ hasText: emi.name });
    await line.getByText(kitTexts.ja.status.waiting).waitFor();
    await Promise.all([mark(member), mark(office)]);

    await tell('kill', 'server');
    // The payments-service takes the provider's notice all the same.
    await takeCash(house, paymentNumber);
    await tell('back', 'server');
    await member.page.waitForURL(/\/result$/);
    await see(member.page, pay.result.paidTitle);
    await line.getByText(kitTexts.ja.status.paid).waitFor();
    expect(await isMarked(member)).toBe(true);
    expect(await isMarked(office)).toBe(true);
  });

  test('journey: a page that outlived the restart hears the next payment over its new stream', async () => {
    const billId = await billFor(world, emi, '大会参加費', 3000);
    const paymentNumber = await issueNumber(emi, billId);
    const line = office.page.getByRole('row').filter({ hasText: '大会参加費' });
    await line.getByText(kitTexts.ja.status.waiting).waitFor();
    await takeCash(house, paymentNumber);
    // From the till's receipt on: how long a browser takes to open and to get there says nothing about the stream.
    const started = performance.now();
    await line.getByText(kitTexts.ja.status.paid).waitFor();
    // Slower than this it would have been the poll that covers a lost stream.
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await isMarked(office)).toBe(true);
  });

  test('journey: two tabs of one browser both turn', async () => {
    const billId = await billFor(world, emi, '懇親会費', 4000);
    const paymentNumber = await issueNumber(emi, billId);
    const second = await member.context.newPage();
    await Promise.all([member.page, second].map((page) => page.goto(`/${world.slug}/my/pay/${billId}/number`)));
    await Promise.all([member.page, second].map((page) => see(page, pay.number.waiting)));
    await takeCash(house, paymentNumber);
    await Promise.all([member.page, second].map((page) => page.waitForURL(/\/result$/)));
    await until('the second tab to say it', async () => ((await second.getByText(pay.result.paidTitle).count()) > 0 ? true : null));
    await second.close();
  });

  test('journey: no page has logged an error of its own', () => {
    // A server that is away cannot be reached, which the browser itself reports.
    const own = (troubles: readonly string[]) =>
      troubles.filter((text) => !/ERR_(?:CONNECTION|INCOMPLETE|EMPTY|SOCKET)|Failed to fetch/.test(text));
    expect(own(office.troubles)).toEqual([]);
    expect(own(member.troubles)).toEqual([]);
  });
});

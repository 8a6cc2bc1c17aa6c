import type { CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminBillingTexts } from '../../src/features/billing/admin-texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { navWords } from '../../src/lib/i18n/nav-words.ts';
import { fill } from '../../src/lib/words.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { organizationTexts } from '../../src/features/organizations/texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { field, fillIn, follow, press, see, signInMember, signInOffice, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { settled } from './soundness.ts';
import { type Enrolled, type World, billFor, enrol, openWorld, password } from './world.ts';

const members = adminMemberTexts.ja;

let house: House;
let office: Person;
let member: Person;
let world: World;
let ryo: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  member = await house.person(phone);
  world = await openWorld('yanagi', 'やなぎ会');
  ryo = await enrol(world, '高橋', '涼', 'ryo@yanagi.example');
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await signInMember(member, world.slug, ryo.login, password);
});
afterAll(async () => {
  await house.close();
});

/** What a key does while kana are being composed: the input method takes it, the page sees code 229. */
async function key(session: CDPSession, name: 'Enter' | 'Escape'): Promise<void> {
  const event = { key: name, code: name, windowsVirtualKeyCode: 229 };
  await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event });
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
}

interface Composed {
  readonly asked: readonly string[];
  readonly composing: boolean;
}

/**
 * Types kana with an input method into the focused field, ends the composition with Enter, and tells whether the page called
 * `act` meanwhile: what the key would have set off (news has a page ask for other things at any moment). Two frames later a
 * form that had been submitted would have been checked or sent; who looks a name up takes longer over it.
 */
async function compose(
  page: Page,
  act: string,
  text: string,
  keys: readonly ('Enter' | 'Escape')[] = ['Enter'],
  thinkingMs = 0,
): Promise<Composed> {
  const session = await page.context().newCDPSession(page);
  const asked: string[] = [];
  const hear = (request: { method(): string; url(): string }) =>
    void (request.method() === 'POST' && request.url().includes(act) && asked.push(new URL(request.url()).pathname));
  page.on('request', hear);
  await page.evaluate(() => {
    const heard: boolean[] = [];
    Object.assign(globalThis, { heardComposing: heard });
    document.addEventListener('keydown', (event) => heard.push(event.isComposing), { capture: true });
  });
  await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  for (const one of keys) await key(session, one);
  await page.evaluate(() => new Promise((wake) => requestAnimationFrame(() => requestAnimationFrame(wake))));
  const since = await page.evaluate(() => performance.now());
  await page.waitForFunction(([from, ms]) => performance.now() - from >= ms, [since, thinkingMs] as const);
  const heard = await page.evaluate(() => (globalThis as unknown as { heardComposing: boolean[] }).heardComposing);
  page.off('request', hear);
  await session.send('Input.insertText', { text });
  await session.detach();
  return { asked, composing: heard.length === keys.length && heard.every(Boolean) };
}

/** Types a word as people do: kana by kana while it is composed, then converted; somebody watches what stands there meanwhile. */
async function type(page: Page, into: Locator, kana: string, kanji: string): Promise<void> {
  await into.focus();
  await into.press('End');
  const session = await page.context().newCDPSession(page);
  for (let length = 1; length <= kana.length; length += 1) {
    const text = kana.slice(0, length);
    await session.send('Input.imeSetComposition', { text, selectionStart: length, selectionEnd: length });
    await until(`${text} in the field`, async () => ((await into.inputValue()).endsWith(text) ? true : null));
    // Whoever watches looks every 30 ms, and takes two new kana at once for a conversion. A timer that is set once the kana stands
    // comes after that look however late both are, which a moment of the wall clock does not.
    await page.evaluate(() => new Promise((wake) => setTimeout(wake, 70)));
  }
  await session.send('Input.insertText', { text: kanji });
  await session.detach();
}

describe('acceptance 26: the Enter that ends a composition', () => {
  test('journey: sends no sign-up', async () => {
    const { page } = await house.person(desk);
    const words = organizationTexts.ja.signup;
    await page.goto('/signup');
    await page.getByLabel(words.name, { exact: true }).focus();
    expect(await compose(page, 'organizations.signUp', 'あけぼの')).toEqual({ asked: [], composing: true });
    expect(await page.getByText(words.errors.familyName).count()).toBe(0);
    await page.getByLabel(words.name, { exact: true }).press('Enter');
    await page.getByText(words.errors.familyName).first().waitFor();
  });

  test('journey: adds no member', async () => {
    const { page } = office;
    await page.goto(`/${world.slug}/admin/members/new`);
    await field(page, members.fields.familyName).focus();
    expect(await compose(page, 'members.create', 'かんざき')).toEqual({ asked: [], composing: true });
    expect(await field(page, members.fields.familyName).inputValue()).toBe('かんざき');
    expect(new URL(page.url()).pathname).toBe(`/${world.slug}/admin/members/new`);
    // A letter that other programs may not know is taken, and told (case 81).
    await field(page, members.fields.familyName).fill('𠮷田');
    await see(page, fill(kitTexts.ja.rareLetters, { letters: '𠮷' }));
  });

  test('ENV-06: a member is added from the home screen in three clicks, and the reading comes while the name is typed', async () => {
    const { page } = office;
    await page.goto(`/${world.slug}/admin`);
    await page.evaluate(() => {
      Object.assign(globalThis, { clicks: 0 });
      // A press with the keyboard or on a label is told as a click too, but was none of the mouse.
      document.addEventListener('click', (event) => event.detail > 0 && (globalThis as unknown as { clicks: number }).clicks++, true);
    });
    await follow(page, navWords.ja.members);
    // The home screen has such a link too: pressed while the pages change, it would be let go on the other one.
    await page.getByRole('heading', { level: 1, name: members.list.title }).waitFor();
    await follow(page, members.list.add);
    await type(page, field(page, members.fields.familyName), 'かんざき', '神崎');
    await type(page, field(page, members.fields.givenName), 'めぐみ', '恵');
    const [family, given] = [field(page, members.fields.familyNameKana), field(page, members.fields.givenNameKana)];
    expect([await family.inputValue(), await given.inputValue()]).toEqual(['カンザキ', 'メグミ']);
    // What was put right by hand is not touched again.
    await given.fill('ケイ');
    await type(page, field(page, members.fields.givenName), 'ほ', '穂');
    expect(await given.inputValue()).toBe('ケイ');
    await press(page, members.create.submit);
    await see(page, members.create.done.replace('{{name}}', '神崎 恵穂'));
    expect(await page.evaluate(() => (globalThis as unknown as { clicks: number }).clicks)).toBe(3);
  });

  test('journey: searches nothing before the kana are decided, and then for all of them', async () => {
    const { page } = office;
    await page.goto(`/${world.slug}/admin/members`);
    await page.getByRole('link', { name: ryo.name }).waitFor();
    // What the page asks for by itself was not set off by the key.
    await settled(office);
    await page.getByLabel(members.list.search).focus();
    expect(await compose(page, 'members.list', 'たかはし', ['Enter'], 400)).toEqual({ asked: [], composing: true });
    await page.waitForURL((url) => url.searchParams.get('q') === 'たかはし');
  });

  test('journey: opens nothing that the palette has found so far', async () => {
    const { page } = office;
    await page.goto(`/${world.slug}/admin/members`);
    await page.getByRole('link', { name: ryo.name }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await settled(office);
    expect(await compose(page, 'members.', 'よみ')).toEqual({ asked: [], composing: true });
    expect(new URL(page.url()).pathname).toBe(`/${world.slug}/admin/members`);
    await page.getByRole('option', { name: ryo.name }).first().waitFor();
    // Enter waits for nobody while something is still being looked up.
    await settled(office);
    await page.keyboard.press('Enter');
    await page.waitForURL(/members\/mem_/);
  });

  test('journey: closes no dialog, confirms nothing, and Escape gives up the kana only', async () => {
    const { page } = office;
    const billId = await billFor(world, ryo, '大会参加費', 3000);
    await page.goto(`/${world.slug}/admin/bills/${billId}`);
    await page.getByRole('button', { name: adminBillingTexts.ja.bill.menu }).click();
    await page.getByRole('menuitem', { name: adminBillingTexts.ja.bill.cancel }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(new RegExp(`^${adminBillingTexts.ja.bill.cancelReasonLabel}`)).focus();
    expect(await compose(page, 'billing.cancelBill', 'りゆう', ['Enter'])).toEqual({ asked: [], composing: true });
    expect(await compose(page, 'billing.cancelBill', 'にど', ['Escape'])).toEqual({ asked: [], composing: true });
    expect(await dialog.count()).toBe(1);
    expect((await world.office.billing.bill.query({ billId: billId as never })).status).toBe('unpaid');
    // Nor does anything else while the press is under way: what comes of it would be heard by nobody (security.md 4.5).
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.route(/billing\.cancelBill/, async (route) => {
      await answered;
      await route.continue();
    });
    await dialog.getByLabel(new RegExp(`^${adminBillingTexts.ja.bill.cancelReasonLabel}`)).fill('二重');
    await dialog.getByRole('button', { name: adminBillingTexts.ja.bill.cancel, exact: true }).click();
    await dialog.getByRole('img', { name: kitTexts.ja.working }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: kitTexts.ja.cancel, exact: true }).click({ force: true });
    await page.mouse.click(5, 5);
    expect(await dialog.count()).toBe(1);
    answer();
    await dialog.waitFor({ state: 'detached' });
    expect((await world.office.billing.bill.query({ billId: billId as never })).status).toBe('cancelled');
  });

  test('journey: keeps no addressee of a receipt', async () => {
    const words = paymentTexts.ja.result;
    const billId = await billFor(world, ryo, '資料代', 1000);
    const { page } = member;
    await world.office.payments.recordOffline.mutate({
      billId: billId as never,
      amount: 1000 as never,
      method: 'cash',
      receivedOn: '2026-04-01' as never,
      memo: '',
      idempotencyKey: crypto.randomUUID(),
    });
    // Opened when the money is there: news of it would have the page ask again, in the middle of a word.
    await page.goto(`/${world.slug}/my/pay/${billId}/result`);
    await page.getByRole('button', { name: words.change, exact: true }).waitFor();
    await settled(member);
    await page.getByRole('button', { name: words.change, exact: true }).click();
    await page.getByLabel(words.addresseeLabel, { exact: true }).focus();
    expect(await compose(page, 'documents.issueReceipt', 'やなぎ')).toEqual({ asked: [], composing: true });
    await see(page, words.keep);
    await fillIn(page, words.addresseeLabel, '株式会社やなぎ');
    await page.keyboard.press('Enter');
    // As typed: which honorific is printed, the receipt itself decides (御中 here).
    await see(page, '株式会社やなぎ');
  });

  test('journey: no page has logged an error', () => {
    expect(office.troubles).toEqual([]);
    expect(member.troubles).toEqual([]);
  });
});

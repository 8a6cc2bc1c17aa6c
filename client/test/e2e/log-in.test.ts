import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { inquiryTexts } from '../../src/features/identity/inquiry-texts.ts';
import { identityTexts } from '../../src/features/identity/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { field, fillBirth, fillIn, follow, press, see, signInMember, signInOffice, walk } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { faultsOf, settled } from './soundness.ts';
import { type Enrolled, type World, enrol, openWorld, password } from './world.ts';

const words = identityTexts.ja.login;
const kit = kitTexts.ja;
let house: House;
let world: World;
let member: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld('asama', '浅間の会');
  member = await enrol(world, '髙﨑', '春子', 'haruko@asama.example');
});
afterAll(() => house.close());

const doorOf = (slug: string) => `/${slug}/my/login`;
async function leave({ page }: Person): Promise<void> {
  await page.goto(`/${world.slug}/my/settings`);
  await press(page, identityTexts.ja.settings.logOut);
  await page.waitForURL(`**${doorOf(world.slug)}`);
}

describe('at the door', () => {
  test('ACC-17: Caps Lock and a Japanese input left on are said while one types', async () => {
    const person = await house.person(phone);
    const { page } = person;
    await page.goto(doorOf(world.slug));
    const typed = page.getByLabel(words.password, { exact: true });
    await typed.fill('abc');
    expect(await page.getByText(kit.capsLock).count()).toBe(0);
    // The state of the lock travels with the key, as browsers report it.
    await typed.evaluate((input) => {
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'A', bubbles: true, modifierCapsLock: true }));
    });
    await see(page, kit.capsLock);
    await typed.evaluate((input) => {
      input.dispatchEvent(new KeyboardEvent('keyup', { key: 'CapsLock', bubbles: true, modifierCapsLock: false }));
    });
    await page.getByText(kit.capsLock).waitFor({ state: 'detached' });
    await typed.fill('ａｂｃ１２３');
    await see(page, kit.wideInPassword);
    expect(await faultsOf(page, 'hints under a password')).toEqual([]);
    await person.context.close();
  });

  // Leaving a field says what is wrong with it, which moves all that stands below: the hand is on the button by then.
  test('a press that leaves a wrong field is not lost', async () => {
    const person = await house.person(phone);
    const { page } = person;
    await page.goto(doorOf(world.slug));
    // What comes later than the form would move the button as well.
    await settled(person);
    await page.getByLabel(words.password, { exact: true }).click();
    const submit = page.getByRole('button', { name: words.submit, exact: true });
    const { x, y, width } = (await submit.boundingBox())!;
    await page.mouse.move(x + width / 2, y + 3);
    await page.mouse.down();
    // As long as a hand takes: two frames are enough for what blur draws.
    await page.evaluate(() => new Promise((wake) => requestAnimationFrame(() => requestAnimationFrame(wake))));
    await page.mouse.up();
    // Only a press says what is wrong with a field nobody has been in.
    await page.getByLabel(words.login, { exact: true }).and(page.locator('[aria-invalid=true]')).waitFor();
    await person.context.close();
  });

  test.each([-1, 1])('ACC-18: a clock off by %i year logs in and stays in', async (years) => {
    const person = await house.person(phone);
    const { page } = person;
    const off = years * 365 * 86_400_000;
    await page.addInitScript((shift) => {
      const Real = globalThis.Date;
      const now = () => Real.now() + shift;
      globalThis.Date = new Proxy(Real, {
        construct: (target, given: unknown[]) => (given.length === 0 ? new target(now()) : (Reflect.construct(target, given) as Date)),
        get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
      });
      const origin = performance.timeOrigin + shift;
      Object.defineProperty(performance, 'timeOrigin', { get: () => origin });
    }, off);
    let renewals = 0;
    page.on('request', (request) => void (request.url().endsWith('/auth/refresh') && (renewals += 1)));
    await signInMember(person, world.slug, member.login, password);
    await page.getByRole('heading', { level: 1 }).waitFor();
    renewals = 0;
    await page.getByRole('link', { name: kit.my.settings, exact: true }).click();
    await see(page, identityTexts.ja.settings.logOut);
    expect(renewals).toBe(0);
    for (const place of ['bills', 'settings', 'profile']) {
      await page.goto(`/${world.slug}/my/${place}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    // One for each page that was opened anew, as with a right clock.
    expect(renewals).toBe(3);
    expect(person.troubles).toEqual([]);
    await person.context.close();
  });

  test('ACC-19: an address that is no organisation’s shows the way to the right one, at every door', async () => {
    const person = await house.person(phone);
    const { page } = person;
    for (const address of ['/asamma', doorOf('asamma'), '/asamma/admin/login', '/asamma/my/forgot-id']) {
      await page.goto(address);
      await page.getByRole('link', { name: /団体を探す/ }).waitFor();
      expect(await page.getByRole('textbox').count(), address).toBe(0);
      expect(await page.getByText(world.name).count(), address).toBe(0);
    }
    expect(await faultsOf(page, 'no such organisation')).toEqual([]);
    await follow(page, kit.noOrganization.search);
    await page.waitForURL('**/login');
    await page.getByRole('textbox').fill(`https://tsudoi.example/${world.slug}/my`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/${world.slug}`);
    await person.context.close();
  });

  test('ENV-06: a field of a new page that somebody was quick to reach keeps the keyboard', async () => {
    const person = await house.person(phone);
    const { page } = person;
    await page.goto('/asamma');
    await page.getByRole('link', { name: kit.noOrganization.search }).waitFor();
    // Reached in the moment it is there, and no longer looked after: what takes the focus later took it from the person.
    const kept = page.evaluate(
      () =>
        new Promise<string>((tell) => {
          const watch = new MutationObserver(() => {
            const field = document.querySelector('input');
            if (field === null) return;
            watch.disconnect();
            field.focus();
            let frames = 0;
            const look = () => (++frames < 20 ? requestAnimationFrame(look) : tell(document.activeElement?.tagName ?? ''));
            look();
          });
          watch.observe(document.body, { childList: true, subtree: true });
        }),
    );
    await follow(page, kit.noOrganization.search);
    expect(await kept).toBe('INPUT');
    await person.context.close();
  });

  test('ACC-20: where the page’s files do not come, what to do is there to read, without any of them', async () => {
    const person = await house.person(phone);
    const { page } = person;
    await person.context.route(/\/assets\/.*\.js$/, (route) => route.abort());
    await page.goto(doorOf(world.slug));
    const recovery = page.getByRole('heading', { name: '画面を開けませんでした' });
    expect(await recovery.count()).toBe(0);
    await recovery.waitFor();
    await person.context.unroute(/\/assets\/.*\.js$/);
    await page.getByRole('link', { name: 'もう一度読み込む' }).click();
    await page.getByRole('heading', { name: words.title }).waitFor();
    await person.context.close();
  });

  test('ACC-21: a remembered ID is there the next time; cleared, the field is empty and the log-in works', async () => {
    const person = await house.person(phone);
    const { page, context } = person;
    const typed = page.getByLabel(words.login, { exact: true });
    await signInMember(person, world.slug, member.login, password);
    await leave(person);
    expect(await typed.inputValue()).toBe('');
    await page.getByText(words.remember, { exact: true }).click();
    await fillIn(page, words.login, member.login);
    await fillIn(page, words.password, password);
    await press(page, words.submit);
    await page.waitForURL(`**/${world.slug}/my`);
    await leave(person);
    await page.goto(doorOf(world.slug));
    expect(await typed.inputValue()).toBe(member.login);
    await context.clearCookies();
    await page.evaluate(() => localStorage.clear());
    await page.goto(doorOf(world.slug));
    expect(await typed.inputValue()).toBe('');
    await signInMember(person, world.slug, member.login, password);
    await context.close();
  });

  test('TEN-09: nothing of whoever has left is shown to the next one at the same screen', async () => {
    const next = await enrol(world, '若林', '夏子', 'natsuko@asama.example');
    const person = await house.person(phone);
    const { page } = person;
    const settings = () => page.getByRole('navigation', { name: kit.my.label }).getByRole('link', { name: kit.my.settings }).click();
    await signInMember(person, world.slug, member.login, password);
    await settings();
    await see(page, member.login);
    await press(page, identityTexts.ja.settings.logOut);
    await page.waitForURL(`**${doorOf(world.slug)}`);
    await fillIn(page, words.login, next.login);
    await fillIn(page, words.password, password);
    await press(page, words.submit);
    await page.waitForURL(`**/${world.slug}/my`);
    await settings();
    await see(page, next.login);
    expect(await page.getByText(member.login, { exact: true }).count()).toBe(0);
    await person.context.close();
  });

  test('TEN-09: who leaves the office and comes straight back is still known there', async () => {
    const office = await house.person(desk);
    const { page } = office;
    const roll = `/${world.slug}/admin/members`;
    await signInOffice(office, world.slug, world.owner.email, world.owner.password);
    await page.goto(roll);
    await settled(office);
    // The frame being left asks once more who looks: nobody, on a public page. The page hears of that refusal, with its words, when the office is open again.
    const refused = page.waitForResponse((response) => response.url().includes('identity.viewer') && response.status() === 401);
    let release: () => void = () => undefined;
    const back = new Promise<void>((open) => (release = open));
    await page.route('**/assets/*efusals*.js', async (route) => {
      await back;
      await route.continue();
    });
    await walk(page, '/nothing/here');
    await refused;
    await walk(page, roll);
    release();
    await settled(office);
    await page.getByRole('link', { name: adminMemberTexts.ja.list.add, exact: true }).first().waitFor();
    await office.context.close();
  });

  test('ACC-05: who forgot the ID tells the office, which compares and mails it', async () => {
    const visitor = await house.person(phone);
    const ask = inquiryTexts.ja.ask;
    const { page } = visitor;
    await page.goto(doorOf(world.slug));
    await follow(page, words.forgotId);
    await press(page, ask.submit);
    await see(page, ask.missing.email);
    expect(await faultsOf(page, 'an empty question')).toEqual([]);
    await fillIn(page, ask.familyName, '高崎');
    await fillIn(page, ask.givenName, '春子');
    await fillIn(page, ask.familyNameKana, 'たかさき');
    await fillIn(page, ask.givenNameKana, 'はるこ');
    await fillBirth(page, ask.birthDate, { year: 'S55', month: '4', day: '5' });
    await see(page, '1980年');
    await fillIn(page, ask.email, 'nobody@example.jp');
    await field(page, ask.note).fill('引っ越しました');
    await press(page, ask.submit);
    await see(page, ask.sentTitle);
    expect(await faultsOf(page, 'a question that has arrived')).toEqual([]);

    const office = await house.person(desk);
    const { list, detail, tabs } = inquiryTexts.ja;
    await signInOffice(office, world.slug, world.owner.email, world.owner.password);
    await office.page.goto(`/${world.slug}/admin/members/login-inquiries`);
    await office.page.getByRole('button', { name: list.lookAt.replace('{{name}}', '高崎 春子') }).click();
    await see(office.page, detail.candidates);
    expect(await faultsOf(office.page, 'a question compared')).toEqual([]);
    await fillIn(office.page, detail.reason, '登録のアドレスと違う');
    await press(office.page, detail.close);
    await see(office.page, list.emptyTitle);
    await office.page.getByRole('link', { name: tabs.done }).click();
    await see(office.page, '高崎 春子');
    expect(await faultsOf(office.page, 'answered questions')).toEqual([]);
    await visitor.context.close();
    await office.context.close();
  });
});

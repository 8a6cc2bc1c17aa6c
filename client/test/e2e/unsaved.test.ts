import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unsavedTexts } from '../../src/app/unsaved-texts.ts';
import { runTexts } from '../../src/features/billing/run-texts.ts';
import { messageTexts } from '../../src/features/dev/message-texts.ts';
import { adminIdentityTexts } from '../../src/features/identity/admin-texts.ts';
import { codeTexts } from '../../src/features/identity/code-texts.ts';
import { identityTexts } from '../../src/features/identity/texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { memberTexts } from '../../src/features/members/texts.ts';
import { moneyTexts } from '../../src/features/payments/money-texts.ts';
import { settingsTexts } from '../../src/features/organizations/settings-texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { navWords } from '../../src/lib/i18n/nav-words.ts';
import { fill } from '../../src/lib/words.ts';
import { field, fillIn, follow, press, see, signInMember, signInOffice, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { faultsOf, settled } from './soundness.ts';
import { dialog, pressIn } from './states.ts';
import { type World, caller, enrol, openWorld, password } from './world.ts';

const words = unsavedTexts.ja;
const kit = kitTexts.ja.unsaved;
const settings = settingsTexts.ja;
let house: House;
let world: World;
let office: Person;

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld('kakikake', 'かきかけ会');
  office = await house.person(desk);
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
});
afterAll(() => house.close());

const representative = (page: Page) => field(page, settings.representative);

async function writeSettings(text: string): Promise<Page> {
  const { page } = office;
  await page.goto(`/${world.slug}/admin/settings`);
  await settled(office);
  await representative(page).fill(text);
  return page;
}

/** Opens a page, and gives what its requests are signed with. */
async function tokenAt(page: Page, open: () => Promise<unknown>): Promise<string> {
  const heard = page.waitForRequest((request) => request.headers()['authorization'] !== undefined);
  await open();
  return (await heard).headers()['authorization']!.replace('Bearer ', '');
}

/** Ends the session of a page behind its back. */
async function endSession(page: Page, audience: 'admin' | 'my', token: string): Promise<void> {
  await page.evaluate(
    async (door) => {
      const headers = { 'content-type': 'application/json', 'x-tsudoi': '1' };
      await fetch('/auth/logout', { method: 'POST', headers, body: JSON.stringify(door) });
    },
    { audience, org: world.slug },
  );
  // The server may know a session for some seconds more.
  await until('the end of the session', async () =>
    caller(token)
      .identity.viewer.query()
      .then(
        () => null,
        () => true,
      ),
  );
}

/** Sends the form as it stands, whatever stands before it. */
const sendForm = (page: Page) =>
  page
    .locator('main form')
    .first()
    .evaluate((form) => (form as HTMLFormElement).requestSubmit());

/** The log-in that a page whose session has ended opens beside it. */
async function loginBeside({ page, context }: Person): Promise<Page> {
  await dialog(page).getByText(words.endedText).waitFor();
  const [beside] = await Promise.all([context.waitForEvent('page'), dialog(page).getByRole('link', { name: words.login }).click()]);
  return beside;
}

describe('interface row 30: what is being typed', () => {
  test('a press on a link asks first, and not once it is saved', async () => {
    const page = await writeSettings('会長 青木 玲子');
    await follow(page, navWords.ja.members);
    await dialog(page).getByText(words.leave).waitFor();
    expect(await faultsOf(page, 'leaving what was typed')).toEqual([]);
    await pressIn(page, words.stays);
    await dialog(page).waitFor({ state: 'detached' });
    expect([new URL(page.url()).pathname, await representative(page).inputValue()]).toEqual([
      `/${world.slug}/admin/settings`,
      '会長 青木 玲子',
    ]);
    await press(page, settings.save);
    await see(page, settings.saved);
    await representative(page).fill('会長 赤木 玲子');
    await follow(page, navWords.ja.members);
    await pressIn(page, words.leaves);
    await page.getByRole('heading', { level: 1, name: adminMemberTexts.ja.list.title }).waitFor();
    const saved = await writeSettings('会長 青木 怜子');
    await press(saved, settings.save);
    await see(saved, settings.saved);
    await follow(saved, navWords.ja.members);
    await saved.getByRole('heading', { level: 1, name: adminMemberTexts.ja.list.title }).waitFor();
    expect((await world.office.organizations.current.query()).representative).toBe('会長 青木 怜子');
  });

  test('a reload and a log-out ask as well', async () => {
    const page = await writeSettings('会長 青木');
    const asked = page.waitForEvent('dialog');
    // Playwright’s own reload waits for a page that does not come.
    const reload = page.evaluate(() => location.reload()).catch(() => undefined);
    const question = await asked;
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
    await reload;
    expect(await representative(page).inputValue()).toBe('会長 青木');
    await press(page, navWords.ja.signOut);
    await pressIn(page, words.stays);
    expect(await representative(page).inputValue()).toBe('会長 青木');
  });

  test('a press beside a dialog leaves it, and Escape asks', async () => {
    const { page } = office;
    const say = adminMemberTexts.ja.types;
    await page.goto(`/${world.slug}/admin/members/types`);
    await settled(office);
    await press(page, say.add);
    // What nobody has touched goes as ever.
    await dialog(page).waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await press(page, say.add);
    const name = dialog(page).getByLabel(new RegExp(`^${say.name}`));
    await name.fill('家族会員');
    await page.mouse.click(5, 5);
    await name.press('Escape');
    await page.getByText(kit.close).waitFor();
    expect(await faultsOf(page, 'closing what was typed')).toEqual([]);
    await press(page, kit.stays);
    await page.getByText(kit.close).waitFor({ state: 'detached' });
    expect(await name.inputValue()).toBe('家族会員');
    await name.press('Escape');
    await press(page, kit.closes);
    await dialog(page).waitFor({ state: 'detached' });
    expect(office.troubles).toEqual([]);
  });

  test('the second step of a dialog holds what the first was given', async () => {
    const { page } = office;
    const { page: money, split } = moneyTexts.ja;
    const { memberId } = await enrol(world, '早瀬', '航', 'wataru@kakikake.example');
    await page.goto(`/${world.slug}/admin/payments/${memberId}`);
    await settled(office);
    await press(page, money.record);
    await field(page, split.amount).fill('20,000');
    await press(page, split.next);
    const back = dialog(page).getByRole('button', { name: split.back, exact: true });
    await back.waitFor();
    // What had the focus is gone: the dialog has it, not what closes it.
    expect(await page.evaluate(() => document.activeElement?.role)).toBe('dialog');
    await page.mouse.click(5, 5);
    await page.keyboard.press('Escape');
    await page.getByText(kit.close).waitFor();
    await press(page, kit.stays);
    await page.getByText(kit.close).waitFor({ state: 'detached' });
    await back.click();
    // Back at the first it is what was given, not what is to be begun with.
    await field(page, split.amount).waitFor();
    await page.keyboard.press('Escape');
    await press(page, kit.closes);
    await dialog(page).waitFor({ state: 'detached' });
  });

  test('a dialog that was closed without saving does not ask by itself at its next opening', async () => {
    const { page } = office;
    const say = messageTexts.ja.dialog;
    await page.goto('/dev/components');
    await press(page, say.wide);
    await dialog(page).getByLabel(say.name, { exact: true }).fill('督促の表示');
    await page.keyboard.press('Escape');
    await press(page, kit.closes);
    await dialog(page).waitFor({ state: 'detached' });
    await press(page, say.wide);
    await dialog(page).getByText(say.text).waitFor();
    expect(await page.getByText(kit.close).count()).toBe(0);
  });

  test('TEN-09: a session that ends leaves it there, and it is saved after another log-in beside it', async () => {
    const { page } = office;
    const token = await tokenAt(page, () => writeSettings('会長 青木 玲'));
    await endSession(page, 'admin', token);
    await sendForm(page);
    await dialog(page).getByText(words.endedText).waitFor();
    expect(await faultsOf(page, 'a session that has ended')).toEqual([]);
    const beside = await loginBeside(office);
    await fillIn(beside, adminIdentityTexts.ja.login.email, world.owner.email);
    await fillIn(beside, adminIdentityTexts.ja.login.password, world.owner.password);
    await press(beside, adminIdentityTexts.ja.login.submit);
    await beside.waitForURL(`**/${world.slug}/admin/settings`);
    await beside.close();
    await pressIn(page, words.goOn);
    await dialog(page).waitFor({ state: 'detached' });
    expect(await representative(page).inputValue()).toBe('会長 青木 玲');
    await press(page, settings.save);
    await see(page, settings.saved);
    expect((await world.office.organizations.current.query()).representative).toBe('会長 青木 玲');
  });

  test('TEN-09: somebody else who logs in beside it saves nothing of it into their own record', async () => {
    const mine = await enrol(world, '浅野', '千秋', 'chiaki@kakikake.example');
    const theirs = await enrol(world, '辻', '真冬', 'mafuyu@kakikake.example');
    const member = await house.person(phone);
    const { page } = member;
    const { profile } = memberTexts.ja;
    const { login } = identityTexts.ja;
    await signInMember(member, world.slug, mine.login, password);
    const token = await tokenAt(page, () => page.goto(`/${world.slug}/my/profile`));
    await settled(member);
    await press(page, profile.changeFor);
    await field(page, profile.phone).fill('03-1234-5678');
    await endSession(page, 'my', token);
    await sendForm(page);
    const beside = await loginBeside(member);
    await fillIn(beside, login.login, theirs.login);
    await fillIn(beside, login.password, password);
    await press(beside, login.submit);
    await beside.waitForURL(`**/${world.slug}/my/profile`);
    await beside.close();
    // The page may have heard of it by itself already: then there is nothing left to send.
    await sendForm(page).catch(() => undefined);
    await page.getByText(theirs.name).first().waitFor();
    expect(await page.getByText(mine.name).count()).toBe(0);
    expect((await theirs.me.members.myProfile.query()).phone).toBe('');
    await member.context.close();
  });

  test('what the page itself has refused is asked about like what was never sent', async () => {
    const { page } = office;
    const say = runTexts.ja.create;
    await page.goto(`/${world.slug}/admin/billing/runs/new`);
    await settled(office);
    await field(page, say.dueOn).fill('2030/07/31');
    await page.getByRole('checkbox', { name: fill(say.include, { name: '正会員' }) }).uncheck({ force: true });
    await press(page, say.submit);
    await see(page, say.nobody);
    await follow(page, navWords.ja.members);
    await dialog(page).getByText(words.leave).waitFor();
    await pressIn(page, words.stays);
    expect(await field(page, say.dueOn).inputValue()).toBe('2030/07/31');
  });

  test('TEN-09: who stays when asked has not been switched to the other organisation', async () => {
    const there = await openWorld('kakikake-nishi', 'かきかけ西会');
    const mine = await enrol(world, '三好', '小春', 'koharu@kakikake.example');
    const elsewhere = await enrol(there, '三好', '小春', 'koharu@nishi.example');
    const proof = { by: 'password' as const, password };
    await mine.me.identity.linkAccount.mutate({ org: there.slug, login: elsewhere.login, password, proof });
    const member = await house.person(phone);
    const { page } = member;
    const say = codeTexts.ja.linked;
    const switches: string[] = [];
    page.on('request', (request) => request.url().includes('identity.switchAccount') && switches.push(request.url()));
    await signInMember(member, world.slug, mine.login, password);
    await page.goto(`/${world.slug}/my/switch`);
    await settled(member);
    await press(page, say.add);
    await field(page, say.org).fill('yoso-no-kai');
    await press(page, fill(say.goTo, { org: there.name }));
    await pressIn(page, words.stays);
    await dialog(page).waitFor({ state: 'detached' });
    expect([switches, await field(page, say.org).inputValue()]).toEqual([[], 'yoso-no-kai']);
    await press(page, fill(say.goTo, { org: there.name }));
    await pressIn(page, words.leaves);
    await page.waitForURL(`**/${there.slug}/my`);
    expect(member.troubles).toEqual([]);
    await member.context.close();
  });
});

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unsavedTexts } from '../../src/app/unsaved-texts.ts';
import { adminIdentityTexts } from '../../src/features/identity/admin-texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { settingsTexts } from '../../src/features/organizations/settings-texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { navWords } from '../../src/lib/i18n/nav-words.ts';
import { field, fillIn, follow, press, see, signInOffice, until } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { faultsOf, settled } from './soundness.ts';
import { dialog, pressIn } from './states.ts';
import { type World, caller, openWorld } from './world.ts';

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

  test('TEN-09: a session that ends leaves it there, and it is saved after another log-in beside it', async () => {
    const { page, context } = office;
    const heard = page.waitForRequest((request) => request.headers()['authorization'] !== undefined);
    await writeSettings('会長 青木 玲');
    const token = (await heard).headers()['authorization']!.replace('Bearer ', '');
    await page.evaluate(async (org) => {
      const headers = { 'content-type': 'application/json', 'x-tsudoi': '1' };
      await fetch('/auth/logout', { method: 'POST', headers, body: JSON.stringify({ audience: 'admin', org }) });
    }, world.slug);
    // The server may know a session for some seconds more.
    await until('the end of the session', async () =>
      caller(token)
        .identity.viewer.query()
        .then(
          () => null,
          () => true,
        ),
    );
    await page
      .locator('main form')
      .first()
      .evaluate((form) => (form as HTMLFormElement).requestSubmit());
    await dialog(page).getByText(words.endedText).waitFor();
    expect(await faultsOf(page, 'a session that has ended')).toEqual([]);
    const [beside] = await Promise.all([context.waitForEvent('page'), dialog(page).getByRole('link', { name: words.login }).click()]);
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
});

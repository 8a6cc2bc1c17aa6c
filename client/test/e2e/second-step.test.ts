import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminIdentityTexts } from '../../src/features/identity/admin-texts.ts';
import { passkeyTexts } from '../../src/features/identity/passkey-texts.ts';
import { identityTexts } from '../../src/features/identity/texts.ts';
import { secondStepTexts } from '../../src/features/identity/second-step-texts.ts';
import { refusals } from '../../src/lib/i18n/refusals.ja.ts';
import { navWords } from '../../src/lib/i18n/nav-words.ts';
import { ownPasswordTexts } from '../../src/lib/i18n/own-password-words.ts';
import { field, fillIn, press, see, signInOffice, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone, stack } from './house.ts';
import { codeOf } from '@tsudoi/shared/service/one-time-code';
import { faultsOf } from './soundness.ts';
import { enrol, mailedCode, openOrganization, openWorld, password } from './world.ts';

const words = secondStepTexts.ja;
const login = adminIdentityTexts.ja.login;
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const secretOn = async (page: Page): Promise<string> => (await page.locator('.second-step__secret').innerText()).replaceAll(' ', '');
async function give(page: Page, password: string): Promise<void> {
  await page.getByRole('dialog').getByLabel(ownPasswordTexts.ja.label).fill(password);
  await press(page, words.next);
}
async function leave({ page }: Person, slug: string): Promise<void> {
  await page.getByRole('button', { name: navWords.ja.signOut }).click();
  await page.waitForURL(`**/${slug}/admin/login`);
}
async function typePassword(page: Page, owner: { readonly email: string; readonly password: string }): Promise<void> {
  await fillIn(page, login.email, owner.email);
  await fillIn(page, login.password, owner.password);
  await press(page, login.submit);
}

/** A device of the browser's own making: it signs, and says that it has checked its person. */
async function holdDevice({ context, page }: Person): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

describe('more than a password', () => {
  test('an app is set up on the screen, asked for at the log-in, and a recovery code stands in for it', async () => {
    const { slug, owner } = await openOrganization('kirigamine', '霧ヶ峰の会');
    const person = await house.person(desk);
    const { page } = person;
    const faults: string[] = [];
    const look = async (name: string) => void faults.push(...(await faultsOf(page, name)));
    await signInOffice(person, slug, owner.email, owner.password);
    await page.goto(`/${slug}/admin/settings/account`);
    await press(page, words.appAdd);
    await give(page, owner.password);
    await page.getByRole('img', { name: words.qr }).waitFor();
    await look('the code to read');
    const secret = await secretOn(page);
    // The one before, as the next one is asked for soon; behind the end of this half-minute it would be the last but one.
    await until('a half-minute with seconds left', async () => (Date.now() % 30_000 < 24_000 ? true : null));
    await fillIn(page, words.code, codeOf(secret, -1));
    await press(page, words.confirm);
    await see(page, words.savedTitle);
    await look('the recovery codes');
    const [recovery] = await page.locator('.second-step__codes code').allInnerTexts();
    await press(page, words.done);
    await see(page, words.appOn);
    await look('one’s own account');

    await leave(person, slug);
    await typePassword(page, owner);
    await fillIn(page, words.login.code, '000000');
    await press(page, words.login.submit);
    await see(page, refusals.SECOND_STEP_WRONG);
    await look('the second step');
    await fillIn(page, words.login.code, codeOf(secret));
    await press(page, words.login.submit);
    await page.waitForURL(`**/${slug}/admin`);

    await leave(person, slug);
    await typePassword(page, owner);
    await fillIn(page, words.login.code, recovery!.toLowerCase());
    await press(page, words.login.submit);
    await page.waitForURL(`**/${slug}/admin`);
    expect(faults).toEqual([]);
    expect(person.troubles).toEqual([]);
    await person.context.close();
  });

  test('who must have a second step is led to it, and everything opens once a passkey is made; it signs in alone', async () => {
    const { slug, owner, office } = await openOrganization('utsukushi', '美ヶ原の会');
    const person = await house.person(desk);
    const { page } = person;
    const { version } = await office.organizations.security.query();
    await office.organizations.updateSecurity.mutate({ secondStepRequired: true, passwordPolicy: 'open', version });
    await holdDevice(person);
    const home = stack().web.replace('127.0.0.1', 'localhost');
    await page.goto(`${home}/${slug}/admin/login`);
    await typePassword(page, owner);
    await page.waitForURL(`**/${slug}/admin/settings/account`);
    await see(page, words.due);
    await page.goto(`${home}/${slug}/admin/members`);
    await page.waitForURL(`**/${slug}/admin/settings/account`);
    await press(page, words.passkeyAdd);
    await fillIn(page, words.passkeyName, '事務室のパソコン');
    await give(page, owner.password);
    await see(page, words.savedTitle);
    await press(page, words.done);
    await see(page, '事務室のパソコン');
    await page.goto(`${home}/${slug}/admin/members`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/${slug}/admin/members`);

    await leave(person, slug);
    await press(page, passkeyTexts.ja.login.passkey);
    await page.waitForURL(`**/${slug}/admin`);
    expect(person.troubles).toEqual([]);
    await person.context.close();
  });

  test('a member makes a passkey on My Page, gives it a name, and comes in by it; it is taken away again', async () => {
    const world = await openWorld('yashima', '八島の会');
    const { login: loginId } = await enrol(world, '髙﨑', '春子', 'haruko@yashima.example');
    const person = await house.person(phone);
    const { page } = person;
    await holdDevice(person);
    const home = stack().web.replace('127.0.0.1', 'localhost');
    const mine = passkeyTexts.ja.mine;
    const faults: string[] = [];
    const look = async (name: string) => void faults.push(...(await faultsOf(page, name)));
    await page.goto(`${home}/${world.slug}/my/login`);
    await fillIn(page, identityTexts.ja.login.login, loginId);
    await fillIn(page, identityTexts.ja.login.password, password);
    await press(page, identityTexts.ja.login.submit);
    await page.waitForURL(`**/${world.slug}/my`);
    await page.goto(`${home}/${world.slug}/my/settings`);
    await press(page, mine.add);
    await press(page, mine.next);
    await see(page, mine.missingName);
    await look('a passkey to be made');
    await fillIn(page, mine.name, '春子の電話');
    await field(page, ownPasswordTexts.ja.label).fill(password);
    await press(page, mine.next);
    await see(page, '春子の電話');
    await press(page, mine.renameFor.replace('{{name}}', '春子の電話'));
    await fillIn(page, mine.name, 'いつもの電話');
    await press(page, mine.save);
    await see(page, 'いつもの電話');
    await look('one’s own passkeys');
    await press(page, identityTexts.ja.settings.logOut);
    await page.waitForURL(`**/${world.slug}/my/login`);
    await look('the door with passkeys');
    await press(page, passkeyTexts.ja.login.passkey);
    await page.waitForURL(`**/${world.slug}/my`);

    await page.goto(`${home}/${world.slug}/my/settings`);
    await press(page, mine.removeFor.replace('{{name}}', 'いつもの電話'));
    await press(page, mine.byCode);
    await press(page, mine.send);
    await look('a passkey to be removed');
    await fillIn(page, mine.code, await mailedCode('haruko@yashima.example'));
    await press(page, mine.removeSubmit);
    await see(page, mine.none);
    await press(page, identityTexts.ja.settings.logOut);
    await page.waitForURL(`**/${world.slug}/my/login`);
    await press(page, passkeyTexts.ja.login.passkey);
    await see(page, passkeyTexts.ja.login.failedMy);
    expect(faults).toEqual([]);
    await person.context.close();
  });
});

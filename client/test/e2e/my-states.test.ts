import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { joinTexts } from '../../src/features/applications/join-texts.ts';
import { billingTexts } from '../../src/features/billing/texts.ts';
import { adminIdentityTexts } from '../../src/features/identity/admin-texts.ts';
import { codeTexts } from '../../src/features/identity/code-texts.ts';
import { identityTexts } from '../../src/features/identity/texts.ts';
import { memberTexts } from '../../src/features/members/texts.ts';
import { organizationTexts } from '../../src/features/organizations/texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { ownPasswordTexts } from '../../src/lib/i18n/own-password-words.ts';
import { refusals } from '../../src/lib/i18n/refusals.ja.ts';
import { field, fillIn, press, signInMember } from './hands.ts';
import { type House, type Person, openHouse, phone } from './house.ts';
import { type Scene, setScene } from './scene.ts';
import { settled } from './soundness.ts';
import { look, open } from './states.ts';
import { openJoining, password } from './world.ts';

let house: House;
let scene: Scene;
let member: Person;
let slug = '';

beforeAll(async () => {
  house = await openHouse();
  scene = await setScene('yugiri');
  slug = scene.world.slug;
  member = await house.person(phone);
  await signInMember(member, slug, scene.member.login, password);
});
afterAll(async () => {
  await house.close();
});

describe('every state of My Page and of the public pages is sound', () => {
  test('forms of the public pages with something wrong in them', async () => {
    const visitor = await house.person(phone);
    const first = identityTexts.ja.first;
    await look(visitor, [
      {
        name: 'sign-up, all wrong',
        at: '/signup',
        act: open(organizationTexts.ja.signup.submit),
        shows: organizationTexts.ja.signup.errors.name,
      },
      { name: 'find, empty', at: '/login', act: open(organizationTexts.ja.find.submit), shows: organizationTexts.ja.find.empty },
      {
        name: 'find, unknown',
        at: '/login',
        async act(page) {
          await fillIn(page, organizationTexts.ja.find.label, 'shinonome');
          await press(page, organizationTexts.ja.find.submit);
        },
        shows: /のページは見つかりませんでした/,
      },
      {
        name: 'My Page log-in, wrong',
        at: `/${slug}/my/login`,
        async act(page) {
          await fillIn(page, identityTexts.ja.login.login, 'nobody');
          await fillIn(page, identityTexts.ja.login.password, 'wrong-wrong-wrong');
          await press(page, identityTexts.ja.login.submit);
        },
        shows: refusals.LOGIN_FAILED,
      },
      {
        name: 'office log-in, wrong',
        at: `/${slug}/admin/login`,
        async act(page) {
          await fillIn(page, adminIdentityTexts.ja.login.email, 'nobody@example.jp');
          await fillIn(page, adminIdentityTexts.ja.login.password, 'wrong-wrong-wrong');
          await press(page, adminIdentityTexts.ja.login.submit);
        },
        shows: refusals.LOGIN_FAILED,
      },
      { name: 'first access, empty', at: `/${slug}/my/first`, act: open(first.next), shows: first.errors.provisionalId },
    ]);
    await openJoining(scene.world, false);
    await look(visitor, [
      {
        name: 'joining is closed, the mail again',
        at: `/${slug}/join`,
        async act(page) {
          await field(page, joinTexts.ja.email).fill('moushikomi@example.jp');
          await press(page, joinTexts.ja.applied.send);
        },
        shows: joinTexts.ja.applied.sent.replace('{{email}}', 'moushikomi@example.jp'),
      },
    ]);
    await openJoining(scene.world);
    await visitor.context.close();
  });

  const pairOf = async (contactEmail: string) => {
    const { provisional } = await scene.world.office.members.create.mutate({
      familyName: '株式会社つつじ商会',
      givenName: '代表',
      familyNameKana: 'ツツジ',
      givenNameKana: 'ダイヒョウ',
      membershipTypeId: scene.world.membershipTypeId as never,
      memberNumber: '',
      contactEmail,
      phone: '',
      postalCode: '',
      address: '',
      affiliation: '',
      birthDate: '',
      joinedOn: '2026-04-01' as never,
      memo: '',
      issueProvisional: true,
    });
    return provisional!;
  };
  const begin = (pair: Awaited<ReturnType<typeof pairOf>>) => async (page: Page) => {
    const words = identityTexts.ja.first;
    await fillIn(page, words.provisionalId, pair.provisionalId);
    await fillIn(page, words.provisionalPassword, pair.provisionalPassword);
    await press(page, words.next);
    await page.getByText(words.selfTitle).waitFor();
  };
  const proveSelf = async (page: Page) => {
    const words = identityTexts.ja.first;
    await fillIn(page, words.familyNameKana, 'つつじ');
    await fillIn(page, words.givenNameKana, 'だいひょう');
    await fillIn(page, words.password, password);
  };

  test('first access, from the pair to the end', async () => {
    const words = identityTexts.ja.first;
    const enter = begin(await pairOf(''));
    const newcomer = await house.person(phone);
    const at = `/${slug}/my/first`;
    await look(newcomer, [
      {
        name: 'first access, the person, wrong',
        at,
        async act(page) {
          await enter(page);
          await press(page, words.submit);
        },
        shows: words.errors.familyNameKana,
      },
      {
        name: 'first access, done',
        at,
        async act(page) {
          await enter(page);
          await proveSelf(page);
          await fillIn(page, words.email, 'tsutsuji@example.jp');
          await press(page, words.submit);
        },
        shows: words.doneTitle,
      },
    ]);
    await newcomer.page.goto(`/${slug}/my`);
    await settled(newcomer);
    const empty = ['', '/bills', '/receipts'].map((path) => ({
      name: `nothing yet: /my${path}`,
      at: `/${slug}/my${path}`,
      act: () => Promise.resolve(),
      shows: path === '' ? billingTexts.ja.home.nothingTitle : /まだ/,
    }));
    await look(newcomer, empty);
    await newcomer.context.close();
    // Case 23: the second at the same mailbox logs in by the ID, and may agree that the mailbox opens the account too.
    const family = await house.person(phone);
    const second = begin(await pairOf('tsutsuji@example.jp'));
    await look(family, [
      {
        name: 'first access, done by the ID alone',
        at,
        async act(page) {
          await second(page);
          await proveSelf(page);
          await press(page, words.submit);
          await page.getByText(words.doneById).waitFor();
          await page.getByRole('switch', { name: codeTexts.ja.sharing.on }).click({ force: true });
          await field(page, ownPasswordTexts.ja.label).fill(password);
          await press(page, codeTexts.ja.sharing.submit);
        },
        shows: codeTexts.ja.sharing.saved,
      },
    ]);
    await family.context.close();
  });

  test('My Page opened up: amounts, choices, forms', async () => {
    const pay = paymentTexts.ja;
    const settings = identityTexts.ja.settings;
    await look(member, [
      { name: 'home, the parts of the amount', at: `/${slug}/my`, act: open(billingTexts.ja.home.breakdown), shows: /になった理由$/ },
      {
        name: 'method, no store chosen',
        at: `/${slug}/my/pay/${scene.ids['bill.unpaid']}`,
        async act(page) {
          await page.getByText(pay.method.konbini, { exact: true }).click();
          await press(page, pay.method.payKonbiniNone);
        },
        shows: pay.method.chooseStore,
      },
      {
        name: 'the addressee, empty',
        at: `/${slug}/my/pay/${scene.ids['bill.paid']}/result`,
        async act(page) {
          await press(page, pay.result.change);
          await fillIn(page, pay.result.addresseeLabel, '');
          await press(page, pay.result.keep);
        },
        shows: pay.result.missingAddressee,
      },
      {
        name: 'profile, wrong',
        at: `/${slug}/my/profile`,
        async act(page) {
          await press(page, memberTexts.ja.profile.changeFor);
          await page.getByLabel(new RegExp(`^${memberTexts.ja.profile.phone}`)).fill('123');
          await page.getByLabel(new RegExp(`^${memberTexts.ja.profile.postalCode}`)).fill('12');
          await press(page, memberTexts.ja.profile.save);
        },
        shows: memberTexts.ja.profile.errors.postalForm,
      },
      {
        name: 'password, empty',
        at: `/${slug}/my/settings`,
        async act(page) {
          await press(page, settings.changePassword);
          await page.getByLabel(new RegExp(`^${settings.current}`)).waitFor();
          await press(page, settings.save);
        },
        shows: kitTexts.ja.issues.required,
      },
      {
        name: 'password, the present one wrong',
        at: `/${slug}/my/settings`,
        async act(page) {
          await press(page, settings.changePassword);
          await page.getByLabel(new RegExp(`^${settings.current}`)).fill('not-mine-at-all-3');
          await page.getByLabel(new RegExp(`^${settings.next}`)).fill('yuugure-no-hashi-9');
          await press(page, settings.save);
        },
        shows: settings.wrongCurrent,
      },
      {
        name: 'sharing a mailbox, not proven yet',
        at: `/${slug}/my/settings`,
        async act(page) {
          await page.getByRole('switch', { name: codeTexts.ja.sharing.on }).click({ force: true });
          await press(page, codeTexts.ja.sharing.submit);
        },
        shows: ownPasswordTexts.ja.missing,
      },
    ]);
  });
});

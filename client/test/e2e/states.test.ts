import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminBillingTexts } from '../../src/features/billing/admin-texts.ts';
import { runTexts } from '../../src/features/billing/run-texts.ts';
import { billingTexts } from '../../src/features/billing/texts.ts';
import { adminIdentityTexts } from '../../src/features/identity/admin-texts.ts';
import { identityTexts } from '../../src/features/identity/texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { memberTexts } from '../../src/features/members/texts.ts';
import { organizationTexts } from '../../src/features/organizations/texts.ts';
import { adminPaymentTexts } from '../../src/features/payments/admin-texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { fillIn, press, signInMember, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { type Scene, setScene } from './scene.ts';
import { faultsOf, settled } from './soundness.ts';
import { password } from './world.ts';

const bill = adminBillingTexts.ja;
const members = adminMemberTexts.ja;
const money = adminPaymentTexts.ja;

let house: House;
let scene: Scene;
let office: Person;
let member: Person;
let slug = '';

beforeAll(async () => {
  house = await openHouse();
  scene = await setScene('yugiri');
  slug = scene.world.slug;
  office = await house.person(desk);
  member = await house.person(phone);
  await signInOffice(office, slug, scene.world.owner.email, scene.world.owner.password);
  await signInMember(member, slug, scene.member.login, password);
});
afterAll(async () => {
  await house.close();
});

/** A page, what is done on it, and how one knows that it has had its effect. */
interface State {
  readonly name: string;
  readonly at: string;
  act(page: Page): Promise<void>;
  readonly shows: string | RegExp;
}

const dialog = (page: Page) => page.getByRole('dialog');
const pressIn = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();
const open = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click();
const choose = (menu: string, item: string) => async (page: Page) => {
  await open(menu)(page);
  await page.getByRole('menuitem', { name: item }).click();
};

async function look(person: Person, states: readonly State[]): Promise<void> {
  const { page } = person;
  const faults: string[] = [];
  for (const { name, at, act, shows } of states) {
    await page.goto(at);
    await settled(person);
    await act(page);
    await page.getByText(shows).filter({ visible: true }).first().waitFor();
    await settled(person);
    faults.push(...(await faultsOf(page, name)));
  }
  expect(faults).toEqual([]);
  expect(person.troubles).toEqual([]);
}

describe('every state is sound', () => {
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
        shows: kitTexts.ja.errors.LOGIN_FAILED,
      },
      {
        name: 'office log-in, wrong',
        at: `/${slug}/admin/login`,
        async act(page) {
          await fillIn(page, adminIdentityTexts.ja.login.email, 'nobody@example.jp');
          await fillIn(page, adminIdentityTexts.ja.login.password, 'wrong-wrong-wrong');
          await press(page, adminIdentityTexts.ja.login.submit);
        },
        shows: kitTexts.ja.errors.LOGIN_FAILED,
      },
      { name: 'first access, empty', at: `/${slug}/my/first`, act: open(first.next), shows: first.errors.provisionalId },
    ]);
    await visitor.context.close();
  });

  test('first access, from the pair to the end', async () => {
    const { provisional } = await scene.world.office.members.create.mutate({
      familyName: '株式会社つつじ商会',
      givenName: '代表',
      familyNameKana: 'ツツジ',
      givenNameKana: 'ダイヒョウ',
      membershipTypeId: scene.world.membershipTypeId as never,
      memberNumber: '',
      contactEmail: '',
      phone: '',
      postalCode: '',
      address: '',
      affiliation: '',
      birthDate: '',
      joinedOn: '2026-04-01' as never,
      memo: '',
      issueProvisional: true,
    });
    const words = identityTexts.ja.first;
    const newcomer = await house.person(phone);
    const enter = async (page: Page) => {
      await fillIn(page, words.provisionalId, provisional!.provisionalId);
      await fillIn(page, words.provisionalPassword, provisional!.provisionalPassword);
      await press(page, words.next);
      await page.getByText(words.selfTitle).waitFor();
    };
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
          await fillIn(page, words.familyNameKana, 'つつじ');
          await fillIn(page, words.givenNameKana, 'だいひょう');
          await fillIn(page, words.email, 'tsutsuji@example.jp');
          await fillIn(page, words.password, password);
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
    ]);
  });

  test('dialogs of bills and money', async () => {
    const at = (name: string) => `/${slug}/admin/bills/${scene.ids[`bill.${name}`]}`;
    await look(office, [
      { name: 'confirm a bill', at: at('draft'), act: open(bill.bill.confirm), shows: /を請求します$/ },
      {
        name: 'record money, wrong',
        at: at('unpaid'),
        async act(page) {
          await open(bill.bill.record)(page);
          await dialog(page).getByRole('textbox').first().fill('');
          await pressIn(page, bill.offline.submit);
        },
        shows: bill.offline.title,
      },
      {
        name: 'cancel a bill, no reason',
        at: at('unpaid'),
        async act(page) {
          await choose(bill.bill.menu, bill.bill.cancel)(page);
          await pressIn(page, bill.bill.cancel);
        },
        shows: bill.bill.cancelReasonMissing,
      },
      { name: 'a bill that stays', at: at('partly'), act: choose(bill.bill.menu, bill.bill.cancel), shows: bill.bill.hasPaymentRule },
      {
        name: 'reverse a payment',
        at: `/${slug}/admin/payments`,
        async act(page) {
          await page
            .getByRole('button', { name: /を取り消す$/ })
            .filter({ visible: true })
            .first()
            .click();
          await pressIn(page, money.reverse.submit);
        },
        shows: money.reverse.missing,
      },
      {
        name: 'put a matter away',
        at: `/${slug}/admin/tasks`,
        async act(page) {
          await page
            .getByRole('button', { name: /を対応済みにする$/ })
            .first()
            .click();
          await pressIn(page, money.close.submit);
        },
        shows: money.close.missing,
      },
      {
        name: 'matters put away',
        at: `/${slug}/admin/tasks?state=done`,
        act: () => Promise.resolve(),
        shows: '差額を受け取り、現金で記録した',
      },
      { name: 'a search without a find', at: `/${slug}/admin/bills?q=zzz`, act: () => Promise.resolve(), shows: bill.bills.noneTitle },
      {
        name: 'one bill, empty',
        at: `/${slug}/admin/bills?member=${scene.ids['member.verified']}`,
        async act(page) {
          await open(bill.newBill.open)(page);
          await pressIn(page, bill.newBill.submit);
        },
        shows: bill.newBill.title,
      },
    ]);
  });

  test('dialogs of runs and fees', async () => {
    const at = (name: string) => `/${slug}/admin/billing/runs/${scene.ids[`run.${name}`]}`;
    await look(office, [
      { name: 'put a plan away', at: at('planned'), act: open(runTexts.ja.bar.discard), shows: runTexts.ja.bar.discardTitle },
      {
        name: 'why somebody is left out',
        at: `${at('planned')}?show=excluded`,
        async act(page) {
          await page.getByText('勅使河原 𠮷彦').filter({ visible: true }).first().waitFor();
          await page
            .getByRole('button', { name: /在会ではありません$/ })
            .filter({ visible: true })
            .first()
            .click();
        },
        shows: runTexts.ja.whyNot.not_active.rule,
      },
      {
        name: 'confirm a run, the word missing',
        at: at('made'),
        async act(page) {
          await page.getByRole('button', { name: /名に請求する$/ }).click();
          await dialog(page)
            .getByRole('button', { name: /名に請求する$/ })
            .click();
        },
        shows: kitTexts.ja.confirmMissing.replace('{{word}}', runTexts.ja.confirm.word),
      },
      {
        name: 'a billing item, empty',
        at: `/${slug}/admin/billing-items`,
        async act(page) {
          await open(bill.items.create)(page);
          await pressIn(page, bill.items.save);
        },
        shows: bill.items.createTitle,
      },
      {
        name: 'a membership type, empty',
        at: `/${slug}/admin/members/types`,
        async act(page) {
          await open(members.types.add)(page);
          await pressIn(page, members.types.save);
        },
        shows: kitTexts.ja.issues.required,
      },
    ]);
  });

  test('dialogs and forms of members, and the folded menu', async () => {
    const at = `/${slug}/admin/members/${scene.ids['member.verified']}`;
    await look(office, [
      {
        name: 'change of status, empty',
        at,
        async act(page) {
          await open(members.detail.changeStatus)(page);
          await pressIn(page, members.detail.changeStatus);
        },
        shows: members.detail.newStatus,
      },
      {
        name: 'an adjustment, empty',
        at,
        async act(page) {
          await open(members.detail.addAdjustment)(page);
          await pressIn(page, members.detail.add);
        },
        shows: kitTexts.ja.issues.required,
      },
      { name: 'a new pair, asked first', at, act: open(members.detail.reissue), shows: members.detail.reissueText },
      { name: 'editing a member', at, act: open(members.detail.edit), shows: members.detail.save },
      {
        name: 'a new member, empty',
        at: `/${slug}/admin/members/new`,
        act: open(members.create.submit),
        shows: kitTexts.ja.issues.required,
      },
      {
        name: 'a roll with faults',
        at: `/${slug}/admin/members/import`,
        async act(page) {
          const csv = '姓,名,セイ,メイ,会員種別,メール\n山,川,漢字,カワ,ない種別,\n森,茂,モリ,シゲル,正会員,\n';
          await page.locator('input[type=file]').setInputFiles({ name: '名簿.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
        },
        shows: members.import.problems,
      },
      {
        name: 'the menu of a phone',
        at: `/${slug}/admin`,
        async act(page) {
          await page.setViewportSize({ width: 320, height: 800 });
          await press(page, kitTexts.ja.menu);
        },
        shows: kitTexts.ja.nav.audit,
      },
    ]);
  });
});

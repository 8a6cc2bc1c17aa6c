import { afterAll, beforeAll, describe, test } from 'vitest';
import { adminBillingTexts } from '../../src/features/billing/admin-texts.ts';
import { runTexts } from '../../src/features/billing/run-texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { loginEmailTexts } from '../../src/features/members/login-email-texts.ts';
import { importTexts } from '../../src/features/members/import-texts.ts';
import { statusTexts } from '../../src/features/members/status-texts.ts';
import { adminPaymentTexts } from '../../src/features/payments/admin-texts.ts';
import { booksTexts } from '../../src/features/reports/books-texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { navWords } from '../../src/lib/i18n/nav-words.ts';
import { press, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { type Scene, setScene } from './scene.ts';
import { choose, dialog, look, open, pressIn } from './states.ts';

const bill = adminBillingTexts.ja;
const books = booksTexts.ja;
const members = adminMemberTexts.ja;
const imports = importTexts.ja;
const money = adminPaymentTexts.ja;

let house: House;
let scene: Scene;
let office: Person;
let slug = '';

beforeAll(async () => {
  house = await openHouse();
  scene = await setScene('yugao');
  slug = scene.world.slug;
  office = await house.person(desk);
  await signInOffice(office, slug, scene.world.owner.email, scene.world.owner.password);
});
afterAll(async () => {
  await house.close();
});

describe('every state of the console is sound', () => {
  test('journals: a file that is made, saved and discarded, and accounts', async () => {
    const at = `/${slug}/admin/books?from=2000-01-01&to=2099-12-31`;
    await look(office, [
      { name: 'what a file would hold', at, act: () => Promise.resolve(), shows: books.account },
      {
        name: 'days the wrong way round',
        at,
        async act(page) {
          await page.getByRole('textbox', { name: books.to }).fill('1999/12/31');
          await page.getByRole('button', { name: books.look, exact: true }).click();
        },
        shows: kitTexts.ja.issues.range_reversed,
      },
      { name: 'a file that is made', at, act: open(books.make), shows: books.allExported },
      {
        name: 'discard a file',
        at,
        act: (page) =>
          page
            .getByRole('button', { name: /に作ったファイルを取り消す$/ })
            .filter({ visible: true })
            .first()
            .click(),
        shows: books.discardTitle,
      },
      {
        name: 'an account that is too long',
        at: `/${slug}/admin/books/accounts`,
        async act(page) {
          await page.getByRole('textbox').first().fill('会'.repeat(31));
          await page.getByRole('button', { name: books.settings.save, exact: true }).click();
        },
        shows: kitTexts.ja.issues.too_long,
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
          await pressIn(page, statusTexts.ja.check);
        },
        shows: kitTexts.ja.issues.invalid_value,
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
      { name: 'another log-in address', at, act: open(loginEmailTexts.ja.open), shows: loginEmailTexts.ja.text },
      {
        name: 'a status taken out, asked first',
        at: `/${slug}/admin/members/${scene.ids['member.withdrawn']}`,
        act: (page) => page.getByRole('button', { name: statusTexts.ja.remove }).first().click(),
        shows: statusTexts.ja.removeLogin.waits,
      },
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
        shows: imports.columns,
      },
      {
        name: 'a way back, asked first',
        at: `/${slug}/admin/members/import/${scene.ids['import.done']}`,
        act: open(imports.undo),
        shows: imports.undoText,
      },
      {
        name: 'a file with rows to correct, pressed all the same',
        at: `/${slug}/admin/members/import/${scene.ids['import.checked']}`,
        act: open(imports.run.replace('{{count}}', '2')),
        shows: imports.needSkip.replace('{{count}}', '1'),
      },
      {
        name: 'the menu of a phone',
        at: `/${slug}/admin`,
        async act(page) {
          await page.setViewportSize({ width: 320, height: 800 });
          await press(page, kitTexts.ja.menu);
        },
        shows: navWords.ja.audit,
      },
    ]);
  });

  test('a run at work, half confirmed, and one that failed', async () => {
    const id = scene.ids['run.made']!;
    const run = await scene.world.office.billing.run.query({ billingRunId: id as never });
    const { page } = office;
    // These pass in a second here, and one of them should never come: the server's answer is put into their words.
    const working = { done: 1, total: 2 };
    const faces = {
      making: { ...run, state: 'processing', done: 1, included: 2, confirmation: { ...working, done: 0, state: 'not_started' } },
      confirming: { ...run, confirmation: { ...working, state: 'processing' } },
      failed: { ...run, state: 'failed' },
    };
    for (const [name, face] of Object.entries(faces)) {
      await page.route('**/trpc/billing.run?batch=1', (route) => route.fulfill({ json: [{ result: { data: face } }] }));
      await page.route(/\/trpc\/(?!billing\.run\?|live).*billing\.run(?:,|\?)/, async (route) => {
        const response = await route.fetch();
        const place = new URL(route.request().url()).pathname.replace('/trpc/', '').split(',').indexOf('billing.run');
        const answers = (await response.json()) as unknown[];
        await route.fulfill({ response, json: answers.map((answer, index) => (index === place ? { result: { data: face } } : answer)) });
      });
      const shows = {
        making: runTexts.ja.progress.makeJob,
        confirming: runTexts.ja.progress.opening,
        failed: runTexts.ja.ended.failedTitle,
      };
      await look(office, [
        {
          name: `a run ${name}`,
          at: `/${slug}/admin/billing/runs/${id}`,
          act: () => Promise.resolve(),
          shows: shows[name as keyof typeof shows],
        },
      ]);
      await page.unrouteAll({ behavior: 'wait' });
    }
  });
});

import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminBillingTexts } from '../../src/features/billing/admin-texts.ts';
import { billEditTexts } from '../../src/features/billing/bill-edit-texts.ts';
import { cancelJobTexts } from '../../src/features/billing/cancel-job-texts.ts';
import { feeTexts } from '../../src/features/billing/fee-texts.ts';
import { runTexts } from '../../src/features/billing/run-texts.ts';
import { creditNoteTexts } from '../../src/features/documents/credit-note-texts.ts';
import { refundTexts } from '../../src/features/payments/refund-texts.ts';
import { unitTexts } from '../../src/features/members/unit-texts.ts';
import { bankWords } from '../../src/lib/i18n/bank-words.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { fill } from '../../src/lib/words.ts';
import { field, see, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { type Scene, setScene } from './scene.ts';
import { faultsOf } from './soundness.ts';
import { choose, dialog, look, open, pressIn } from './states.ts';
import { billFor } from './world.ts';

const bill = adminBillingTexts.ja.bill;
const items = adminBillingTexts.ja.items;
const edit = billEditTexts.ja;
const many = cancelJobTexts.ja;
const refund = refundTexts.ja;
const { control } = runTexts.ja;

let house: House;
let scene: Scene;
let office: Person;
let slug = '';

beforeAll(async () => {
  house = await openHouse();
  scene = await setScene('usugumo');
  slug = scene.world.slug;
  office = await house.person(desk);
  await signInOffice(office, slug, scene.world.owner.email, scene.world.owner.password);
});
afterAll(async () => {
  await house.close();
});

describe('every state of fees and runs is sound', () => {
  test('what the office changes on bills', async () => {
    const at = (name: string) => `/${slug}/admin/bills/${scene.ids[`bill.${name}`]}`;
    await look(office, [
      {
        name: 'adjust a bill, empty',
        at: at('unpaid'),
        async act(page) {
          await choose(bill.menu, edit.adjust)(page);
          await pressIn(page, edit.submit);
        },
        shows: edit.adjustText,
      },
      { name: 'a bill whose sum stays', at: at('partly'), act: choose(bill.menu, edit.adjust), shows: edit.rule },
      {
        name: 'a bill with money is not cancelled, and leads to it',
        at: at('partly'),
        act: choose(bill.menu, bill.cancel),
        shows: edit.seePayments,
      },
      {
        name: 'several bills are to be cancelled, and the one with money stays',
        at: `/${slug}/admin/bills?category=adhoc&q=${encodeURIComponent('寄稿料')}`,
        async act(page) {
          await page.getByRole('row').nth(1).locator('label.choice').click();
          await open(edit.select)(page);
        },
        shows: edit.kept.BILL_HAS_PAYMENT,
      },
    ]);
  });

  test('BIL-08: all bills that fit the conditions are cancelled but the paid one, and a reload still says so', async () => {
    const { world, member } = scene;
    const name = '見本市費';
    await billFor(world, member, name, 1500);
    const billId = (await billFor(world, member, name, 1500)) as never;
    const day = { receivedOn: '2026-04-10' as never, idempotencyKey: randomUUID() };
    await world.office.payments.recordOffline.mutate({ billId, amount: 1500 as never, method: 'cash', memo: '', ...day });
    const at = `/${slug}/admin/bills?q=${encodeURIComponent(name)}`;
    const chooseAll = async (page: Page) => {
      await page.getByRole('row').nth(1).locator('label.choice').click();
      await open(fill(many.all, { count: 2 }))(page);
      await open(edit.select)(page);
      await dialog(page).getByText(many.count).waitFor();
    };
    await look(office, [
      {
        name: 'all that fit, no reason',
        at,
        async act(page) {
          await chooseAll(page);
          await pressIn(page, edit.cancelSubmit);
        },
        shows: kitTexts.ja.issues.required,
      },
      {
        name: 'what became of them',
        at,
        async act(page) {
          await chooseAll(page);
          await dialog(page).getByRole('textbox').first().fill('中止になったため');
          await pressIn(page, edit.cancelSubmit);
          const done = page.getByRole('heading', { name: fill(many.doneKept, { cancelled: 1, kept: 1 }) });
          await done.waitFor();
          await page.reload();
          await done.waitFor();
        },
        shows: edit.kept.BILL_HAS_PAYMENT,
      },
    ]);
  });

  test('a refund by transfer that the bank sent back, and another account for it', async () => {
    const { world, member } = scene;
    const billed = await billFor(world, member, '返金の見本', 4000);
    const billId = billed as never;
    const amount = 4000 as never;
    await member.me.documents.issueInvoice.mutate({ billId });
    const day = { receivedOn: '2026-04-10' as never, idempotencyKey: randomUUID() };
    const { paymentId } = await world.office.payments.recordOffline.mutate({ billId, amount, method: 'cash', memo: '', ...day });
    const bank = {
      bankName: 'みずほ銀行',
      bankCode: '0001',
      branchName: '神田支店',
      branchCode: '108',
      kind: 'ordinary',
      number: '1234567',
    } as const;
    const way = { kind: 'transfer', bank: { ...bank, holder: 'シノノメ ハナコ' } } as const;
    const asked = { paymentId, amount, way, reason: '二重に支払ったため', idempotencyKey: randomUUID() };
    const { refundId } = await world.office.refunds.request.mutate(asked);
    await world.office.refunds.transfer.mutate({ refundId, transferredOn: '2026-05-01' as never });
    const send = refund.return.submit;
    const credit = creditNoteTexts.ja;
    await look(office, [
      { name: 'a credit note of a bill', at: `/${slug}/admin/bills/${billed}`, act: open(credit.title), shows: credit.most },
      {
        name: 'sent back, no reason',
        at: `/${slug}/admin/refunds?view=done`,
        async act(page) {
          await page
            .getByRole('button', { name: /の組戻しを記録$/ })
            .filter({ visible: true })
            .click();
          await pressIn(page, send);
        },
        shows: refund.return.missing,
      },
      {
        name: 'sent back',
        at: `/${slug}/admin/refunds?view=done`,
        async act(page) {
          await page
            .getByRole('button', { name: /の組戻しを記録$/ })
            .filter({ visible: true })
            .click();
          await dialog(page).getByRole('textbox', { name: refund.return.reason }).fill('名義が違う');
          await pressIn(page, send);
        },
        shows: refund.list.doneEmptyTitle,
      },
      {
        name: 'to another account, wrong',
        at: `/${slug}/admin/refunds`,
        async act(page) {
          await page
            .getByRole('button', { name: /をもう一度振り込む$/ })
            .filter({ visible: true })
            .click();
          await dialog(page).getByRole('textbox', { name: refund.ask.accountNumber }).fill('12');
          await pressIn(page, refund.repeat.submit);
        },
        shows: refund.ask.sevenDigits,
      },
      {
        name: 'interface 5.2: to another bank, found by its reading',
        at: `/${slug}/admin/refunds`,
        async act(page) {
          await page
            .getByRole('button', { name: /をもう一度振り込む$/ })
            .filter({ visible: true })
            .click();
          const called = (name: string) => dialog(page).getByRole('combobox', { name });
          await called(refund.ask.bankName).fill('ゆうちょ');
          await dialog(page).getByRole('option', { name: 'ゆうちょ銀行' }).click();
          await dialog(page).getByText(bankWords.ja.post).waitFor();
          await called(refund.ask.bankName).fill('さいたまりそ');
          await dialog(page).getByRole('option', { name: '埼玉りそな銀行' }).waitFor();
          await called(refund.ask.bankName).press('Enter');
          expect(await dialog(page).getByRole('textbox', { name: refund.ask.bankCode }).inputValue()).toBe('0017');
          // The branch was one of the bank before.
          expect(await dialog(page).getByRole('textbox', { name: refund.ask.branchCode }).inputValue()).toBe('');
          await dialog(page).getByRole('textbox', { name: refund.ask.holder }).fill('たかはし　みさき');
          await called(refund.ask.branchName).fill('うらわ');
          await dialog(page).getByRole('option', { name: '浦和' }).first().waitFor();
          expect(await dialog(page).getByRole('textbox', { name: refund.ask.holder }).inputValue()).toBe('ﾀｶﾊｼ ﾐｻｷ');
        },
        shows: '浦和中央',
      },
    ]);
  });

  test('what can be done with a run', async () => {
    const at = (name: string) => `/${slug}/admin/billing/runs/${scene.ids[`run.${name}`]}`;
    await look(office, [
      { name: 'rename a run', at: at('made'), act: choose(control.menu, control.rename), shows: control.renameText },
      {
        name: 'cancel a whole run, no reason',
        at: at('made'),
        async act(page) {
          await choose(control.menu, control.cancel)(page);
          await pressIn(page, control.cancelSubmit);
        },
        shows: kitTexts.ja.issues.required,
      },
      {
        name: 'BIL-08: cancel a confirmed run, no word',
        at: at('confirmed'),
        async act(page) {
          await choose(control.menu, control.cancel)(page);
          await dialog(page).getByText(many.amount).waitFor();
          await dialog(page).getByRole('textbox').first().fill('年度の誤り');
          await pressIn(page, control.cancelSubmit);
        },
        shows: fill(kitTexts.ja.confirmMissing, { word: many.word }),
      },
      { name: 'a run that was taken back', at: at('undone'), act: () => Promise.resolve(), shows: control.undone },
    ]);
    const confirmed = await scene.world.office.billing.run.query({ billingRunId: scene.ids['run.confirmed'] as never });
    expect(confirmed.cancellation).toBeNull();
  });

  test('domain.md 1, BIL-06: an item that bills who rests and never bills a type says both where a plan is made', async () => {
    const { page, troubles } = office;
    const name = '会報費';
    await scene.world.office.billing.createItem.mutate({ name, category: 'annual', proviso: '会報費として' });
    await page.goto(`/${slug}/admin/billing-items`);
    await open(fill(items.editOf, { name }))(page);
    await dialog(page).locator('label.choice', { hasText: feeTexts.ja.resting }).click();
    expect(await faultsOf(page, 'an item that bills who rests')).toEqual([]);
    await pressIn(page, items.save);
    await dialog(page).waitFor({ state: 'detached' });
    await open(fill(feeTexts.ja.amountsOf, { name }))(page);
    const exempt = dialog(page).getByRole('region', { name: feeTexts.ja.exempt });
    const type = (await exempt.locator('label.choice').first().innerText()).trim();
    await exempt.locator('label.choice').first().click();
    await exempt.getByRole('checkbox', { checked: true }).waitFor({ state: 'attached' });
    expect(await faultsOf(page, 'a type that is never billed')).toEqual([]);
    await page.goto(`/${slug}/admin/billing/runs/new`);
    await field(page, runTexts.ja.create.item).selectOption({ label: name });
    await see(page, runTexts.ja.create.whoTextResting);
    await page.getByRole('row').filter({ hasText: type }).filter({ hasText: runTexts.ja.create.exempt }).waitFor();
    expect(await faultsOf(page, 'a plan of such an item')).toEqual([]);
    expect(troubles).toEqual([]);
  });

  test('items, their fee tables, and units', async () => {
    const at = `/${slug}/admin/billing-items`;
    await look(office, [
      {
        name: 'a monthly item with a due rule',
        at,
        async act(page) {
          await open(items.create)(page);
          await dialog(page).getByLabel(feeTexts.ja.kind).selectOption('recurring');
          await dialog(page).getByLabel(feeTexts.ja.due).selectOption('rule');
        },
        shows: feeTexts.ja.dueShift,
      },
      {
        name: 'a fee table with a price',
        at,
        async act(page) {
          await open(items.create)(page);
          await dialog(page).getByRole('textbox').first().fill('施設維持費');
          await dialog(page).getByLabel(feeTexts.ja.feesFrom).selectOption('table');
          await pressIn(page, items.save);
          await page.getByRole('button', { name: feeTexts.ja.amountsOf.replace('{{name}}', '施設維持費') }).click();
          await dialog(page)
            .getByLabel(new RegExp(`^${feeTexts.ja.addAmount.slice(0, 2)}`))
            .last()
            .fill('5000');
          await pressIn(page, feeTexts.ja.submit);
        },
        shows: feeTexts.ja.fromStart,
      },
      {
        name: 'units of a member',
        at: `/${slug}/admin/members/${scene.ids['member.verified']}`,
        act: open(unitTexts.ja.change),
        shows: unitTexts.ja.text,
      },
    ]);
  });
});

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminIdentityTexts } from '../../src/features/identity/admin-texts.ts';
import { identityTexts } from '../../src/features/identity/texts.ts';
import { adminBillingTexts } from '../../src/features/billing/admin-texts.ts';
import { billingTexts } from '../../src/features/billing/texts.ts';
import { importTexts } from '../../src/features/members/import-texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { see, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone, stack } from './house.ts';
import { settled } from './soundness.ts';
import { type Enrolled, type World, billFor, enrol, openWorld, password } from './world.ts';

const pay = paymentTexts.ja;
const imports = importTexts.ja;

let house: House;
let office: Person;
let member: Person;
let world: World;
let shiori: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  member = await house.person(phone);
  world = await openWorld('momiji', 'もみじ会');
  shiori = await enrol(world, '青山', '詩織', 'shiori@momiji.example');
});
afterAll(async () => {
  await house.close();
});

interface Focus {
  readonly name: string;
  readonly ringed: boolean;
  readonly uncovered: boolean;
}

/** Where the keyboard is, whether one can see it there, and that nothing lies over it; runs in the page. */
function focusOfPage(): Focus {
  const active = document.activeElement as HTMLElement;
  // The whole page, after its last stop; and its main part, where a reader begins to read.
  if (active === document.body || active.id === 'main') return { name: '', ringed: true, uncovered: true };
  const label = active.closest('label') ?? (active as HTMLInputElement).labels?.[0] ?? null;
  const named = active.getAttribute('aria-label') ?? (label ?? active).innerText;
  // A hidden radio button wears its ring on the card around it.
  const wearers = [
    active,
    ...(label ? [label, ...label.querySelectorAll<HTMLElement>('*')] : []),
    ...(active.parentElement ? [active.parentElement] : []),
  ];
  const ringed = wearers.some((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
  });
  const box = (label?.contains(active) ? label : active).getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  const uncovered = top !== null && (active.contains(top) || top.contains(active) || (label?.contains(top) ?? false));
  return { name: (named ?? '').replace(/\s+/g, ' ').trim(), ringed, uncovered };
}

/** Presses a key until the focus stands on the thing of that name; every stop on the way must be seen. */
async function reach(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press(key);
    const focus = await page.evaluate(focusOfPage);
    seen.push(focus.name);
    const isThere = typeof name === 'string' ? focus.name === name : name.test(focus.name);
    expect(focus.ringed, `a ring around 「${focus.name}」 at ${page.url()}`).toBe(true);
    expect(focus.uncovered, `nothing over 「${focus.name}」 at ${page.url()}`).toBe(true);
    if (isThere) return;
  }
  throw new Error(`「${String(name)}」 was not reached: ${seen.join(' → ')}`);
}

const type = async (page: Page, label: string | RegExp, text: string) => {
  await reach(page, label);
  await page.keyboard.type(text);
};

describe('without a mouse', () => {
  test('journey: a member logs in, opens the bill, chooses a konbini and gets the number', async () => {
    await billFor(world, shiori, '2026年度 年会費', 10_000);
    const { page } = member;
    await page.goto(`/${world.slug}/my/login`);
    await settled(member);
    await type(page, new RegExp(`^${identityTexts.ja.login.login}`), shiori.login);
    await type(page, new RegExp(`^${identityTexts.ja.login.password}`), password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/${world.slug}/my`);
    await see(page, billingTexts.ja.home.pay);
    await reach(page, billingTexts.ja.home.pay);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/my\/pay\/bill_/);
    await see(page, pay.method.title);
    await reach(page, new RegExp(`^${pay.method.card}`));
    await reach(page, new RegExp(`^${pay.method.konbini}`), 'ArrowDown');
    await reach(page, new RegExp(pay.stores['seven-eleven']));
    // The first arrow chooses: nothing was chosen yet.
    await reach(page, pay.stores.lawson, 'ArrowDown');
    await reach(page, pay.method.payKonbini.replace('{{store}}', pay.stores.lawson));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/number$/);
    await see(page, pay.number.waiting);
  });

  test('journey: pays at the counter, and asks for the receipt', async () => {
    const { page, context } = await house.person(phone);
    await page.goto(`${stack().sandbox}/counter`);
    await reach(page, /を受け取る$/);
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    await context.close();
    await member.page.waitForURL(/\/result$/);
    await see(member.page, pay.result.paidTitle);
    await reach(member.page, pay.result.issue);
    const download = member.page.waitForEvent('download');
    await member.page.keyboard.press('Enter');
    expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
  });

  test('journey: the office logs in, finds the bill and leaves a dialog with Escape', async () => {
    const billId = await billFor(world, shiori, '大会参加費', 3000);
    const { page } = office;
    await page.goto(`/${world.slug}/admin/login?from=${encodeURIComponent(`/${world.slug}/admin/bills`)}`);
    await settled(office);
    await type(page, new RegExp(`^${adminIdentityTexts.ja.login.email}`), world.owner.email);
    await type(page, new RegExp(`^${adminIdentityTexts.ja.login.password}`), world.owner.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: shiori.name }).first().waitFor();
    await reach(page, kitTexts.ja.nav.bills);
    await page.goto(`/${world.slug}/admin/bills/${billId}`);
    await see(page, adminBillingTexts.ja.bill.record);
    await reach(page, adminBillingTexts.ja.bill.record);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    // The focus stays in the dialog, however far one goes, and comes back to where it was.
    for (let presses = 0; presses < 12; presses += 1) await page.keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    // Given back with the next frame.
    await until('the focus on the button', async () =>
      (await page.evaluate(focusOfPage)).name === adminBillingTexts.ja.bill.record ? true : null,
    );
  });

  test('journey: the office takes a roll in from a file, and takes it back', async () => {
    const { page } = office;
    await page.goto(`/${world.slug}/admin/members/import`);
    await settled(office);
    await reach(page, new RegExp(kitTexts.ja.file.choose));
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    const csv = '姓,名,セイ,メイ,会員種別\r\n山口,一,ヤマグチ,ハジメ,正会員\r\n';
    await (await chooser).setFiles({ name: '名簿.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await see(page, imports.check);
    await reach(page, imports.check);
    await page.keyboard.press('Enter');
    const run = imports.run.replace('{{count}}', '1');
    await see(page, run);
    await reach(page, run);
    await page.keyboard.press('Enter');
    await see(page, imports.done);
    await reach(page, imports.undo);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await reach(page, imports.undo);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: imports.undone }).waitFor();
  });

  test('journey: no page has logged an error', () => {
    expect(office.troubles).toEqual([]);
    expect(member.troubles).toEqual([]);
  });
});

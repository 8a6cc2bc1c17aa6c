import { readFile } from 'node:fs/promises';
import { demoSlug } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { importTexts } from '../../src/features/members/import-texts.ts';
import { adminPaymentTexts } from '../../src/features/payments/admin-texts.ts';
import { billingTexts } from '../../src/features/billing/texts.ts';
import { identityTexts } from '../../src/features/identity/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { navWords } from '../../src/lib/i18n/nav-words.ts';
import { refusals } from '../../src/lib/i18n/refusals.ja.ts';
import { organizationTexts } from '../../src/features/organizations/texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { reportTexts } from '../../src/features/reports/texts.ts';
import { runTexts } from '../../src/features/billing/run-texts.ts';
import { field, fillIn, fitsSideways, follow, press, see, slipOf, takeCash } from './hands.ts';
import { type House, type Person, desk, openHouse, phone, picture, stack } from './house.ts';
import { faultsOf, settled } from './soundness.ts';

const slug = 'akebono';
const owner = { email: 'owner@akebono.example', password: 'asagiri-no-mizuumi' };
const password = 'hotaru-no-yoru-27';
const signup = organizationTexts.ja.signup;
const members = adminMemberTexts.ja;
const imports = importTexts.ja;
const run = runTexts.ja;
const pay = paymentTexts.ja;

let house: House;
let office: Person;
let member: Person;
let pair = { id: '', password: '' };

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  member = await house.person(phone);
});
afterAll(async () => {
  await house.close();
});

describe('the main job, from the first page to the receipt', () => {
  test('TEN-01 TEN-02 journey: a visitor opens an organisation and is in its console', async () => {
    const { page } = office;
    await page.goto('/');
    await page.waitForFunction(() => document.title.includes('集い'));
    await picture(page, 'landing');
    const { landing } = organizationTexts.ja;
    for (const [name, address] of [
      [landing.devDemo, `/${demoSlug}`],
      [landing.devMailbox, '/dev/mailbox'],
      [landing.devParts, '/dev/components'],
    ] as const)
      expect(await page.getByRole('link', { name, exact: true }).getAttribute('href'), name).toBe(address);
    await page.goto('/signup');
    await press(page, signup.submit);
    await page.getByText(signup.errors.name).first().waitFor();
    await fillIn(page, signup.name, 'あけぼの研究会');
    await page.getByLabel(signup.kind, { exact: true }).selectOption('society');
    await field(page, signup.slug).fill(slug);
    await fillIn(page, signup.familyName, '青木');
    await fillIn(page, signup.givenName, '玲子');
    await fillIn(page, signup.familyNameKana, 'あおき');
    await fillIn(page, signup.givenNameKana, 'ﾚｲｺ');
    await fillIn(page, signup.email, owner.email);
    await fillIn(page, signup.password, owner.password);
    await page.evaluate(() => globalThis.scrollTo(0, 0));
    await picture(page, 'signup');
    await press(page, signup.submit);
    await see(page, organizationTexts.ja.sent.title);
    await page.goto(`/dev/mailbox?to=${encodeURIComponent(owner.email)}`);
    const link = await page.getByRole('link', { name: 'リンクを開く' }).first().getAttribute('href');
    await page.goto(link!);
    await see(page, organizationTexts.ja.confirm.lead);
    expect(await faultsOf(page, 'the confirmation of a sign-up')).toEqual([]);
    await fillIn(page, organizationTexts.ja.confirm.password, owner.password);
    await press(page, organizationTexts.ja.confirm.submit);
    await page.waitForURL(`**/${slug}/admin`);
    await see(page, reportTexts.ja.setup);
  });

  test('journey: types with fees, members by hand and by CSV, the trial provider', async () => {
    const { page } = office;
    await page.goto(`/${slug}/admin/members/types`);
    for (const [name, fee] of [
      ['正会員', '10,000'],
      ['学生会員', '４０００'],
    ] as const) {
      await page.getByRole('button', { name: members.types.add }).first().click();
      await page.getByRole('dialog').waitFor();
      await page.getByRole('dialog').getByLabel(members.types.name).fill(name);
      await page.getByRole('dialog').getByLabel(members.types.fee).fill(fee);
      await page.getByRole('dialog').getByRole('button', { name: members.types.save }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('cell', { name, exact: true }).waitFor();
    }
    await page.goto(`/${slug}/admin/members/new`);
    await field(page, members.fields.familyName).fill('髙橋');
    await field(page, members.fields.givenName).fill('美咲');
    await field(page, members.fields.familyNameKana).fill('たかはし');
    await field(page, members.fields.givenNameKana).fill('みさき');
    await field(page, members.fields.membershipTypeId).selectOption({ label: '正会員' });
    await field(page, members.fields.contactEmail).fill('misaki@example.jp');
    await press(page, members.create.submit);
    await see(page, members.create.done.replace('{{name}}', '髙橋 美咲'));
    const codes = await page.locator('.pair-card__code').allTextContents();
    pair = { id: codes[0]!, password: codes[1]! };
    expect(pair.id).toMatch(/^[A-Z2-9]{10}$/);

    await page.goto(`/${slug}/admin/members/import`);
    const csv = [
      '姓,名,セイ,メイ,会員種別,メール',
      '佐藤,健一,サトウ,ケンイチ,正会員,sato@example.jp',
      '渡邉,陽菜,ワタナベ,ヒナ,学生会員,',
      '山,川,漢字,カワ,ない種別,',
    ].join('\n');
    await page.locator('input[type=file]').setInputFiles({ name: '名簿.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await see(page, imports.columns);
    await press(page, imports.check);
    await page.getByText(imports.codes.unknown_membership_type).waitFor();
    await page.getByText(imports.skip).click();
    await press(page, imports.run.replace('{{count}}', '2'));
    await see(page, imports.done);
    await page.goto(`/${slug}/admin/members`);
    await page.getByRole('link', { name: '佐藤 健一' }).waitFor();
    await picture(page, 'members');

    await page.goto(`/${slug}/admin/settings/payments`);
    await press(page, adminPaymentTexts.ja.trial.connect.replace('{{provider}}', 'KOMOJU'));
    await page.getByText(adminPaymentTexts.ja.trial.inUse).waitFor();
  });

  test('acceptance 17, ENV-02 BIL-01 BIL-03 BIL-04 BIL-06 journey: the plan, the bills, and nothing for members before the confirmation, which is done on a phone, in eight presses at most', async () => {
    const { page } = office;
    await page.goto(`/${slug}/admin`);
    await page.evaluate(() => {
      const counter = globalThis as unknown as { presses: number };
      counter.presses = 0;
      addEventListener('pointerdown', () => (counter.presses += 1), { capture: true });
    });
    await follow(page, navWords.ja.runs);
    // The day that the item's rule gives comes while another one is being typed: the typed one stays.
    let tell: () => void = () => undefined;
    const typed = new Promise<void>((resolve) => (tell = resolve));
    await page.route(/\/trpc\/[^?]*billing\.proposeDue/, async (route) => {
      await typed;
      await route.continue();
    });
    await follow(page, run.list.create);
    await field(page, run.create.dueOn).fill('2030/6/1');
    const told = page.waitForResponse(/billing\.proposeDue/);
    tell();
    await (await told).finished();
    await settled(office);
    expect(await field(page, run.create.dueOn).inputValue()).toBe('2030/6/1');
    await page.getByRole('row').filter({ hasText: '学生会員' }).locator('label').click();
    await press(page, run.create.submit);
    await page.waitForURL(/\/billing\/runs\/run_/);
    await page.getByRole('link', { name: '髙橋 美咲' }).waitFor();
    await page.getByText('2030年6月1日').first().waitFor();
    const sums = (await page.getByRole('region', { name: run.plan.summary }).innerText()).replace(/\s+/g, '');
    expect(sums).toContain(`${run.plan.billed}2${run.plan.people}20,000円`);
    expect(sums).toContain(`${run.plan.notBilled}1${run.plan.people}${run.plan.reasons.excluded_type}1`);
    await picture(page, 'run-plan');
    await press(page, run.bar.start.replace('{{count}}', '2'));
    await page.getByText(run.bar.made).first().waitFor();

    const visitor = member.page;
    await visitor.goto(`/${slug}/my/login`);
    await fillIn(visitor, identityTexts.ja.login.login, pair.id);
    await fillIn(visitor, identityTexts.ja.login.password, pair.password);
    await press(visitor, identityTexts.ja.login.submit);
    await see(visitor, identityTexts.ja.first.selfTitle);
    await fillIn(visitor, identityTexts.ja.first.familyNameKana, 'たかはし');
    await fillIn(visitor, identityTexts.ja.first.givenNameKana, 'みさこ');
    await fillIn(visitor, identityTexts.ja.first.password, 'short');
    await press(visitor, identityTexts.ja.first.submit);
    await visitor.getByText(refusals.IDENTITY_MISMATCH).waitFor();
    await fillIn(visitor, identityTexts.ja.first.givenNameKana, 'みさき');
    await press(visitor, identityTexts.ja.first.submit);
    await visitor.getByText(refusals.PASSWORD_TOO_SHORT.replace('{{least}}', '8')).waitFor();
    await fillIn(visitor, identityTexts.ja.first.password, password);
    await press(visitor, identityTexts.ja.first.submit);
    await see(visitor, identityTexts.ja.first.doneTitle);
    await follow(visitor, identityTexts.ja.first.toHome);
    await see(visitor, billingTexts.ja.home.nothingTitle);

    await page.setViewportSize(phone);
    expect(await fitsSideways(page)).toBe(true);
    await press(page, run.bar.confirm.replace('{{count}}', '2'));
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(run.confirm.word);
    await dialog.getByRole('button', { name: run.confirm.submit.replace('{{count}}', '2') }).click();
    expect(await fitsSideways(page)).toBe(true);
    await page.getByText(run.bar.done.replace('{{count}}', '2')).first().waitFor();
    expect(await fitsSideways(page)).toBe(true);
    expect(await page.evaluate(() => (globalThis as unknown as { presses: number }).presses)).toBeLessThanOrEqual(8);
    await page.setViewportSize(desk);
    // The member's page shows the bill by itself.
    await follow(visitor, billingTexts.ja.home.pay);
    await visitor.waitForURL(/\/my\/pay\/bill_/);
  });

  test('ACC-01 ACC-02 journey: a konbini number, cash at the counter, and both sides turn to paid without a reload', async () => {
    const { page } = member;
    await page.getByText(pay.method.konbini, { exact: true }).click();
    await page.getByText(pay.stores.lawson, { exact: true }).click();
    await press(page, pay.method.payKonbini.replace('{{store}}', pay.stores.lawson));
    await page.waitForURL(/\/number$/);
    await see(page, pay.number.waiting);
    // Where the pages are not of production, the till is one press away.
    const till = await page.getByRole('link', { name: pay.number.sandbox }).getAttribute('href');
    expect(new URL(till!).origin).toBe(new URL(stack().sandbox).origin);
    await picture(page, 'my-number');
    await office.page.goto(`/${slug}/admin/bills`);
    const line = office.page.getByRole('row').filter({ hasText: '髙橋 美咲' });
    await line.getByText(kitTexts.ja.status.waiting).waitFor();
    await takeCash(house, (await slipOf(page)).numbers[0]);
    await page.waitForURL(/\/result$/);
    await see(page, pay.result.paidTitle);
    await line.getByText(kitTexts.ja.status.paid).waitFor();
    await settled(member);
    await picture(page, 'my-paid');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: pay.result.issue }).click();
    const file = await (await download).path();
    expect((await readFile(file)).subarray(0, 5).toString()).toBe('%PDF-');
    await settled(office);
    await picture(office.page, 'bills');
  });

  test('journey: no page has logged an error', () => {
    expect(office.troubles).toEqual([]);
    expect(member.troubles).toEqual([]);
  });
});

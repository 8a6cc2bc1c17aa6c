import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applicationTexts } from '../../src/features/applications/admin-texts.ts';
import { joinTexts } from '../../src/features/applications/join-texts.ts';
import { identityTexts } from '../../src/features/identity/texts.ts';
import { addressTexts } from '../../src/lib/i18n/address-words.ts';
import { refusals } from '../../src/lib/i18n/refusals.ja.ts';
import { field, fillIn, fitsSideways, press, see, signInMember, signInOffice, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { type World, linkOf, openJoining, openWorld, password } from './world.ts';

const join = joinTexts.ja;
const words = applicationTexts.ja;
const slug = 'minazuki';
const email = 'nagi@minazuki.example';

let house: House;
let world: World;
let applicant: Person;
let office: Person;

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld(slug, 'みなづき研究会');
  await openJoining(world);
  await world.office.customFields.create.mutate({ ...branch, kind: 'choice', options: [{ label: '東京' }, { label: '千葉' }] });
  applicant = await house.person(phone);
  office = await house.person(desk);
  await signInOffice(office, slug, world.owner.email, world.owner.password);
});
afterAll(() => house.close());

const branch = { label: '支部', hint: '', required: true, memberAccess: 'editable', onJoining: true } as const;

/** What was typed so far comes back, wherever the form is opened again. */
async function fillName(familyName: string): Promise<void> {
  const { page } = applicant;
  await field(page, join.form.familyName).fill(familyName);
  await field(page, join.form.givenName).fill('凪');
  await field(page, join.form.familyNameKana).fill('たかなし');
  await field(page, join.form.givenNameKana).fill('ﾅｷﾞ');
}

async function openApplication(): Promise<void> {
  const { page } = office;
  await page.goto(`/${slug}/admin/members/applications`);
  await page.getByRole('link', { name: /高梨|髙梨/ }).click();
  await page.waitForURL(/\/applications\/apl_/);
}

async function tryToLogIn(): Promise<void> {
  const { page } = applicant;
  await page.goto(`/${slug}/my/login`);
  await fillIn(page, identityTexts.ja.login.login, email);
  await fillIn(page, identityTexts.ja.login.password, password);
  await press(page, identityTexts.ja.login.submit);
}

describe('journey: join and get approved', () => {
  test('APP-02: without consent nothing goes on; with it a mail comes', async () => {
    const { page } = applicant;
    await page.goto(`/${slug}/join`);
    await see(page, '第1条 会員は会費を納めます。');
    await field(page, join.email).fill(email);
    await press(page, join.send);
    await see(page, join.agreeMissing);
    await page.getByText(join.agree, { exact: true }).click();
    await press(page, join.send);
    await see(page, join.sentTitle);
  });

  test('APP-02: the link opens the form, what was typed survives a reload, and a postal code brings its places (acceptance 24)', async () => {
    const { page } = applicant;
    await page.goto(await linkOf(email));
    // What is kept when the typing rests is what stood there: a pause between two fields keeps the first of them alone.
    const whole = page.waitForResponse(
      (response) => response.url().includes('applications.saveDraft') && /ﾅｷﾞ|ナギ/.test(response.request().postData() ?? ''),
    );
    await fillName('高梨');
    await (await whole).finished();
    await page.getByText(join.form.kept, { exact: false }).waitFor();
    await page.reload();
    await page.getByText(join.form.resumed, { exact: false }).waitFor();
    expect(await field(page, join.form.familyName).inputValue()).toBe('高梨');
    expect(await field(page, join.form.familyNameKana).inputValue()).toBe('タカナシ');
    const parts = addressTexts.ja;
    const [postalCode, prefecture, city] = [field(page, join.form.postalCode), field(page, parts.prefecture), field(page, parts.city)];
    const [street, building] = [field(page, parts.street), field(page, parts.building)];
    const typed = () => Promise.all([prefecture, city, street].map((part) => part.inputValue()));
    await postalCode.fill('１００ー０００１');
    await until('the address of the code', async () => ((await street.inputValue()) === '千代田' ? true : null));
    expect(await typed()).toEqual(['東京都', '千代田区', '千代田']);
    await street.press('End');
    await street.pressSequentially('1-1');
    await building.fill('水門ビル');
    await postalCode.fill('452-0961');
    const places = page.getByRole('listbox').getByRole('option');
    await places.nth(65).waitFor();
    expect(await places.count()).toBe(66);
    await page.getByRole('option', { name: '愛知県清須市春日一番割' }).click();
    expect(await typed()).toEqual(['愛知県', '清須市', '春日一番割1-1']);
    // What somebody typed whole is only replaced by a press.
    await prefecture.selectOption('大阪府');
    await city.fill('大阪市北区');
    await street.fill('1-1');
    await postalCode.fill('1000001');
    await page.getByRole('button', { name: addressTexts.ja.replace }).waitFor();
    expect(await typed()).toEqual(['大阪府', '大阪市北区', '1-1']);
    await press(page, addressTexts.ja.replace);
    expect(await typed()).toEqual(['東京都', '千代田区', '千代田']);
    expect(await building.inputValue()).toBe('水門ビル');
    // One abroad is begun in English, is shown in Japanese then, and comes back without a loss.
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText(addressTexts.en.abroad, { exact: true }).click();
    expect(await page.getByLabel(new RegExp(`^${addressTexts.en.cityAbroad}`)).inputValue()).toBe('東京都千代田区');
    await page.getByLabel(new RegExp(`^${addressTexts.en.country}`)).fill('Japan');
    await page.getByRole('button', { name: '日本語' }).click();
    expect(await field(page, parts.country).inputValue()).toBe('Japan');
    await page.getByText(parts.abroad, { exact: true }).click();
    expect(await typed()).toEqual(['東京都', '千代田区', '千代田']);
    await field(page, branch.label).selectOption('千葉');
    await field(page, join.form.password).fill(password);
    await press(page, join.form.submit);
    await see(page, join.done.submitted);
  });

  test('ACC-03: before the approval the log-in is refused as 承認待ち', async () => {
    await tryToLogIn();
    await see(applicant.page, refusals.PENDING_APPROVAL);
  });

  test('ENV-02 APP-01: the office asks a question, the applicant corrects, the office approves on a phone', async () => {
    const { page } = office;
    await openApplication();
    await press(page, words.detail.menu);
    await page.getByRole('menuitem', { name: words.decide.return }).click();
    await page.getByRole('dialog').getByLabel(new RegExp(words.decide.note)).fill('お名前の字は、はしごだかの髙ではありませんか。');
    await page.getByRole('dialog').getByRole('button', { name: words.decide.return }).click();
    await see(page, words.decide.returned);

    // MEM-02: what they had chosen is put away meanwhile, and is theirs to keep.
    const { fields, version } = await world.office.customFields.list.query();
    const [own] = fields;
    const [tokyo] = own!.options;
    await world.office.customFields.update.mutate({
      ...branch,
      fieldId: own!.fieldId,
      options: [{ optionId: tokyo!.optionId, label: tokyo!.label }],
      version,
    });
    const before = await linkOf(email);
    await applicant.page.goto(before);
    await see(applicant.page, 'お名前の字は、はしごだかの髙ではありませんか。');
    expect(await field(applicant.page, branch.label).locator('option:checked').innerText()).toBe('千葉');
    await field(applicant.page, join.form.familyName).fill('髙梨');
    await press(applicant.page, join.form.submitAgain);
    await see(applicant.page, join.done.submitted);

    await page.setViewportSize(phone);
    await openApplication();
    expect(await fitsSideways(page)).toBe(true);
    await press(page, words.decide.approve);
    expect(await fitsSideways(page)).toBe(true);
    await page.getByRole('dialog').getByRole('button', { name: words.decide.approve }).click();
    await see(page, words.decide.approved.replace('{{name}}', '髙梨 凪'));
    await page.getByText(words.states.approved, { exact: true }).first().waitFor();
    expect(await fitsSideways(page)).toBe(true);
  });

  test('APP-01: a member from then on: the mail, the log-in, the number', async () => {
    await until('the mail of the approval', async () => ((await linkOf(email)).endsWith(`/${slug}/my/login`) ? true : null));
    await signInMember(applicant, slug, email, password);
    await applicant.page.getByText('髙梨 凪 さん', { exact: true }).waitFor();
    expect(applicant.troubles).toEqual([]);
    expect(office.troubles).toEqual([]);
  });
});

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { exportTexts } from '../../src/features/members/export-texts.ts';
import { recordTexts } from '../../src/features/members/record-texts.ts';
import { rollTexts } from '../../src/features/members/roll-texts.ts';
import { memberTexts } from '../../src/features/members/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { listWords } from '../../src/lib/i18n/list-words.ts';
import { navWords } from '../../src/lib/i18n/nav-words.ts';
import { fill } from '../../src/lib/words.ts';
import { field, press, signInOffice, takeBack, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { work } from './keys.ts';
import { settled } from './soundness.ts';
import { dialog, pressIn } from './states.ts';
import { type World, billFor, enrol, openWorld } from './world.ts';

const roll = rollTexts.ja;
const files = exportTexts.ja;
const lists = listWords.ja;

let house: House;
let world: World;
let office: Person;
let at = '';

const people = [
  ['𠮷田', '葵', 'ヨシダ', 'アオイ'],
  ['髙橋', '美咲', 'タカハシ', 'ミサキ'],
  ['阿部', '真理子', 'アベ', 'マリコ'],
  ['石川', '和彦', 'イシカワ', 'カズヒコ'],
] as const;

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld('meibo', '名簿の会');
  at = `/${world.slug}/admin/members`;
  const { membershipTypeId: student } = await world.office.membershipTypes.create.mutate({ name: '学生会員', annualFee: 3000 as never });
  for (let number = 0; number < 60; number += 1) {
    const [familyName, givenName, familyNameKana, givenNameKana] = people[number % people.length]!;
    await world.office.members.create.mutate({
      familyName,
      givenName,
      familyNameKana,
      givenNameKana,
      membershipTypeId: (number % 10 === 0 ? student : world.membershipTypeId) as never,
      memberNumber: '',
      contactEmail: (number % 7 === 0 ? '' : `member${number}@meibo.example`) as never,
      phone: '',
      postalCode: '',
      address: '',
      affiliation: '',
      birthDate: '',
      joinedOn: '2020-04-01' as never,
      memo: '',
      issueProvisional: false,
    });
  }
  const owing = await enrol(world, '相田', '陽', 'you@meibo.example');
  await billFor(world, owing, '2026年度 年会費', 10_000);
  office = await house.person(desk);
  await office.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
});
afterAll(() => house.close());

const openRow = () => office.page.locator('tr.is-open a.name').innerText();
const noOpenRow = () => office.page.locator('tr.is-open').waitFor({ state: 'detached' });

describe('acceptance 10, 15: the roll by keyboard', () => {
  test('a member is found with a key, a few letters and Enter, and read beside the list', async () => {
    const { page } = office;
    await page.goto(at);
    await settled(office);
    await page.keyboard.press('/');
    await page.keyboard.type('あべ');
    await page.waitForURL(/q=/);
    await page.getByText(`${roll.conditions.search}あべ`).waitFor();
    await settled(office);
    // Out of the field, down the list.
    await page.keyboard.press('Tab');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('j');
    expect(await openRow()).toBe('阿部 真理子');
    // Which row is open stands in the address, and gets there a moment after the key: the next key is about that row.
    await page.keyboard.press('ArrowDown');
    await page.locator('tbody tr:nth-child(2).is-open').waitFor();
    await page.keyboard.press('x');
    await page.locator('.bulk').getByText('1名を選択中').waitFor();
    await page.keyboard.press(' ');
    await page.locator('.bulk').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await noOpenRow();
    await page.keyboard.press('k');
    await page.locator('tr.is-open').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/members\/mem_/);
  });

  test('letters typed into a field or composed are never keys of the page, and can be switched off', async () => {
    const { page } = office;
    await page.goto(at);
    await settled(office);
    await page.keyboard.press('/');
    await page.keyboard.type('jx?');
    expect(await page.locator('tr.is-open').count()).toBe(0);
    expect(await dialog(page).count()).toBe(0);
    await page.goto(at);
    await settled(office);
    await page.keyboard.press('?');
    await dialog(page).getByText(roll.keys.letters).click();
    await pressIn(page, roll.keys.close);
    await page.keyboard.press('j');
    expect(await page.locator('tr.is-open').count()).toBe(0);
    await press(page, roll.keys.open);
    await dialog(page).getByText(roll.keys.letters).click();
    await pressIn(page, roll.keys.close);
    await page.keyboard.press('j');
    await page.locator('tr.is-open').waitFor();
  });

  test('Ctrl+K leads to a member by their reading and to a screen by its name', async () => {
    const { page } = office;
    await page.goto(`/${world.slug}/admin`);
    await settled(office);
    await page.keyboard.press('Control+k');
    await dialog(page).getByRole('combobox').waitFor();
    await page.keyboard.type('たかはし');
    await dialog(page)
      .getByRole('option', { name: /髙橋 美咲/ })
      .first()
      .waitFor();
    await settled(office);
    await page.keyboard.press('Enter');
    await page.waitForURL(/members\/mem_/);
    await page.keyboard.press('Control+k');
    await dialog(page).getByRole('combobox').waitFor();
    await page.keyboard.type(navWords.ja.runs);
    await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
    await settled(office);
    await page.keyboard.press('Enter');
    await page.waitForURL(/billing\/runs$/);
  });
});

describe('acceptance 21, 22: conditions, choosing, views', () => {
  test('a copied address shows the same list, page and open member', async () => {
    const { page } = office;
    await page.goto(at);
    await settled(office);
    await page.getByRole('button', { name: kitTexts.ja.page.next }).click();
    await page.getByText('51–61件 / 61件').waitFor();
    await page.locator('tbody tr').nth(2).locator('td').nth(3).click();
    const [name, address] = [await openRow(), page.url()];
    const other = await office.context.newPage();
    await other.goto(address);
    await other.locator('tr.is-open a.name', { hasText: name }).waitFor();
    await other.getByText('51–61件 / 61件').waitFor();
    await other.close();
  });

  test('what was chosen stays chosen over pages, and one press chooses all that fit', async () => {
    const { page } = office;
    await page.goto(at);
    await settled(office);
    await page.getByLabel(kitTexts.ja.table.selectAll).check({ force: true });
    await page.getByRole('button', { name: kitTexts.ja.page.next }).click();
    await page.getByText('51–61件 / 61件').waitFor();
    expect(await page.locator('.bulk').innerText()).toContain('50名を選択中');
    await page.getByRole('button', { name: roll.bulk.copy }).click();
    await page.getByText(/件のメールアドレスをコピーしました/).waitFor();
    expect((await page.evaluate(() => navigator.clipboard.readText())).split('\n').length).toBeGreaterThan(30);
    await page.getByRole('button', { name: /条件に合う61名すべてを選ぶ/ }).click();
    expect(await page.locator('.bulk').innerText()).toContain('61名を選択中');
    await page.locator('.bulk').getByRole('button', { name: roll.bulk.export }).click();
    await dialog(page)
      .getByText(/61名を書き出します/)
      .waitFor();
  });

  test('a view is saved in three presses, comes back on another device, and its removal can be undone', async () => {
    const { page } = office;
    await page.goto(at);
    await settled(office);
    await page.getByLabel(roll.conditions.add).selectOption({ label: '種別：学生会員' });
    await page.getByText('1–6件 / 6件').waitFor();
    await press(page, lists.views.save);
    await dialog(page).getByLabel(lists.views.name).fill('学生の人');
    await pressIn(page, lists.views.submit);
    await page.getByRole('link', { name: '学生の人' }).waitFor();
    const device = await house.person(phone);
    await signInOffice(device, world.slug, world.owner.email, world.owner.password);
    await device.page.goto(at);
    await device.page.getByRole('link', { name: '学生の人' }).click();
    await device.page.getByText('1–6件 / 6件').waitFor();
    await device.context.close();
    await press(page, `${lists.views.manage} 学生の人`);
    await page.getByRole('menuitem', { name: lists.views.remove }).click();
    await page.getByRole('link', { name: '学生の人' }).waitFor({ state: 'detached' });
    await takeBack(page);
    await page.getByRole('link', { name: '学生の人' }).waitFor();
  });

  test('columns are shown, hidden and moved by keyboard alone, and stay in the address', async () => {
    const { page } = office;
    await page.goto(at);
    await settled(office);
    await press(page, lists.columns.open);
    await dialog(page).getByText(roll.columns.phone, { exact: true }).click();
    await dialog(page).getByRole('button', { name: '電話を前へ' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    // The order stands in the address, and the table follows it a moment after the key.
    const heads = page.locator('thead');
    await until('電話 before メール', async () => (/電話\s+メール/.test(await heads.innerText()) ? true : null));
    expect(page.url()).toContain('cols=');
  });

  test('MEM-05, IMP-04: a corporate member stands in its own list and file, and in the list of persons nowhere', async () => {
    const { page } = office;
    const words = recordTexts.ja;
    await page.goto(`/${world.slug}/admin/corporate-members`);
    await page.getByRole('link', { name: words.corporate.add }).first().click();
    await field(page, words.corporate.name).fill('株式会社やまびこ');
    await field(page, words.corporate.kana).fill('やまびこ');
    await field(page, adminMemberTexts.ja.fields.membershipTypeId).selectOption({ index: 1 });
    const liaison = page.getByRole('region', { name: words.corporate.roles.liaison });
    const { person } = memberTexts.ja;
    for (const [label, text] of [
      [person.familyName, '田中'],
      [person.givenName, '一郎'],
      [person.familyNameKana, 'たなか'],
      [person.givenNameKana, 'いちろう'],
    ] as const)
      await liaison.getByLabel(new RegExp(`^${label}`)).fill(text);
    await field(page, words.tags).fill('協賛、');
    // Neither ended by a comma nor left: it is sent all the same.
    await field(page, words.tags).fill('広告主');
    await press(page, adminMemberTexts.ja.create.submit);
    await page.waitForURL(/\/members\/mem_/);
    await page.getByText('田中 一郎').first().waitFor();
    await page.getByRole('link', { name: words.taggedAs.replace('{{tag}}', '広告主') }).waitFor();
    await page.getByRole('link', { name: words.taggedAs.replace('{{tag}}', '協賛') }).click();
    await page.waitForURL(/\/corporate-members\?/);
    await page.getByRole('row', { name: /株式会社やまびこ.*田中 一郎/ }).waitFor();
    // IMP-04: what the list shows becomes a file, by keys alone.
    await settled(office);
    await work(page, files.open);
    await page.getByText(fill(files.corporateRows, { count: 1 })).waitFor();
    const saved = page.waitForEvent('download');
    await work(page, files.submit);
    const file = await readFile(await (await saved).path(), 'utf8');
    expect([file.split('\r\n').filter(Boolean).length, file.includes('株式会社やまびこ')]).toEqual([2, true]);
    await page.getByText(fill(files.corporateDone, { count: 1 })).waitFor();
    await page.goto(`${at}?q=やまびこ&status=all`);
    await page.getByText(adminMemberTexts.ja.list.noneTitle).waitFor();
  });

  test('a tag for many is put on in one go, and one press takes it off again', async () => {
    const { page } = office;
    const tagged = (tag: string) => world.office.members.list.query({ tag }).then(({ total }) => total);
    await page.goto(at);
    await settled(office);
    await page.getByLabel(kitTexts.ja.table.selectAll).check({ force: true });
    await page.locator('.bulk').getByRole('button', { name: roll.tags.open, exact: true }).click();
    await dialog(page).getByLabel(roll.tags.tag, { exact: true }).fill('案内済み');
    await pressIn(page, roll.tags.actions.add);
    await page.getByText(roll.tags.done.add.replace('{{tag}}', '案内済み').replace('{{count}}', '50名')).waitFor();
    expect(await tagged('案内済み')).toBe(50);
    await takeBack(page);
    // A job takes it off fifty records.
    await until('nobody with the tag', async () => ((await tagged('案内済み')) === 0 ? true : null));
  });

  test('MEM-03: a field of the organisation stands behind the ones that everybody has, and is missed beside itself', async () => {
    const { page } = office;
    const { fields } = await world.office.customFields.create.mutate({
      kind: 'text',
      label: '専門分野',
      hint: '',
      required: true,
      memberAccess: 'hidden',
      onJoining: false,
      options: [],
    });
    await page.goto(`${at}/new`);
    await field(page, '専門分野').waitFor();
    const told = await page.locator('main').innerText();
    const words = adminMemberTexts.ja.fields;
    for (const before of [words.joinedOn, words.contactEmail, words.affiliation, words.memo]) {
      expect(told.lastIndexOf(before), before).toBeGreaterThanOrEqual(0);
      expect(told.lastIndexOf(before), before).toBeLessThan(told.indexOf('専門分野'));
    }
    // Sent empty, the error stands beside the field.
    await press(page, adminMemberTexts.ja.create.submit);
    await page.locator('.field.is-error', { hasText: '専門分野' }).waitFor();
    await world.office.customFields.remove.mutate({ fieldId: fields.find(({ label }) => label === '専門分野')!.fieldId });
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paletteTexts } from '../../src/app/palette-texts.ts';
import { devTexts } from '../../src/features/dev/texts.ts';
import { dunningTexts } from '../../src/features/dunning/dunning-texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { conditionTexts } from '../../src/features/members/condition-texts.ts';
import { duplicateTexts } from '../../src/features/members/duplicate-texts.ts';
import { listFileWords } from '../../src/lib/i18n/list-file.ts';
import { exportTexts } from '../../src/features/members/export-texts.ts';
import { mergeTexts } from '../../src/features/members/merge-texts.ts';
import { rollTexts } from '../../src/features/members/roll-texts.ts';
import { en as kitEnglish } from '../../src/lib/i18n/kit.en.ts';
import { listWords } from '../../src/lib/i18n/list-words.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { fill } from '../../src/lib/words.ts';
import { press, signInOffice, takeBack } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { faultsOf, settled } from './soundness.ts';
import { dialog, look, open, pressIn } from './states.ts';
import { type World, enrol, openWorld } from './world.ts';

const roll = rollTexts.ja;
const conditions = conditionTexts.ja;
const lists = listWords.ja;
const { list, types } = adminMemberTexts.ja;
const palette = paletteTexts.ja;
const duplicates = duplicateTexts.ja;

let house: House;
let world: World;
let office: Person;
let at = '';

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld('kasane', '重ねの会');
  at = `/${world.slug}/admin/members`;
  for (let number = 0; number < 10; number += 1) await enrol(world, '相田', '陽', `you${number}@kasane.example`);
  office = await house.person(desk);
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
});
afterAll(() => house.close());

test('acceptance 22: what was chosen of one tab is nobody of the next, nor on the way back', async () => {
  const { page } = office;
  await page.goto(at);
  await settled(office);
  await page.getByLabel(kitTexts.ja.table.selectAll).check({ force: true });
  await page.locator('.bulk').waitFor();
  await page.getByRole('navigation', { name: list.views }).getByRole('link', { name: list.view.suspended }).click();
  await page.locator('.bulk').waitFor({ state: 'detached' });
  await page.goBack();
  await page.getByText('1–10件 / 10件').waitFor();
  expect(await page.locator('.bulk').count()).toBe(0);
});

describe('every state of the roll is sound', () => {
  test('at a desk', async () => {
    await look(office, [
      { name: 'an open member', at, act: (page) => page.keyboard.press('j'), shows: roll.pane.full },
      { name: 'columns', at, act: open(lists.columns.open), shows: lists.columns.usual },
      { name: 'conditions', at: `${at}?q=あべ&status=deceased`, act: () => Promise.resolve(), shows: roll.conditions.search },
      {
        name: 'save without a name',
        at,
        async act(page) {
          await open(lists.views.save)(page);
          await pressIn(page, lists.views.submit);
        },
        shows: lists.views.missing,
      },
      {
        name: 'a view for everybody',
        at,
        async act(page) {
          await open(lists.views.save)(page);
          await dialog(page).getByText(lists.views.shared).click();
        },
        shows: lists.views.rolesText,
      },
      { name: 'keys', at, act: open(roll.keys.open), shows: roll.keys.lettersText },
      { name: 'chosen', at, act: (page) => page.getByLabel(kitTexts.ja.table.selectAll).check({ force: true }), shows: roll.bulk.copy },
      { name: 'the file', at, act: open(exportTexts.ja.open), shows: listFileWords.ja.columns },
      { name: 'hidden by a condition', at: `${at}?q=相田&status=withdrawn`, act: () => Promise.resolve(), shows: roll.hidden.drop },
      {
        name: 'a group of conditions',
        at: `${at}?any=dues.owing,status.suspended&status=all`,
        async act(page) {
          await page.getByRole('group', { name: conditions.anyOf }).getByText(conditions.or, { exact: true }).waitFor();
          await page.getByLabel(roll.conditions.add).selectOption({ label: conditions.openAny });
          await pressIn(page, `${roll.conditions.dues}：${roll.conditions.duesOf.clear}`);
          // Everybody owes something or nothing.
          await page.getByText('1–10件 / 10件').waitFor();
        },
        shows: conditions.or,
      },
      {
        name: 'how a condition is added',
        at,
        async act(page) {
          await page.getByLabel(roll.conditions.add).selectOption({ label: fill(conditions.open, { field: conditions.joined }) });
          await dialog(page).getByText(conditions.wheres.any).click();
        },
        shows: conditions.whereTexts.any,
      },
      {
        name: 'a tag for many, without a tag',
        at,
        async act(page) {
          await page.getByLabel(kitTexts.ja.table.selectAll).check({ force: true });
          await open(roll.tags.open)(page);
          await pressIn(page, roll.tags.actions.add);
        },
        shows: roll.tags.missing,
      },
      {
        name: 'ARR-03: reminders to many of whom nobody owes anything',
        at,
        async act(page) {
          await page.getByLabel(kitTexts.ja.table.selectAll).check({ force: true });
          await open(roll.bulk.remind)(page);
          await dialog(page)
            .getByRole('region', { name: fill(dunningTexts.ja.chosen.kept, { count: 10 }) })
            .getByText(dunningTexts.ja.chosen.clear)
            .last()
            .waitFor();
        },
        shows: dunningTexts.ja.chosen.nobody,
      },
      { name: 'nobody fits', at: `${at}?q=ぬぬぬ`, act: () => Promise.resolve(), shows: list.noneTitle },
      {
        name: 'a type that members have, which cannot be put away yet',
        at: `${at}/types`,
        act: open(types.archive),
        shows: fill(types.inUsePersons, { count: 10 }),
      },
      {
        name: 'palette',
        at,
        async act(page) {
          await page.keyboard.press('Control+k');
          await dialog(page).getByRole('combobox').waitFor();
          await page.keyboard.type('よみ');
        },
        shows: palette.allMembers.replace('{{text}}', 'よみ'),
      },
      {
        name: 'palette without a find',
        at,
        async act(page) {
          await page.keyboard.press('Control+k');
          await dialog(page).getByRole('combobox').waitFor();
          await page.keyboard.type('ぬぬぬ');
        },
        shows: palette.none.replace('{{text}}', 'ぬぬぬ'),
      },
    ]);
  });

  test('acceptance 23: the way back stays for ten seconds, waits while it has the focus, and is taken by keyboard', async () => {
    // A browser window of its own: its clock is that of all its pages.
    const { page, context } = await house.person(desk);
    await page.clock.install();
    await page.goto('/dev/components');
    const undo = page.getByRole('button', { name: kitTexts.ja.undo, exact: true });
    const offer = () => press(page, devTexts.ja.toast);
    await page.getByRole('button', { name: devTexts.ja.toast, exact: true }).waitFor();
    // From here on no time passes but what is let pass: a slow machine's would be on top of the eight seconds.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
    await offer();
    await undo.waitFor();
    await page.clock.runFor(8000);
    expect(await undo.count()).toBe(1);
    await page.clock.runFor(3000);
    await undo.waitFor({ state: 'detached' });
    await offer();
    await undo.focus();
    await page.clock.runFor(60_000);
    await page.keyboard.press('Enter');
    await page.getByText(kitTexts.ja.undone, { exact: true }).waitFor();
    expect(await undo.count()).toBe(0);
    await context.close();
  });

  test('duplicates', async () => {
    const where = `${at}/duplicates`;
    await look(office, [
      { name: 'pairs', at: where, act: () => Promise.resolve(), shows: duplicates.reasons.reading },
      { name: 'two compared', at: where, act: open(duplicates.compare), shows: duplicates.statusEntries },
      {
        name: 'about to become one',
        at: where,
        async act(page) {
          await open(duplicates.compare)(page);
          await open(mergeTexts.ja.open)(page);
        },
        shows: mergeTexts.ja.movesTitle,
      },
      {
        name: 'known to be two',
        at: where,
        async act(page) {
          await open(duplicates.dismiss)(page);
          // The way back stays for as long as it has the focus: the look at the page may take longer than its ten seconds.
          await page.getByRole('button', { name: kitTexts.ja.undo, exact: true }).last().focus();
        },
        shows: /別の人として覚えました/,
      },
    ]);
    await takeBack(office.page);
    await office.page.getByText(kitTexts.ja.undone).waitFor();
  });

  test('features 7: two records become one in the dialog, and two again from the page of the one that stayed', async () => {
    const words = mergeTexts.ja;
    const merged = async () => {
      await office.page.goto(`${at}/duplicates`);
      await open(duplicates.compare)(office.page);
      await press(office.page, words.open);
      await dialog(office.page).getByText(words.movesTitle).waitFor();
      const name = await dialog(office.page).getByRole('radio').first().getAttribute('value');
      await press(office.page, words.confirm);
      await office.page.getByText(/ひとつにまとめました/).waitFor();
      return name;
    };
    const memberId = await merged();
    await look(office, [
      { name: 'others became part of it', at: `${at}/${memberId}`, act: () => Promise.resolve(), shows: words.see },
      { name: 'asked to undo', at: `${at}/${memberId}`, act: open(words.undo), shows: words.undoTitle },
    ]);
    await dialog(office.page).getByRole('button', { name: words.undo }).click();
    await office.page.getByText(words.undone).waitFor();
  });

  test('acceptance 22: bills, payments and arrears are kept as views, and a role begins with one until all is asked for', async () => {
    const { page } = office;
    const device = await house.person(phone);
    await signInOffice(device, world.slug, world.owner.email, world.owner.password);
    for (const [list, address, kept] of [
      ['bills', 'status=overdue&cols=member,category', 'status=overdue'],
      ['payments', 'method=konbini&cols=member,memo', 'method=konbini'],
      ['arrears', 'years=2&cols=member,owingYears', 'years=2'],
    ] as const) {
      const place = `/${world.slug}/admin/${list}`;
      await page.goto(`${place}?${address}`);
      await settled(office);
      await press(page, lists.views.save);
      await dialog(page).getByLabel(lists.views.name).fill('はじめの一覧');
      await dialog(page).getByText(lists.views.shared).click();
      await dialog(page).getByText(kitTexts.ja.roles.owner, { exact: true }).click();
      await pressIn(page, lists.views.submit);
      await page.getByRole('link', { name: 'はじめの一覧' }).waitFor();
      const begins = device.page.getByText(fill(lists.views.begins, { role: kitTexts.ja.roles.owner, name: 'はじめの一覧' }));
      await device.page.goto(place);
      await begins.waitFor();
      expect([device.page.url().includes(kept), device.page.url().includes('cols=')], list).toEqual([true, true]);
      await device.page.getByRole('link', { name: lists.views.everything }).click();
      await begins.waitFor({ state: 'detached' });
      // What somebody asked to see whole stays whole.
      await device.page.reload();
      await settled(device);
      expect([await begins.count(), new URL(device.page.url()).search], list).toEqual([0, '?view=all']);
    }
    await device.context.close();
  });

  test('in English', async () => {
    const { page } = office;
    await page.goto(at);
    await press(page, kitTexts.ja.language.en);
    await settled(office);
    const typed = ['相田', '陽', 'ヨミ', 'カタ', '重ねの会', '正会員', '青木 玲子', '青', '日本語', 'Tsudoi'];
    await page.keyboard.press('j');
    await page.getByText(rollTexts.en.pane.full).waitFor();
    await settled(office);
    expect(await faultsOf(page, 'the roll in English', { language: 'en', typed })).toEqual([]);
    await press(page, kitEnglish.language.ja);
  });
});

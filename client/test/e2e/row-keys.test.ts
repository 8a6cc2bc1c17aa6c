import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paletteTexts } from '../../src/app/palette-texts.ts';
import { rollTexts } from '../../src/features/members/roll-texts.ts';
import { fill } from '../../src/lib/words.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { listWords } from '../../src/lib/i18n/list-words.ts';
import { press, signInOffice, until } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { settled } from './soundness.ts';
import { dialog } from './states.ts';
import { type World, billFor, enrol, openJoining, openWorld } from './world.ts';

const { rows: keys } = rollTexts.ja.keys;
/** No room for a member beside the list: that begins at 1081 px. */
const narrow = { width: 1000, height: 800 };

let house: House;
let world: World;
let office: Person;

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld('kagi', '鍵盤の会');
  await openJoining(world);
  for (const [index, name] of ['赤坂', '井口', '上野'].entries()) {
    const member = await enrol(world, name, '陽', `you${index}@kagi.example`);
    const billId = await billFor(world, member, '2026年度 年会費', 10_000);
    await world.office.payments.recordOffline.mutate({
      billId: billId as never,
      amount: 4000 as never,
      method: 'cash',
      receivedOn: '2026-04-01' as never,
      memo: '',
      idempotencyKey: randomUUID(),
    });
    await world.office.applications.submitByStaff.mutate({
      email: `apply${index}@kagi.example`,
      fields: {
        familyName: name,
        givenName: '葵',
        familyNameKana: 'ヨミ',
        givenNameKana: 'アオイ',
        membershipTypeId: world.membershipTypeId as never,
        phone: '',
        postalCode: '',
        address: '',
        affiliation: '',
        birthDate: '',
      },
      agreed: true,
    });
  }
  office = await house.person(desk);
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
});
afterAll(() => house.close());

const rowsOf = (page: Page) =>
  page.locator('tr[data-row]').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['row'] ?? ''));
/** The row that has the keyboard. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? 'none');

async function open(path: string): Promise<readonly string[]> {
  await office.page.goto(`/${world.slug}/admin/${path}`);
  await settled(office);
  const rows = await rowsOf(office.page);
  expect(rows.length).toBeGreaterThanOrEqual(3);
  return rows;
}

describe('interface.md 5.1: the rows of a list by keys', () => {
  test('MEM-04: where no member stands beside the roll, the row that has the keyboard is moved from, chosen and opened', async () => {
    const { page } = office;
    await page.setViewportSize(narrow);
    const [first, second, third] = await open('members');
    const strike = async (key: string) => {
      await page.keyboard.press(key);
      return focused(page);
    };
    expect([await strike('j'), await strike('j'), await strike('ArrowDown'), await strike('j')]).toEqual([first, second, third, third]);
    expect(await strike('ArrowUp')).toBe(second);
    const chosen = page.locator('.bulk').getByText(fill(kitTexts.ja.table.selected, { count: '1名' }));
    await page.keyboard.press('x');
    await chosen.waitFor();
    expect(await page.locator('tr.is-picked').getAttribute('data-row')).toBe(second);
    await page.keyboard.press(' ');
    await chosen.waitFor({ state: 'detached' });
    await page.keyboard.press(' ');
    await chosen.waitFor();
    expect(await strike('k')).toBe(first);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/members/${second}`);
    await page.setViewportSize(desk);
  });

  test.each([
    { path: 'members/applications', to: (row: string) => `**/applications/${row}`, picks: false },
    { path: 'bills', to: (row: string) => `**/bills/${row}`, picks: true },
    { path: 'payments', to: () => /\/members\/mem_/, picks: false },
    { path: 'arrears', to: (row: string) => `**/payments/${row}`, picks: false },
  ])('the list at $path has the same keys, and the help names them', async ({ path, to, picks }) => {
    const { page } = office;
    const [first, second] = await open(path);
    await page.keyboard.press('/');
    await page.waitForFunction(() => document.activeElement?.closest('.tools [role=search]') !== null);
    // What is typed there is no key of the list.
    await page.keyboard.press('j');
    expect(await focused(page)).toBe('none');
    await open(path);
    for (const [key, row] of [
      ['j', first],
      ['j', second],
      ['k', first],
      ['ArrowDown', second],
    ] as const) {
      await page.keyboard.press(key);
      expect(await focused(page), key).toBe(row);
    }
    if (picks) {
      await page.keyboard.press('x');
      await page.locator('tr.is-picked').waitFor();
      expect(await page.locator('tr.is-picked').getAttribute('data-row')).toBe(second);
      await page.keyboard.press(' ');
      await page.locator('tr.is-picked').waitFor({ state: 'detached' });
    }
    await page.keyboard.press('?');
    for (const words of [keys.search, keys.next, keys.previous, keys.enter]) await dialog(page).getByText(words).waitFor();
    expect(await dialog(page).getByText(keys.select).count()).toBe(picks ? 1 : 0);
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await page.locator(`tr[data-row="${second}"] a.name`).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(to(second!));
  });

  test('a page without such a list names its own keys only', async () => {
    const { page } = office;
    await page.goto(`/${world.slug}/admin`);
    await settled(office);
    await page.keyboard.press('?');
    await dialog(page).getByText(keys.palette).waitFor();
    expect(await dialog(page).getByText(keys.next).count()).toBe(0);
  });
});

describe('interface.md 5.1: Ctrl+K', () => {
  const find = async (text: string) => {
    await office.page.keyboard.press('Control+k');
    await dialog(office.page).getByRole('combobox').waitFor();
    await office.page.keyboard.type(text);
    await office.page.keyboard.press('Enter');
  };

  test('a name and Enter in one go lead to the member, though the answer comes behind the key', async () => {
    const { page } = office;
    const rows = (await world.office.members.list.query({ q: '井口 陽' })).rows;
    expect(rows).toHaveLength(1);
    await page.goto(`/${world.slug}/admin`);
    await settled(office);
    await find('井口 陽');
    await page.waitForURL(`**/members/${rows[0]!.memberId}`);
    await dialog(page).waitFor({ state: 'detached' });
  });

  test('an Enter is about the text it was pressed for, and forgotten with it', async () => {
    const { page } = office;
    const asked = /\/trpc\/[^?]*members\.list/;
    await page.goto(`/${world.slug}/admin`);
    await settled(office);
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route(asked, async (route) => {
      await held;
      await route.continue();
    });
    const isAsked = page.waitForRequest(asked);
    await find('赤坂');
    await isAsked;
    await page.keyboard.type('ぬぬ');
    answer();
    await dialog(page)
      .getByText(fill(paletteTexts.ja.none, { text: '赤坂ぬぬ' }))
      .waitFor();
    expect(new URL(page.url()).pathname).toBe(`/${world.slug}/admin`);
    // The same Enter again finds nobody either, and stays where it is.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe(`/${world.slug}/admin`);
    await page.unroute(asked);
  });
});

describe('interface.md 5.1: the order of columns', () => {
  test('acceptance 22: a column is dragged before another one, and by its grip without a mouse', async () => {
    const { page } = office;
    await page.goto(`/${world.slug}/admin/arrears`);
    await settled(office);
    await press(page, listWords.ja.columns.open);
    const rows = dialog(page).getByRole('row');
    await rows.first().waitFor();
    const names = async () => (await rows.allInnerTexts()).map((text) => text.trim());
    const [first, second, third] = await names();
    await rows.nth(2).dragTo(rows.nth(0), { targetPosition: { x: 60, y: 4 } });
    await until('the third before the first', async () =>
      (await names()).slice(0, 3).join() === [third, first, second].join() ? true : null,
    );
    await page.waitForURL(/cols=/);
    const heads = page.locator('thead');
    await until('the table in that order', async () => ((await heads.innerText()).trim().startsWith(third!) ? true : null));
    // Enter takes it up, arrows lead it, Enter puts it down.
    await rows.nth(0).getByRole('button').first().focus();
    await page.keyboard.press('Enter');
    await dialog(page).locator('[data-drop-target]').first().waitFor({ state: 'attached' });
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await until('the first is another one', async () => ((await names())[0] === first ? true : null));
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordTexts } from '../../src/features/members/record-texts.ts';
import { rollTexts } from '../../src/features/members/roll-texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { listWords } from '../../src/lib/i18n/list-words.ts';
import { press, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { settled } from './soundness.ts';
import { dialog, pressIn } from './states.ts';
import { type World, openWorld } from './world.ts';

const lists = listWords.ja;
const roll = rollTexts.ja;
const words = recordTexts.ja.corporate;
let house: House;
let office: Person;
let world: World;
let at: string;

const nobody = { familyName: '', givenName: '', familyNameKana: '', givenNameKana: '', department: '', title: '', email: '', phone: '' };

async function addBody(corporateName: string, corporateNameKana: string): Promise<void> {
  await world.office.members.createCorporate.mutate({
    corporateName,
    corporateNameKana,
    membershipTypeId: world.membershipTypeId as never,
    memberNumber: '',
    phone: '',
    postalCode: '1000001' as never,
    address: '東京都千代田区千代田1-1',
    joinedOn: '2024-04-01' as never,
    memo: '',
    contacts: {
      liaison: { ...nobody, familyName: '水原', givenName: '涼', familyNameKana: 'ミズハラ', givenNameKana: 'リョウ' },
      representative: nobody,
      billing: nobody,
    },
    issueProvisional: false,
  });
}

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  world = await openWorld('houjin', '法人の会');
  await addBody('株式会社あおば', 'アオバ');
  await addBody('株式会社いぶき', 'イブキ');
  await addBody('株式会社うしお', 'ウシオ');
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  at = `/${world.slug}/admin/corporate-members`;
});
afterAll(async () => {
  await house.close();
});

describe('issue 5, lists: bodies are worked with as persons are', () => {
  test('many are chosen and tagged in one go, a view of theirs is kept, and one is looked at beside the list by keys alone', async () => {
    const { page } = office;
    await page.goto(at);
    await page.getByRole('row', { name: /株式会社うしお/ }).waitFor();
    await settled(office);
    await page.getByLabel(kitTexts.ja.table.selectAll).check({ force: true });
    await page.locator('.bulk').getByRole('button', { name: roll.tags.open, exact: true }).click();
    await dialog(page).getByLabel(roll.tags.tag, { exact: true }).fill('協賛');
    await pressIn(page, roll.tags.actions.add);
    await page.getByText(roll.tags.done.add.replace('{{tag}}', '協賛').replace('{{count}}', '3件')).waitFor();
    expect((await world.office.members.list.query({ kind: 'corporate', tag: '協賛' })).total).toBe(3);

    await page.goto(`${at}?q=いぶき`);
    await page.getByText('1–1件 / 1件').waitFor();
    await press(page, lists.columns.open);
    await dialog(page).getByText(words.name, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await press(page, lists.views.save);
    await dialog(page).getByLabel(lists.views.name).fill('いぶきだけ');
    await pressIn(page, lists.views.submit);
    await page.getByRole('link', { name: 'いぶきだけ' }).waitFor();
    expect((await world.office.savedViews.list.query({ list: 'members' })).length).toBe(0);

    await settled(office);
    await page.getByRole('link', { name: '株式会社いぶき' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('aside.pane').getByRole('heading', { name: '株式会社いぶき' }).waitFor();
    await page.locator('aside.pane').getByText('水原 涼', { exact: true }).waitFor();
    await settled(office);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/members\/mem_/);
    expect(office.troubles).toEqual([]);
  });
});

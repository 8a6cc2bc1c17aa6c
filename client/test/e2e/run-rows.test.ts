import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminBillingTexts } from '../../src/features/billing/admin-texts.ts';
import { billEditTexts } from '../../src/features/billing/bill-edit-texts.ts';
import { newBillTexts } from '../../src/features/billing/new-bill-texts.ts';
import { runChosenTexts } from '../../src/features/billing/run-chosen-texts.ts';
import { runFileTexts } from '../../src/features/billing/run-file-texts.ts';
import { runTexts } from '../../src/features/billing/run-texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { listFileWords } from '../../src/lib/i18n/list-file.ts';
import { fill } from '../../src/lib/words.ts';
import { signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { type Scene, setScene } from './scene.ts';
import { faultsOf } from './soundness.ts';
import { dialog, look, open } from './states.ts';

let house: House;
let scene: Scene;
let office: Person;

beforeAll(async () => {
  house = await openHouse();
  scene = await setScene('hatsuyuki');
  office = await house.person(desk);
  await signInOffice(office, scene.world.slug, scene.world.owner.email, scene.world.owner.password);
});
afterAll(() => house.close());

describe('one bill outside a run', () => {
  test('takes the amount of the item for the member until another is typed, and says where there is none', async () => {
    const { page, troubles } = office;
    const { billing, members } = scene.world.office;
    const memberId = scene.ids['member.verified']!;
    const { membershipTypeId } = await members.get.query({ memberId: memberId as never });
    const made = await billing.createItem.mutate({ name: '研修会費', category: 'adhoc', proviso: '研修会費として' });
    const { billingItemId, version } = made;
    await billing.setItemPrice.mutate({ billingItemId, membershipTypeId, from: null, amount: 3000 as never, version });
    await billing.createItem.mutate({ name: '見学会費', category: 'adhoc', proviso: '見学会費として' });
    await page.goto(`/${scene.world.slug}/admin/bills?member=${memberId}`);
    await open(adminBillingTexts.ja.newBill.open)(page);
    const item = dialog(page).getByLabel(billEditTexts.ja.item);
    const amount = dialog(page).getByLabel(adminBillingTexts.ja.newBill.amount);
    await item.selectOption(billingItemId);
    await dialog(page).getByText(newBillTexts.ja.priced).waitFor();
    expect(await amount.inputValue()).toBe('3,000');
    expect(await faultsOf(page, 'one bill with the price of its item')).toEqual([]);
    await item.selectOption({ label: (await item.getByRole('option', { name: '見学会費' }).innerText()).trim() });
    await dialog(page)
      .getByText(/料金表にありません/)
      .waitFor();
    expect(await amount.inputValue()).toBe('');
    await amount.fill('500');
    await item.selectOption(billingItemId);
    expect(await amount.inputValue()).toBe('500');
    expect(troubles).toEqual([]);
  });
});

describe('a run for one member, and the rows of a run', () => {
  test('ADJ-04, BIL-03: every state is sound', async () => {
    const { slug } = scene.world;
    const memberId = scene.ids['member.verified'];
    const { create } = runTexts.ja;
    await look(office, [
      {
        name: 'the conditions of a run for one member',
        at: `/${slug}/admin/members/${memberId}`,
        act: (page) => page.getByRole('link', { name: adminMemberTexts.ja.detail.billDues }).first().click(),
        shows: runChosenTexts.ja.text,
      },
      {
        name: 'the plan for one member',
        at: `/${slug}/admin/billing/runs/new?member=${memberId}`,
        act: (page) => page.getByRole('button', { name: create.submit }).click(),
        shows: fill(runChosenTexts.ja.of, { count: 1 }),
      },
      {
        name: 'runs, one of them for one member',
        at: `/${slug}/admin/billing/runs`,
        act: () => Promise.resolve(),
        shows: fill(runChosenTexts.ja.of, { count: 1 }),
      },
      {
        name: 'a search in a plan without a find',
        at: `/${slug}/admin/billing/runs/${scene.ids['run.planned']}?q=zzz`,
        act: () => Promise.resolve(),
        shows: runFileTexts.ja.none,
      },
      {
        name: 'the file of a plan',
        at: `/${slug}/admin/billing/runs/${scene.ids['run.planned']}`,
        act: open(listFileWords.ja.open),
        shows: runFileTexts.ja.title,
      },
    ]);
  });
});

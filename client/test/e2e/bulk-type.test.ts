import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusTexts } from '../../src/features/members/status-texts.ts';
import { typeJobTexts } from '../../src/features/members/type-job-texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { fill } from '../../src/lib/words.ts';
import { signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { labelled } from './keys.ts';
import { settled } from './soundness.ts';
import { dialog, look, open, pressIn } from './states.ts';
import { type World, billFor, enrol, openWorld } from './world.ts';

const words = typeJobTexts.ja;
let house: House;
let world: World;
let office: Person;
let at = '';
let student = '';

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld('shurui', '種別の会');
  at = `/${world.slug}/admin/members`;
  ({ membershipTypeId: student } = await world.office.membershipTypes.create.mutate({ name: '学生会員', annualFee: 3000 as never }));
  for (const [index, name] of ['赤坂', '井口', '上野'].entries()) {
    const member = await enrol(world, name, '陽', `you${index}@shurui.example`);
    if (index === 0) await billFor(world, member, '2026年度 年会費', 10_000);
  }
  office = await house.person(desk);
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
});
afterAll(() => house.close());

const students = async () => (await world.office.members.list.query({ membershipTypeId: student as never })).total;

/** All of the list chosen, and the dialog open. */
async function begin(page: Person['page']): Promise<void> {
  await page.getByLabel(kitTexts.ja.table.selectAll).check({ force: true });
  await open(words.open)(page);
  await dialog(page)
    .getByLabel(labelled(words.newType))
    .selectOption({ label: fill(words.fee, { name: '学生会員', fee: '3,000' }) });
}

describe('MEM-04: another type for many', () => {
  test('every step of it is sound', async () => {
    await look(office, [
      {
        name: 'which type, without one',
        at,
        async act(page) {
          await page.getByLabel(kitTexts.ja.table.selectAll).check({ force: true });
          await open(words.open)(page);
          await pressIn(page, words.check);
          await dialog(page).locator('.field.is-error').waitFor();
        },
        shows: words.newType,
      },
      {
        name: 'what it will do',
        at,
        async act(page) {
          await begin(page);
          await pressIn(page, words.check);
        },
        shows: fill(words.billsOpen, { members: 1, amount: '10,000' }),
      },
    ]);
  });

  test('is looked at, done, and taken back in one press', async () => {
    const { page } = office;
    await page.goto(at);
    await settled(office);
    await begin(page);
    await pressIn(page, words.check);
    await pressIn(page, fill(words.apply, { count: 3, type: '学生会員' }));
    await dialog(page)
      .getByText(fill(words.doneTitle, { count: 3, type: '学生会員' }))
      .waitFor();
    expect(await students()).toBe(3);
    await pressIn(page, statusTexts.ja.undo);
    await dialog(page)
      .getByText(fill(words.undoneTitle, { count: 3 }))
      .waitFor();
    expect(await students()).toBe(0);
  });
});

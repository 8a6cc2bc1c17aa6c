import { afterAll, beforeAll, expect, test } from 'vitest';
import { booksTexts } from '../../src/features/reports/books-texts.ts';
import { field, press, signInOffice } from './hands.ts';
import { type House, desk, openHouse } from './house.ts';
import { settled } from './soundness.ts';
import { type World, openWorld } from './world.ts';

const books = booksTexts.ja;
let house: House;
let world: World;

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld('asagao', 'あさがお会');
});
afterAll(() => house.close());

test('docs/decisions/0031: the usual days are asked for with the format just chosen, and it stays chosen', async () => {
  const office = await house.person(desk);
  const { page } = office;
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await page.goto(`/${world.slug}/admin/books`);
  await field(page, books.format).selectOption('yayoi');
  await press(page, books.months.thisMonth);
  await page.waitForURL(/[?&]format=yayoi/);
  expect(await field(page, books.format).inputValue()).toBe('yayoi');
  // Days alone say nothing of the format.
  await press(page, books.months.lastMonth);
  await settled(office);
  expect(new URL(page.url()).searchParams.get('format')).toBe('yayoi');
  expect(await field(page, books.format).inputValue()).toBe('yayoi');
  expect(office.troubles).toEqual([]);
});

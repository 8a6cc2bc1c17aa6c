import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { walk } from './hands.ts';
import type { Person } from './house.ts';
import { faultsOf, settled } from './soundness.ts';

/** A page, what is done on it, and how one knows that it has had its effect. */
export interface State {
  readonly name: string;
  readonly at: string;
  act(page: Page): Promise<void>;
  readonly shows: string | RegExp;
}

export const dialog = (page: Page) => page.getByRole('dialog');
export const pressIn = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();
export const open = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click();
export const choose = (menu: string, item: string) => async (page: Page) => {
  await open(menu)(page);
  await page.getByRole('menuitem', { name: item }).click();
};

/** Where nothing is, so that the next page begins anew even if it is the one before. */
const nowhere = '/nothing/here';

/** Looks at state after state; the first page is opened cold, to the others one walks from nowhere. */
export async function look(person: Person, states: readonly State[]): Promise<void> {
  const { page } = person;
  const faults: string[] = [];
  for (const [index, { name, at, act, shows }] of states.entries()) {
    if (index === 0) await page.goto(at);
    else {
      await walk(page, nowhere);
      await walk(page, at);
    }
    await settled(person);
    await act(page);
    await page
      .getByText(shows)
      .filter({ visible: true })
      .first()
      .waitFor()
      .catch(async (error: unknown) => {
        // What stands there instead tells a press that was not felt from an answer that was refused.
        const text = await page.getByRole('main').first().innerText();
        throw new Error(`${name}: ${String(shows)} does not show. ${[...person.troubles, ...person.asked].join(' ')}\n${text}`, {
          cause: error,
        });
      });
    await settled(person);
    faults.push(...(await faultsOf(page, name)));
  }
  expect(faults).toEqual([]);
  expect(person.troubles).toEqual([]);
}

import type { Locator, Page } from 'playwright-core';
import { identityTexts } from '../../src/features/identity/texts.ts';
import { adminIdentityTexts } from '../../src/features/identity/admin-texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { type House, type Person, phone, stack } from './house.ts';

/** What hands and eyes do on a page, in the words of the page. */
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
export const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first().click();
export const fillIn = (page: Page, label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value);
/** A field by its label, whatever mark stands behind it. */
export const field = (page: Page, label: string) => page.getByLabel(new RegExp(`^${label}(?:※必須|任意)?$`));
/** The three boxes of a birth date. */
export async function fillBirth(page: Page, label: string, boxes: Readonly<Record<'year' | 'month' | 'day', string>>): Promise<void> {
  const date = page.getByRole('group', { name: label });
  for (const box of ['year', 'month', 'day'] as const) await date.getByLabel(kitTexts.ja.birth[box], { exact: true }).fill(boxes[box]);
}
export const see = (page: Page, text: string) => page.getByText(text, { exact: true }).filter({ visible: true }).first().waitFor();

/** Takes back what was done last: earlier notices may still stand above it. */
export const takeBack = (page: Page) => page.getByRole('button', { name: kitTexts.ja.undo, exact: true }).last().click();

/** Nothing on the page stands out of a narrow screen (ENV-02). */
export const fitsSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

/** The numbers of the slip as they are read out, the largest first, and the words of the deadline. */
export async function slipOf(page: Page): Promise<{ readonly numbers: readonly [string, ...string[]]; readonly deadline: string }> {
  const slip = page.getByRole('region', { name: paymentTexts.ja.number.slip });
  await slip.waitFor();
  const largest = await slip.locator('.pay-big .sr-only').innerText();
  return {
    numbers: [largest, ...(await slip.locator('.pay-mid').allInnerTexts())],
    deadline: await slip.locator('.pay-deadline').innerText(),
  };
}

export const counterFor = (number: string) => `${stack().sandbox}/counter?number=${encodeURIComponent(number)}`;

/** At the counter of the stand-in provider: what the clerk finds under a number. Without one that is everybody's. */
export async function askCounter(page: Page, number: string): Promise<Locator> {
  await page.goto(counterFor(number));
  return page.getByRole('button', { name: /受け取る/ });
}

/** The clerk takes the cash for a number. */
export async function takeCash(house: House, number: string): Promise<void> {
  const { page, context } = await house.person(phone);
  await (await askCounter(page, number)).first().click();
  await page.getByRole('status').waitFor();
  await context.close();
}

export async function signInMember({ page }: Person, slug: string, login: string, password: string): Promise<void> {
  await page.goto(`/${slug}/my/login`);
  await fillIn(page, identityTexts.ja.login.login, login);
  await fillIn(page, identityTexts.ja.login.password, password);
  await press(page, identityTexts.ja.login.submit);
  await page.waitForURL(`**/${slug}/my`);
}

export async function signInOffice({ page }: Person, slug: string, email: string, password: string): Promise<void> {
  await page.goto(`/${slug}/admin/login`);
  await fillIn(page, adminIdentityTexts.ja.login.email, email);
  await fillIn(page, adminIdentityTexts.ja.login.password, password);
  await press(page, adminIdentityTexts.ja.login.submit);
  await page.waitForURL(`**/${slug}/admin`);
}

/** What the router of the running application says of itself. */
interface Router {
  readonly state: { readonly status: string; readonly resolvedLocation?: { readonly pathname: string } };
  readonly history: { push(address: string, state?: unknown, options?: { readonly ignoreBlocker: boolean }): void };
}

/**
 * Goes to another page as a link of the application would, and is there when it is drawn; what was typed is left behind without a
 * question. Opened cold, each page is weighed.
 */
export async function walk(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    const { history } = (globalThis as unknown as { __TSR_ROUTER__: Router }).__TSR_ROUTER__;
    history.push(to, undefined, { ignoreBlocker: true });
  }, address);
  await page.waitForFunction(
    (to) => {
      const { state } = (globalThis as unknown as { __TSR_ROUTER__: Router }).__TSR_ROUTER__;
      return state.status === 'idle' && state.resolvedLocation?.pathname === to;
    },
    address.replace(/\?.*/, ''),
  );
}

/** Looks again and again until there is something to see. @throws Error after 45 seconds: how fast a machine is, other figures say */
export async function until<T>(what: string | (() => string), look: () => Promise<T | null>): Promise<T> {
  for (const end = performance.now() + 45_000; performance.now() < end; await new Promise((wake) => setTimeout(wake, 50))) {
    const found = await look();
    if (found !== null) return found;
  }
  throw new Error(`${typeof what === 'string' ? what : what()} did not come`);
}

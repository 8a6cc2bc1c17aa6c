import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { see } from './hands.ts';
import type { Person } from './house.ts';
import { settled } from './soundness.ts';

interface Focus {
  readonly name: string;
  readonly ringed: boolean;
  readonly uncovered: boolean;
}

/** Where the keyboard is, whether one can see it there, and that nothing lies over it; runs in the page. */
export function focusOfPage(): Focus {
  const active = document.activeElement as HTMLElement;
  // The whole page, after its last stop; and its main part, where a reader begins to read.
  if (active === document.body || active.id === 'main') return { name: '', ringed: true, uncovered: true };
  const label = active.closest('label') ?? (active as HTMLInputElement).labels?.[0] ?? null;
  const named = active.getAttribute('aria-label') ?? (label ?? active).innerText;
  // A hidden radio button wears its ring on the card around it.
  const wearers = [
    active,
    ...(label ? [label, ...label.querySelectorAll<HTMLElement>('*')] : []),
    ...(active.parentElement ? [active.parentElement] : []),
  ];
  const ringed = wearers.some((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
  });
  const box = (label?.contains(active) ? label : active).getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  const uncovered = top !== null && (active.contains(top) || top.contains(active) || (label?.contains(top) ?? false));
  return { name: (named ?? '').replace(/\s+/g, ' ').trim(), ringed, uncovered };
}

/** A text has come and the page is at rest: one that is new takes the focus to its main part, a frame after it is drawn. */
export async function stands(person: Person, text: string): Promise<void> {
  await see(person.page, text);
  await settled(person);
}

/** Presses a key until the focus stands on the thing of that name; every stop on the way must be seen. */
export async function reach(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press(key);
    const focus = await page.evaluate(focusOfPage);
    seen.push(focus.name);
    const isThere = typeof name === 'string' ? focus.name === name : name.test(focus.name);
    expect(focus.ringed, `a ring around 「${focus.name}」 at ${page.url()}`).toBe(true);
    expect(focus.uncovered, `nothing over 「${focus.name}」 at ${page.url()}`).toBe(true);
    if (isThere) return;
  }
  throw new Error(`「${String(name)}」 was not reached: ${seen.join(' → ')}`);
}

/** Goes to the thing of that name and works it. */
export async function work(page: Page, name: string | RegExp, way: { readonly back?: boolean; readonly key?: string } = {}): Promise<void> {
  await reach(page, name, way.back ? 'Shift+Tab' : 'Tab');
  await page.keyboard.press(way.key ?? 'Enter');
}

/** Goes to the field of that label and types; a form that is still being fetched is waited for, or all stops were passed before it came. */
export async function write(page: Page, label: string | RegExp, text: string): Promise<void> {
  await page.getByLabel(label).first().waitFor();
  await reach(page, label);
  await page.keyboard.type(text);
}

/** Goes to a list that opens by itself and presses down until it stands at that choice. */
export async function pick(page: Page, label: string | RegExp, choice: string): Promise<void> {
  await page.getByLabel(label).first().waitFor();
  await reach(page, label);
  const seen: string[] = [];
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('ArrowDown');
    const chosen = await page.evaluate(() => (document.activeElement as HTMLSelectElement).selectedOptions[0]?.text ?? '');
    if (chosen === choice) return;
    seen.push(chosen);
  }
  throw new Error(`「${choice}」 was not among ${seen.join(', ')}`);
}

/** Past everything that stands on every page. */
export const skip = (page: Page): Promise<void> => work(page, kitTexts.ja.skip);

/** A label, whatever mark stands behind it. */
export const labelled = (text: string) => new RegExp(`^${text}(?:${kitTexts.ja.required}|${kitTexts.ja.optional})?$`);

/** The four names of a person, in the order in which they stand in every form. */
export async function writeNames(page: Page, names: readonly [string, string, string, string]): Promise<void> {
  const { familyName, givenName, familyNameKana, givenNameKana } = adminMemberTexts.ja.fields;
  for (const [index, label] of [familyName, givenName, familyNameKana, givenNameKana].entries())
    await write(page, labelled(label), names[index]!);
}

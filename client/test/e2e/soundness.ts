import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { until } from './hands.ts';
import { type Person, desk } from './house.ts';
import { foreignWords, type Language } from './language.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** What stands out of a page that scrolls sideways, outermost first; runs in the page. */
function tooWide(): string[] {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const out = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > width + 1);
  return out
    .slice(0, 6)
    .map((element) => `${element.tagName.toLowerCase()}.${element.className} ${Math.round(element.getBoundingClientRect().right)}`);
}

/** The page has its heading, everything it asked for, and no grey bars any more; one page shows bars for their own sake. */
export async function settled({ page, asked }: Person, showsBars = false): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  await until(() => `${page.url()}: rest (${[...asked].join(' ')})`, async () => {
    const before = asked.size;
    const bars = await page.evaluate(async () => {
      // Two frames: an answer that has just come may make the page ask for more.
      await new Promise((wake) => requestAnimationFrame(() => requestAnimationFrame(wake)));
      return document.querySelectorAll('.sk, [aria-busy=true]').length;
    });
    return before + asked.size + (showsBars ? 0 : bars) === 0 ? true : null;
  });
}

async function axe(page: Page, where: string): Promise<void> {
  // Colours that are still on their way from one theme to the other are nobody's.
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== 'running'));
  // Evaluated by the browser's own tools, so that the page's policy against foreign scripts stays on.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResult;
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} — ${node.failureSummary}`).join('\n')}`);
  expect(told, where).toEqual([]);
}

export interface Speech {
  readonly language?: Language;
  /** What people have entered themselves, in whatever language. */
  readonly typed?: readonly string[];
}

/**
 * No violation axe knows of, at both widths and in both themes, nothing to scroll sideways at 320 px, and no word of the
 * other language.
 */
export async function expectSound(page: Page, name: string, { language = 'ja', typed = [] }: Speech = {}): Promise<void> {
  const before = page.viewportSize() ?? desk;
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    if (width === 320) expect(await page.evaluate(tooWide), `${name}: scrolls sideways at 320 px`).toEqual([]);
    expect(await foreignWords(page, language, typed), `${name} at ${width} px: words of another language`).toEqual([]);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page, `${name} at ${width} px, ${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
}

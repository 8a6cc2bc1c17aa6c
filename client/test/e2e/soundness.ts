import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { until } from './hands.ts';
import { type Person, desk } from './house.ts';
import { foreignWords, type Language } from './language.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
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
  await until(
    () => `${page.url()}: rest (${[...asked].join(' ')})`,
    async () => {
      const before = asked.size;
      const bars = await page.evaluate(async () => {
        // Two frames: an answer that has just come may make the page ask for more.
        await new Promise((wake) => requestAnimationFrame(() => requestAnimationFrame(wake)));
        return document.querySelectorAll('.sk, [aria-busy=true]').length;
      });
      return before + asked.size + (showsBars ? 0 : bars) === 0 ? true : null;
    },
  );
}

/**
 * Runs in the page, once the colours that are on their way from one theme to the other have arrived: they are nobody's. Only what is wrong leaves
 * the page, since the lists of what is right were a quarter of the time. Null where axe has not been brought along yet.
 */
async function violationsOf(options: object): Promise<readonly Violation[] | null> {
  const { axe } = globalThis as unknown as { axe?: { run(context: Document, options: object): Promise<{ violations: Violation[] }> } };
  if (!axe) return null;
  for (const end = performance.now() + 20_000; document.getAnimations().some(({ playState }) => playState === 'running');) {
    if (performance.now() > end) throw new Error('something on the page never comes to rest');
    await new Promise((wake) => requestAnimationFrame(wake));
  }
  const { violations } = await axe.run(document, options);
  return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) }));
}

/** A theme changes colours only: in a second one the rules about colour are asked again, and no others. */
async function axe(page: Page, coloursOnly: boolean): Promise<string[]> {
  const options = {
    resultTypes: ['violations'],
    selectors: false,
    ...(coloursOnly ? { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } } : {}),
  };
  let violations = await page.evaluate(violationsOf, options);
  if (!violations) {
    // Evaluated by the browser's own tools, so that the page's policy against foreign scripts stays on.
    await page.evaluate(axeSource);
    violations = (await page.evaluate(violationsOf, options))!;
  }
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} — ${node.failureSummary}`).join('\n')}`);
}

/**
 * Each width once and each theme once. Which goes with which alternates by the page's name, so that what many pages share is seen in all four; everything
 * at both widths in both themes is looked at with TSUDOI_LOOKS=all.
 */
function looksAt(name: string): readonly Look[] {
  if (process.env['TSUDOI_LOOKS'] === 'all') return [320, 1280].map((width) => ({ width, themes: ['light', 'dark'] }));
  const even = [...name].reduce((sum, letter) => sum + letter.codePointAt(0)!, 0) % 2 === 0;
  return [
    { width: 320, themes: [even ? 'light' : 'dark'] },
    { width: 1280, themes: [even ? 'dark' : 'light'] },
  ];
}

interface Look {
  readonly width: number;
  readonly themes: readonly ('light' | 'dark')[];
}

export interface Speech {
  readonly language?: Language;
  /** What people have entered themselves, in whatever language. */
  readonly typed?: readonly string[];
}

/**
 * What is wrong with a page as it stands: whatever axe knows of, at both widths and in both themes, what scrolls sideways at 320 px, and words of the
 * other language.
 */
export async function faultsOf(page: Page, name: string, speech: Speech = {}): Promise<string[]> {
  const before = page.viewportSize() ?? desk;
  const { language = 'ja', typed = [] } = speech;
  const faults: string[] = [];
  for (const { width, themes } of looksAt(name)) {
    await page.setViewportSize({ width, height: 800 });
    // What floats finds its new place a frame later.
    await page.evaluate(() => new Promise((wake) => requestAnimationFrame(() => requestAnimationFrame(wake))));
    if (width === 320) faults.push(...(await page.evaluate(tooWide)).map((fault) => `${name} scrolls sideways at 320 px: ${fault}`));
    faults.push(...(await foreignWords(page, language, typed)).map((word) => `${name} at ${width} px says 「${word}」`));
    for (const [at, colorScheme] of themes.entries()) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      faults.push(...(await axe(page, at > 0)).map((fault) => `${name} at ${width} px, ${colorScheme}: ${fault}`));
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
  return faults;
}

/** The same of a mail, which is no page of ours: it has no heading and no landmarks, since mail programs put it into theirs. */
export async function mailFaults(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const wide = (await page.evaluate(tooWide)).map((fault) => `the mail scrolls sideways at 320 px: ${fault}`);
  const faults = await axe(page, colorScheme === 'dark');
  return [...wide, ...faults.filter((fault) => !/^(?:region|landmark-one-main|page-has-heading-one): /.test(fault))];
}

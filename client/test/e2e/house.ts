import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { expect } from 'vitest';

interface Stack {
  readonly web: string;
  readonly payments: string;
  readonly sandbox: string;
  readonly browser: string;
  readonly clientDist: string;
}

/** What the global set-up of the browser tests has started. */
export function stack(): Stack {
  return JSON.parse(process.env['TSUDOI_TEST_STACK'] ?? '{}') as Stack;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const root = join(import.meta.dirname, '..', '..', '..');
/** The tour's own pictures are redrawn on request only, so that a test run leaves the tree as it was. */
const pictures = process.env['TSUDOI_TOUR'] === '1' ? join(root, 'docs', 'tour') : join(root, '.data', 'pictures');

export const phone = { width: 390, height: 844 };
export const desk = { width: 1280, height: 800 };

export interface House {
  readonly browser: Browser;
  /** A person with a browser of their own. What the page logs as an error is kept. */
  person(viewport: { width: number; height: number }): Promise<Person>;
  close(): Promise<void>;
}

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly troubles: string[];
}

export async function openHouse(): Promise<House> {
  const browser = await chromium.launch({
    executablePath: stack().browser,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--lang=ja-JP'],
  });
  return {
    browser,
    async person(viewport) {
      const context = await browser.newContext({
        viewport,
        baseURL: stack().web,
        locale: 'ja-JP',
        timezoneId: 'Asia/Tokyo',
        acceptDownloads: true,
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      const troubles: string[] = [];
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on('console', (message) => {
        // The browser itself reports refused requests; what they meant is checked on the page.
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) troubles.push(message.text());
      });
      return { context, page, troubles };
    },
    close: () => browser.close(),
  };
}

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

/** No violation axe knows of, at both widths and in both themes, and nothing to scroll sideways at 320 px. */
export async function expectSound(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? desk;
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    if (width === 320) {
      expect(await page.evaluate(tooWide), `${name}: scrolls sideways at 320 px`).toEqual([]);
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Colours that are still on their way from one theme to the other are nobody's.
      await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== 'running'));
      // Evaluated by the browser's own tools, so that the page's policy against foreign scripts stays on.
      await page.evaluate(axeSource);
      const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResult;
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} — ${node.failureSummary}`).join('\n')}`);
      expect(told, `${name} at ${width} px, ${colorScheme}`).toEqual([]);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
}

/** A picture for the README's tour and for laying beside the mock-ups. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

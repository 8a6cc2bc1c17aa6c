import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';

interface Stack {
  readonly web: string;
  /** Where the running product can be told to fall (`/kill/server`, `/back/server`) or to live some days on (`/clock/3`). */
  readonly control: string;
  readonly payments: string;
  readonly sandbox: string;
  readonly browser: string;
  readonly clientDist: string;
  /** What the set-up links of four people of the operator carry; each is good once. */
  readonly operatorTokens: readonly [string, string, string, string];
}

/** What the global set-up of the browser tests has started. */
export function stack(): Stack {
  return JSON.parse(process.env['TSUDOI_TEST_STACK'] ?? '{}') as Stack;
}

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
  /** What the page still waits for: addresses asked for and not answered, the live stream apart. */
  readonly asked: ReadonlySet<string>;
}

/** One browser serves the files of a process one after another, and ends with the process. */
let started: Promise<Browser> | null = null;

export async function openHouse(): Promise<House> {
  started ??= chromium.launch({
    executablePath: stack().browser,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--lang=ja-JP'],
  });
  const browser = await started;
  const contexts: BrowserContext[] = [];
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
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(45_000);
      const troubles: string[] = [];
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on('console', (message) => {
        // The browser itself reports refused requests; what they meant is checked on the page.
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) troubles.push(message.text());
      });
      const asked = new Set<string>();
      page.on('request', (request) => {
        if (!request.url().includes('/trpc/live.')) asked.add(request.url());
      });
      page.on('requestfinished', (request) => asked.delete(request.url()));
      // Nobody reads the text of a refusal, and what is not read never finishes.
      page.on('response', (response) => response.ok() || asked.delete(response.url()));
      page.on('requestfailed', (request) => asked.delete(request.url()));
      page.on('framenavigated', (frame) => frame === page.mainFrame() && asked.clear());
      return { context, page, troubles, asked };
    },
    async close() {
      await Promise.all(contexts.map((context) => context.close()));
    },
  };
}

/** A picture for the README's tour and for laying beside the mock-ups. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

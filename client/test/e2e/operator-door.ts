import type { Page } from 'playwright-core';
import { operatorTexts } from '../../src/features/operations/operator-texts.ts';
import { field, press, see } from './hands.ts';
import { codeOf } from '@tsudoi/shared/service/one-time-code';

const words = operatorTexts.ja;

/** Uses a set-up link: password and app are chosen on the screen, and whoever did it is in. */
export async function enterAsOperator(page: Page, token: string, look: () => Promise<void> = async () => undefined): Promise<void> {
  await page.goto(`/ops/setup#token=${token}`);
  await page.getByRole('img', { name: words.setup.qr }).waitFor();
  await look();
  const secret = (await page.getByTestId('secret').innerText()).replaceAll(' ', '');
  await field(page, words.setup.password).fill('yuugure no suzukaze');
  await field(page, words.code).fill(codeOf(secret));
  await press(page, words.setup.finish);
  await see(page, words.leave);
}

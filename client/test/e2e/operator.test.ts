import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operationTexts } from '../../src/features/operations/texts.ts';
import { fill } from '../../src/lib/words.ts';
import { field, press, see, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone, stack } from './house.ts';
import { faultsOf } from './soundness.ts';
import { linkOf, openOrganization } from './world.ts';

const words = operationTexts.ja;
const orgName = '藤の会';
const slug = 'fujinokai';
const evidence = '定款と代表者の本人確認書類を、ビデオ通話で照合した。';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await openOrganization(slug, orgName);
});
afterAll(() => house.close());

async function enter({ page }: Person, key: string): Promise<void> {
  await page.goto('/ops');
  await page.getByLabel(words.key.label, { exact: true }).fill(key);
  await press(page, words.key.submit);
}

describe('the operator lets nobody in alone', () => {
  test('ADM-03: one proposes, another approves, and the organisation stops it by the link in its mail', async () => {
    const [first, second, office] = [await house.person(desk), await house.person(desk), await house.person(phone)];
    const [mine, yours] = stack().operatorKeys;
    const faults: string[] = [];
    const look = async ({ page }: Person, name: string) => void faults.push(...(await faultsOf(page, name)));
    await enter(first, 'not a key of anybody');
    await see(first.page, words.key.wrong);
    await enter(first, mine);
    await first.page.getByRole('button', { name: words.propose }).click();
    await field(first.page, words.slug).fill(slug);
    await field(first.page, words.familyName).fill('山本');
    await field(first.page, words.givenName).fill('恵');
    await field(first.page, words.email).fill('megumi@fujinokai.example');
    await field(first.page, words.evidence).fill(evidence);
    await look(first, 'a proposal');
    await first.page.getByRole('dialog').getByRole('button', { name: words.submit, exact: true }).click();
    await see(first.page, words.own);
    await look(first, 'an own proposal');
    expect(await first.page.getByRole('button', { name: words.approve }).count()).toBe(0);

    await enter(second, yours);
    await second.page.getByRole('button', { name: words.approve }).click();
    await second.page.getByRole('dialog').getByRole('button', { name: words.approve }).click();
    await see(second.page, words.states.waiting);

    const link = await until('the warning', async () => {
      const found = await linkOf(`owner@${slug}.example`);
      return found.includes('/recovery#') ? found : null;
    });
    await office.page.goto(link);
    await see(office.page, fill(words.notice.lead, { org: orgName }));
    await look(office, 'a warning');
    await press(office.page, words.notice.stop);
    await see(office.page, words.notice.done);
    expect(faults).toEqual([]);
    for (const { troubles, context } of [first, second, office]) {
      expect(troubles).toEqual([]);
      await context.close();
    }
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operatorTexts } from '../../src/features/operations/operator-texts.ts';
import { signUpTexts } from '../../src/features/operations/sign-up-texts.ts';
import { suspensionTexts } from '../../src/features/operations/suspension-texts.ts';
import { operationTexts } from '../../src/features/operations/texts.ts';
import { suspendedTexts } from '../../src/app/suspended-texts.ts';
import { fill } from '../../src/lib/words.ts';
import { field, press, see, signInOffice, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone, stack } from './house.ts';
import { enterAsOperator } from './operator-door.ts';
import { faultsOf } from './soundness.ts';
import { type World, linkOf, openOrganization } from './world.ts';

const words = operationTexts.ja;
const suspension = suspensionTexts.ja;
const orgName = '藤の会';
const slug = 'fujinokai';
const evidence = '定款と代表者の本人確認書類を、ビデオ通話で照合した。';

let house: House;
let owner: World['owner'];
beforeAll(async () => {
  house = await openHouse();
  owner = (await openOrganization(slug, orgName)).owner;
});
afterAll(() => house.close());

describe('the operator lets nobody in alone', () => {
  test('ADM-03: one proposes, another approves, and the organisation stops it by the link in its mail', async () => {
    const [first, second, office] = [await house.person(desk), await house.person(desk), await house.person(phone)];
    const [mine, yours] = stack().operatorTokens;
    const faults: string[] = [];
    const look = async ({ page }: Person, name: string) => void faults.push(...(await faultsOf(page, name)));
    await first.page.goto('/ops/setup#token=of-nobody');
    await see(first.page, operatorTexts.ja.setup.dead);
    await first.page.goto('/ops');
    await see(first.page, operatorTexts.ja.lead);
    await enterAsOperator(first.page, mine, () => look(first, 'the set-up of an operator'));
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

    await enterAsOperator(second.page, yours);
    // The cookie lets the same browser in again, until it leaves.
    await second.page.reload();
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
    await second.page.getByRole('link', { name: operatorTexts.ja.signUps }).click();
    await see(second.page, signUpTexts.ja.empty);
    await look(second, 'no sign-up that waits');
    await field(second.page, words.slug).fill(slug);
    await press(second.page, suspension.look);
    await see(second.page, suspension.goesOn);
    await press(second.page, suspension.suspend);
    await field(second.page, suspension.reason).fill('申し込みの内容を確かめています。');
    await look(second, 'why an organisation is suspended');
    await second.page.getByRole('dialog').getByRole('button', { name: suspension.suspend, exact: true }).click();
    await see(second.page, suspension.resume);
    await look(second, 'an organisation that is suspended');
    await signInOffice(office, slug, owner.email, owner.password);
    await see(office.page, suspendedTexts.ja.title);
    await look(office, 'the console of an organisation that is suspended');
    await press(second.page, suspension.resume);
    await field(second.page, suspension.reason).fill('確かめました。');
    await second.page.getByRole('dialog').getByRole('button', { name: suspension.resume, exact: true }).click();
    await see(second.page, suspension.goesOn);
    await press(second.page, operatorTexts.ja.leave);
    await second.page.reload();
    await see(second.page, operatorTexts.ja.lead);
    await look(second, 'the door of the operator');
    expect(faults).toEqual([]);
    for (const { troubles, context } of [first, second, office]) {
      expect(troubles).toEqual([]);
      await context.close();
    }
  });
});

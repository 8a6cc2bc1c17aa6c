import { afterAll, beforeAll, expect, test } from 'vitest';
import { duesCardTexts } from '../../src/features/billing/dues-card-texts.ts';
import { chooseDuesTexts } from '../../src/features/recurring/choose-dues-texts.ts';
import { duesCardListTexts } from '../../src/features/recurring/dues-card-texts.ts';
import { myPlanTexts } from '../../src/features/recurring/my-plan-texts.ts';
import { myRecurringTexts } from '../../src/features/recurring/my-recurring-texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { fill } from '../../src/lib/words.ts';
import { press, see, signInMember, signInOffice, until } from './hands.ts';
import { type House, desk, openHouse, phone, stack } from './house.ts';
import { faultsOf, settled } from './soundness.ts';
import { type Enrolled, type World, billDues, caller, duesName, enrol, openWorld, password } from './world.ts';

const { dues, payment } = myRecurringTexts.ja;
const choose = chooseDuesTexts.ja;
const list = duesCardListTexts.ja;
const slug = 'kogarashi';
const email = 'fuyu@kogarashi.example';
const year = 2026;
let house: House;
let world: World;
let member: Enrolled;
beforeAll(async () => {
  house = await openHouse();
  world = await openWorld(slug, 'こがらし研究会');
  member = await enrol(world, '木枯', '冬', email);
  await billDues(world, member, year);
});
afterAll(() => house.close());

test('BIL-18: a member has their dues charged to a card from now on, the office sees that it is missing, and then that it is there', async () => {
  const person = await house.person(phone);
  const { page } = person;
  const office = await house.person(desk);
  const faults: string[] = [];
  await signInMember(person, slug, email, password);
  await page.goto(`/${slug}/my/payment`);
  await see(page, choose.lead);
  await see(page, duesName(year));
  await settled(person);
  faults.push(...(await faultsOf(page, 'a card offered for the dues')));
  await press(page, choose.begin);
  await page.waitForURL(`${stack().sandbox}/keep/**`);

  // They leave it at that for today.
  await signInOffice(office, slug, world.owner.email, world.owner.password);
  await office.page.goto(`/${slug}/admin/recurring?view=dues`);
  await see(office.page, member.name);
  await see(office.page, list.cards.waiting);
  await settled(office);
  faults.push(...(await faultsOf(office.page, 'a card that is not entered')));
  await office.page.goto(`/${slug}/admin/members/${member.memberId}`);
  await see(office.page, list.panel.cards.waiting);
  await page.goto(`/${slug}/my/payment`);
  await see(page, dues.waiting);

  await page.goto(`/${slug}/my`);
  await press(page, duesCardTexts.ja.register);
  await page.waitForURL(`${stack().sandbox}/keep/**`);
  await page.getByLabel('カード番号').fill('4111 1111 1111 1111');
  // The way back has a bad connection: that is said, nothing is forgotten, and the card is not entered again.
  const finishing = /\/trpc\/[^?]*recurring\.finishCard/;
  await page.route(finishing, (route) => route.abort());
  await page.getByRole('button', { name: 'このカードを登録する' }).click();
  await page.waitForURL((at) => at.pathname === `/${slug}/my/payment`);
  await see(page, payment.pending);
  await see(page, kitTexts.ja.network);
  expect(await page.evaluate((key) => sessionStorage.getItem(key), `tsudoi.card-setup.${slug}`)).toMatch(/^cst_/);
  await settled(person);
  faults.push(...(await faultsOf(page, 'a card that cannot be asked about')));
  await page.unroute(finishing);
  await press(page, payment.check);
  await see(page, payment.done);
  expect(await page.evaluate((key) => sessionStorage.getItem(key), `tsudoi.card-setup.${slug}`)).toBeNull();
  await see(page, dues.text);
  await office.page.goto(`/${slug}/admin/recurring?view=dues`);
  await see(office.page, list.waitingTitle);
  await office.page.goto(`/${slug}/admin/members/${member.memberId}`);
  await see(office.page, list.panel.cards.saved);
  await until('the mail that tells of the charge', async () => {
    const { messages } = await caller(null).mail.mailbox.query({ to: email });
    return messages.some(({ text }) => text.includes('登録されたカードからお支払いいただきます')) ? true : null;
  });

  // Stopped and chosen again: with the card that is there, at once; what was stopped stays their own.
  await press(page, dues.stop);
  await page.getByRole('dialog').getByRole('button', { name: dues.stop, exact: true }).click();
  await see(page, choose.own);
  await settled(person);
  faults.push(...(await faultsOf(page, 'a card offered again')));
  await office.page.goto(`/${slug}/admin/members/${member.memberId}`);
  await see(office.page, list.panel.stopped);
  await press(page, choose.begin);
  await see(page, choose.begun);
  await see(page, dues.text);
  expect(faults).toEqual([]);
  expect([person.troubles, office.troubles]).toEqual([[], []]);
});

test('BIL-18: whoever comes back from the card page on a bad connection is told that, and asks again', async () => {
  const person = await house.person(phone);
  const { page } = person;
  const terms = { name: '会報の購読', description: '', chargeDay: 27, taxCategory: 'out_of_scope', isOpen: true } as const;
  const products = await world.office.recurring.saveProduct.mutate({ ...terms, amount: 500 as never, productId: null, version: 0 });
  await signInMember(person, slug, email, password);
  await page.goto(`/${slug}/my/plan/${products[0]!.productId}`);
  await page.getByText(myPlanTexts.ja.newCard).click();
  await press(page, fill(myPlanTexts.ja.toCard, { amount: '500' }));
  await page.waitForURL(`${stack().sandbox}/keep/**`);
  await page.getByLabel('カード番号').fill('4111 1111 1111 1111');
  const confirming = /\/trpc\/[^?]*recurring\.confirm/;
  await page.route(confirming, (route) => route.abort());
  await page.getByRole('button', { name: 'このカードを登録する' }).click();
  await page.waitForURL((at) => at.pathname.startsWith(`/${slug}/my/plan/`));
  await see(page, kitTexts.ja.network);
  await settled(person);
  expect(await faultsOf(page, 'a plan that cannot be asked about')).toEqual([]);
  await page.unroute(confirming);
  await press(page, kitTexts.ja.retry);
  await see(page, myPlanTexts.ja.active);
  expect(person.troubles).toEqual([]);
});

import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applicationTexts } from '../../src/features/applications/admin-texts.ts';
import { joinTexts } from '../../src/features/applications/join-texts.ts';
import { payWayTexts } from '../../src/features/applications/pay-way-texts.ts';
import { duesCardTexts } from '../../src/features/billing/dues-card-texts.ts';
import { myRecurringTexts } from '../../src/features/recurring/my-recurring-texts.ts';
import { field, press, see, signInMember, signInOffice } from './hands.ts';
import { type House, desk, openHouse, phone, stack } from './house.ts';
import { faultsOf, settled } from './soundness.ts';
import { type World, linkOf, openJoining, openWorld, password } from './world.ts';

const join = joinTexts.ja;
const slug = 'hatsukari';
const email = 'kari@hatsukari.example';
let house: House;
let world: World;
beforeAll(async () => {
  house = await openHouse();
  world = await openWorld(slug, 'はつかり研究会');
  await openJoining(world);
});
afterAll(() => house.close());

test('BIL-18: a card is chosen when joining, entered with one press after the approval, and seen by the office', async () => {
  const person = await house.person(phone);
  const { page } = person;
  const faults: string[] = [];
  await page.goto(`/${slug}/join`);
  await page.getByText(join.agree, { exact: true }).click();
  await field(page, join.email).fill(email);
  await press(page, join.send);
  await see(page, join.sentTitle);
  await page.goto(await linkOf(email));
  await field(page, join.form.familyName).fill('初雁');
  await field(page, join.form.givenName).fill('文');
  await field(page, join.form.familyNameKana).fill('ハツカリ');
  await field(page, join.form.givenNameKana).fill('フミ');
  await page.getByText(payWayTexts.ja.card, { exact: true }).click();
  await field(page, join.form.password).fill(password);
  await settled(person);
  faults.push(...(await faultsOf(page, 'the form with ways to pay')));
  await press(page, join.form.submit);
  await see(page, join.done.submitted);

  const [waiting] = (await world.office.applications.list.query({ view: 'waiting' })).rows;
  const { applicationId, version } = await world.office.applications.get.query({ applicationId: waiting!.applicationId });
  await world.office.applications.approve.mutate({ applicationId, version, joinedOn: jstDateOf(new Date()) });
  await signInMember(person, slug, email, password);
  await see(page, duesCardTexts.ja.lead);
  await settled(person);
  faults.push(...(await faultsOf(page, 'a card is still to be entered')));
  await press(page, duesCardTexts.ja.register);
  await page.waitForURL(`${stack().sandbox}/keep/**`);
  await page.getByLabel('カード番号').fill('4111 1111 1111 1111');
  await page.getByRole('button', { name: 'このカードを登録する' }).click();
  await page.waitForURL((at) => at.pathname === `/${slug}/my/payment`);
  await see(page, myRecurringTexts.ja.payment.done);
  await see(page, myRecurringTexts.ja.dues.text);
  faults.push(...(await faultsOf(page, 'dues by card')));

  const office = await house.person(desk);
  await signInOffice(office, slug, world.owner.email, world.owner.password);
  await office.page.goto(`/${slug}/admin/members/applications/${applicationId}`);
  await see(office.page, applicationTexts.ja.detail.payByCard.saved);

  await press(page, myRecurringTexts.ja.dues.stop);
  await page.getByRole('dialog').getByRole('button', { name: myRecurringTexts.ja.dues.stop, exact: true }).click();
  await see(page, myRecurringTexts.ja.dues.stopped);
  expect(faults).toEqual([]);
  expect([person.troubles, office.troubles]).toEqual([[], []]);
});

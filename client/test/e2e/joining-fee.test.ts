import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinTexts } from '../../src/features/applications/join-texts.ts';
import { billingTexts } from '../../src/features/billing/texts.ts';
import { field, press, see, signInMember } from './hands.ts';
import { type House, openHouse, phone } from './house.ts';
import { faultsOf, settled } from './soundness.ts';
import { type World, linkOf, openWorld, password } from './world.ts';

const join = joinTexts.ja;
const slug = 'kazahana';
const email = 'nagi@kazahana.example';
let house: House;
let office: World['office'];
beforeAll(async () => {
  house = await openHouse();
  const world = await openWorld(slug, '風花の会');
  ({ office } = world);
  const { membershipTypeId } = world;
  const { version } = await office.applications.settings.query();
  await office.applications.saveSettings.mutate({
    open: true,
    approval: 'staff',
    asksSignature: true,
    membershipTypeIds: [membershipTypeId as never],
    fees: [{ membershipTypeId: membershipTypeId as never, amount: 3000 as never, time: 'before' }],
    terms: '第1条 会員は会費を納めます。',
    version,
  });
});
afterAll(() => house.close());

describe('a joining fee before the decision', () => {
  test('an applicant is told to pay, logs in with the password of the form and stands before the ordinary page of payment', async () => {
    const person = await house.person(phone);
    const { page } = person;
    const faults: string[] = [];
    await page.goto(`/${slug}/join`);
    await page.getByText(join.agree, { exact: true }).click();
    await field(page, join.email).fill(email);
    await press(page, join.send);
    await see(page, join.sentTitle);
    await page.goto(await linkOf(email));
    const place = async () => (await page.getByRole('button', { name: join.form.submit, exact: true }).boundingBox())!.y;
    await page.getByLabel(join.form.signature, { exact: true }).waitFor();
    // What the form asks for and is drawn later moves the button as well.
    await settled(person);
    const before = await place();
    await field(page, join.form.familyName).fill('高梨');
    // A draft is saved while people reach for the button: it stays under the hand.
    await page.getByText(join.form.kept).waitFor();
    expect(await place()).toBe(before);
    await field(page, join.form.givenName).fill('凪');
    await field(page, join.form.familyNameKana).fill('たかなし');
    await field(page, join.form.givenNameKana).fill('なぎ');
    await field(page, join.form.password).fill(password);
    await press(page, join.form.submit);
    await see(page, join.form.signatureMissing);
    faults.push(...(await faultsOf(page, 'the form to be signed')));
    // Hovering waits until the field stands still and is in sight; the form above it may still be finding its place.
    const pad = page.getByRole('img', { name: join.form.signature });
    await pad.hover({ position: { x: 20, y: 20 } });
    const box = (await pad.boundingBox())!;
    await page.mouse.down();
    for (let at = 1; at <= 12; at += 1) await page.mouse.move(box.x + 20 + at * 15, box.y + 20 + (at % 3) * 25);
    await page.mouse.up();
    await press(page, join.form.submit);
    await see(page, join.done.toPay);
    faults.push(...(await faultsOf(page, 'asked to pay')));
    await signInMember(person, slug, email, password);
    await see(page, billingTexts.ja.home.applicantText);
    faults.push(...(await faultsOf(page, 'the home of an applicant')));
    // The office has said yes: from here on the money decides, and the person is told so.
    const [waiting] = (await office.applications.list.query({ view: 'waiting' })).rows;
    const { applicationId, version } = await office.applications.get.query({ applicationId: waiting!.applicationId });
    const joinedOn = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo' }).format(new Date());
    const approved = await office.applications.approve.mutate({ applicationId, version, joinedOn: joinedOn as never });
    expect(approved.state).toBe('awaiting_payment');
    await page.reload();
    await see(page, billingTexts.ja.home.awaitsText);
    faults.push(...(await faultsOf(page, 'the home of somebody whose fee is waited for')));
    await page.getByRole('link', { name: billingTexts.ja.home.pay }).first().click();
    await page.waitForURL(`**/${slug}/my/pay/**`);
    await page
      .getByText(/コンビニ/)
      .first()
      .waitFor();
    expect(faults).toEqual([]);
    expect(person.troubles).toEqual([]);
    await person.context.close();
  });
});

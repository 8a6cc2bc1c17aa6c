import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { proofTexts as teaserTexts } from '../../src/features/billing/proof-texts.ts';
import { myProofTexts } from '../../src/features/members/my-proof-texts.ts';
import { proofPassTexts } from '../../src/features/members/proof-pass-texts.ts';
import { proofTexts } from '../../src/features/members/proof-texts.ts';
import { fill } from '../../src/lib/words.ts';
import { field, fitsSideways, follow, press, see, signInMember, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { faultsOf } from './soundness.ts';
import { type Enrolled, type World, enrol, inDays, openWorld, password } from './world.ts';

const [words, mine, pass] = [proofTexts.ja, myProofTexts.ja, proofPassTexts.ja];

let house: House;
let office: Person;
let member: Person;
let world: World;
let sora: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  member = await house.person(phone);
  world = await openWorld('manabi', 'まなび学会');
  const { membershipTypeId } = await world.office.membershipTypes.create.mutate({ name: '学生会員', annualFee: 3000 as never });
  sora = await enrol({ ...world, membershipTypeId }, '小林', '空', 'sora@manabi.example');
  const names = { familyName: '窓口', givenName: '渡', familyNameKana: 'マドグチ', givenNameKana: 'ワタル' };
  const blank = { memberNumber: '', contactEmail: '', phone: '', postalCode: '', address: '', affiliation: '', memo: '' } as const;
  const joined = { birthDate: '' as const, joinedOn: '2020-04-01' as never, issueProvisional: false };
  await world.office.members.create.mutate({ ...names, ...blank, ...joined, membershipTypeId });
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await signInMember(member, world.slug, sora.login, password);
});
afterAll(async () => {
  await house.close();
});

/** A day of every year around today, as the choice names it; the 29th of February is none. */
function dayNear(days: number): string {
  const day = inDays(days).slice(5);
  if (day === '02-29') return dayNear(days - 1);
  return fill(words.day, { month: Number(day.slice(0, 2)), day: Number(day.slice(3)) });
}

/** The member photographs what lies before them. */
async function photograph({ page }: Person): Promise<void> {
  const buffer = await page.screenshot({ type: 'jpeg' });
  await page.locator('input[type=file]').setInputFiles({ name: '学生証.jpg', mimeType: 'image/jpeg', buffer });
}

/** The office opens what waits, and sees the picture in the page. */
async function lookAt({ page }: Person, name: string): Promise<void> {
  await press(page, fill(words.checkOf, { name }));
  const shown = page.getByRole('img', { name: fill(words.picture, { name }) });
  await shown.waitFor();
  expect(await shown.evaluate((image) => (image as HTMLImageElement).decode().then(() => (image as HTMLImageElement).naturalWidth))).toBe(
    phone.width,
  );
  await see(page, words.erases);
}

describe('年次の証明', () => {
  test('MEM-09 #11 journey: asked for, photographed, refused with a reason, sent again, accepted; another shows the card at the counter', async () => {
    const { page } = office;
    await page.goto(`/${world.slug}/admin/members/proofs`);
    await press(page, words.add);
    await field(page, words.type).selectOption({ label: '学生会員' });
    await field(page, words.opensOn).selectOption({ label: dayNear(-10) });
    await field(page, words.dueOn).selectOption({ label: dayNear(40) });
    await press(page, words.save);
    await see(page, words.choose);
    await field(page, words.fallback).selectOption({ label: '正会員' });
    expect(await faultsOf(page, 'the rule of a proof')).toEqual([]);
    await press(page, words.save);
    await see(page, words.saved);
    await see(page, fill(pass.counts, { missing: 2, unreached: 1, sent: 0, accepted: 0 }));
    expect(await faultsOf(page, 'how a period of proofs stands')).toEqual([]);

    const my = member.page;
    await my.goto(`/${world.slug}/my`);
    await follow(my, teaserTexts.ja.send);
    await see(my, mine.states.asked);
    expect(await fitsSideways(my)).toBe(true);
    await photograph(member);
    await see(my, mine.waiting);

    await lookAt(office, sora.name);
    expect(await faultsOf(page, 'a proof that is looked at', { typed: ['学生証.jpg'] })).toEqual([]);
    await press(page, words.refuse);
    await field(page, words.reason).fill('有効期限が読めません');
    await press(page, words.refuse);
    await see(page, fill(words.refused, { name: sora.name }));
    // Nobody reloaded the member's page, nor the office's.
    await see(my, '有効期限が読めません');
    await photograph(member);
    await see(my, mine.waiting);
    await lookAt(office, sora.name);
    await press(page, words.accept);
    await see(page, fill(words.accepted, { name: sora.name }));
    await see(my, mine.accepted);

    await press(page, fill(pass.confirmOf, { name: '窓口 渡' }));
    await field(page, pass.memo).fill('春の大会の受付');
    await press(page, pass.save);
    await see(page, fill(pass.counts, { missing: 0, unreached: 0, sent: 0, accepted: 2 }));
    await page.getByRole('tab', { name: pass.accepted }).click();
    await page.getByRole('row').filter({ hasText: '窓口 渡' }).filter({ hasText: '春の大会の受付' }).waitFor();
    await page.setViewportSize(phone);
    expect(await fitsSideways(page)).toBe(true);
    expect([...office.troubles, ...member.troubles]).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeTexts } from '../../src/features/members/change-texts.ts';
import { myChangeTexts } from '../../src/features/members/my-change-texts.ts';
import { memberTexts } from '../../src/features/members/texts.ts';
import { reportTexts } from '../../src/features/reports/texts.ts';
import { fill } from '../../src/lib/words.ts';
import { field, follow, press, see, signInMember, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { addAskedField } from './member-scene.ts';
import { faultsOf, settled } from './soundness.ts';
import { dialog, pressIn } from './states.ts';
import { type Enrolled, type World, enrol, openWorld, password } from './world.ts';

const ours = changeTexts.ja;
const theirs = myChangeTexts.ja;
const profile = memberTexts.ja.profile;
const label = '専門分野';

let house: House;
let office: Person;
let member: Person;
let world: World;
let yuki: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld('shinsei', 'しんせい学会');
  yuki = await enrol(world, '野分', '雪', 'yuki@shinsei.example');
  await addAskedField(world, label);
  office = await house.person(desk);
  member = await house.person(phone);
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await signInMember(member, world.slug, yuki.login, password);
});
afterAll(() => house.close());

const page = () => member.page;

/** On the telephone: the form says what needs approval before anything is typed. */
async function ask(value: string): Promise<void> {
  await page().goto(`/${world.slug}/my/profile`);
  await press(page(), profile.changeFor);
  await field(page(), label).waitFor();
  await page().getByText(theirs.needs).filter({ visible: true }).first().waitFor();
  await field(page(), label).fill(value);
  await press(page(), profile.save);
  await see(page(), theirs.sent);
}

describe('a change that needs the office’s approval', () => {
  test('journey: asked for on a telephone, approved at the desk, and there without a reload', async () => {
    const faults: string[] = [];
    await ask('河川の生態系');
    await see(page(), theirs.pending);
    await see(page(), '河川の生態系');
    await settled(member);
    faults.push(...(await faultsOf(page(), 'a profile with a request')));
    await follow(page(), theirs.all);
    await see(page(), theirs.states.waiting);

    await office.page.goto(`/${world.slug}/admin`);
    await see(office.page, reportTexts.ja.changes);
    await office.page.locator(`a[href="/${world.slug}/admin/members/changes"]`).filter({ hasText: reportTexts.ja.look }).click();
    const about = { name: yuki.name, label };
    await office.page.getByRole('button', { name: fill(ours.acceptOf, about), exact: true }).waitFor();
    await settled(office);
    faults.push(...(await faultsOf(office.page, 'requests that wait')));
    await press(office.page, fill(ours.acceptOf, about));
    await see(office.page, fill(ours.accepted, about));
    await see(office.page, ours.none);

    await see(page(), theirs.states.approved);
    await page().goto(`/${world.slug}/my/profile`);
    await page().getByRole('definition').filter({ hasText: '河川の生態系' }).waitFor();
    await settled(member);
    expect(await page().getByText(theirs.pending, { exact: true }).count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('journey: refused on the member’s page with a reason, which the member reads; the next one is taken back', async () => {
    const faults: string[] = [];
    await ask('占星術');
    await office.page.goto(`/${world.slug}/admin/members/${yuki.memberId}`);
    const about = { name: yuki.name, label };
    await press(office.page, fill(ours.refuseOf, about));
    await pressIn(office.page, ours.refuse);
    faults.push(...(await faultsOf(office.page, 'a refusal without a reason')));
    await dialog(office.page).getByRole('textbox').fill('学会の分野にありません');
    await pressIn(office.page, ours.refuse);
    await see(office.page, fill(ours.refused, about));
    await page().goto(`/${world.slug}/my/requests`);
    await see(page(), '学会の分野にありません');

    await ask('天文');
    await press(page(), fill(theirs.withdrawOf, { label }));
    await see(page(), theirs.withdrawn);
    await page().getByText(theirs.pending, { exact: true }).waitFor({ state: 'detached' });
    await page().goto(`/${world.slug}/my/requests`);
    await see(page(), theirs.states.withdrawn);
    await settled(member);
    faults.push(...(await faultsOf(page(), 'requests of a member')));
    expect(faults).toEqual([]);
    expect([...member.troubles, ...office.troubles]).toEqual([]);
  });
});

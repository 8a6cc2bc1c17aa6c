import { afterAll, beforeAll, expect, test } from 'vitest';
import { joiningTexts } from '../../src/features/applications/joining-texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { fieldTexts } from '../../src/features/members/field-texts.ts';
import { rollTexts } from '../../src/features/members/roll-texts.ts';
import { statusTexts } from '../../src/features/members/status-texts.ts';
import { memberTexts } from '../../src/features/members/texts.ts';
import { kitTexts, loadKit } from '../../src/lib/i18n/kit.ts';
import { fill } from '../../src/lib/words.ts';
import { field, press, signInMember, signInOffice, takeBack, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone, picture } from './house.ts';
import { settled } from './soundness.ts';
import { dialog, pressIn } from './states.ts';
import { type Enrolled, type World, enrol, inDays, openJoining, openWorld, password } from './world.ts';

let house: House;
let world: World;
let office: Person;
let one: Enrolled;
let resting: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld('naze', 'なぜの会');
  one = await enrol(world, '鴎', '一', 'one@naze.example');
  resting = await enrol(world, '鴎', '二', 'two@naze.example');
  const reason = { reason: '', nextSteps: [] };
  await world.office.members.changeStatus.mutate({
    memberId: resting.memberId as never,
    status: 'suspended',
    effectiveOn: inDays(0) as never,
    ...reason,
  });
  await world.office.members.changeStatus.mutate({
    memberId: one.memberId as never,
    status: 'suspended',
    effectiveOn: inDays(40) as never,
    ...reason,
  });
  await loadKit('en');
  office = await house.person(desk);
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
});
afterAll(() => house.close());

/** Opens a page in a language, as it is drawn for whoever reads that. */
async function openIn({ page }: Person, language: 'ja' | 'en', at: string): Promise<void> {
  await page.evaluate((chosen) => localStorage.setItem('tsudoi.language', chosen), language);
  await page.goto(at);
}

for (const language of ['ja', 'en'] as const) {
  const members = adminMemberTexts[language];
  const words = statusTexts[language];

  test(`“why not?”, ${language}: a day that will not do says so under the day, with the entry in the way`, async () => {
    const { page } = office;
    await openIn(office, language, `/${world.slug}/admin/members/${one.memberId}`);
    await settled(office);
    await press(page, members.detail.changeStatus);
    await dialog(page).getByLabel(words.newStatus).selectOption('withdrawn');
    await dialog(page).getByLabel(words.reason).fill('転居');
    const refusedOn = async (day: string) => {
      const input = page.locator('[name=effectiveOn]');
      await input.fill(day);
      await pressIn(page, words.check);
      const error = dialog(page).locator('.field', { has: input }).locator('.error');
      await error.waitFor();
      return error.innerText();
    };
    const first = await refusedOn('2020-03-31');
    expect(first).toContain(language === 'ja' ? '2020年4月1日（水）の「在会」' : '“Active” on Wed, Apr 1, 2020');
    await picture(page, `why-not-first-${language}`);
    expect(await refusedOn(inDays(20))).toContain(members.detail.statuses.suspended);
    await picture(page, `why-not-next-${language}`);
    await pressIn(page, words.cancel);
    expect(office.troubles).toEqual([]);
  });

  test(`NUM-01, ${language}: a number that somebody has leads to whom`, async () => {
    const { page } = office;
    const { memberNumber } = await world.office.members.get.query({ memberId: one.memberId as never });
    await openIn(office, language, `/${world.slug}/admin/members/new`);
    await settled(office);
    const typed = { familyName: '別', givenName: '人', familyNameKana: 'ベツ', givenNameKana: 'ジン' };
    for (const [name, value] of Object.entries(typed)) await page.locator(`[name=${name}]`).fill(value);
    const input = page.locator('[name=memberNumber]');
    for (const value of [memberNumber, memberNumber.replace('-', '')]) {
      await input.fill(value);
      await press(page, members.create.submit);
      const error = page.locator('.field', { has: input }).locator('.error', { hasText: value });
      await error.getByRole('link').waitFor();
      expect([(await error.innerText()).includes(one.name), await error.getByRole('link').getAttribute('href')]).toEqual([
        true,
        `/${world.slug}/admin/members/${one.memberId}`,
      ]);
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('memberNumber');
      await until('the field on the screen', async () => {
        const box = await error.boundingBox();
        return box && box.y > 0 && box.y + box.height < desk.height ? true : null;
      });
      await picture(page, `why-not-number-${value.includes('-') ? 'number' : 'login'}-${language}`);
    }
    expect(office.troubles).toEqual([]);
  });

  test(`MEM-02, ${language}: under what a search shows stands how many it does not, and the way to them`, async () => {
    const { page } = office;
    await openIn(office, language, `/${world.slug}/admin/members?q=${encodeURIComponent('鴎')}`);
    await settled(office);
    const hidden = rollTexts[language].hidden;
    const line = page.locator('.roll-besides');
    await line.getByText(fill(hidden.each, { status: members.detail.statuses.suspended, count: 1 })).waitFor();
    await picture(page, `why-not-hidden-${language}`);
    await press(page, hidden.show);
    await page.getByRole('link', { name: resting.name }).first().waitFor();
    expect(await page.getByRole('button', { name: hidden.show }).count()).toBe(0);
    expect(office.troubles).toEqual([]);
  });
}

test('interface row 23: what a member has changed of their own is taken back within ten seconds', async () => {
  const member = await house.person(phone);
  const { page } = member;
  await signInMember(member, world.slug, one.login, password);
  await page.goto(`/${world.slug}/my/profile`);
  await settled(member);
  const words = memberTexts.ja.profile;
  await press(page, words.changeFor);
  await field(page, words.phone).fill('090-1111-2222');
  await press(page, words.save);
  await page.getByText('090-1111-2222').first().waitFor();
  await takeBack(page);
  await page.getByText(kitTexts.ja.undone).waitFor();
  expect((await one.me.members.myProfile.query()).phone).toBe('');
  expect(member.troubles).toEqual([]);
});

test('interface row 23: settings of joining, and a field taken back into use, are set back within ten seconds', async () => {
  const { page } = office;
  await openJoining(world);
  await openIn(office, 'ja', `/${world.slug}/admin/settings/joining`);
  await settled(office);
  const words = joiningTexts.ja;
  const isOpen = async () => (await world.office.applications.settings.query()).open;
  await page.getByText(words.closed, { exact: true }).click();
  await press(page, words.save);
  await until('closed', async () => ((await isOpen()) ? null : true));
  await takeBack(page);
  await until('open again', async () => ((await isOpen()) ? true : null));

  const own = { kind: 'text' as const, label: '段位', hint: '', required: false, memberAccess: 'hidden' as const, onJoining: false };
  const { fields } = await world.office.customFields.create.mutate({ ...own, options: [] });
  await world.office.customFields.remove.mutate({ fieldId: fields[0]!.fieldId, keep: true });
  await page.goto(`/${world.slug}/admin/settings/fields`);
  await settled(office);
  const isAway = async () => (await world.office.customFields.list.query()).fields[0]?.archived ?? null;
  await page.getByRole('button', { name: `${fieldTexts.ja.restore} 段位` }).click();
  await until('in use', async () => ((await isAway()) === false ? true : null));
  await takeBack(page);
  await until('put away', async () => ((await isAway()) === true ? true : null));
  expect(office.troubles).toEqual([]);
});

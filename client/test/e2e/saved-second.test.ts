import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conflictTexts } from '../../src/components/conflict-words.ts';
import { joiningTexts } from '../../src/features/applications/joining-texts.ts';
import { dunningTexts } from '../../src/features/dunning/dunning-texts.ts';
import { placeName } from '../../src/features/dunning/place-name.rules.ts';
import { recordTexts } from '../../src/features/members/record-texts.ts';
import { fill } from '../../src/lib/words.ts';
import { field, press, see, signInOffice, until } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { faultsOf, settled } from './soundness.ts';
import { type World, openJoining, openWorld } from './world.ts';

const words = conflictTexts.ja;
let house: House;
let world: World;
let office: Person;

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld('atokara', 'あとから会');
  office = await house.person(desk);
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
});
afterAll(() => house.close());

const shows = (box: Locator, text: string) => until(`${text} in its box`, async () => ((await box.inputValue()) === text ? true : null));

/** Opens settings, types, and saves second: somebody else has saved since. */
async function saveSecond(page: Page, path: string, type: () => Promise<void>, first: () => Promise<unknown>, save: string): Promise<void> {
  await page.goto(`/${world.slug}/admin/settings/${path}`);
  await settled(office);
  await type();
  await first();
  await press(page, save);
  await see(page, words.title);
}

test('interface 5.1: of two who save how one joins, the second does not bring back what the first has taken off', async () => {
  const { page } = office;
  const say = joiningTexts.ja;
  const { membershipTypeId: second } = await world.office.membershipTypes.create.mutate({ name: '準会員', annualFee: 5000 as never });
  await openJoining(world);
  const settings = () => world.office.applications.settings.query();
  const save = async (membershipTypeIds: readonly string[], amount: number) => {
    const { open, approval, asksSignature, terms, version } = await settings();
    const fees = [{ membershipTypeId: world.membershipTypeId as never, amount: amount as never, time: 'after' as const }];
    await world.office.applications.saveSettings.mutate({
      open,
      approval,
      asksSignature,
      terms,
      version,
      fees,
      membershipTypeIds: membershipTypeIds as never,
    });
  };
  await save([world.membershipTypeId, second], 1000);
  const rules = '第1条 会員は会費を納めます。第2条 会員は総会に出ます。';
  await saveSecond(
    page,
    'joining',
    () => field(page, say.text).fill(rules),
    () => save([world.membershipTypeId], 2000),
    say.save,
  );
  await page.getByRole('checkbox', { name: /準会員/, checked: false }).waitFor({ state: 'attached' });
  // What the box shows is what is saved.
  await shows(field(page, fill(say.joiningFee, { type: '正会員' })), '2,000');
  expect(await faultsOf(page, 'somebody else took a type off')).toEqual([]);
  await press(page, say.save);
  await see(page, say.saved);
  const saved = await settings();
  expect(saved).toMatchObject({ terms: rules, membershipTypeIds: [world.membershipTypeId] });
  expect(saved.fees.map(({ amount }) => amount)).toEqual([2000]);
});

test('interface 5.1, ARR-03: of two who save stages of reminders, the second keeps what the first wrote, or chooses', async () => {
  const { page } = office;
  const say = dunningTexts.ja.settings;
  const settings = () => world.office.dunning.settings.query();
  const first = async () => {
    const { version, stages, ...rest } = await settings();
    const changed = stages.map((stage, at) => ({
      ...stage,
      ...(at === 0 ? { subject: '会費のご案内' } : {}),
      ...(at === 1 ? { days: 10 } : {}),
    }));
    await world.office.dunning.updateSettings.mutate({ settings: { ...rest, stages: changed }, version });
  };
  const subject = field(page, say.subject).first();
  await saveSecond(
    page,
    'dunning',
    async () => {
      await subject.fill('まもなく期限です');
      await field(page, say.subject).nth(1).fill('期限が過ぎました');
    },
    first,
    say.save,
  );
  const name = placeName(say, 'stages.0.subject')!;
  await page.getByRole('button', { name: `${name} ${words.theirs}`, exact: true }).click();
  await shows(subject, '会費のご案内');
  await page.getByRole('button', { name: `${name} ${words.mine}`, exact: true }).click();
  await shows(subject, 'まもなく期限です');
  expect(await faultsOf(page, 'both wrote a subject')).toEqual([]);
  await press(page, say.save);
  await see(page, say.saved);
  const { stages } = await settings();
  expect(stages.slice(0, 2)).toMatchObject([
    { days: -7, subject: 'まもなく期限です' },
    { days: 10, subject: '期限が過ぎました' },
  ]);
});

test('interface 5.1, RNK-01: of two who save ranks, the second keeps those that the first has added and named', async () => {
  const { page } = office;
  const say = recordTexts.ja.settings;
  const settings = () => world.office.memberSettings.get.query();
  const begun = await settings();
  await world.office.memberSettings.save.mutate({ ...begun, ranks: [{ name: '金' }, { name: '銀' }] });
  const first = async () => {
    const { corporateMyPage, ranks, version } = await settings();
    const [gold, silver] = ranks.map(({ rankId }) => ({ rankId }));
    await world.office.memberSettings.save.mutate({
      corporateMyPage,
      version,
      ranks: [{ name: '白金' }, { ...gold, name: '金色' }, { ...silver, name: '銀' }],
    });
  };
  const rank = (number: number) => field(page, fill(say.rankName, { number }));
  await saveSecond(page, 'members', () => rank(2).fill('銀色'), first, say.save);
  await shows(rank(1), '白金');
  await shows(rank(2), '金色');
  await shows(rank(3), '銀色');
  await press(page, say.save);
  await see(page, say.saved);
  expect((await settings()).ranks.map(({ name }) => name)).toEqual(['白金', '金色', '銀色']);
  expect(office.troubles).toEqual([]);
});

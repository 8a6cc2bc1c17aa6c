import { afterAll, beforeAll, describe, test } from 'vitest';
import { runChosenTexts } from '../../src/features/billing/run-chosen-texts.ts';
import { runFileTexts } from '../../src/features/billing/run-file-texts.ts';
import { runTexts } from '../../src/features/billing/run-texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { listFileWords } from '../../src/lib/i18n/list-file.ts';
import { fill } from '../../src/lib/words.ts';
import { signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { type Scene, setScene } from './scene.ts';
import { look, open } from './states.ts';

let house: House;
let scene: Scene;
let office: Person;

beforeAll(async () => {
  house = await openHouse();
  scene = await setScene('hatsuyuki');
  office = await house.person(desk);
  await signInOffice(office, scene.world.slug, scene.world.owner.email, scene.world.owner.password);
});
afterAll(() => house.close());

describe('a run for one member, and the rows of a run', () => {
  test('ADJ-04, BIL-03: every state is sound', async () => {
    const { slug } = scene.world;
    const memberId = scene.ids['member.verified'];
    const { create } = runTexts.ja;
    await look(office, [
      {
        name: 'the conditions of a run for one member',
        at: `/${slug}/admin/members/${memberId}`,
        act: (page) => page.getByRole('link', { name: adminMemberTexts.ja.detail.billDues }).first().click(),
        shows: runChosenTexts.ja.text,
      },
      {
        name: 'the plan for one member',
        at: `/${slug}/admin/billing/runs/new?member=${memberId}`,
        act: (page) => page.getByRole('button', { name: create.submit }).click(),
        shows: fill(runChosenTexts.ja.of, { count: 1 }),
      },
      {
        name: 'runs, one of them for one member',
        at: `/${slug}/admin/billing/runs`,
        act: () => Promise.resolve(),
        shows: fill(runChosenTexts.ja.of, { count: 1 }),
      },
      {
        name: 'a search in a plan without a find',
        at: `/${slug}/admin/billing/runs/${scene.ids['run.planned']}?q=zzz`,
        act: () => Promise.resolve(),
        shows: runFileTexts.ja.none,
      },
      {
        name: 'the file of a plan',
        at: `/${slug}/admin/billing/runs/${scene.ids['run.planned']}`,
        act: open(listFileWords.ja.open),
        shows: runFileTexts.ja.title,
      },
    ]);
  });
});

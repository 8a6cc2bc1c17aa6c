import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importTexts } from '../../src/features/members/import-texts.ts';
import { press, see, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { shiftJis } from './shift-jis.ts';
import { settled } from './soundness.ts';
import { dialog, pressIn } from './states.ts';
import { type World, enrol, openWorld } from './world.ts';

const words = importTexts.ja;

/** As another system writes a roll: its own headings, half-width kana, eras, an address without a name for it. */
const foreign = [
  '整理番号,お名前,よみがな,会員区分,ケータイ,E-mail,誕生日,加入日,会員状況,退会日',
  'A-101,髙橋　健一,ﾀｶﾊｼ ｹﾝｲﾁ,正会員,０９０－１２３４－５６７８,KENICHI@EXAMPLE.JP,S55.4.1,2020/4/1,在会,',
  'A-102,宮﨑　陽菜,みやざき　ひな,正会員,,hina@example.jp,H12.5.3,R2.4.1,退会,R6.3.31',
  'A-103,川二,カワ ニ,名誉,,,2026/2/30,2020/4/1,幽霊,',
].join('\r\n');

let house: House;
let office: Person;
let world: World;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  world = await openWorld('tsuzumi', 'つづみ会');
  await enrol(world, '相田', '陽', 'you@tsuzumi.example');
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
});
afterAll(() => house.close());

const roll = () =>
  world.office.members.list.query({ q: '', status: 'all', sort: 'number', descending: false, size: 50, cursor: null } as never);

describe('journey: import, find a mistake, undo', () => {
  test('IMP-01 IMP-02 IMP-04, acceptance 18 journey: import in four steps, find a mistake, undo; the roll is as before', async () => {
    const { page } = office;
    const before = await roll();
    await page.goto(`/${world.slug}/admin/members/import`);
    await settled(office);
    await page
      .getByLabel(words.file, { exact: true })
      .setInputFiles({ name: '会員名簿.csv', mimeType: 'text/csv', buffer: shiftJis(foreign) });
    // What the file is in was seen by itself, and what it calls its columns mostly as well.
    await see(page, words.encodingFound.replace('{{encoding}}', words.encodings.shift_jis));
    const target = (column: string) => page.getByLabel(words.targetOf.replace('{{column}}', column), { exact: true });
    expect(await target('お名前').inputValue()).toBe('fullName');
    expect(await target('ケータイ').inputValue()).toBe('ignore');
    await target('ケータイ').selectOption({ label: words.targets.phone });
    await press(page, words.check);

    // What is tidied, and the row that cannot come in, with its reasons, before anything is taken in.
    await see(page, words.cleanKinds.half_kana);
    await see(page, words.cleanKinds.era);
    const wrong = page.getByRole('row', { name: /川二/ });
    await wrong.waitFor();
    const reasons = await wrong.innerText();
    for (const code of ['name_not_split', 'unknown_membership_type', 'unknown_status'] as const)
      expect(reasons).toContain(words.codes[code]);
    // What is to be corrected is a file of its own, with the reasons; who has left is told before anybody comes in.
    const saving = page.waitForEvent('download');
    await press(page, words.saveErrors.replace('{{count}}', '1'));
    const errors = await readFile(await (await saving).path(), 'utf8');
    expect(errors.trimEnd().split('\r\n')).toHaveLength(2);
    expect(errors).toContain(words.codes.unknown_status);
    await see(page, words.statusSums.replace('{{list}}', '退会 1名'));
    expect(await roll()).toEqual(before);
    const run = words.run.replace('{{count}}', '2');
    await press(page, run);
    await see(page, words.needSkip.replace('{{count}}', '1'));
    await page.getByText(words.skip, { exact: true }).click();
    await press(page, run);
    await see(page, words.done);

    // Whoever looks sees that the old numbers were left out: a reload in between has lost nothing.
    await page.reload();
    await page.getByRole('link', { name: '髙橋 健一' }).click();
    await page.waitForURL(/members\/mem_/);
    await page.getByRole('heading', { level: 1, name: '髙橋 健一' }).waitFor();
    await see(page, '090-1234-5678');
    expect(await page.getByText('A-101').count()).toBe(0);
    await page.goBack();

    await press(page, words.undo);
    await dialog(page).getByText(words.undoText).waitFor();
    await pressIn(page, words.undo);
    await page.getByRole('heading', { name: words.undone }).waitFor();
    expect(await roll()).toEqual(before);
    expect(office.troubles).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SampleDeposit, sampleDepositFile } from '@tsudoi/shared/service/sample-deposits';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminPaymentTexts } from '../../src/features/payments/admin-texts.ts';
import { depositPayerTexts } from '../../src/features/payments/deposit-payer-texts.ts';
import { depositRecallTexts } from '../../src/features/payments/deposit-recall-texts.ts';
import { depositTexts } from '../../src/features/payments/deposit-texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { fill } from '../../src/lib/words.ts';
import { fitsSideways, press, see, signInOffice, until } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { onRoll } from './member-scene.ts';
import { type World, billFor, inDays, openWorld } from './world.ts';

const words = depositTexts.ja;
const payerWords = depositPayerTexts.ja;

let house: House;
let office: Person;
let world: World;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  world = await openWorld('hagi', 'はぎ学会');
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
});
afterAll(async () => {
  await house.close();
});

const member = (familyName: string, givenName: string, kana: readonly [string, string], memberNumber: string) =>
  onRoll(world, familyName, givenName, kana, memberNumber);

const eraDay = (day: string): string => `${String(Number(day.slice(0, 4)) - 2018).padStart(2, '0')}${day.slice(5, 7)}${day.slice(8, 10)}`;
const standing = async (billId: string) => (await world.office.billing.bill.query({ billId: billId as never })).status;

test('PAY-10, PAY-14, PAY-20 journey: staff settle a day’s bank file in the desk', async () => {
  const [yu, hanako, ren] = [
    await member('小林', '悠', ['コバヤシ', 'ユウ'], '2016-0233'),
    await member('佐藤', '華子', ['サトウ', 'ハナコ'], '2017-0001'),
    await member('森', '蓮', ['モリ', 'レン'], '2018-0001'),
  ];
  const bills = {
    old: await billFor(world, yu, '2025年度 年会費', 8000),
    now: await billFor(world, yu, '2026年度 年会費', 10_000),
    hanako: await billFor(world, hanako, '2026年度 年会費', 10_000),
    ren: await billFor(world, ren, '2026年度 年会費', 10_000),
  };
  const day = eraDay(inDays(-2));
  const deposits: SampleDeposit[] = [
    { day, amount: 18_000, remitter: 'コバヤシ ユウ 20160233' },
    { day, amount: 10_000, remitter: 'サトウ ハナコ' },
    { day, amount: 12_000, remitter: 'モリ レン 2018-0001' },
    { day, amount: 30_880, remitter: 'ドウバシ ケンジ' },
  ];
  const file = { name: 'nyukin.txt', mimeType: 'text/plain', buffer: Buffer.from(sampleDepositFile({ made: day, deposits })) };
  const { page } = office;
  await page.goto(`/${world.slug}/admin/payments/reconcile`);
  await see(page, words.empty);
  await page.getByRole('button', { name: words.read, exact: true }).first().click();
  await page.locator('input[type=file]').setInputFiles(file);
  await see(page, fill(words.upload.done, { name: 'nyukin.txt' }));
  await see(page, fill(words.upload.figures, { count: 4, total: 70_880, added: 4 }));
  // Once more, by mistake.
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByText(/読み込み済みです/).waitFor();
  await page.keyboard.press('Escape');
  await until('the bills at the bank’s desk', async () => {
    const { rows } = await world.office.deposits.list.query({ view: 'open', cursor: null, size: 50 });
    return rows.filter((row) => row.candidates.length > 0).length === 3 ? true : null;
  });
  await page.reload();
  await see(page, fill(words.left, { count: 4, amount: 70_880 }));
  await see(page, fill(words.evidence.numberIn, { number: '20160233' }));
  await see(page, words.fits.all_open);

  // A number and the sum of two years: one key.
  await page.locator('h1').focus();
  await page.keyboard.down('Enter');
  await see(page, fill(words.confirmed, { remitter: 'ｺﾊﾞﾔｼ ﾕｳ 20160233', amount: 18_000 }));
  expect([await standing(bills.old), await standing(bills.now)]).toEqual(['paid', 'paid']);
  // A name alone is a proposal: the bill was nobody's until the press, and a key that is still held down is none.
  await page.getByRole('heading', { name: 'ｻﾄｳ ﾊﾅｺ' }).waitFor();
  await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  expect(await standing(bills.hanako)).toBe('unpaid');
  await page.keyboard.press('ArrowDown');
  // Too much: what no bill asks for is kept in advance.
  await page.getByRole('heading', { name: 'ﾓﾘ ﾚﾝ 2018-0001' }).waitFor();
  await see(page, fill(words.fits.over, { apart: 2000 }));
  // What is typed in the middle of a figure stays where it was typed; what is too much says so, and nothing is settled.
  const share = page.getByLabel(fill(words.shareOf, { name: '森 蓮', bill: '2026年度 年会費' }), { exact: true });
  await share.focus();
  await share.press('Home');
  await share.press('ArrowRight');
  await page.keyboard.type('234');
  expect(await share.inputValue()).toBe('12340,000');
  await press(page, words.confirm);
  await see(page, kitTexts.ja.issues.too_big);
  expect(await share.inputValue()).toBe('12340,000');
  await share.fill('１２０００');
  await share.blur();
  expect(await share.inputValue()).toBe('12,000');
  await see(page, fill(words.restOver, { amount: 2000 }));
  await share.fill('10000');
  await press(page, words.confirm);
  await see(page, fill(words.confirmed, { remitter: 'ﾓﾘ ﾚﾝ 2018-0001', amount: 12_000 }));
  expect(await standing(bills.ren)).toBe('paid');
  // Nobody knows him: kept aside, with a note.
  await page.getByRole('heading', { name: 'ﾄﾞｳﾊﾞｼ ｹﾝｼﾞ' }).waitFor();
  await page.locator('h1').focus();
  await page.keyboard.press('n');
  await page
    .getByRole('dialog')
    .getByLabel(new RegExp(`^${words.holdNote}`))
    .fill('電話で確認中');
  await page.getByRole('dialog').getByRole('button', { name: words.holdDo, exact: true }).click();
  await see(page, fill(words.left, { count: 1, amount: 10_000 }));

  // The first is taken back: the years are open again, and so is the deposit.
  await page.getByRole('navigation', { name: words.views.label }).getByRole('link', { name: words.views.settled }).click();
  await page.getByRole('button', { name: /20160233/ }).click();
  await press(page, words.undo);
  await page.getByRole('dialog').getByRole('button', { name: words.undo, exact: true }).click();
  await see(page, words.undone);
  expect([await standing(bills.old), await standing(bills.now)]).toEqual(['unpaid', 'unpaid']);
  await page.getByRole('navigation', { name: words.views.label }).getByRole('link', { name: words.views.open }).click();
  await press(page, fill(words.allSure, { count: 1 }));
  await page.getByRole('dialog').getByRole('button', { name: words.sureDo, exact: true }).click();
  await see(page, fill(words.allSureDone, { count: 1 }));
  expect([await standing(bills.old), await standing(bills.now)]).toEqual(['paid', 'paid']);

  await page.setViewportSize({ width: 390, height: 844 });
  expect(await fitsSideways(page)).toBe(true);
  expect(office.troubles).toEqual([]);
});

test('PAY-18, PAY-20 journey: an employer’s transfer in the bank’s file is settled as theirs, over the bills of two members', async () => {
  const employer = '学校法人 青葉学園';
  const [ai, sora] = [
    await member('石井', '愛', ['イシイ', 'アイ'], '2021-0001'),
    await member('石井', '空', ['イシイ', 'ソラ'], '2021-0002'),
  ];
  const bills = [await billFor(world, ai, '2026年度 年会費', 13_000), await billFor(world, sora, '2026年度 年会費', 14_000)];
  await world.office.payLinks.create.mutate({
    lines: bills.map((billId, at) => ({ billId: billId as never, amount: [13_000, 14_000][at] as never })),
    payerName: employer,
    contactName: '',
    email: '',
    expiresOn: inDays(20) as never,
    sendMail: false,
    idempotencyKey: crypto.randomUUID(),
  });
  const day = eraDay(inDays(-1));
  const deposits: SampleDeposit[] = [{ day, amount: 27_000, remitter: 'ガク）アオバガクエン' }];
  const file = { name: 'shozoku.txt', mimeType: 'text/plain', buffer: Buffer.from(sampleDepositFile({ made: day, deposits })) };
  const { page } = office;
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`/${world.slug}/admin/payments/reconcile`);
  await page.getByRole('button', { name: words.read, exact: true }).first().click();
  await page.locator('input[type=file]').setInputFiles(file);
  await see(page, fill(words.upload.done, { name: 'shozoku.txt' }));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /ｱｵﾊﾞｶﾞｸｴﾝ/ }).click();
  await see(page, words.nobody);
  const dialog = page.getByRole('dialog');

  // A member of theirs whom the office names: the whole link is just this sum, and is shown as the payer's first.
  await press(page, words.find);
  await dialog.getByRole('textbox').fill('2021-0001');
  await dialog.getByRole('button', { name: /石井 愛/ }).click();
  await see(page, fill(payerWords.as, { name: employer }));
  await see(page, payerWords.same);
  // Member by member after all: the bill says whose it is to pay, and the way back is there.
  await press(page, payerWords.instead);
  await see(page, fill(payerWords.held, { name: employer }));
  await see(page, fill(payerWords.allHeld, { name: employer }));
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await fitsSideways(page)).toBe(true);
  }
  // Looked for by name.
  await press(page, words.find);
  await dialog.getByRole('textbox').fill('青葉');
  await dialog.getByRole('button', { name: new RegExp(employer) }).click();
  await see(page, fill(payerWords.as, { name: employer }));
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await fitsSideways(page)).toBe(true);
  }
  await press(page, words.confirm);
  await page.getByText(/27,000円を消し込みました/).waitFor();
  expect([await standing(bills[0]!), await standing(bills[1]!)]).toEqual(['paid', 'paid']);
  expect((await world.office.payLinks.list.query({})).rows).toMatchObject([{ payerName: employer, state: 'paid', open: 0 }]);
  await page.getByRole('navigation', { name: words.views.label }).getByRole('link', { name: words.views.settled }).click();
  await see(page, fill(payerWords.settledFor, { name: employer, amount: 27_000 }));
  expect(office.troubles).toEqual([]);
});

const listed = async (view: 'open' | 'settled') => (await world.office.deposits.list.query({ view, cursor: null, size: 100 })).rows;
async function read(name: string, buffer: Buffer) {
  const { page } = office;
  await page.goto(`/${world.slug}/admin/payments/reconcile`);
  await page.getByRole('button', { name: words.read, exact: true }).first().click();
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer });
  await see(page, fill(words.upload.done, { name }));
  await page.keyboard.press('Escape');
}

test('PAY-20 journey: a 取消 of the next day takes its deposit back; one that fits nothing is put away; one of what is settled is a task', async () => {
  const { page } = office;
  const fixture = '../../../payments-service/src/connectors/bank-files/fixtures/zengin/deposit-notice.txt';
  await read('tsuchi.txt', readFileSync(join(import.meta.dirname, fixture)));
  expect((await listed('settled')).filter(({ remitter }) => remitter === 'ｶ)ﾐﾅﾄ').map(({ state }) => state)).toEqual([
    'recalled',
    'recalled',
  ]);
  expect((await listed('open')).filter(({ cancels }) => cancels)).toEqual([]);

  const payer = await member('三浦', '梓', ['ミウラ', 'アズサ'], '2022-0009');
  const bill = await billFor(world, payer, '2026年度 会費の追加', 7000);
  const [before, day] = [eraDay(inDays(-3)), eraDay(inDays(-2))];
  const paid: SampleDeposit = { day: before, amount: 7000, remitter: 'ミウラ アズサ', inquiryNumber: '41' };
  const stray: SampleDeposit = { day, amount: 6100, remitter: 'ダレカ', inquiryNumber: '42', cancels: true };
  await read('mae.txt', Buffer.from(sampleDepositFile({ made: day, deposits: [paid, stray] })));
  const deposit = (await listed('open')).find(({ inquiryNumber, amount }) => inquiryNumber === '000041' && amount === 7000)!;
  const share = { memberId: payer.memberId, lines: [{ billId: bill, amount: 7000 }], advance: 0 };
  await world.office.deposits.confirm.mutate({ depositId: deposit.depositId, round: deposit.round, shares: [share] } as never);

  await page.goto(`/${world.slug}/admin/payments/reconcile`);
  await page.getByRole('button', { name: /ﾀﾞﾚｶ/ }).click();
  await see(page, words.recallText.none);
  await press(page, words.putAway);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: words.putAway, exact: true }).click();
  await see(page, words.putAwayMissing);
  await dialog.getByLabel(new RegExp(`^${words.putAwayNote}`)).fill('銀行に確認、当会の入金ではない');
  await dialog.getByRole('button', { name: words.putAway, exact: true }).click();
  await until('the 取消 to be put away', async () => {
    const rows = await listed('settled');
    return rows.some(({ state, note }) => state === 'put_away' && note.startsWith('銀行に確認')) ? true : null;
  });

  const taken: SampleDeposit = { ...paid, day, valued: before, cancels: true };
  await read('ato.txt', Buffer.from(sampleDepositFile({ made: day, deposits: [taken] })));
  await until('the task about what the bank took back', async () => {
    const { rows } = await world.office.payments.tasks.query({ state: 'open', size: 50 });
    return rows.some(({ reason }) => reason === 'deposit_recalled') ? true : null;
  });
  await page.goto(`/${world.slug}/admin/tasks`);
  await page.getByRole('link', { name: adminPaymentTexts.ja.tasks.openDeposit }).click();
  await page.getByRole('heading', { name: 'ﾐｳﾗ ｱｽﾞｻ' }).waitFor();
  await see(page, words.recallAsked);
  await press(page, words.undo);
  await page.getByRole('dialog').getByRole('button', { name: words.undo, exact: true }).click();
  await see(page, words.undone);
  expect(await standing(bill)).toBe('unpaid');
  expect((await listed('open')).filter(({ inquiryNumber }) => inquiryNumber === '000041')).toEqual([]);
  expect(office.troubles).toEqual([]);
});

test('PAY-20 journey: of two deposits that a 取消 fits the office says which one the bank took back, and chooses again', async () => {
  const { page } = office;
  const say = depositRecallTexts.ja;
  const alike = { amount: 4300, remitter: 'アサヒ カイ', inquiryNumber: '51' };
  const [first, second, day] = [eraDay(inDays(-4)), eraDay(inDays(-3)), eraDay(inDays(-2))];
  const deposits: SampleDeposit[] = [
    { day: first, ...alike },
    { day: second, ...alike },
    { day, ...alike, cancels: true },
  ];
  await read('futatsu.txt', Buffer.from(sampleDepositFile({ made: day, deposits })));
  const open = async () => (await listed('open')).filter(({ inquiryNumber }) => inquiryNumber === '000051');
  const recall = () => page.getByRole('button', { name: /ｱｻﾋ ｶｲ/ }).filter({ hasText: words.recall });
  await recall().click();
  await see(page, words.recallText.several);
  const choices = page.getByRole('region', { name: say.list });
  expect(await choices.getByRole('button').count()).toBe(2);
  expect(await fitsSideways(page)).toBe(true);
  await choices.getByRole('button').first().click();
  await see(page, say.goes);
  await page.getByRole('dialog').getByRole('button', { name: say.submit, exact: true }).click();
  await see(page, say.done);
  expect((await open()).map(({ cancels, bookedOn }) => [cancels, bookedOn])).toEqual([[false, inDays(-3)]]);

  await page.getByRole('navigation', { name: words.views.label }).getByRole('link', { name: words.views.settled }).click();
  await recall().click();
  await press(page, say.again);
  await see(page, say.againText);
  await page.getByRole('dialog').getByRole('button', { name: say.again, exact: true }).click();
  await see(page, say.againDone);
  expect((await open()).map(({ cancels }) => cancels)).toEqual([false, false, true]);
  expect(office.troubles).toEqual([]);
});

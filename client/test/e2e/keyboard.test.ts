import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applicationTexts } from '../../src/features/applications/admin-texts.ts';
import { joinTexts } from '../../src/features/applications/join-texts.ts';
import { adminBillingTexts } from '../../src/features/billing/admin-texts.ts';
import { runTexts } from '../../src/features/billing/run-texts.ts';
import { billingTexts } from '../../src/features/billing/texts.ts';
import { adminIdentityTexts } from '../../src/features/identity/admin-texts.ts';
import { identityTexts } from '../../src/features/identity/texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { historyTexts } from '../../src/features/members/history-texts.ts';
import { importTexts } from '../../src/features/members/import-texts.ts';
import { statusTexts } from '../../src/features/members/status-texts.ts';
import { memberTexts } from '../../src/features/members/texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { navWords } from '../../src/lib/i18n/nav-words.ts';
import { fill } from '../../src/lib/words.ts';
import { counterFor, see, slipOf, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { focusOfPage, labelled, pick, reach, skip, stands, work, write, writeNames } from './keys.ts';
import { settled } from './soundness.ts';
import { type Enrolled, type World, billFor, enrol, inDays, linkOf, openJoining, openWorld, password } from './world.ts';

/** The twelve core tasks of interface.md 7, row 10: what an office, its members and those who join do most. */
const tasks = [
  'the office logs in and finds a bill',
  'a member logs in and takes a konbini number',
  'a member asks for the receipt of what was paid at the counter',
  'somebody applies to join',
  'the office approves the application',
  'the office finds a member and opens the record',
  'the office edits a member and sets the change back from the history',
  'the office adds a member',
  'the office chooses several in the list and books their withdrawal at once',
  'the office takes a roll in from a file, and takes it back',
  'the office plans, makes and confirms the bills of a year',
  'a member changes the own address',
] as const;
const done = new Set<string>();
const task = (number: number, act: () => Promise<void>) => {
  const name = tasks[number - 1]!;
  test(`acceptance 10, ${number} of 12: ${name}`, async () => {
    await act();
    done.add(name);
  });
};

const pay = paymentTexts.ja;
const imports = importTexts.ja;
const members = adminMemberTexts.ja;
const join = joinTexts.ja;
const decide = applicationTexts.ja.decide;
const leaving = statusTexts.ja;
const run = runTexts.ja;
const slug = 'momiji';
const admin = `/${slug}/admin`;

let house: House;
let office: Person;
let member: Person;
let world: World;
let shiori: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  [office, member] = [await house.person(desk), await house.person(phone)];
  world = await openWorld(slug, 'もみじ会');
  shiori = await enrol(world, '青山', '詩織', `shiori@${slug}.example`);
  await openJoining(world);
});
afterAll(() => house.close());

const openOffice = async (path: string) => {
  await office.page.goto(`${admin}${path}`);
  await settled(office);
  await skip(office.page);
};

describe('without a mouse', () => {
  task(1, async () => {
    const billId = await billFor(world, shiori, '大会参加費', 3000);
    const { page } = office;
    await page.goto(`${admin}/login?from=${encodeURIComponent(`${admin}/bills`)}`);
    await settled(office);
    await write(page, labelled(adminIdentityTexts.ja.login.email), world.owner.email);
    await write(page, labelled(adminIdentityTexts.ja.login.password), world.owner.password);
    await page.keyboard.press('Enter');
    await stands(office, shiori.name);
    await reach(page, navWords.ja.bills);
    await openOffice(`/bills/${billId}`);
    await work(page, adminBillingTexts.ja.bill.record);
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    // The focus stays in the dialog, however far one goes, and comes back to where it was.
    for (let presses = 0; presses < 12; presses += 1) await page.keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    // Given back with the next frame.
    await until('the focus on the button', async () =>
      (await page.evaluate(focusOfPage)).name === adminBillingTexts.ja.bill.record ? true : null,
    );
  });

  task(2, async () => {
    await billFor(world, shiori, '2025年度 年会費', 10_000);
    const { page } = member;
    await page.goto(`/${slug}/my/login`);
    await settled(member);
    await write(page, labelled(identityTexts.ja.login.login), shiori.login);
    await write(page, labelled(identityTexts.ja.login.password), password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/${slug}/my`);
    await stands(member, billingTexts.ja.home.pay);
    await work(page, billingTexts.ja.home.pay);
    await page.waitForURL(/\/my\/pay\/bill_/);
    await stands(member, pay.method.title);
    await reach(page, new RegExp(`^${pay.method.card}`));
    await reach(page, new RegExp(`^${pay.method.konbini}`), 'ArrowDown');
    await reach(page, new RegExp(pay.stores['seven-eleven']));
    // The first arrow chooses: nothing was chosen yet.
    await reach(page, pay.stores.lawson, 'ArrowDown');
    await work(page, pay.method.payKonbini.replace('{{store}}', pay.stores.lawson));
    await page.waitForURL(/\/number$/);
    await see(page, pay.number.waiting);
  });

  task(3, async () => {
    const { page, context } = await house.person(phone);
    // The counter is everybody's: without the number another test's cash might be taken.
    await page.goto(counterFor((await slipOf(member.page)).numbers[0]));
    await work(page, /を受け取る$/);
    await page.getByRole('status').waitFor();
    await context.close();
    await member.page.waitForURL(/\/result$/);
    await see(member.page, pay.result.paidTitle);
    // What comes after the rest moves what is focused.
    await settled(member);
    const download = member.page.waitForEvent('download');
    await work(member.page, pay.result.issue);
    expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
  });

  task(4, async () => {
    const applicant = await house.person(phone);
    const { page } = applicant;
    const email = `nagi@${slug}.example`;
    await page.goto(`/${slug}/join`);
    await settled(applicant);
    await work(page, join.agree, { key: ' ' });
    await write(page, labelled(join.email), email);
    await page.keyboard.press('Enter');
    await see(page, join.sentTitle);
    await page.goto(await linkOf(email));
    await settled(applicant);
    await reach(page, /^正会員/);
    await writeNames(page, ['高梨', '凪', 'たかなし', 'ﾅｷﾞ']);
    // One of the many places that share a code.
    await write(page, labelled(join.form.postalCode), '4520961');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await reach(page, /^愛知県清須市春日/);
    await reach(page, '愛知県清須市春日一番割', 'ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.getByLabel(labelled('町名・番地')).inputValue()).toBe('春日一番割');
    await write(page, labelled(join.form.password), password);
    await page.keyboard.press('Enter');
    await see(page, join.done.submitted);
    expect(applicant.troubles).toEqual([]);
    await applicant.context.close();
  });

  task(5, async () => {
    const { page } = office;
    await openOffice('/members/applications');
    await work(page, '高梨 凪');
    await page.waitForURL(/\/applications\/apl_/);
    await settled(office);
    await work(page, decide.approve);
    await page.getByRole('dialog').waitFor();
    await work(page, decide.approve);
    await see(page, fill(decide.approved, { name: '高梨 凪' }));
  });

  task(6, async () => {
    const { page } = office;
    await openOffice('/members');
    await page.keyboard.press('/');
    await page.keyboard.type('たかなし');
    await page.waitForURL((url) => url.searchParams.get('q') === 'たかなし');
    await settled(office);
    await work(page, /^高梨 凪$/);
    await page.getByRole('heading', { level: 1, name: '高梨 凪' }).waitFor();
  });

  task(7, async () => {
    const { page } = office;
    await settled(office);
    await work(page, members.detail.edit);
    await write(page, labelled(members.fields.affiliation), 'みずうみ大学');
    await page.keyboard.press('Enter');
    await see(page, historyTexts.ja.saved);
    await work(page, historyTexts.ja.history, { back: true });
    await page.waitForURL(/\/history$/);
    await settled(office);
    await work(page, new RegExp(`^${historyTexts.ja.undo}.+${historyTexts.ja.actions['member.update']}`));
    await page.getByRole('dialog').waitFor();
    await work(page, historyTexts.ja.undoConfirm);
    await see(page, historyTexts.ja.undone);
    const { rows } = await world.office.members.list.query({ q: '高梨' } as never);
    expect(rows.map(({ affiliation }) => affiliation)).toEqual(['']);
  });

  task(8, async () => {
    const { page } = office;
    await openOffice('/members/new');
    await writeNames(page, ['江口', '海', 'えぐち', 'うみ']);
    await page.keyboard.press('Enter');
    await see(page, fill(members.create.done, { name: '江口 海' }));
    await work(page, members.create.open);
    await page.waitForURL(/\/members\/mem_/);
  });

  task(9, async () => {
    const { page } = office;
    const many = { count: 2, status: members.detail.statuses.withdrawn };
    await openOffice('/members');
    for (const name of ['江口 海', '高梨 凪']) await work(page, fill(kitTexts.ja.table.select, { name }), { key: ' ' });
    await work(page, leaving.open, { back: true });
    await page.getByRole('dialog').waitFor();
    await pick(page, labelled(leaving.newStatus), many.status);
    // The day that stands there is marked when one comes to it, and typed over.
    await write(page, labelled(leaving.effectiveOn), inDays(60).replaceAll('-', '/'));
    await write(page, labelled(leaving.reason), '年度末の退会');
    await page.keyboard.press('Enter');
    await see(page, fill(leaving.checkTitle, many));
    await work(page, fill(leaving.applyMany, many));
    await see(page, fill(leaving.doneTitle, many));
    await work(page, leaving.undo);
    await see(page, fill(leaving.undoneTitle, many));
    await work(page, leaving.close);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  task(10, async () => {
    const { page } = office;
    // Asked for before anything is pressed: the browser is told to hand the chooser over, and that takes a moment.
    const chooser = page.waitForEvent('filechooser');
    await openOffice('/members/import');
    await reach(page, new RegExp(kitTexts.ja.file.choose));
    await page.keyboard.press('Enter');
    const csv = '姓,名,セイ,メイ,会員種別\r\n山口,一,ヤマグチ,ハジメ,正会員\r\n';
    await (await chooser).setFiles({ name: '名簿.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await see(page, imports.check);
    await work(page, imports.check);
    const start = imports.run.replace('{{count}}', '1');
    await see(page, start);
    await work(page, start);
    await see(page, imports.done);
    await work(page, imports.undo);
    await page.getByRole('dialog').waitFor();
    await work(page, imports.undo);
    await page.getByRole('heading', { name: imports.undone }).waitFor();
  });

  task(11, async () => {
    const { page } = office;
    await openOffice('/billing/runs/new');
    await work(page, run.create.submit);
    await page.waitForURL(/\/billing\/runs\/run_/);
    const count = { count: 3 };
    await see(page, fill(run.bar.start, count));
    await work(page, fill(run.bar.start, count));
    await see(page, run.bar.made);
    await work(page, fill(run.bar.confirm, count));
    await page.getByRole('dialog').waitFor();
    await write(page, fill(kitTexts.ja.confirmTyping, { word: run.confirm.word }), run.confirm.word);
    await work(page, fill(run.confirm.submit, count));
    await see(page, fill(run.bar.done, count));
  });

  task(12, async () => {
    const { page } = member;
    await page.goto(`/${slug}/my/profile`);
    await settled(member);
    await work(page, memberTexts.ja.profile.changeFor);
    await write(page, labelled(memberTexts.ja.profile.postalCode), '1000001');
    const street = page.getByLabel(labelled('町名・番地'));
    await until('the address of the code', async () => ((await street.inputValue()) === '' ? null : true));
    await reach(page, labelled('町名・番地'));
    await page.keyboard.press('End');
    await page.keyboard.type('1-1');
    await page.keyboard.press('Enter');
    await see(page, memberTexts.ja.profile.saved);
    expect((await shiori.me.members.myProfile.query()).address).toBe('東京都千代田区千代田1-1');
  });

  test('acceptance 10: all twelve, and no page has logged an error', () => {
    expect([[...done], office.troubles, member.troubles]).toEqual([tasks, [], []]);
  });
});

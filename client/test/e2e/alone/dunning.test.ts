import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dunningTexts } from '../../../src/features/dunning/dunning-texts.ts';
import { stageName } from '../../../src/features/dunning/stage-name.rules.ts';
import { rollTexts } from '../../../src/features/members/roll-texts.ts';
import { formatDateShort } from '../../../src/lib/dates.ts';
import { kitTexts } from '../../../src/lib/i18n/kit.ts';
import { fill } from '../../../src/lib/words.ts';
import { field, press, see, signInOffice, until } from '../hands.ts';
import { type House, type Person, desk, openHouse, phone, picture, stack } from '../house.ts';
import { faultsOf, settled } from '../soundness.ts';
import { type Enrolled, type World, enrol, issueNumber, linkOf, notify, openWorld } from '../world.ts';

const slug = 'yuzuriha';
const words = dunningTexts.ja;

let house: House;
let world: World;
let office: Person;
let misaki: Enrolled;
let kenji: Enrolled;

/** Whole days and as much of one that it is about noon in Japan: reminders go in office hours, tests at any. */
const day = 86_400_000;
const toNoon = 0.5 - ((Date.now() + 9 * 3_600_000) % day) / day;
const days = (count: number) => fetch(`${stack().control}/clock/${count + toNoon}`);
const inDays = (count: number) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo' }).format(Date.now() + (count + toNoon) * day);

async function billDueIn(member: Enrolled, count: number, billName: string): Promise<string> {
  const { billId } = await world.office.billing.createBill.mutate({
    memberId: member.memberId as never,
    billName,
    amount: 8000 as never,
    dueOn: inDays(count) as never,
    idempotencyKey: randomUUID(),
  });
  await world.office.billing.confirmBill.mutate({ billId });
  return billId;
}
async function on(count: number, due: number): Promise<void> {
  await days(count);
  await until(`${due} due in ${count} days`, async () => ((await world.office.dunning.plan.query({})).counts.due === due ? true : null));
}
const reminders = `/${slug}/admin/reminders`;
const dialog = () => office.page.getByRole('dialog');

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld(slug, 'ゆずりは会');
  misaki = await enrol(world, '高橋', '美咲', `misaki@${slug}.example`);
  kenji = await enrol(world, '佐藤', '健二', `kenji@${slug}.example`);
  office = await house.person(desk);
  await signInOffice(office, slug, world.owner.email, world.owner.password);
});
afterAll(async () => {
  await fetch(`${stack().control}/clock/0`);
  await house.close();
});

test('ARR-03 journey: dunning is planned, read, sent, paid by its link, and stops', async () => {
  const { page } = office;
  const billId = await billDueIn(misaki, 10, '2026年度 年会費');
  await billDueIn(kenji, 10, '2026年度 年会費');
  await on(17, 2);
  await page.goto(reminders);
  await see(page, misaki.name);
  await picture(page, 'admin-reminders');
  await page.setViewportSize(phone);
  await picture(page, 'admin-reminders-390');
  await page.setViewportSize(desk);
  const faults = await faultsOf(page, 'who is due');

  await press(page, fill(words.previewOf, { name: misaki.name }));
  await dialog().getByText('行き違いの節はご容赦ください', { exact: false }).waitFor();
  await picture(page, 'admin-reminder-text');
  faults.push(...(await faultsOf(page, 'a text before it goes')));
  await dialog().getByRole('button', { name: words.close, exact: true }).click();

  // One is chosen; the other promises to pay and is left alone.
  await page.getByRole('checkbox', { name: new RegExp(misaki.name) }).check({ force: true });
  await press(page, fill(words.send, { count: 1 }));
  await dialog()
    .getByText(fill(words.sendTitle, { count: 1 }), { exact: true })
    .waitFor();
  await dialog().getByText('行き違いの節はご容赦ください', { exact: false }).waitFor();
  await picture(page, 'admin-reminder-ask');
  faults.push(...(await faultsOf(page, 'asked before it is sent')));
  await dialog()
    .getByRole('button', { name: fill(words.send, { count: 1 }), exact: true })
    .click();
  await see(page, fill(words.waiting, { count: 1 }));
  // Ten seconds in which it could be stopped.
  await page.getByText(fill(words.finished, { mailed: 1, letters: 0, skipped: 0 })).waitFor({ timeout: 60_000 });
  await see(page, words.outcome.mailed);
  await settled(office);
  await picture(page, 'admin-reminder-sent');
  faults.push(...(await faultsOf(page, 'what became of it')));

  await page.goto(`/${slug}/admin/payments/${kenji.memberId}`);
  await press(page, words.panel.hold);
  await field(page, words.hold.day).fill(inDays(27));
  await dialog().getByRole('button', { name: words.hold.submit, exact: true }).click();
  await see(page, words.hold.reasonMissing);
  faults.push(...(await faultsOf(page, 'a hold without its reason')));
  await field(page, words.hold.reason).fill('27日後に振り込むと電話があった');
  await dialog().getByRole('button', { name: words.hold.submit, exact: true }).click();
  await see(page, words.panel.heldAll);
  await picture(page, 'admin-reminder-hold');
  faults.push(...(await faultsOf(page, 'a member on hold')));
  await page.goto(`${reminders}?view=left_out`);
  await page.getByText(words.reasons.promised).filter({ visible: true }).first().waitFor();
  await picture(page, 'admin-reminder-left');
  faults.push(...(await faultsOf(page, 'who is left out')));

  // The mail leads to the bill without a log-in, and its page threatens nobody.
  const member = await house.person(phone);
  const link = await until('the reminder', async () => {
    const found = await linkOf(`misaki@${slug}.example`);
    return found.includes(`#token=${billId.slice('bill_'.length)}`) ? found : null;
  });
  await member.page.goto(link);
  await member.page.getByText('2026年度 年会費').first().waitFor();
  expect(await member.page.getByText(/督促|法的/).count()).toBe(0);
  await notify({ paymentNumber: await issueNumber(misaki, billId), type: 'payment.captured' });
  await until('the payment', async () =>
    (await world.office.billing.bill.query({ billId: billId as never })).status === 'paid' ? true : null,
  );

  await page.goto(`/${slug}/admin/bills/${billId}`);
  const sent = page.getByRole('list', { name: words.panel.history });
  await sent.getByText(stageName(words.stageName, 7), { exact: false }).waitFor();
  await sent.getByText(formatDateShort(inDays(17)), { exact: true }).waitFor();
  faults.push(...(await faultsOf(page, 'a bill that was reminded of')));

  // Two stages later only the one who did not pay is left: the promise has passed.
  await on(80, 1);
  await page.goto(reminders);
  await see(page, kenji.name);
  expect(await page.getByText(misaki.name).count()).toBe(0);
  await page.getByRole('button', { name: 'English' }).first().click();
  await page.getByText(dunningTexts.en.view.due).first().waitFor();
  faults.push(
    ...(await faultsOf(page, 'who is due, in English', {
      language: 'en',
      typed: [kenji.name, '2026年度 年会費', world.name, '青木 玲子', '青'],
    })),
  );
  await page.getByRole('button', { name: '日本語' }).first().click();
  await see(page, words.title);
  expect(faults).toEqual([]);
  expect([office.troubles, member.troubles]).toEqual([[], []]);
  await member.context.close();
});

test('ARR-03 journey: whoever is chosen in the roll is reminded from there, and who is not is named with the reason', async () => {
  const { page } = office;
  await on(80, 1);
  const begin = async () => {
    await page.goto(`/${slug}/admin/members`);
    await settled(office);
    await page.getByLabel(kitTexts.ja.table.selectAll).check({ force: true });
    await press(page, rollTexts.ja.bulk.remind);
    await dialog()
      .getByRole('region', { name: fill(words.chosen.now, { count: 1 }) })
      .waitFor();
    await dialog()
      .getByText(fill(words.sendFirst, { name: kenji.name }))
      .waitFor();
  };
  const send = () =>
    dialog()
      .getByRole('button', { name: fill(words.send, { count: 1 }), exact: true })
      .click();
  await begin();
  const kept = dialog().getByRole('region', { name: fill(words.chosen.kept, { count: 1 }) });
  await kept.getByRole('link', { name: misaki.name }).waitFor();
  await kept.getByText(words.chosen.clear).waitFor();
  await settled(office);
  await picture(page, 'admin-members-remind');
  await page.setViewportSize(phone);
  await picture(page, 'admin-members-remind-390');
  await page.setViewportSize(desk);
  const faults = await faultsOf(page, 'reminders to those chosen in the roll');
  await send();
  // Pressed by mistake: it is taken back before anything goes.
  await dialog().getByText(words.chosen.goesOn).waitFor();
  await dialog().getByRole('button', { name: words.stop, exact: true }).click();
  await dialog().getByText(words.stoppedAll).waitFor();
  faults.push(...(await faultsOf(page, 'a round from the roll that was taken back')));
  await dialog().getByRole('button', { name: words.close, exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  // What was chosen stays chosen.
  expect(await page.getByRole('button', { name: rollTexts.ja.bulk.remind, exact: true }).count()).toBe(1);

  await begin();
  await send();
  await dialog()
    .getByText(fill(words.finished, { mailed: 1, letters: 0, skipped: 0 }))
    .waitFor({ timeout: 60_000 });
  await dialog().getByText(words.outcome.mailed).waitFor();
  faults.push(...(await faultsOf(page, 'a round that was sent from the roll')));
  await dialog().getByRole('link', { name: words.chosen.toReminders }).click();
  await page.waitForURL(`**${reminders}`);
  await see(page, words.emptyTitle.due);
  expect(faults).toEqual([]);
  expect(office.troubles).toEqual([]);
});

test('ARR-03 journey: dunning goes by itself from its hour on, letters are taken out and posted, stages are set', async () => {
  const { page } = office;
  const { memberId } = await world.office.members.create.mutate({
    familyName: '勅使河原',
    givenName: '𠮷彦',
    familyNameKana: 'テシガワラ',
    givenNameKana: 'ヨシヒコ',
    membershipTypeId: world.membershipTypeId as never,
    memberNumber: '',
    contactEmail: '',
    phone: '',
    postalCode: '1000001' as never,
    address: '東京都千代田区千代田1-1',
    affiliation: '',
    birthDate: '',
    joinedOn: '2020-04-01' as never,
    memo: '',
    issueProvisional: false,
  });
  await days(0);
  await billDueIn({ ...misaki, memberId }, 5, '会誌代');

  await page.goto(`/${slug}/admin/settings/dunning`);
  await page.getByText(words.settings.automatic, { exact: true }).click();
  await page.getByText(words.settings.english, { exact: true }).click();
  await field(page, words.settings.days).nth(1).fill('-3');
  await press(page, words.settings.save);
  await see(page, words.issues.stages_too_close);
  await picture(page, 'admin-reminder-settings');
  const faults = await faultsOf(page, 'stages too close');
  await field(page, words.settings.days).nth(1).fill('14');
  await field(page, words.settings.body).first().fill('{{請求一覧}}\n訴訟を起こします。');
  await press(page, words.settings.save);
  await see(page, words.issues.legal_word);
  await field(page, words.settings.body).first().fill('{{請求一覧}}\nお早めにお願いします。');
  await page.getByRole('button', { name: words.settings.preview, exact: true }).first().click();
  await dialog().getByText('お早めにお願いします。', { exact: false }).waitFor();
  faults.push(...(await faultsOf(page, 'a text as it would be')));
  await dialog().getByRole('button', { name: words.close, exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByLabel(words.settings.hour).selectOption({ label: fill(words.settings.hours, { hour: 7 }) });
  await press(page, words.settings.save);
  await see(page, words.settings.saved);

  // From the hour on it goes within a minute, and only what has an address goes by mail.
  await until('the letter', async () => {
    await days(20);
    const { counts, todaysJob } = await world.office.dunning.plan.query({});
    return counts.letters > 0 && todaysJob?.state === 'done' ? true : null;
  });
  await page.goto(`${reminders}?view=letters`);
  await see(page, '勅使河原 𠮷彦');
  await picture(page, 'admin-reminder-letters');
  faults.push(...(await faultsOf(page, 'letters that wait')));
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    press(page, fill(words.letters.print, { name: stageName(words.stageName, 14), count: 1 })),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.pdf$/);
  await press(page, fill(words.letters.markPrinted, { count: 1 }));
  await see(page, words.letters.posted);
  faults.push(...(await faultsOf(page, 'letters that were posted')));
  await page.goto(`${reminders}?view=log`);
  await see(page, words.log.automatic);
  await page.setViewportSize(phone);
  await picture(page, 'admin-reminder-log-390');
  await page.setViewportSize(desk);
  await picture(page, 'admin-reminder-log');
  faults.push(...(await faultsOf(page, 'what was sent')));
  expect(faults).toEqual([]);
  expect(office.troubles).toEqual([]);
}, 400_000);

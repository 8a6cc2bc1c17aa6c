import { fiscalYearOf, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { TermSettings } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applicationTexts } from '../../src/features/applications/admin-texts.ts';
import { adminBillingTexts } from '../../src/features/billing/admin-texts.ts';
import { billPaperTexts } from '../../src/features/billing/bill-paper-texts.ts';
import { correctionTexts } from '../../src/features/billing/correction-texts.ts';
import { runTexts } from '../../src/features/billing/run-texts.ts';
import { dunningTexts } from '../../src/features/dunning/dunning-texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { unitTexts } from '../../src/features/members/unit-texts.ts';
import { adminPaymentTexts } from '../../src/features/payments/admin-texts.ts';
import { depositTexts } from '../../src/features/payments/deposit-texts.ts';
import { moneyTexts } from '../../src/features/payments/money-texts.ts';
import { payLinkTexts } from '../../src/features/payments/pay-link-texts.ts';
import { refundTexts } from '../../src/features/payments/refund-texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { fill } from '../../src/lib/words.ts';
import { field, fitsSideways, follow, press, see, signInMember, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse, phone, picture } from './house.ts';
import { faultsOf, settled } from './soundness.ts';
import {
  type Enrolled,
  type World,
  billDues,
  billFor,
  caller,
  duesName,
  enrol,
  issueNumber,
  linkOf,
  notify,
  openWorld,
  password,
  standingDues,
} from './world.ts';

const words = correctionTexts.ja;
const thisYear = fiscalYearOf(jstDateOf(new Date()), 4);
const states = kitTexts.ja.status;

let house: House;
let office: Person;
let member: Person;
let world: World;
let ryo: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  member = await house.person(phone);
  world = await openWorld('akane', 'あかね学会');
  await world.office.membershipTypes.create.mutate({ name: '学生会員', annualFee: 5000 as never });
  ryo = await enrol(world, '髙﨑', '涼', 'ryo@akane.example');
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await signInMember(member, world.slug, ryo.login, password);
});
afterAll(async () => {
  await house.close();
});

const dues = (fiscalYear: number) => billDues(world, ryo, fiscalYear);
const billOf = (fiscalYear: number) => standingDues(world, ryo, fiscalYear);

/** Says what is wrong with a bill and what is right, reads the steps, and presses once. */
async function correct(billId: string, wrong: keyof typeof words.kinds, rightly: () => Promise<unknown>, last: string): Promise<void> {
  const { page } = office;
  await page.goto(`/${world.slug}/admin/bills/${billId}/correct`);
  await page.getByText(words.kinds[wrong], { exact: true }).click();
  await rightly();
  await page.getByRole('region', { name: words.stepsLabel }).getByRole('listitem').filter({ hasText: last }).waitFor();
  await field(page, words.reason).fill('登録まちがい');
  await press(page, words.submit);
  await see(page, words.done);
  await see(page, words.kinds[wrong]);
  expect(await faultsOf(page, `a bill that was corrected: ${wrong}`)).toEqual([]);
}

/** What the member sees of a year, without having loaded the page again. */
const mineOf = (year: number) => member.page.getByRole('link').filter({ hasText: duesName(year) });
const sees = (year: number, state: string, amount: string) => mineOf(year).filter({ hasText: state }).filter({ hasText: amount }).waitFor();

describe('訂正', () => {
  test('ADJ-05 journey: a student was billed as regular and had paid: corrected in one act, seen by the member at once, and taken back', async () => {
    const billId = await dues(thisYear);
    const paymentNumber = await issueNumber(ryo, billId);
    await notify({ paymentNumber, type: 'payment.captured' });
    const mine = mineOf(thisYear);
    await member.page.goto(`/${world.slug}/my/bills`);
    await mine.filter({ hasText: states.paid }).waitFor();

    const { page } = office;
    await page.goto(`/${world.slug}/admin/bills/${billId}`);
    await follow(page, words.link);
    await page.getByText(words.kinds.type, { exact: true }).click();
    await field(page, words.type).selectOption({ label: '学生会員' });
    const steps = page.getByRole('region', { name: words.stepsLabel }).getByRole('listitem');
    await steps.filter({ hasText: words.steps.keep.replace('{{amount}}', '5,000') }).waitFor();
    expect(await steps.count()).toBe(6);
    await field(page, words.reason).fill('入会時の種別の登録まちがい');
    await picture(page, 'admin-bill-correct');
    expect(await faultsOf(page, 'what a correction does')).toEqual([]);
    await page.setViewportSize(phone);
    expect(await fitsSideways(page)).toBe(true);
    await picture(page, 'admin-bill-correct-390');
    await page.setViewportSize(desk);
    await press(page, words.submit);

    await see(page, words.done);
    await see(page, words.number.replace('{{number}}', paymentNumber));
    expect(await faultsOf(page, 'a corrected bill')).toEqual([]);
    await picture(page, 'admin-bill-corrected');
    // Nobody reloaded the member's page.
    await mine.filter({ hasText: states.paid }).filter({ hasText: '5,000' }).waitFor();
    await mine.filter({ hasText: states.cancelled }).filter({ hasText: '10,000' }).waitFor();
    const balance = async () => (await world.office.billing.memberBalances.query({ memberIds: [ryo.memberId as never] }))[0];
    expect(await balance()).toMatchObject({ owed: 0, credit: 5000 });

    await press(page, words.undo);
    await page.getByRole('dialog').getByRole('button', { name: words.undo, exact: true }).click();
    await see(page, words.undoing);
    await mine.filter({ hasText: states.paid }).filter({ hasText: '10,000' }).waitFor();
    expect(await balance()).toMatchObject({ owed: 0, credit: 0 });
    expect([...office.troubles, ...member.troubles]).toEqual([]);
  });

  test('ADJ-04: of dues of a year that is over the bill alone is made with another type, unless the tick is taken away', async () => {
    const { page } = office;
    await page.goto(`/${world.slug}/admin/bills/${await dues(thisYear - 1)}/correct`);
    await page.getByText(words.kinds.type, { exact: true }).click();
    await field(page, words.type).selectOption({ label: '学生会員' });
    const tick = page.getByText(fill(words.keepType, { type: '正会員' }), { exact: true });
    const changes = page.getByRole('listitem').filter({ hasText: fill(words.steps.change_type, { name: '学生会員' }) });
    await tick.waitFor();
    expect(await changes.count()).toBe(0);
    expect(await faultsOf(page, 'a correction of a year that is over')).toEqual([]);
    await tick.click();
    await changes.waitFor();
    await tick.click();
    await changes.waitFor({ state: 'detached' });
    expect(office.troubles).toEqual([]);
  });

  test('PAY-17, PAY-11 journey: money for the newest year goes to the oldest, and the office is told what to tell the provider', async () => {
    await member.page.goto(`/${world.slug}/my/bills`);
    const to = fill(words.toOption, { name: duesName(thisYear - 1), rest: '10,000' });
    const choose = () => office.page.getByText(to, { exact: true }).click();
    await correct(await billOf(thisYear), 'misplaced', choose, fill(words.steps.place, { name: duesName(thisYear - 1), amount: '10,000' }));
    await sees(thisYear - 1, states.paid, '10,000');
    await sees(thisYear, states.unpaid, '10,000');
    await office.page.goto(`/${world.slug}/admin/tasks`);
    await see(office.page, adminPaymentTexts.ja.tasks.whats.moved_money.title);
  });

  test('BIL-11, BIL-12 journey: a paid bill of the wrong year is one of the right year, with its money and its 決済番号', async () => {
    const choose = () => field(office.page, words.year).selectOption(String(thisYear - 2));
    const last = fill(words.steps.place, { name: duesName(thisYear - 2), amount: '10,000' });
    await correct(await billOf(thisYear - 1), 'year', choose, last);
    const moved = new RegExp(`${fill(words.moved, { amount: '10,000', name: duesName(thisYear - 2) })}\\s*決済番号 \\d{13}`);
    await office.page.getByRole('listitem').filter({ hasText: moved }).last().waitFor();
    await sees(thisYear - 2, states.paid, '10,000');
    await sees(thisYear - 1, states.cancelled, '10,000');
  });

  test('ADJ-02 journey: a wrong amount is another bill over the right one, which the member is asked for', async () => {
    const choose = () => field(office.page, words.amount).fill('8000');
    await correct(await billOf(thisYear), 'amount', choose, fill(words.steps.create, { name: duesName(thisYear), amount: '8,000' }));
    await sees(thisYear, states.unpaid, '8,000');
    expect([...office.troubles, ...member.troubles]).toEqual([]);
  });
});

/** Somebody of the office who may look at members, bills and money, and change none of it. */
async function readerOf({ office: owner, slug, owner: { password: own } }: World): Promise<{ email: string; password: string }> {
  const email = `reader@${slug}.example`;
  const names = { familyName: '山本', givenName: '恵' };
  const { userId } = await owner.identity.inviteUser.mutate({ email, ...names, role: 'staff', password: own });
  const token = new URLSearchParams(new URL(await linkOf(email)).hash.slice(1)).get('token') ?? '';
  const reading = { familyNameKana: 'ヤマモト', givenNameKana: 'メグミ', password };
  await caller(null).identity.acceptInvitation.mutate({ token, ...names, ...reading });
  const permissions = ['members.read' as const, 'billing.read' as const, 'payments.read' as const];
  await owner.identity.changeUserAccess.mutate({ userId, role: 'staff', permissions, version: 0, password: own });
  return { email, password };
}

async function takeCash(billId: string, amount: number): Promise<void> {
  const receivedOn = new Date().toISOString().slice(0, 10) as never;
  const money = { method: 'cash' as const, receivedOn, memo: '', idempotencyKey: crypto.randomUUID() };
  await world.office.payments.recordOffline.mutate({ billId: billId as never, amount: amount as never, ...money });
}

describe('rights', () => {
  test('ADM-01, domain.md 1: who only reads is offered nothing that would be refused after it was filled in', async () => {
    const open = await billFor(world, ryo, '講習会費', 3000);
    const over = await billFor(world, ryo, '名札代', 1000);
    await takeCash(over, 1500);
    const [bill, own, dunning] = [adminBillingTexts.ja, moneyTexts.ja.page, dunningTexts.ja.panel];
    const { detail: record, list } = adminMemberTexts.ja;
    const offers: Readonly<Record<string, readonly string[]>> = {
      [`bills/${open}`]: [bill.bill.record, bill.bill.menu, words.link, billPaperTexts.ja.invoice.issue, dunning.hold],
      [`bills/${over}`]: [bill.bill.menu, words.link, bill.receipt.issue],
      [`payments/${ryo.memberId}`]: [own.record, own.payLink, own.bank, own.use, dunning.hold],
      payments: [adminPaymentTexts.ja.list.reverse, refundTexts.ja.ask.open],
      'payments/reconcile': [depositTexts.ja.read],
      bills: [bill.bills.create],
      'billing/runs': [runTexts.ja.list.create],
      'pay-links': [payLinkTexts.ja.make],
      [`members/${ryo.memberId}`]: [
        record.edit,
        record.reissue,
        record.reset,
        record.addAdjustment,
        unitTexts.ja.change,
        record.changeStatus,
      ],
      members: [list.import, list.add],
      'members/applications': [applicationTexts.ja.list.add],
    };
    const reader = await house.person(desk);
    const { email, password: secret } = await readerOf(world);
    await signInOffice(reader, world.slug, email, secret);
    const offered = async (person: Person, path: string) => {
      await person.page.goto(`/${world.slug}/admin/${path}`);
      await settled(person);
      const shown = await person.page
        .locator('main')
        .locator('button, a')
        .filter({ visible: true })
        .evaluateAll((all) => all.map((one) => one.ariaLabel ?? one.textContent ?? ''));
      return [...new Set(offers[path]!.filter((name) => shown.some((label) => label.trim() === name || label.endsWith(`を${name}`))))];
    };
    for (const path of Object.keys(offers)) {
      expect(await offered(office, path), path).toEqual(offers[path]);
      expect(await offered(reader, path), path).toEqual([]);
    }
    expect(reader.troubles).toEqual([]);
  });
});

describe('a surplus', () => {
  test('BIL-15: of a type with terms is kept for the next renewal, and next year is not offered', async () => {
    const billId = await dues(thisYear + 1);
    await takeCash(billId, 20_000);
    const { page } = office;
    const at = `/${world.slug}/admin/bills/${billId}`;
    const surplus = async () => {
      await page.goto(at);
      await follow(page, words.link);
      await page.getByText(words.kinds.surplus, { exact: true }).click();
    };
    await surplus();
    await page.getByText(words.rests.next_year, { exact: true }).waitFor();
    const types = await world.office.renewals.settings.query();
    for (const { membershipTypeId, version, ...type } of types) {
      const settings = TermSettings.parse({ ...type, hasTerms: true });
      await world.office.renewals.saveSettings.mutate({ membershipTypeId, version, ...settings });
    }
    await surplus();
    await page.getByText(words.restOnly.has_terms).waitFor();
    expect(await page.getByText(words.rests.next_year, { exact: true }).count()).toBe(0);
    const steps = page.getByRole('region', { name: words.stepsLabel }).getByRole('listitem');
    await steps.filter({ hasText: fill(words.steps.keep, { amount: '10,000' }) }).waitFor();
    expect(await faultsOf(page, 'a surplus of a type with terms')).toEqual([]);
    expect(office.troubles).toEqual([]);
  });
});

describe('a receipt', () => {
  test('PAY-18: is made out to the name that was shown, also where the member has another one by now', async () => {
    const billId = await billFor(world, ryo, '資料代', 700);
    await takeCash(billId, 700);
    const { members } = world.office;
    const memberId = ryo.memberId as never;
    const { version, membershipTypeId, joinedOn, contactEmail } = await members.get.query({ memberId });
    const names = { familyName: '服部', givenName: '涼', familyNameKana: 'ハットリ', givenNameKana: 'リョウ' };
    const blank = { phone: '', postalCode: '', address: '', affiliation: '', birthDate: '' as const, memo: '' };
    await members.update.mutate({ memberId, version, membershipTypeId, joinedOn, contactEmail, ...names, ...blank });
    const { page } = member;
    await page.goto(`/${world.slug}/my/pay/${billId}/result`);
    const shown = await page.locator('.pay-to__name').innerText();
    const download = page.waitForEvent('download');
    await press(page, paymentTexts.ja.result.issue);
    await download;
    const receipt = await ryo.me.documents.receiptOfBill.query({ billId: billId as never });
    expect([shown, receipt?.addressee]).toEqual([ryo.name, ryo.name]);
    expect(member.troubles).toEqual([]);
  });
});

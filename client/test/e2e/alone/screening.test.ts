import { readFileSync } from 'node:fs';
import { feeMethods } from '@tsudoi/shared/contracts/payments/fee.contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deskTexts } from '../../../src/features/operations/desk-texts.ts';
import { payoutDeskTexts } from '../../../src/features/operations/payout-desk-texts.ts';
import { operationTexts } from '../../../src/features/operations/texts.ts';
import { payoutAccountWords } from '../../../src/lib/i18n/payout-account-words.ts';
import { payoutSettingsTexts } from '../../../src/features/payments/payout-settings-texts.ts';
import { payoutTexts } from '../../../src/features/payments/payout-texts.ts';
import { paymentTexts } from '../../../src/features/payments/texts.ts';
import { screeningTexts } from '../../../src/features/payments/screening-texts.ts';
import { screeningWords } from '../../../src/lib/i18n/screening-words.ts';
import { formatMonth } from '../../../src/lib/dates.ts';
import { ownPasswordTexts } from '../../../src/lib/i18n/own-password-words.ts';
import { fill } from '../../../src/lib/words.ts';
import { field, fillBirth, press, see, signInMember, signInOffice, until } from '../hands.ts';
import { type House, type Person, desk as wide, openHouse, phone, stack } from '../house.ts';
import { enterAsOperator } from '../operator-door.ts';
import { faultsOf } from '../soundness.ts';
import { type World, billFor, enrol, notify, openOrganization, password } from '../world.ts';

const words = screeningTexts.ja;
const names = screeningWords.ja;
const desk = deskTexts.ja;
const pay = paymentTexts.ja;
const payouts = payoutTexts.ja;
const payoutDesk = payoutDeskTexts.ja;
const payTo = payoutSettingsTexts.ja;
const account = { apiKey: 'sk_live_sumire0123456789', webhookSecret: 'whs_sumire_0123456789abcdef' };

let house: House;
let office: Person;
let operator: Person;
let member: Person;
const faults: string[] = [];
const look = async ({ page }: Person, name: string) => void faults.push(...(await faultsOf(page, name)));

beforeAll(async () => {
  house = await openHouse();
  [office, operator, member] = [await house.person(wide), await house.person(wide), await house.person(phone)];
});
const days = (count: number) => fetch(`${stack().control}/clock/${count}`);
afterAll(async () => {
  await days(0);
  await house.close();
});

test('PAY-01 PAY-02 PAY-05 TEN-02 POU-01 POU-02 journey: an organisation applies for payments and gets its first payout', async () => {
  const opened = await openOrganization('sumirekai', 'すみれ会');
  const { membershipTypeId } = await opened.office.membershipTypes.create.mutate({ name: '正会員', annualFee: 6000 as never });
  const world: World = { ...opened, membershipTypeId };
  const misaki = await enrol(world, '高橋', '美咲', 'misaki@sumirekai.example');
  const billId = await billFor(world, misaki, '2026年度 年会費', 6000);
  await signInMember(member, world.slug, misaki.login, password);
  const offered = async () => {
    await member.page.goto(`/${world.slug}/my/pay/${billId}`);
    await see(member.page, '2026年度 年会費');
    const methods = await misaki.me.payments.methods.query({ billId: billId as never });
    return methods.filter(({ available }) => available).map(({ method }) => method);
  };
  expect(await offered()).toEqual([]);

  // The office fills the form in; what it typed is there again after a reload, without a press.
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await office.page.goto(`/${world.slug}/admin/settings/screening`);
  await see(office.page, words.noHistory);
  await look(office, 'an empty application');
  for (const method of ['card', 'konbini'] as const) await office.page.getByText(names.methods[method], { exact: true }).click();
  const told = {
    postalCode: '112-0002',
    address: '東京都文京区小石川1-1-1',
    phone: '03-1234-5678',
    repFamilyName: '青木',
    repGivenName: '玲子',
    repFamilyNameKana: 'アオキ',
    repGivenNameKana: 'レイコ',
    bankCode: '0001',
    branchCode: '123',
    accountNumber: '1234567',
    accountHolder: 'スミレカイ',
    purposeText: '年会費を集めます。',
  } as const;
  for (const [name, value] of Object.entries(told)) await field(office.page, names.fields[name as keyof typeof told]).fill(value);
  await fillBirth(office.page, names.fields.repBirthDate, { year: '1970', month: '4', day: '1' });
  await field(office.page, names.fields.accountType).selectOption('ordinary');
  await field(office.page, names.fields.purpose).selectOption('donation');
  await see(office.page, words.donation);
  await field(office.page, names.fields.purpose).selectOption('dues');
  // The last word of it, too: whoever paused before that has an earlier one stored, in which nothing is missing either.
  await until('the draft', async () => {
    const { missing, facts } = await world.office.screening.get.query();
    return missing.length === 0 && facts.purpose === 'dues' ? true : null;
  });
  await office.page.reload();
  expect(await field(office.page, names.fields.accountHolder).inputValue()).toBe('ｽﾐﾚｶｲ');
  await press(office.page, words.submit);
  await office.page.getByRole('dialog').getByRole('button', { name: words.submit, exact: true }).click();
  await see(office.page, words.facts);
  await look(office, 'an application that was sent');
  expect(await offered()).toEqual([]);

  // The operator decides method by method, and enters the account.
  await enterAsOperator(operator.page, stack().operatorTokens[2]);
  await operator.page.goto('/ops/screenings');
  await operator.page.getByRole('link', { name: 'すみれ会' }).first().click();
  await press(operator.page, desk.begin);
  await press(operator.page, fill(desk.approveOf, { method: names.methods.konbini }));
  await operator.page.getByRole('dialog').getByRole('button', { name: desk.approve, exact: true }).click();
  await see(operator.page, names.states.approved);
  expect(await offered()).toEqual([]);
  await press(operator.page, desk.enter);
  await operator.page.getByRole('dialog').getByLabel(desk.provider, { exact: true }).selectOption('komoju');
  await field(operator.page, 'シークレットキー').fill(account.apiKey);
  await field(operator.page, '通知の鍵（シークレットトークン）').fill(account.webhookSecret);
  await look(operator, 'an account to be entered');
  await press(operator.page, desk.send);
  await see(operator.page, names.states.live);
  await look(operator, 'an application on the desk');
  await press(operator.page, desk.choose);
  await see(operator.page, desk.chooseCards);
  await look(operator, 'what an account takes, to be chosen');
  await operator.page.getByRole('dialog').getByRole('button', { name: desk.send, exact: true }).click();
  await see(operator.page, desk.chosen);
  const callbackUrl = await operator.page.locator('.ops-code').first().innerText();
  expect(await operator.page.content()).not.toContain('sumire0123456789');

  // What the organisation does at the provider's own pages.
  const signedUp = await fetch(`${stack().sandbox}/control/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ accountId: callbackUrl.split('/').at(-1), provider: 'komoju', ...account, callbackUrl }),
  });
  expect(signedUp.ok).toBe(true);

  await until('the approved method', async () => ((await offered()).join() === 'konbini' ? true : null));
  await member.page.reload();
  await member.page.getByText(pay.method.konbini, { exact: true }).first().click();
  expect(await member.page.getByText(pay.method.card, { exact: true }).count()).toBe(0);
  await member.page.getByText(pay.stores.lawson, { exact: true }).click();
  await press(member.page, fill(pay.method.payKonbini, { store: pay.stores.lawson }));
  await member.page.waitForURL(/\/number$/);
  const charge = await misaki.me.payments.chargeOfBill.query({ billId: billId as never });
  await notify({ paymentNumber: charge!.paymentNumber, type: 'payment.captured' });
  await member.page.waitForURL(/\/result$/);
  await see(member.page, pay.result.paidTitle);

  // The account of the payouts is the office's to say; then the month ends, and is closed on the eleventh.
  const closeMonth = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo' }).format(Date.now()).slice(0, 7);
  const month = fill(payouts.monthOf, { month: formatMonth(closeMonth) });
  await office.page.goto(`/${world.slug}/admin/settings/payouts`);
  await see(office.page, payTo.memberText);
  await see(office.page, payTo.noFee);
  await press(office.page, payTo.register);
  const { bankCode, branchCode, accountNumber, accountHolder: holder } = told;
  const payee = { bankCode, bankName: 'ミズホ', branchCode, branchName: 'カンダ', accountNumber, holder } as const;
  for (const [name, value] of Object.entries(payee))
    await field(office.page, payoutAccountWords.ja[name as keyof typeof payee]).fill(value);
  await field(office.page, ownPasswordTexts.ja.label).fill(world.owner.password);
  await press(office.page, payTo.register);
  await office.page.getByText('末尾567', { exact: false }).waitFor();
  const [year, ordinal] = closeMonth.split('-').map(Number) as [number, number];
  await days(Math.ceil((Date.UTC(year, ordinal, 11) - Date.now()) / 86_400_000));
  await until('the closed month', async () => {
    const [first] = (await world.office.payouts.list.query()).payouts;
    return first?.state === 'closed' ? true : null;
  });

  // The operator approves, takes the bank's file away, and says that the bank has paid.
  await operator.page.goto('/ops/payouts');
  const item = operator.page.locator('section').filter({ hasText: `すみれ会 ${month}` });
  const act = async (name: string) => {
    await item.getByRole('button', { name, exact: true }).click();
    await operator.page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  };
  await act(payoutDesk.approve);
  await item.getByText(payoutDesk.states.approved, { exact: true }).waitFor();
  const [file] = await Promise.all([operator.page.waitForEvent('download'), press(operator.page, payoutDesk.export)]);
  // The trailer of the file: one transfer of what was paid without the fee of a store.
  const transfers = readFileSync(await file.path(), 'latin1');
  expect(transfers).toContain('8000001000000005780');
  await item.getByText(payoutDesk.states.exported, { exact: true }).waitFor();
  // Whoever lost it saves the same one; what the bank did not take is put back, and goes into another.
  const [again] = await Promise.all([operator.page.waitForEvent('download'), press(operator.page, payoutDesk.files.again)]);
  expect(readFileSync(await again.path(), 'latin1')).toBe(transfers);
  await press(operator.page, payoutDesk.files.takeBack);
  await look(operator, 'a bank file that is put back');
  await operator.page.getByRole('dialog').getByRole('button', { name: payoutDesk.files.takeBack, exact: true }).click();
  await item.getByText(payoutDesk.states.approved, { exact: true }).waitFor();
  await Promise.all([operator.page.waitForEvent('download'), press(operator.page, payoutDesk.export)]);
  await item.getByText(payoutDesk.states.exported, { exact: true }).waitFor();
  await act(payoutDesk.paid);
  await item.getByText(payoutDesk.states.paid, { exact: true }).waitFor();
  await look(operator, 'a payout on the desk');
  await operator.page.goto('/ops/debits');
  await see(operator.page, operationTexts.ja.debits.ended.none);
  await look(operator, 'the desk of direct debits');

  await office.page.goto(`/${world.slug}/admin/payouts`);
  await office.page.getByRole('link', { name: month }).first().click();
  await see(office.page, payouts.states.paid);
  await see(office.page, misaki.name);
  await look(office, 'the statement of a payout');
  const [statement] = await Promise.all([office.page.waitForEvent('download'), press(office.page, payouts.pdf)]);
  expect(readFileSync(await statement.path(), 'latin1')).toMatch(/^%PDF/);
  expect(faults).toEqual([]);
  for (const { troubles } of [office, operator, member]) expect(troubles).toEqual([]);
});

test('POU-02: the operator of the journey sets rates of its own, of what a fee is taken for, and is asked for none of debits', async () => {
  const { page } = operator;
  const { fees } = payoutDesk;
  await page.goto('/ops/payouts');
  await page.getByText('バーチャル口座 1件220円', { exact: false }).waitFor();
  await press(page, fees.add);
  for (const method of feeMethods) {
    await field(page, fill(fees.percentOf, { method: fees.methods[method] })).fill('0');
    await field(page, fill(fees.fixedOf, { method: fees.methods[method] })).fill('200');
  }
  expect(await page.getByLabel(fees.methods.direct_debit, { exact: false }).count()).toBe(0);
  expect(await faultsOf(page, 'rates to be added')).toEqual([]);
  // From a day that no test lives to see.
  await field(page, fees.begins).fill('2099-04-01');
  await press(page, fees.add);
  await see(page, fees.added);
  await see(page, feeMethods.map((method) => `${fees.methods[method]} 1件200円`).join(fees.comma));
  expect(operator.troubles).toEqual([]);
});

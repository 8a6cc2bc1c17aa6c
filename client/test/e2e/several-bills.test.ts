import { afterAll, beforeAll, expect, test } from 'vitest';
import { togetherTexts } from '../../src/features/billing/together-texts.ts';
import { invoiceTexts } from '../../src/features/payments/invoice-texts.ts';
import { moneyTexts } from '../../src/features/payments/money-texts.ts';
import { refundTexts } from '../../src/features/payments/refund-texts.ts';
import { paymentTexts } from '../../src/features/payments/texts.ts';
import { withdrawnTexts } from '../../src/features/payments/withdrawn-texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { refusals } from '../../src/lib/i18n/refusals.ja.ts';
import { fill } from '../../src/lib/words.ts';
import { field, fitsSideways, follow, press, see, signInMember, signInOffice, slipOf, takeCash, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone, stack } from './house.ts';
import { settled } from './soundness.ts';
import { type Enrolled, type World, billFor, enrol, notify, openWorld, password } from './world.ts';

const pay = paymentTexts.ja;
const money = moneyTexts.ja;

let house: House;
let office: Person;
let member: Person;
let world: World;
let misaki: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  member = await house.person(phone);
  world = await openWorld('tsubaki', 'つばき会');
  misaki = await enrol(world, '高橋', '美咲', 'misaki@tsubaki.example');
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await signInMember(member, world.slug, misaki.login, password);
});
afterAll(async () => {
  await house.close();
});

const standing = async (billIds: readonly string[]) =>
  Promise.all(
    billIds.map(async (billId) => {
      const { status, allocated } = await world.office.billing.bill.query({ billId: billId as never });
      return [status, allocated];
    }),
  );

test('PAY-12, PAY-13 journey: a member ticks two of three years and one number pays both, each with its own figure', async () => {
  const [first, second, third] = [
    await billFor(world, misaki, '2024年度 年会費', 8000),
    await billFor(world, misaki, '2025年度 年会費', 9000),
    await billFor(world, misaki, '2026年度 年会費', 10_000),
  ];
  const { page } = member;
  await page.goto(`/${world.slug}/my/bills`);
  await see(page, togetherTexts.ja.title);
  await page.getByText('2026年度 年会費', { exact: true }).last().click();
  await see(page, '17,000円');
  expect(await fitsSideways(page)).toBe(true);
  await follow(page, togetherTexts.ja.pay);
  await see(page, fill(pay.together.title, { count: 2 }));
  // Each of them can be handed to an employer, not only the first.
  for (const bill of ['2024年度 年会費', '2025年度 年会費']) await see(page, fill(invoiceTexts.ja.titleOf, { bill }));
  await page.getByText(pay.method.payeasy, { exact: true }).first().click();
  await press(page, pay.method.payPayeasy);
  await page.waitForURL(/\/number$/);
  await see(page, fill(pay.together.title, { count: 2 }));
  const charge = await misaki.me.payments.chargeOfBill.query({ billId: second as never });
  expect(charge).toMatchObject({ amount: 17_000, lines: [{ amount: 8000 }, { amount: 9000 }] });
  await notify({ paymentNumber: charge!.paymentNumber, type: 'payment.captured' });
  await page.waitForURL(/\/result$/);
  await see(page, pay.result.paidTitle);
  await until('both years', async () => ((await standing([first, second])).every(([status]) => status === 'paid') ? true : null));
  expect(await standing([first, second, third])).toEqual([
    ['paid', 8000],
    ['paid', 9000],
    ['unpaid', 0],
  ]);
});

test('PAY-14, PAY-16 journey: the office splits a transfer over two bills and keeps the rest in advance', async () => {
  const [fourth, fifth] = [await billFor(world, misaki, '大会参加費', 5000), await billFor(world, misaki, '会誌代', 3000)];
  const { page } = office;
  await page.goto(`/${world.slug}/admin/payments/${misaki.memberId}`);
  await press(page, money.page.record);
  await field(page, money.split.amount).fill('20,000');
  await press(page, money.split.next);
  await see(page, fill(money.split.advance, { amount: 2000 }));
  const shares = page.getByRole('dialog').locator('input');
  // What is typed is told at once, to the yen.
  await shares.last().fill('2,999');
  await see(page, fill(money.split.advance, { amount: 2001 }));
  // What cannot be read is not nothing: its box says so, and nothing is recorded.
  const record = page.getByRole('dialog').getByRole('button', { name: money.split.submit, exact: true });
  await shares.last().fill('3千');
  await record.click();
  await see(page, kitTexts.ja.issues.not_integer_yen);
  expect(await standing([fourth, fifth])).toEqual([
    ['unpaid', 0],
    ['unpaid', 0],
  ]);
  await shares.last().fill('3,000');
  // Recorded, but nobody hears of it: going back and pressing again records it no second time.
  let tell: () => void = () => undefined;
  const recorded = new Promise<void>((resolve) => (tell = resolve));
  await page.route(
    '**/trpc/payments.recordSplit*',
    async (route) => {
      await route.fetch();
      await route.abort();
      tell();
    },
    { times: 1 },
  );
  await record.click();
  await recorded;
  await press(page, money.split.back);
  // The bills are read anew, and ask for nothing any more.
  await settled(office);
  await press(page, money.split.next);
  await see(page, money.split.noBills);
  await record.click();
  await see(page, refusals.IDEMPOTENCY_MISMATCH);
  await page.reload();
  await see(page, money.page.advance);
  const { credits } = await world.office.payments.credits.query({ memberId: misaki.memberId as never });
  expect(credits.map(({ amount }) => amount)).toEqual([2000]);
  expect((await standing([fourth, fifth])).toSorted()).toEqual([
    ['paid', 3000],
    ['paid', 5000],
  ]);
  // PAY-10: what one person alone may not give back leads to the refund, with its sum.
  await world.office.refunds.saveSettings.mutate({ approvalLimit: 1000 as never, writeOffLimit: 1000 as never });
  await page.reload();
  await page.getByRole('button', { name: '2,000円を使う' }).click();
  await page.getByText(money.use.refund, { exact: true }).click();
  await see(page, fill(money.use.needsApproval, { limit: 1000 }));
  expect(await fitsSideways(page)).toBe(true);
  await press(page, money.use.ask);
  await see(page, refundTexts.ja.ask.waits);
  expect(await field(page, refundTexts.ja.ask.amount).inputValue()).toBe('2,000');
});

/** The clerk at the till, about a slip that was scanned: takes it back, or its money becomes certain. */
async function atTheTill(paymentNumber: string, button: string): Promise<void> {
  const { page, context } = await house.person(phone);
  await page.goto(`${stack().sandbox}/counter`);
  const slip = page.getByRole('region', { name: `速報 ${paymentNumber}`, exact: true });
  await slip.getByRole('button', { name: button, exact: true }).click();
  await slip.waitFor({ state: 'detached' });
  await context.close();
}

test('PAY-06, provider case 13 journey: a konbini slip is paid, withdrawn and paid again', async () => {
  await world.office.payments.connectSandbox.mutate({ provider: 'zeus' });
  const billId = await billFor(world, misaki, '臨時会費', 4000);
  const { page } = member;
  await page.goto(`/${world.slug}/my/pay/${billId}`);
  await page.getByText(pay.method.konbini, { exact: true }).click();
  await page.getByText(pay.stores.lawson, { exact: true }).click();
  await press(page, pay.method.payKonbini.replace('{{store}}', pay.stores.lawson));
  await page.waitForURL(/\/number$/);
  const [number] = (await slipOf(page)).numbers;
  const { paymentNumber } = (await misaki.me.payments.chargeOfBill.query({ billId: billId as never }))!;
  await office.page.goto(`/${world.slug}/admin/bills`);
  const line = office.page.getByRole('row').filter({ hasText: '臨時会費' });
  await line.getByText(kitTexts.ja.status.waiting).waitFor();

  await takeCash(house, number);
  await page.waitForURL(/\/result$/);
  await see(page, pay.result.provisionalTitle);
  await line.getByText(kitTexts.ja.status.provisional).waitFor();

  // Both pages turn back by themselves, and the member reads why.
  await atTheTill(paymentNumber, 'レジで取り消す（速報取消）');
  await see(page, withdrawnTexts.ja.why);
  await line.getByText(kitTexts.ja.status.waiting).waitFor();
  expect(await standing([billId])).toEqual([['unpaid', 0]]);
  await page.goto(`/${world.slug}/my/pay/${billId}/number`);
  await see(page, withdrawnTexts.ja.why);
  expect(await fitsSideways(page)).toBe(true);
  expect((await slipOf(page)).numbers[0]).toBe(number);

  await takeCash(house, number);
  await page.waitForURL(/\/result$/);
  await see(page, pay.result.provisionalTitle);
  await atTheTill(paymentNumber, '確報を送る');
  await see(page, pay.result.paidTitle);
  await line.getByText(kitTexts.ja.status.paid).waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: pay.result.issue }).click();
  await download;
  expect([...office.troubles, ...member.troubles]).toEqual([]);
});

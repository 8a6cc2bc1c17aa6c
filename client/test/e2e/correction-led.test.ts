import { fiscalYearOf, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminBillingTexts } from '../../src/features/billing/admin-texts.ts';
import { correctionTexts } from '../../src/features/billing/correction-texts.ts';
import { adminMemberTexts } from '../../src/features/members/admin-texts.ts';
import { typeChangeTexts } from '../../src/features/members/type-change-texts.ts';
import { adminPaymentTexts } from '../../src/features/payments/admin-texts.ts';
import { fill } from '../../src/lib/words.ts';
import { field, fitsSideways, follow, press, see, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { faultsOf } from './soundness.ts';
import { type Enrolled, type World, billDues, duesName, enrol, openWorld } from './world.ts';

const thisYear = fiscalYearOf(jstDateOf(new Date()), 4);
const { bill: bills } = adminBillingTexts.ja;

let house: House;
let office: Person;
let world: World;
let nagi: Enrolled;
let billId: string;

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  world = await openWorld('kusunoki', 'くすのき学会');
  await world.office.membershipTypes.create.mutate({ name: '学生会員', annualFee: 5000 as never });
  nagi = await enrol(world, '高梨', '凪', 'nagi@kusunoki.example');
  billId = await billDues(world, nagi, thisYear);
  const money = { method: 'cash' as const, memo: '', idempotencyKey: crypto.randomUUID() };
  const receivedOn = jstDateOf(new Date());
  await world.office.payments.recordOffline.mutate({ billId: billId as never, amount: 10_000 as never, receivedOn, ...money });
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
});
afterAll(async () => {
  await house.close();
});

describe('the way to 訂正', () => {
  test('BIL-10, ADJ-05 journey: from a bill that money keeps from being cancelled, and from the row of the payment', async () => {
    const { page } = office;
    await page.goto(`/${world.slug}/admin/bills/${billId}`);
    await press(page, bills.menu);
    await page.getByRole('menuitem', { name: bills.cancel }).click();
    await page.getByText(bills.hasPaymentCorrect).waitFor();
    expect(await faultsOf(page, 'a bill that cannot be cancelled')).toEqual([]);
    await follow(page, bills.correct);
    await page.waitForURL(`**/bills/${billId}/correct`);

    const { list } = adminPaymentTexts.ja;
    await page.goto(`/${world.slug}/admin/payments`);
    await press(page, fill(list.menu, { name: nagi.name, amount: 10_000 }));
    await page.getByRole('menuitem', { name: fill(list.correct, { bill: duesName(thisYear) }) }).click();
    await page.waitForURL(`**/bills/${billId}/correct`);
    expect(office.troubles).toEqual([]);
  });

  test('ADJ-07, ADJ-08 journey: who changes a 会員種別 on the record is told of the bill that stays, and corrects it', async () => {
    const { page } = office;
    const { detail, fields } = adminMemberTexts.ja;
    const words = correctionTexts.ja;
    await page.goto(`/${world.slug}/admin/members/${nagi.memberId}`);
    await press(page, detail.edit);
    await field(page, fields.membershipTypeId).selectOption({ label: '学生会員' });
    await press(page, detail.save);
    await see(page, typeChangeTexts.ja.title);
    expect(await faultsOf(page, 'a type that was changed')).toEqual([]);
    await page.setViewportSize(phone);
    expect(await fitsSideways(page)).toBe(true);
    await page.setViewportSize(desk);
    await follow(page, fill(typeChangeTexts.ja.correct, { bill: duesName(thisYear) }));
    await page.getByText(words.kinds.type, { exact: true }).click();
    await field(page, words.type).selectOption({ label: '学生会員' });
    await field(page, words.reason).fill('年度の途中で学生になったため');
    await press(page, words.submit);
    await see(page, words.done);
    const [balance] = await world.office.billing.memberBalances.query({ memberIds: [nagi.memberId as never] });
    expect(balance).toMatchObject({ owed: 0, credit: 5000 });
    expect(office.troubles).toEqual([]);
  });
});

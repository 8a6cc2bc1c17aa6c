import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { correctionTexts } from '../../src/features/billing/correction-texts.ts';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { field, fitsSideways, follow, press, see, signInMember, signInOffice, until } from './hands.ts';
import { type House, type Person, desk, openHouse, phone, picture } from './house.ts';
import { faultsOf } from './soundness.ts';
import { type Enrolled, type World, enrol, issueNumber, notify, openWorld, password } from './world.ts';

const words = correctionTexts.ja;
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

/** The dues of a year, billed by a run as in life. */
async function dues(fiscalYear: number): Promise<string> {
  const { billing } = world.office;
  const [item] = await billing.items.query();
  const { billingRunId } = await billing.planRun.mutate({
    billingItemId: item!.billingItemId,
    fiscalYear: fiscalYear as never,
    allocationStartMonth: `${fiscalYear}-04` as never,
    dueOn: '2030-06-30' as never,
    billName: `${fiscalYear}年度 年会費`,
    excludedMembershipTypeIds: [],
  });
  const run = () => billing.run.query({ billingRunId });
  await billing.startRun.mutate({ billingRunId });
  await until('the bill of the run', async () => ((await run()).state === 'completed' ? true : null));
  await billing.confirmRun.mutate({ billingRunId });
  await until('the confirmed run', async () => ((await run()).confirmation.state === 'completed' ? true : null));
  const { rows } = await billing.bills.query({ memberId: ryo.memberId as never, status: 'all', size: 50 });
  return rows[0]!.billId;
}

describe('訂正', () => {
  test('ADJ-05 journey: a student was billed as regular and had paid: corrected in one act, seen by the member at once, and taken back', async () => {
    const billId = await dues(2026);
    const paymentNumber = await issueNumber(ryo, billId);
    await notify({ paymentNumber, type: 'payment.captured' });
    const mine = member.page.getByRole('link').filter({ hasText: '2026年度 年会費' });
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
});

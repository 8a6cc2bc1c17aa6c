import { randomUUID } from 'node:crypto';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminBillingTexts } from '../../../src/features/billing/admin-texts.ts';
import { billEditTexts } from '../../../src/features/billing/bill-edit-texts.ts';
import { runTexts } from '../../../src/features/billing/run-texts.ts';
import { formatDateLong } from '../../../src/lib/dates.ts';
import { fillIn, press, see, signInOffice, until } from '../hands.ts';
import { type House, type Person, desk, openHouse, stack } from '../house.ts';
import { kitTexts } from '../../../src/lib/i18n/kit.ts';
import { fill } from '../../../src/lib/words.ts';
import { faultsOf, settled } from '../soundness.ts';
import { type World, enrol, inDays, openWorld } from '../world.ts';

const slug = 'hototogisu';
const words = billEditTexts.ja.dueAgain;
let house: House;
let world: World;
let office: Person;
let billId = '';
let [madeRunId, heldRunId] = ['', ''];

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld(slug, 'ほととぎす会');
  const { memberId } = await enrol(world, '高橋', '美咲', `misaki@${slug}.example`);
  const dueOn = inDays(3) as never;
  const bill = { memberId: memberId as never, billName: '会報の実費', amount: 8000 as never, dueOn };
  const { billing } = world.office;
  const idempotencyKey = randomUUID();
  // Where the file before has moved the days, the server takes a second to be back at ours; until then this one is over.
  billId = await until('a bill that is due in three days', () =>
    billing.createBill.mutate({ ...bill, idempotencyKey }).then(
      (made) => made.billId,
      () => null,
    ),
  );
  let years = 1;
  madeRunId = await aRunDueOn(dueOn, years);
  // Where its bills were opened before it could be halted, another year's is.
  heldRunId = await until('a run that is halted before its bills are opened', async () => {
    const billingRunId = await aRunDueOn(dueOn, (years += 1));
    await billing.confirmRun.mutate({ billingRunId });
    return billing.pauseRun.mutate({ billingRunId }).then(
      (run) => run.billingRunId,
      () => null,
    );
  });
  office = await house.person(desk);
  await signInOffice(office, slug, world.owner.email, world.owner.password);
  await fetch(`${stack().control}/clock/10`);
  // The page goes by the device's day.
  await office.page.clock.install({ time: Date.now() + 10 * 86_400_000 });
});
afterAll(async () => {
  await fetch(`${stack().control}/clock/0`);
  await house.close();
});

/** A run of a year to come whose drafts are made and not opened yet. */
async function aRunDueOn(dueOn: never, years: number) {
  const { billing } = world.office;
  const [item] = await billing.items.query();
  const fiscalYear = Number(inDays(0).slice(0, 4)) + years;
  const { billingRunId } = await billing.planRun.mutate({
    billingItemId: item!.billingItemId,
    fiscalYear: fiscalYear as never,
    allocationStartMonth: `${fiscalYear}-04` as never,
    dueOn,
    billName: `${fiscalYear}年度 年会費`,
    excludedMembershipTypeIds: [],
  });
  await billing.startRun.mutate({ billingRunId });
  await until('the drafts of the run', async () => ((await billing.run.query({ billingRunId })).state === 'completed' ? true : null));
  return billingRunId;
}

async function askedForADay(address: string, button: string): Promise<Locator> {
  const { page } = office;
  const dialog = page.getByRole('dialog');
  await page.goto(address);
  await press(page, button);
  await dialog.getByText(words.text).waitFor();
  await settled(office);
  expect(await faultsOf(page, 'the due day is over')).toEqual([]);
  return dialog;
}

test('BIL-04 journey: a draft whose due day is over asks for a new one, and the bill is opened with that', async () => {
  const { page } = office;
  const dialog = await askedForADay(`/${slug}/admin/bills/${billId}`, adminBillingTexts.ja.bill.confirm);
  const typed = dialog.getByLabel(words.label);
  await typed.fill(inDays(5).replaceAll('-', '/'));
  await dialog.getByRole('button', { name: adminBillingTexts.ja.bill.confirm }).click();
  await see(page, '支払期限が過ぎています。今日からの日にしてください。');
  const wanted = inDays(40);
  await typed.fill(wanted.replaceAll('-', '/'));
  await dialog.getByRole('button', { name: adminBillingTexts.ja.bill.confirm }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await world.office.billing.bill.query({ billId: billId as never })).dueOn).toBe(wanted);
  await see(page, formatDateLong(wanted));
});

test.each([
  ['is over', () => madeRunId, fill(runTexts.ja.bar.confirm, { count: 1 })],
  ['has passed while it was halted', () => heldRunId, runTexts.ja.control.resume],
] as const)('BIL-04 journey: a run whose due day %s asks for a new one, and its bills carry that', async (_when, runId, button) => {
  const { page } = office;
  const run = runTexts.ja;
  const dialog = await askedForADay(`/${slug}/admin/billing/runs/${runId()}`, button);
  const wanted = inDays(45);
  await dialog.getByLabel(words.label).fill(wanted.replaceAll('-', '/'));
  await fillIn(page, fill(kitTexts.ja.confirmTyping, { word: run.confirm.word }), run.confirm.word);
  await dialog.getByRole('button', { name: fill(run.confirm.submit, { count: 1 }) }).click();
  await dialog.waitFor({ state: 'detached' });
  await see(page, fill(run.bar.done, { count: 1 }));
  const { rows } = await world.office.billing.bills.query({ billingRunId: runId() as never, size: 50 });
  expect(rows.map(({ status, dueOn }) => [status, dueOn])).toEqual([['unpaid', wanted]]);
  await page.goto(`/${slug}/admin/bills/${rows[0]!.billId}`);
  await see(page, formatDateLong(wanted));
});

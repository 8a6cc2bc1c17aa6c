import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminBillingTexts } from '../../../src/features/billing/admin-texts.ts';
import { billEditTexts } from '../../../src/features/billing/bill-edit-texts.ts';
import { formatDateLong } from '../../../src/lib/dates.ts';
import { press, see, signInOffice, until } from '../hands.ts';
import { type House, type Person, desk, openHouse, stack } from '../house.ts';
import { faultsOf, settled } from '../soundness.ts';
import { type World, enrol, inDays, openWorld } from '../world.ts';

const slug = 'hototogisu';
let house: House;
let world: World;
let office: Person;
let billId = '';

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld(slug, 'ほととぎす会');
  const { memberId } = await enrol(world, '高橋', '美咲', `misaki@${slug}.example`);
  const bill = { memberId: memberId as never, billName: '会報の実費', amount: 8000 as never, dueOn: inDays(3) as never };
  const create = world.office.billing.createBill;
  const idempotencyKey = randomUUID();
  // Where the file before has moved the days, the server takes a second to be back at ours; until then this one is over.
  billId = await until('a bill that is due in three days', () =>
    create.mutate({ ...bill, idempotencyKey }).then(
      (made) => made.billId,
      () => null,
    ),
  );
  office = await house.person(desk);
  await signInOffice(office, slug, world.owner.email, world.owner.password);
});
afterAll(async () => {
  await fetch(`${stack().control}/clock/0`);
  await house.close();
});

test('BIL-04 journey: a draft whose due day is over asks for a new one, and the bill is opened with that', async () => {
  const { page } = office;
  const words = billEditTexts.ja.dueAgain;
  await fetch(`${stack().control}/clock/10`);
  // The page goes by the device's day.
  await page.clock.install({ time: Date.now() + 10 * 86_400_000 });
  const dialog = page.getByRole('dialog');
  // Every process reads the clock once a second: the page is asked anew until it is of the day.
  await until('the dialog asks for a day', async () => {
    await page.goto(`/${slug}/admin/bills/${billId}`);
    await press(page, adminBillingTexts.ja.bill.confirm);
    await dialog.waitFor();
    return (await dialog.getByText(words.text).isVisible()) ? true : null;
  });
  await settled(office);
  expect(await faultsOf(page, 'the due day is over')).toEqual([]);
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

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminBillingTexts } from '../../src/features/billing/admin-texts.ts';
import { afterwards } from '../../src/lib/i18n/happenings.ja.ts';
import { fill } from '../../src/lib/words.ts';
import { signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse } from './house.ts';
import { faultsOf } from './soundness.ts';
import { dialog, open, pressIn } from './states.ts';
import { type World, billFor, enrol, openWorld } from './world.ts';

const { bill: words, offline } = adminBillingTexts.ja;
let house: House;
let world: World;
let office: Person;

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld('futarigakari', 'ふたりがかり会');
  office = await house.person(desk);
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
});
afterAll(() => house.close());

test('oracle 25: two of the office have the same transfer before them; the second reads who recorded it, and may still go on', async () => {
  const { page } = office;
  const member = await enrol(world, '東雲', '花子', 'hanako@futarigakari.example');
  const billId = (await billFor(world, member, '研修会費', 3000)) as never;
  await page.goto(`/${world.slug}/admin/bills/${String(billId)}`);
  await open(words.record)(page);
  await dialog(page).getByText(offline.exact).waitFor();
  const money = { method: 'bank_transfer', receivedOn: '2026-04-10' as never, memo: '', idempotencyKey: randomUUID() } as const;
  await world.office.payments.recordOffline.mutate({ billId, amount: 3000 as never, ...money });
  // The page behind knows of it by now; what the dialog asks is what was seen.
  await page.getByText(words.paidAll).waitFor();
  await dialog(page).getByText(offline.exact).waitFor();
  await pressIn(page, offline.submit);
  await dialog(page)
    .getByText(/「研修会費」には、.*さんが3,000円の入金を記録しています。残りは0円です。/)
    .waitFor();
  await dialog(page).getByText(afterwards.BILL_CHANGED_SINCE).waitFor();
  await dialog(page)
    .getByText(fill(offline.over, { over: 3000 }))
    .waitFor();
  expect(await faultsOf(page, 'the same transfer twice')).toEqual([]);
  expect((await world.office.billing.bill.query({ billId })).allocated).toBe(3000);
  await pressIn(page, offline.submit);
  await dialog(page).waitFor({ state: 'detached' });
  expect(await world.office.billing.bill.query({ billId })).toMatchObject({ allocated: 6000, status: 'overpaid' });
});

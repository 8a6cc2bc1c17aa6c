import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, jstDate, jstDateOf, partsOfDate } from '@tsudoi/shared/kernel/jst';
import { sampleDebitResult } from '@tsudoi/shared/service/sample-debit-result';
import { fileOfMonth, mandateFor, openDebits } from '../debit-scene.ts';
import { until } from '../hands.ts';
import { stack } from '../house.ts';
import { type Enrolled, type World, caller, enrol, openWorld } from '../world.ts';

let world: World;
let nagi: Enrolled;
let memberNumber = '';
let chargeDay = 0;
const holder = 'ナギノ シオ';

beforeAll(async () => {
  world = await openWorld('nagisa', 'なぎさ合唱団');
  nagi = await enrol(world, '凪野', '汐', 'shio@nagisa.example');
  ({ memberNumber } = await world.office.members.get.query({ memberId: nagi.memberId as never }));
  // A charge day that is not today, and a debit day that comes some days behind it: the list is closed by this test and by no clock.
  const { day } = partsOfDate(jstDateOf(new Date()));
  chargeDay = day < 9 || day > 11 ? 10 : 20;
  await openDebits(world, chargeDay + 5, 0);
  await mandateFor(world, memberNumber, holder);
});
afterAll(async () => {
  await fetch(`${stack().control}/clock/0`);
});

/** About noon in Japan of a day. */
async function to(day: string): Promise<void> {
  const days = (Date.parse(`${day}T12:00:00+09:00`) - Date.now()) / 86_400_000;
  await fetch(`${stack().control}/clock/${days}`);
}
const plan = async () => (await nagi.me.recurring.mine.query()).plans[0]!;
const bills = async () => (await nagi.me.billing.myBills.query()).bills;
/** What stands in the way is said with it. */
async function becomes(state: string): Promise<void> {
  let seen: unknown = null;
  const look = async () => {
    const now = await plan();
    seen = now;
    return now.state === state ? true : null;
  };
  const mandates = async () => (await world.office.debits.mandates.query({})).mandates;
  await until(`the plan ${state}`, look).catch(async (cause: Error) => {
    throw new Error(`${cause.message}: ${JSON.stringify({ seen, mandates: await mandates() })}`, { cause });
  });
}

test('BIL-14 BIL-18: with its mandate a monthly plan stops and the member is told, and with another one it goes on', async () => {
  const [product] = await world.office.recurring.saveProduct.mutate({
    productId: null,
    name: '練習会費',
    amount: 3000 as never,
    chargeDay,
    description: '',
    taxCategory: 'out_of_scope',
    isOpen: true,
    version: 0,
  });
  const { productId } = product!;
  const way = { method: 'direct_debit', card: 'saved', idempotencyKey: crypto.randomUUID() } as const;
  await nagi.me.recurring.join.mutate({ productId, ...way, amount: 3000 as never });
  const first = (await plan()).nextBillOn!;
  await to(first);
  const [billId] = await until('the first bill', async () => {
    const made = (await bills()).map((bill) => bill.billId);
    return made.length === 1 ? made : null;
  });

  // The bank: there is no such account.
  const { file, collectionId } = await fileOfMonth(world, first.slice(0, 7), 1);
  const sample = await world.office.debits.sampleResult.mutate({ collectionId });
  expect(Buffer.from(sample.base64, 'base64').toString('latin1')).toContain('\r\n8000001000000003000000001000000003000000000000000000000');
  await to(addDays(jstDate(first), 10));
  await until('the day behind the debit', async () => {
    const { next } = await world.office.debits.overview.query();
    return next!.month === first.slice(0, 7) ? null : true;
  });
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(gzipSync(sampleDebitResult(Buffer.from(file.base64, 'base64'), () => '2')))]), 'result.gz');
  const headers = { authorization: `Bearer ${world.token}` };
  const upload = await fetch(`${stack().web}/uploads/debit-results`, { method: 'POST', headers, body: form });
  expect(await upload.json()).toMatchObject({ outcome: 'taken', rows: 1, failed: 1, unknown: 0 });
  await becomes('past_due');
  const mails = async () =>
    (await caller(null).mail.mailbox.query({ to: nagi.login })).messages.filter(({ subject }) => subject.includes('口座振替'));
  await until('the mail about it', async () => ((await mails()).length > 0 ? true : null));
  expect((await mails())[0]!.text).toContain('練習会費');
  expect((await world.office.recurring.plans.query({})).plans).toMatchObject([{ state: 'past_due', lacksMandate: true }]);

  // The next month is passed over, and its day leaves what was billed overdue.
  const second = (await plan()).nextBillOn!;
  await to(addDays(jstDate(second), 1));
  await until('the month behind', async () => ((await plan()).nextBillOn === second ? null : true));
  expect(await bills()).toHaveLength(1);
  await mandateFor(world, memberNumber, holder);
  await until('word of the new mandate', async () => ((await world.office.recurring.plans.query({})).plans[0]!.lacksMandate ? null : true));
  expect((await plan()).state).toBe('past_due');
  const money = { method: 'cash', receivedOn: second as never, memo: '', idempotencyKey: crypto.randomUUID() } as const;
  await world.office.payments.recordOffline.mutate({ billId: billId!, amount: 3000 as never, ...money });
  await becomes('active');
  await to((await plan()).nextBillOn!);
  await until('the next bill', async () => ((await bills()).length === 2 ? true : null));
  expect(await mails()).toHaveLength(1);
});

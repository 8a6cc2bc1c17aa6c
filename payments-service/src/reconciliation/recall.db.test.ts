import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { DepositShare } from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import { newBillId, newMemberId, newOrgId, newPaymentId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen } from '@tsudoi/shared/kernel/yen';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { type SampleDeposit, sampleDepositFile } from '@tsudoi/shared/service/sample-deposits';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../app/migrations.ts';
import { claimDeposit, deskDeposit, deskDeposits, finishDeposit, holdDeposit, readBankFile, reopenDeposit } from './deposit.service.ts';
import { chooseRecalled, unchooseRecalled } from './recall.service.ts';

let database: TestDatabase;
let scope: OrgScope;
const now = new Date('2026-05-12T03:00:00Z');
const desk = () => ({
  databases: database.databases,
  clock: { now: () => now, today: () => jstDate('2026-05-12'), realNow: () => new Date() },
  nudgeOutbox: () => undefined,
});

beforeAll(async () => {
  database = await testDatabase();
  for (const migration of migrations) await migration.run(database.databases.payments);
});
beforeEach(() => {
  scope = mintOrgScope(newOrgId());
});
afterAll(() => database.drop());

const readBytes = (bytes: Uint8Array, fileName = 'a.txt') =>
  readBankFile(desk(), scope, { fileName, readBy: '山本', packed: gzipSync(bytes) });
/** What a bank books on the 12th: `day` where it is another, `valued` where a 取消 counts from another. */
const read = (deposits: readonly Partial<SampleDeposit>[]) =>
  readBytes(
    sampleDepositFile({
      made: '080512',
      deposits: deposits.map((deposit) => ({ day: '080512', amount: 5500, remitter: 'カ）ミナト', inquiryNumber: '2', ...deposit })),
    }),
  );
const page = (view: 'open' | 'settled') => deskDeposits(desk(), scope, { view, cursor: null, size: 50 });
const told = () =>
  database.databases.payments
    .collection('outbox')
    .find({ orgId: scope.orgId, name: 'payments.discrepancy.raised' })
    .toArray()
    .then((rows) => rows.map((row) => row['payload'] as object));
const memberId = newMemberId();
const billId = newBillId();
async function settle(depositId: DepositId) {
  const shares: DepositShare[] = [{ memberId, lines: [{ billId, amount: PositiveYen.parse(5500) }], advance: PriceYen.parse(0) }];
  await claimDeposit(desk(), scope, { depositId, round: 0, shares, decidedBy: '山本' });
  await finishDeposit(desk(), scope, { depositId, round: 0, paymentIds: [newPaymentId()] });
}

const notice = readFileSync(join(import.meta.dirname, '../connectors/bank-files/fixtures/zengin/deposit-notice.txt'));

describe('a 取消 that the bank books on another day', () => {
  it('PAY-20: takes back the deposit of the day that it counts from, and neither is a question any more', async () => {
    await readBytes(notice);
    expect((await page('open')).rows.map((row) => row.inquiryNumber)).toEqual(['000001', '000003']);
    expect((await page('open')).sums.open).toMatchObject({ count: 2, amount: 134_000 });
    expect((await page('settled')).rows).toMatchObject([
      { inquiryNumber: '000002', cancels: true, state: 'recalled', bookedOn: '2026-05-12' },
      { inquiryNumber: '000002', cancels: false, state: 'recalled', bookedOn: '2026-05-11' },
    ]);
    expect(await told()).toEqual([]);
  });

  it('of a bank that gives no other day it is the one deposit of the same account, number and sum; of another name it is not', async () => {
    await read([{ day: '080507' }, { day: '080508', remitter: 'サトウ ハナコ' }, { day: '080509', amount: 9000 }, { cancels: true }]);
    expect((await page('open')).rows).toMatchObject([{ bookedOn: '2026-05-08' }, { bookedOn: '2026-05-09' }]);
  });

  it('takes back nothing that is older than a month, or that came later', async () => {
    await read([{ day: '080409' }, { day: '080511', cancels: true }, {}]);
    expect((await page('open')).rows).toMatchObject([{ cancels: false }, { cancels: true, recallFit: 'none' }, { cancels: false }]);
    await read([{ day: '080410' }]);
    expect((await page('open')).rows).toMatchObject([
      { bookedOn: '2026-04-09', cancels: false },
      { bookedOn: '2026-05-12', cancels: false },
    ]);
  });

  it('two of them take back two deposits that are alike, whichever file they come in', async () => {
    await read([{ day: '080511' }, { day: '080511' }]);
    for (const day of ['080511', '080512']) await read([{ day, valued: '080511', cancels: true }]);
    expect((await page('open')).rows).toEqual([]);
    expect((await page('settled')).rows.map(({ state }) => state)).toEqual(['recalled', 'recalled', 'recalled', 'recalled']);
  });
});

describe('a 取消 of which nobody can say what it takes back', () => {
  it('stays a question where several fit; people put it away with what they found, and it counts no more', async () => {
    await read([{ day: '080507' }, { day: '080508' }, { cancels: true }]);
    const { rows, sums } = await page('open');
    // It is looked at like the others, and is no money that is left.
    expect(sums.open).toEqual({ count: 3, amount: 11_000 });
    expect(rows[2]).toMatchObject({ cancels: true, recallFit: 'several' });
    const { depositId } = rows[2]!;
    expect(await holdDeposit(desk(), scope, depositId, '', '山本')).toBe(false);
    expect(await holdDeposit(desk(), scope, depositId, '7日の入金の取消と銀行に確認', '山本')).toBe(true);
    expect((await page('open')).sums.open).toMatchObject({ count: 2 });
    const away = { state: 'put_away', recallFit: null, note: '7日の入金の取消と銀行に確認', decidedBy: '山本' };
    expect((await page('settled')).rows).toMatchObject([away]);
    // Another file changes nothing of it.
    await holdDeposit(desk(), scope, rows[0]!.depositId, '取消', '山本');
    await read([{ day: '080511', inquiryNumber: '9' }]);
    expect(await deskDeposit(desk(), scope, depositId)).toMatchObject(away);
    expect(await holdDeposit(desk(), scope, depositId, null, '山本')).toBe(true);
    expect(await deskDeposit(desk(), scope, depositId)).toMatchObject({ state: 'open', note: '', recallFit: 'several' });
  });

  it('that was put away since nothing fitted takes back what arrives after all', async () => {
    await read([{ cancels: true, valued: '080511' }]);
    const [recall] = (await page('open')).rows;
    expect(await holdDeposit(desk(), scope, recall!.depositId, '銀行に確認中', '山本')).toBe(true);
    await read([{ day: '080511' }]);
    expect((await page('open')).rows).toEqual([]);
    expect((await page('settled')).rows.map(({ state }) => state)).toEqual(['recalled', 'recalled']);
  });
});

describe('a 取消 of a deposit that was settled', () => {
  it('is a task that names the payment, once, and goes with it when the office undoes it', async () => {
    await read([{ day: '080511' }]);
    const { depositId } = (await page('open')).rows[0]!;
    await settle(depositId);
    await read([{ valued: '080511', cancels: true }]);
    await read([{ inquiryNumber: '9' }]);
    const place = expect.stringMatching(/^2026-05-11\//) as string;
    const task = { reason: 'deposit_recalled', memberId, payableId: billId, received: 5500, deposit: { depositId, place } };
    expect(await told()).toMatchObject([task]);
    expect((await page('open')).rows.find(({ cancels }) => cancels)).toMatchObject({ recallFit: 'settled' });
    expect(await deskDeposit(desk(), scope, depositId)).toMatchObject({ state: 'settled', recallAsked: true });
    expect(await reopenDeposit(desk(), scope, depositId, 0)).toBe(true);
    expect((await page('open')).rows.map(({ inquiryNumber }) => inquiryNumber)).toEqual(['000009']);
  });

  it('that comes while it is being settled is told of when it is', async () => {
    await read([{ day: '080511' }]);
    const { depositId } = (await page('open')).rows[0]!;
    const shares: DepositShare[] = [{ memberId, lines: [], advance: PriceYen.parse(5500) }];
    await claimDeposit(desk(), scope, { depositId, round: 0, shares, decidedBy: '山本' });
    await read([{ valued: '080511', cancels: true }]);
    expect(await told()).toEqual([]);
    await finishDeposit(desk(), scope, { depositId, round: 0, paymentIds: [newPaymentId()] });
    expect(await told()).toMatchObject([{ reason: 'deposit_recalled', memberId, payableId: null }]);
  });
});

describe('PAY-20: a 取消 that several deposits fit, of which people say which it takes back', () => {
  /** Two alike on the 7th and the 8th, and their 取消. */
  async function asked() {
    await read([{ day: '080507' }, { day: '080508' }, { cancels: true }]);
    const [first, second, recall] = (await page('open')).rows;
    return { first: first!, second: second!, recall: recall! };
  }
  const one = (depositId: DepositId) => deskDeposit(desk(), scope, depositId).then((row) => row!);
  type Row = Awaited<ReturnType<typeof one>>;
  const choose = (recall: Row, { depositId, state, round }: Row, by = '山本') =>
    chooseRecalled(desk(), scope, { depositId: recall.depositId, round: recall.round, chosen: { depositId, state, round }, by });

  it('is shown with them; the one that is chosen goes and the other stays, and who said so stands there', async () => {
    const { first, second, recall } = await asked();
    expect(recall).toMatchObject({ recallFit: 'several', recallChosen: false });
    expect(recall.choices.map(({ depositId, bookedOn }) => [depositId, bookedOn])).toEqual([
      [first.depositId, '2026-05-07'],
      [second.depositId, '2026-05-08'],
    ]);
    expect(first.choices).toEqual([]);
    expect(await choose(recall, second)).toBe(true);
    expect(await one(second.depositId)).toMatchObject({ state: 'recalled' });
    expect(await one(first.depositId)).toMatchObject({ state: 'open' });
    expect(await one(recall.depositId)).toMatchObject({ state: 'recalled', recallChosen: true, decidedBy: '山本', choices: [] });
    expect((await page('open')).sums.open).toMatchObject({ count: 1, amount: 5500 });
    // Another file changes nothing of it.
    await read([{ day: '080511', inquiryNumber: '9' }]);
    expect(await one(first.depositId)).toMatchObject({ state: 'open' });
  });

  it('of two people who choose at once one has it: never are two deposits taken back by one 取消', async () => {
    const { first, second, recall } = await asked();
    const told = await Promise.all([choose(recall, first, '山本'), choose(recall, second, '鈴木')]);
    expect(told.toSorted()).toEqual([false, true]);
    const states = [await one(first.depositId), await one(second.depositId)].map(({ state }) => state);
    expect(states.toSorted()).toEqual(['open', 'recalled']);
    expect(await choose(recall, first)).toBe(false);
  });

  it('is refused where the deposit is not as it was seen, and where it does not fit', async () => {
    const { first, second, recall } = await asked();
    await settle(first.depositId);
    expect(await choose(recall, first)).toBe(false);
    await read([{ day: '080506', amount: 9000 }]);
    const stranger = (await page('open')).rows.find(({ amount }) => amount === 9000)!;
    expect(await choose(recall, stranger)).toBe(false);
    expect(await choose(second, first)).toBe(false);
    expect(await one(recall.depositId)).toMatchObject({ state: 'open', recallFit: 'several', recallChosen: false });
    expect(
      await chooseRecalled(desk(), mintOrgScope(newOrgId()), { depositId: recall.depositId, round: 0, chosen: { ...second }, by: 'x' }),
    ).toBe(false);
  });

  it('a settled one stays and is a task, and ends with its undoing', async () => {
    const { first, recall } = await asked();
    await settle(first.depositId);
    expect(await choose(recall, await one(first.depositId))).toBe(true);
    expect(await one(first.depositId)).toMatchObject({ state: 'settled', recallAsked: true });
    expect(await told()).toMatchObject([{ reason: 'deposit_recalled', memberId, deposit: { depositId: first.depositId } }]);
    expect(await one(recall.depositId)).toMatchObject({ state: 'open', recallFit: 'settled', recallChosen: true });
    expect(await reopenDeposit(desk(), scope, first.depositId, 0)).toBe(true);
    expect([(await one(first.depositId)).state, (await one(recall.depositId)).state]).toEqual(['recalled', 'recalled']);
  });

  it('a settled one that was chosen by mistake is a task once more when the bank names it itself', async () => {
    const { first, recall } = await asked();
    await settle(first.depositId);
    await choose(recall, await one(first.depositId));
    expect(await unchooseRecalled(desk(), scope, recall.depositId, (await one(recall.depositId)).round)).toBe(true);
    for (const inquiryNumber of ['9', '8']) {
      await read([
        { day: '080511', valued: '080507', cancels: true },
        { day: '080511', inquiryNumber },
      ]);
      expect(await one(first.depositId)).toMatchObject({ state: 'settled', recallAsked: true });
    }
    const task = { reason: 'deposit_recalled', deposit: { depositId: first.depositId } };
    expect(await told()).toMatchObject([task, task]);
  });

  it('a settled one of which people were told before 2026-11-30 is no further task', async () => {
    const { first, recall } = await asked();
    await settle(first.depositId);
    const before = { orgId: scope.orgId, inboxId: `deposit:${first.depositId}`, reason: 'deposit_recalled' };
    await database.databases.payments.collection('discrepancies').insertOne(before);
    await choose(recall, await one(first.depositId));
    expect(await one(first.depositId)).toMatchObject({ state: 'settled', recallAsked: true });
    expect(await told()).toEqual([]);
  });

  it('can be chosen again: what was taken is open once more, what is settled is not asked back, and another is taken', async () => {
    const { first, second, recall } = await asked();
    await choose(recall, first);
    const done = await one(recall.depositId);
    expect(await unchooseRecalled(desk(), scope, recall.depositId, recall.round)).toBe(false);
    expect(await unchooseRecalled(desk(), scope, recall.depositId, done.round)).toBe(true);
    expect(await one(first.depositId)).toMatchObject({ state: 'open', recallAsked: false });
    const again = await one(recall.depositId);
    expect(again).toMatchObject({ state: 'open', recallFit: 'several', recallChosen: false, decidedBy: '' });
    await settle(second.depositId);
    expect(await choose(again, await one(second.depositId))).toBe(true);
    const waiting = await one(recall.depositId);
    expect(await unchooseRecalled(desk(), scope, recall.depositId, waiting.round)).toBe(true);
    expect(await one(second.depositId)).toMatchObject({ state: 'settled', recallAsked: false });
    expect(await choose(await one(recall.depositId), await one(first.depositId))).toBe(true);
    expect([(await one(first.depositId)).state, (await one(second.depositId)).state]).toEqual(['recalled', 'settled']);
    // What the bank's file said itself is nobody's choice.
    await read([
      { day: '080505', inquiryNumber: '7' },
      { valued: '080505', inquiryNumber: '7', cancels: true },
    ]);
    const own = (await page('settled')).rows.find(({ cancels, inquiryNumber }) => cancels && inquiryNumber === '000007')!;
    expect(await unchooseRecalled(desk(), scope, own.depositId, own.round)).toBe(false);
  });

  it('what a process left between the choice and its deposit is carried on', async () => {
    const { first, second, recall } = await asked();
    const deposits = database.databases.payments.collection('deposits');
    await deposits.updateOne({ _id: recall.depositId as never }, { $set: { chosen: second.depositId }, $inc: { round: 1 } });
    await read([{ day: '080511', inquiryNumber: '9' }]);
    expect([(await one(first.depositId)).state, (await one(second.depositId)).state]).toEqual(['open', 'recalled']);
  });
});

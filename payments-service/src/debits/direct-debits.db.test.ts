import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { MandateForm } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { type BillId, type MemberId, type OrgId, newBillId, newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { payableOpened } from '@tsudoi/shared/queue/billing.messages';
import { createLog } from '@tsudoi/shared/service/log';
import { createMetrics } from '@tsudoi/shared/service/metrics';
import { runMigrations } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { outboxOf } from '@tsudoi/shared/service/outbox';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../app/migrations.ts';
import { findCharges } from '../charges/charge.repository.ts';
import { voidForPayables } from '../charges/charge.service.ts';
import { type DebitRow, readDebitFile, writeDebitFile } from '../connectors/bank-files/debit-file.ts';
import { createConnectors } from '../connectors/registry.ts';
import { openPayables } from '../payables/payable.repository.ts';
import { readPaymentsEnv } from '../platform/environment.ts';
import type { Platform } from '../platform/platform.ts';
import { collect, collectionDetail, collectionsOf, openCollection } from './collection.service.ts';
import { approveContract, debitOverview, saveContract } from './debit-contract.service.ts';
import { debitFile } from './debit-file.service.ts';
import { runDebits } from './debit.jobs.ts';
import { uploadResult } from './debit-result.service.ts';
import { listMandates, mandateOf, moveMandate, registerMandate, requestMandate } from './mandate.service.ts';

let database: TestDatabase;
let platform: Platform;
let now = new Date('2026-05-20T03:00:00Z');
const connectors = createConnectors(() => 'http://127.0.0.1:9');

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations(database.databases.payments, migrations, () => new Date());
  const none = () => undefined;
  platform = {
    env: readPaymentsEnv({
      NODE_ENV: 'test',
      MONGODB_URI: database.uri,
      DATABASE_PREFIX: database.prefix,
      LOG_LEVEL: 'silent',
      SERVICE_SECRET: randomBytes(24).toString('hex'),
      PORT: '0',
      INTERNAL_PORT: '0',
      PUBLIC_URL: 'http://127.0.0.1:1',
      SECRETS_KEY: randomBytes(32).toString('hex'),
    }),
    clock: { now: () => now, today: () => jstDateOf(now), realNow: () => new Date() },
    log: createLog('payments-service', 'silent'),
    metrics: createMetrics('payments-service'),
    databases: database.databases,
    nudgeInbox: none,
    nudgeHints: none,
    drainQueue: () => Promise.resolve(),
    nudgeInquiries: none,
    nudgeOutbox: none,
  };
});
afterAll(() => database.drop());

const contract = {
  consignorCode: '1234567890',
  consignorName: 'シノノメ学会'.replace('学会', 'ガツカイ'),
  bankCode: '0005',
  bankName: 'ミツビシUFJ',
  branchCode: '202',
  branchName: 'ホンテン',
  accountKind: 'ordinary' as const,
  accountNumber: '12345',
  debitDay: 26,
  leadDays: 0,
};
const account: MandateForm = {
  at: 'bank',
  bankCode: '0009',
  bankName: 'ミツイスミトモ',
  branchCode: '101',
  branchName: 'シンジュク',
  accountKind: 'ordinary',
  accountNumber: '45678',
  symbol: '',
  number: '',
  holder: 'やまだ　たろう',
};

interface Debtor {
  readonly memberId: MemberId;
  readonly bills: readonly { readonly payableId: BillId; readonly amount: number }[];
}

/** An organisation that draws on the 26th, and members with an active mandate who owe what is named. */
async function organization(...owed: (readonly number[])[]): Promise<{ scope: OrgScope; debtors: Debtor[] }> {
  const scope = mintOrgScope(newOrgId());
  await saveContract(platform, scope, { ...contract, version: 0 });
  await approveContract(platform, scope, 1);
  const debtors: Debtor[] = [];
  for (const amounts of owed) {
    const memberId = newMemberId();
    const bills = amounts.map((amount) => ({ payableId: newBillId(), amount }));
    await activeMandate(scope, memberId);
    const facts = { memberId, memberNumber: '1', memberKana: 'ヤマダ', dueOn: '2026-05-31' };
    if (bills.length > 0)
      await openPayables(
        database.databases.payments,
        scope,
        payableOpened.payload.parse({ payables: bills.map((bill) => ({ ...bill, ...facts })) }).payables,
      );
    debtors.push({ memberId, bills });
  }
  return { scope, debtors };
}

async function activeMandate(scope: OrgScope, memberId: MemberId) {
  const { mandateId, version } = await registerMandate(platform, scope, memberId, account);
  return moveMandate(platform, scope, { mandateId, to: 'active', version });
}

/** What the server answers to every part of a collection. */
async function answer(scope: OrgScope, debtors: readonly Debtor[]): Promise<void> {
  const asked = await outboxOf(database.databases.payments).find({ orgId: scope.orgId, name: 'payments.debit.due' }).toArray();
  for (const { payload } of asked) {
    const { collectionId, part, mandates } = payload as {
      collectionId: never;
      part: number;
      mandates: { mandateId: never; memberId: MemberId }[];
    };
    const claims = mandates.flatMap(({ mandateId, memberId }) => {
      const lines = debtors.find((debtor) => debtor.memberId === memberId)?.bills ?? [];
      return lines.length === 0
        ? []
        : [{ mandateId, memberId, lines: lines.map(({ payableId, amount }) => ({ payableId, amount: yen(amount) as never })) }];
    });
    await collect(platform, connectors, scope, { collectionId, part, claims });
  }
}

async function made(scope: OrgScope, debtors: readonly Debtor[]) {
  now = new Date('2026-05-26T00:30:00Z');
  await runDebits(platform);
  await answer(scope, debtors);
  const [collection] = await collectionsOf(platform, scope);
  const file = Buffer.from((await debitFile(platform, scope, collection!.collectionId)).base64, 'base64');
  const read = readDebitFile(file);
  if (read.outcome !== 'read') throw new Error(read.problem);
  return { collectionId: collection!.collectionId, file, read };
}

type Read = Awaited<ReturnType<typeof made>>['read'];

/** The bank's answer: the request with a code for each row, summed up in its trailer. */
function resultOf({ header, rows }: Read, codes: readonly string[], changes: Partial<DebitRow> = {}): string {
  const answered = rows.map((row, at) => ({ ...row, ...changes, result: codes[at]! }));
  const some = (paid: boolean) => answered.filter(({ result }) => (result === '0') === paid);
  const sum = (list: readonly DebitRow[]) => yen(list.reduce((total, { amount }) => total + amount, 0));
  const outcome = {
    doneCount: some(true).length,
    doneAmount: sum(some(true)),
    failedCount: some(false).length,
    failedAmount: sum(some(false)),
  };
  return gzipSync(writeDebitFile(header, answered, outcome)).toString('base64');
}

const told = (orgId: OrgId, name: string) => outboxOf(database.databases.payments).find({ orgId, name }).toArray();

describe('direct debit', () => {
  it('PAY-04: mandates are collected once the operator has opened it, and another account has to be looked at again', async () => {
    const scope = mintOrgScope(newOrgId());
    const memberId = newMemberId();
    await expect(requestMandate(platform, scope, memberId)).rejects.toMatchObject({ code: 'DEBIT_NOT_APPROVED' });
    await expect(saveContract(platform, scope, { ...contract, accountNumber: '', version: 0 })).rejects.toMatchObject({
      code: 'ACCOUNT_NUMBER_MISSING',
    });
    const asked = await saveContract(platform, scope, { ...contract, version: 0 });
    expect(asked).toMatchObject({ state: 'requested', accountTail: '345', consignorName: 'ｼﾉﾉﾒｶﾞﾂｶｲ' });
    await expect(requestMandate(platform, scope, memberId)).rejects.toMatchObject({ code: 'DEBIT_NOT_APPROVED' });
    await expect(openCollection(platform, scope, '2026-06' as never)).rejects.toMatchObject({ code: 'DEBIT_NOT_APPROVED' });
    await expect(approveContract(platform, scope, 7)).rejects.toMatchObject({ code: 'CONFLICT' });
    await approveContract(platform, scope, 1);
    expect(await requestMandate(platform, scope, memberId)).toMatchObject({ state: 'requested', account: null });
    // The day may change; the account may not, unseen.
    const later = await saveContract(platform, scope, { ...contract, accountNumber: '', debitDay: 27, version: 2 });
    expect(later.state).toBe('approved');
    expect((await saveContract(platform, scope, { ...contract, accountNumber: '99999', version: 3 })).state).toBe('requested');
    expect((await debitOverview(platform, scope)).next).toBeNull();
  });

  it('a member has one mandate, its number sealed and its holder in kana of the bank', async () => {
    const { scope } = await organization();
    const memberId = newMemberId();
    const wishes = [await requestMandate(platform, scope, memberId), await requestMandate(platform, scope, memberId)];
    expect(new Set(wishes.map(({ mandateId }) => mandateId)).size).toBe(1);
    const hasty = newMemberId();
    const atOnce = await Promise.all([1, 2, 3].map(() => requestMandate(platform, scope, hasty)));
    expect(new Set(atOnce.map(({ mandateId }) => mandateId)).size).toBe(1);
    await expect(
      moveMandate(platform, scope, { mandateId: wishes[0]!.mandateId, to: 'active', version: wishes[0]!.version }),
    ).rejects.toMatchObject({ code: 'ACCOUNT_NUMBER_MISSING' });
    await expect(registerMandate(platform, scope, memberId, { ...account, holder: '山田' })).rejects.toMatchObject({
      code: 'KANA_NOT_ALLOWED',
      params: { character: '山' },
    });
    const pending = await registerMandate(platform, scope, memberId, account);
    expect(pending).toMatchObject({ state: 'paper_or_web_pending', account: { holder: 'ﾔﾏﾀﾞ ﾀﾛｳ', accountTail: '678' } });
    expect(JSON.stringify(await database.databases.payments.collection('mandates').find({ orgId: scope.orgId }).toArray())).not.toContain(
      '45678',
    );
    const active = await moveMandate(platform, scope, { mandateId: pending.mandateId, to: 'active', version: pending.version });
    await expect(moveMandate(platform, scope, { mandateId: active.mandateId, to: 'stopped', version: 0 })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await moveMandate(platform, scope, { mandateId: active.mandateId, to: 'stopped', version: active.version });
    // What was stopped begins anew, under another number.
    const anew = await requestMandate(platform, scope, memberId);
    expect(anew.mandateId).not.toBe(active.mandateId);
    expect(anew.customerNumber).not.toBe(active.customerNumber);
    const postal = { ...account, at: 'post' as const, symbol: '10530', number: '12345671' };
    expect((await registerMandate(platform, scope, memberId, postal)).account).toMatchObject({ bankCode: '9900', branchCode: '058' });
    const other = mintOrgScope(newOrgId());
    expect((await listMandates(platform, other, {})).mandates).toEqual([]);
    await expect(moveMandate(platform, other, { mandateId: anew.mandateId, to: 'stopped', version: 0 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('BIL-18: on debit day 26 every active mandate is charged once, whoever asks how often at the same time', async () => {
    const { scope, debtors } = await organization([5000], [6000, 7000], []);
    const stopped = await activeMandate(scope, newMemberId());
    await moveMandate(platform, scope, { mandateId: stopped.mandateId, to: 'stopped', version: stopped.version });
    now = new Date('2026-05-25T14:59:00Z');
    await runDebits(platform);
    expect(await collectionsOf(platform, scope)).toEqual([]);
    now = new Date('2026-05-25T15:00:00Z');
    await Promise.all([runDebits(platform), runDebits(platform), openCollection(platform, scope, '2026-05' as never)]);
    const [collection, ...more] = await collectionsOf(platform, scope);
    expect(more).toEqual([]);
    expect(collection).toMatchObject({ month: '2026-05', debitOn: '2026-05-26', state: 'gathering', count: 0 });
    expect(await told(scope.orgId, 'payments.debit.due')).toHaveLength(1);
    await expect(debitFile(platform, scope, collection!.collectionId)).rejects.toMatchObject({ code: 'DEBIT_NOT_READY' });
    await Promise.all([answer(scope, debtors), answer(scope, debtors), answer(scope, debtors)]);
    await answer(scope, debtors);
    const charges = await database.databases.payments.collection('charges').find({ orgId: scope.orgId }).toArray();
    expect(charges.map(({ amount }) => amount as number).toSorted((left, right) => left - right)).toEqual([5000, 13_000]);
    expect(charges.every(({ state, method }) => state === 'requested' && method === 'direct_debit')).toBe(true);
    expect((await collectionsOf(platform, scope))[0]).toMatchObject({ state: 'ready', count: 2, amount: 18_000 });
    // The bills say that they are being drawn.
    expect(await told(scope.orgId, 'payments.charge.changed')).toHaveLength(2);
  });

  it('oracles 39 to 41: the file asks for each, and the bank’s codes end in money, in open bills and in mandates', async () => {
    const { scope, debtors } = await organization([1000], [2000], [3000], [4000], [5000], [6000], [7000]);
    const { collectionId, file, read } = await made(scope, debtors);
    expect(read.header).toMatchObject({ consignorCode: '1234567890', monthDay: '0526', accountNumber: '0012345' });
    expect(read.rows[0]).toMatchObject({
      accountNumber: '0045678',
      holder: 'ﾔﾏﾀﾞ ﾀﾛｳ',
      newCode: '1',
      customerNumber: 'M000001',
      result: '0',
    });
    expect(read.rows.map(({ amount }) => amount)).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 7000]);
    // Asked for again it is the same, and its charges can be taken back no more.
    expect(Buffer.from((await debitFile(platform, scope, collectionId)).base64, 'base64').equals(file)).toBe(true);
    expect(await voidForPayables(platform, connectors, scope, [debtors[0]!.bills[0]!.payableId])).toBe(false);
    const packed = (bytes: Buffer) => gzipSync(bytes).toString('base64');
    expect(await uploadResult(platform, scope, packed(file))).toMatchObject({ outcome: 'refused', problem: 'request_file' });
    now = new Date('2026-05-28T03:00:00Z');
    const result = resultOf(read, ['0', '1', '2', '3', '4', '8', '9']);
    expect(await uploadResult(platform, scope, result)).toEqual({
      outcome: 'taken',
      collectionId,
      rows: 7,
      done: 1,
      failed: 6,
      unknown: 0,
    });
    expect(await uploadResult(platform, scope, result)).toMatchObject({ outcome: 'refused', problem: 'same_file' });
    const states = await Promise.all(debtors.map(async ({ memberId }) => (await mandateOf(platform, scope, memberId))?.state));
    expect(states).toEqual(['active', 'active', 'invalid', 'stopped', 'paper_or_web_pending', 'active', 'active']);
    const { rows, collection } = await collectionDetail(platform, scope, collectionId);
    expect(rows.map((row) => row.result)).toEqual(['0', '1', '2', '3', '4', '8', '9']);
    expect(collection).toMatchObject({ state: 'done', doneCount: 1, doneAmount: 1000, failedCount: 6, failedAmount: 27_000 });
    const settled = await told(scope.orgId, 'payments.money.settled');
    expect(settled.map(({ payload }) => payload)).toMatchObject([
      { method: 'direct_debit', state: 'final', amount: 1000, paidAt: '2026-05-25T15:00:00.000Z' },
    ]);
    const charges = await findCharges(
      database.databases.payments,
      scope,
      rows.map(({ chargeId }) => chargeId),
    );
    expect(charges.filter(({ state }) => state === 'failed')).toHaveLength(6);
    expect((await told(scope.orgId, 'payments.discrepancy.raised')).map(({ payload }) => payload)).toMatchObject([
      { reason: 'debit_result_other', received: null, expected: 7000 },
    ]);
  });

  it('case 44: files of another organisation, another day or other rows are refused or held', async () => {
    const { scope, debtors } = await organization([5000]);
    const stranger = await organization([5000]);
    await saveContract(platform, stranger.scope, { ...contract, consignorCode: '9999999999', version: 2 });
    await approveContract(platform, stranger.scope, 3);
    const { read } = await made(scope, debtors);
    expect(await uploadResult(platform, stranger.scope, resultOf(read, ['0']))).toMatchObject({ problem: 'other_consignor' });
    const otherDay = { ...read, header: { ...read.header, monthDay: '0626' } };
    expect(await uploadResult(platform, scope, resultOf(otherDay, ['0']))).toMatchObject({ problem: 'other_month' });
    expect(await uploadResult(platform, scope, Buffer.from('no file').toString('base64'))).toMatchObject({ problem: 'not_packed' });
    expect(await uploadResult(platform, scope, gzipSync('no file').toString('base64'))).toMatchObject({ problem: 'not_records', line: 1 });
    expect(await uploadResult(platform, scope, resultOf(read, ['0'], { amount: yen(4999) }))).toMatchObject({
      outcome: 'taken',
      unknown: 1,
    });
    expect(await told(scope.orgId, 'payments.money.settled')).toEqual([]);
    expect((await told(scope.orgId, 'payments.discrepancy.raised'))[0]!.payload).toMatchObject({
      reason: 'debit_row_unknown',
      received: 4999,
      paymentNumber: 'M000001',
    });
  });

  it('case 45: what the bank corrects later is a new entry, there and back', async () => {
    const { scope, debtors } = await organization([5000]);
    const { read } = await made(scope, debtors);
    const says = async (day: string, code: string, name: string) => {
      now = new Date(`2026-05-${day}T03:00:00Z`);
      expect(await uploadResult(platform, scope, resultOf(read, [code], { bankName: name }))).toMatchObject({ outcome: 'taken' });
      const { rows } = await collectionDetail(platform, scope, (await collectionsOf(platform, scope))[0]!.collectionId);
      return (await findCharges(database.databases.payments, scope, [rows[0]!.chargeId]))[0]!.state;
    };
    expect(await says('28', '0', 'A')).toBe('final');
    expect(await says('29', '1', 'B')).toBe('charged_back');
    expect(await says('30', '0', 'C')).toBe('final');
    expect(await says('31', '0', 'D')).toBe('final');
    expect(await told(scope.orgId, 'payments.money.settled')).toHaveLength(2);
    expect((await told(scope.orgId, 'payments.money.reversed')).map(({ payload }) => payload)).toMatchObject([
      { kind: 'charged_back', amount: 5000 },
    ]);
  });

  it('a result at which a process was killed is worked through to its end, and no row twice', async () => {
    const { scope, debtors } = await organization([5000], [6000]);
    const { read } = await made(scope, debtors);
    await uploadResult(platform, scope, resultOf(read, ['0', '1']));
    const results = database.databases.payments.collection('debit_results');
    await results.updateMany({ orgId: scope.orgId }, { $set: { state: 'applying' } });
    now = new Date('2026-05-28T03:00:00Z');
    await Promise.all([runDebits(platform), runDebits(platform)]);
    expect(await results.distinct('state', { orgId: scope.orgId })).toEqual(['applied']);
    expect(await told(scope.orgId, 'payments.money.settled')).toHaveLength(1);
  });

  it('a bill that is cancelled before the file is made is not drawn, nor by a mandate that has ended', async () => {
    const { scope, debtors } = await organization([5000], [6000], [7000]);
    now = new Date('2026-05-26T00:30:00Z');
    await runDebits(platform);
    await answer(scope, debtors);
    expect(await voidForPayables(platform, connectors, scope, [debtors[0]!.bills[0]!.payableId])).toBe(true);
    const mandate = (await mandateOf(platform, scope, debtors[1]!.memberId))!;
    await moveMandate(platform, scope, { mandateId: mandate.mandateId, to: 'stopped', version: mandate.version });
    const { read, collectionId } = await made(scope, debtors);
    expect(read.rows.map(({ amount }) => amount)).toEqual([7000]);
    const { rows } = await collectionDetail(platform, scope, collectionId);
    expect(rows.map(({ withdrawn }) => withdrawn)).toEqual([true, true, false]);
  });
});

import { gzipSync } from 'node:zlib';
import { newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  account,
  activeMandate,
  answer,
  closeDesk,
  connectors,
  contract,
  made,
  openDesk,
  organization,
  platform,
  resultOf,
  runJobs,
  setNow,
  told,
  upload,
} from '../../test/direct-debit.factory.ts';
import { findCharges, findChargesOfPayables } from '../charges/charge.repository.ts';
import { voidAtProvider, voidForPayables } from '../charges/charge-void.service.ts';
import { dropDebits } from './collection-drop.service.ts';
import { collectionDetail, collectionsOf } from './collection-list.service.ts';
import { openCollection } from './collection.service.ts';
import { approveContract, debitOverview, saveContract } from './debit-contract.service.ts';
import { debitFile } from './debit-file.service.ts';
import { listMandates, mandateOf, moveMandate, registerMandate, requestMandate } from './mandate.service.ts';

beforeAll(openDesk);
afterAll(closeDesk);

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
    // The second time by whoever did not hear the answer.
    for (let times = 0; times < 2; times += 1) expect((await approveContract(platform, scope, 1)).version).toBe(2);
    expect(await requestMandate(platform, scope, memberId)).toMatchObject({ state: 'requested', account: null });
    // The day may change; the account may not, unseen.
    for (let times = 0; times < 2; times += 1) {
      const later = await saveContract(platform, scope, { ...contract, accountNumber: '', debitDay: 27, version: 2 });
      expect(later).toMatchObject({ state: 'approved', version: 3 });
    }
    await expect(saveContract(platform, scope, { ...contract, accountNumber: '99999', debitDay: 27, version: 2 })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
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
    expect(JSON.stringify(await platform.databases.payments.collection('mandates').find({ orgId: scope.orgId }).toArray())).not.toContain(
      '45678',
    );
    const active = await moveMandate(platform, scope, { mandateId: pending.mandateId, to: 'active', version: pending.version });
    await expect(moveMandate(platform, scope, { mandateId: active.mandateId, to: 'stopped', version: 0 })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    const stop = { mandateId: active.mandateId, to: 'stopped', version: active.version } as const;
    // The second time by whoever did not hear the answer.
    for (let times = 0; times < 2; times += 1)
      expect(await moveMandate(platform, scope, stop)).toMatchObject({ state: 'stopped', version: active.version + 1 });
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
    setNow('2026-05-25T14:59:00Z');
    await runJobs();
    expect(await collectionsOf(platform, scope)).toEqual([]);
    setNow('2026-05-25T15:00:00Z');
    await Promise.all([runJobs(), runJobs(), openCollection(platform, scope, '2026-05' as never)]);
    const [collection, ...more] = await collectionsOf(platform, scope);
    expect(more).toEqual([]);
    expect(collection).toMatchObject({ month: '2026-05', debitOn: '2026-05-26', state: 'gathering', count: 0 });
    expect(await told(scope.orgId, 'payments.debit.due')).toHaveLength(1);
    await expect(debitFile(platform, scope, collection!.collectionId)).rejects.toMatchObject({ code: 'DEBIT_NOT_READY' });
    await Promise.all([answer(scope, debtors), answer(scope, debtors), answer(scope, debtors)]);
    await answer(scope, debtors);
    const charges = await platform.databases.payments.collection('charges').find({ orgId: scope.orgId }).toArray();
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
    expect(await upload(scope, packed(file))).toMatchObject({ outcome: 'refused', problem: 'request_file' });
    setNow('2026-05-28T03:00:00Z');
    const result = resultOf(read, ['0', '1', '2', '3', '4', '8', '9']);
    const sums = { rows: 7, done: 1 };
    const taken = { outcome: 'taken', collectionId, ...sums, failed: 6, unknown: 0, applied: true, resultId: expect.any(String) };
    expect(await upload(scope, result)).toEqual(taken);
    expect(await upload(scope, result)).toMatchObject({ outcome: 'refused', problem: 'same_file', taken: sums });
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
      platform.databases.payments,
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
    const stranger = await organization();
    await saveContract(platform, stranger.scope, { ...contract, consignorCode: '9999999999', version: 2 });
    await approveContract(platform, stranger.scope, 3);
    const { read } = await made(scope, debtors);
    expect(await upload(stranger.scope, resultOf(read, ['0']))).toMatchObject({ problem: 'other_consignor' });
    const otherDay = { ...read, header: { ...read.header, monthDay: '0626' } };
    expect(await upload(scope, resultOf(otherDay, ['0']))).toMatchObject({ problem: 'other_month' });
    expect(await upload(scope, Buffer.from('no file').toString('base64'))).toMatchObject({ problem: 'not_packed' });
    expect(await upload(scope, gzipSync('no file').toString('base64'))).toMatchObject({ problem: 'not_records', line: 1 });
    expect(await upload(scope, resultOf(read, ['0'], { amount: yen(4999) }))).toMatchObject({ outcome: 'taken', unknown: 1 });
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
      setNow(`2026-05-${day}T03:00:00Z`);
      expect(await upload(scope, resultOf(read, [code], { bankName: name }))).toMatchObject({ outcome: 'taken' });
      const { rows } = await collectionDetail(platform, scope, (await collectionsOf(platform, scope))[0]!.collectionId);
      return (await findCharges(platform.databases.payments, scope, [rows[0]!.chargeId]))[0]!.state;
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
    await upload(scope, resultOf(read, ['0', '1']));
    const results = platform.databases.payments.collection('debit_results');
    await results.updateMany({ orgId: scope.orgId }, { $set: { state: 'applying' } });
    setNow('2026-05-28T03:00:00Z');
    await Promise.all([runJobs(), runJobs()]);
    expect(await results.distinct('state', { orgId: scope.orgId })).toEqual(['applied']);
    expect(await told(scope.orgId, 'payments.money.settled')).toHaveLength(1);
  });

  it('oracle 39: of a result that takes long the answer does not wait for the end, and the job books the rest', async () => {
    const { scope, debtors } = await organization([5000], [6000]);
    const { read } = await made(scope, debtors);
    setNow('2026-05-28T03:00:00Z');
    // Every look at the clock is ten seconds later than the one before.
    let at = 0;
    const slow = { ...platform, clock: { ...platform.clock, realNow: () => new Date((at += 10_000)) } };
    expect(await upload(scope, resultOf(read, ['0', '1']), slow)).toMatchObject({ rows: 2, done: 1, failed: 1, applied: false });
    expect(await told(scope.orgId, 'payments.money.settled')).toHaveLength(0);
    await runJobs();
    expect(await told(scope.orgId, 'payments.money.settled')).toHaveLength(1);
    expect((await collectionsOf(platform, scope))[0]).toMatchObject({ state: 'done', doneCount: 1, failedCount: 1 });
  });

  it('domain.md 3.8: a debit that is looked up before its file is made, and to be taken back after, is drawn and stays', async () => {
    const { scope, debtors } = await organization([5000]);
    setNow('2026-05-26T00:30:00Z');
    await runJobs();
    await answer(scope, debtors);
    const [charge] = await findChargesOfPayables(platform.databases.payments, scope, [debtors[0]!.bills[0]!.payableId]);
    await debitFile(platform, scope, (await collectionsOf(platform, scope))[0]!.collectionId);
    expect(await voidAtProvider(platform, connectors, scope, charge!)).toBe('not_voidable');
    expect(await findCharges(platform.databases.payments, scope, [charge!._id])).toMatchObject([{ state: 'requested' }]);
  });

  it('a bill that is cancelled before the file is made is not drawn, nor by a mandate that has ended', async () => {
    const { scope, debtors } = await organization([5000], [6000], [7000]);
    setNow('2026-05-26T00:30:00Z');
    await runJobs();
    await answer(scope, debtors);
    expect(await voidForPayables(platform, connectors, scope, [debtors[0]!.bills[0]!.payableId])).toBe(true);
    const mandate = (await mandateOf(platform, scope, debtors[1]!.memberId))!;
    await moveMandate(platform, scope, { mandateId: mandate.mandateId, to: 'stopped', version: mandate.version });
    const { read, collectionId } = await made(scope, debtors);
    expect(read.rows.map(({ amount }) => amount)).toEqual([7000]);
    const { rows } = await collectionDetail(platform, scope, collectionId);
    expect(rows.map(({ withdrawn }) => withdrawn)).toEqual([true, true, false]);
  });

  it('BIL-18: what no bank will answer is given up and free for the next month; drawn all the same, it is late money', async () => {
    const { scope, debtors } = await organization([5000], [6000]);
    const { read, collectionId } = await made(scope, debtors);
    setNow('2026-05-28T03:00:00Z');
    // The contract changes while the file is at the bank: its result answers to the request as it was made.
    await saveContract(platform, scope, { ...contract, accountNumber: '99999', version: 2 });
    expect(await upload(scope, resultOf({ ...read, rows: read.rows.slice(1) }, ['0']))).toMatchObject({ done: 1, rows: 1 });
    const stranger = mintOrgScope(newOrgId());
    await expect(dropDebits(platform, stranger, collectionId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await Promise.all([dropDebits(platform, scope, collectionId), dropDebits(platform, scope, collectionId)]);
    expect(await dropDebits(platform, scope, collectionId)).toMatchObject({ state: 'done', doneCount: 1 });
    const { rows } = await collectionDetail(platform, scope, collectionId);
    expect(rows).toMatchObject([{ dropped: true }, { dropped: false, result: '0' }]);
    const stateOf = async () => (await findCharges(platform.databases.payments, scope, [rows[0]!.chargeId]))[0]!.state;
    expect(await stateOf()).toBe('voided');
    await approveContract(platform, scope, 3);
    await openCollection(platform, scope, '2026-06' as never);
    await answer(scope, debtors.slice(0, 1));
    expect((await collectionsOf(platform, scope))[0]).toMatchObject({ month: '2026-06', count: 1, amount: 5000 });
    await upload(scope, resultOf({ ...read, rows: read.rows.slice(0, 1) }, ['0']));
    expect(await stateOf()).toBe('final');
    expect(await told(scope.orgId, 'payments.money.settled')).toHaveLength(2);
  });

  it('BIL-18: of a list whose day has gone by no file is made, and it is given up by itself', async () => {
    const { scope, debtors } = await organization([5000]);
    setNow('2026-05-26T00:30:00Z');
    await runJobs();
    const { collectionId } = (await collectionsOf(platform, scope))[0]!;
    await expect(dropDebits(platform, scope, collectionId)).rejects.toMatchObject({ code: 'DEBIT_NOT_READY' });
    await answer(scope, debtors);
    setNow('2026-05-26T15:00:00Z');
    await expect(debitFile(platform, scope, collectionId)).rejects.toMatchObject({ code: 'DEBIT_MONTH_OVER' });
    setNow('2026-05-27T15:00:00Z');
    await runJobs();
    expect((await collectionsOf(platform, scope))[0]).toMatchObject({ state: 'dropped', count: 1 });
    expect((await told(scope.orgId, 'payments.charge.changed')).map(({ payload }) => payload)).toMatchObject([{}, { state: 'voided' }]);
  });
});

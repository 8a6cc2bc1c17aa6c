import { gzipSync } from 'node:zlib';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { JstMonth, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { moveSharedClock } from '@tsudoi/shared/service/clock';
import { sampleDepositFile } from '@tsudoi/shared/service/sample-deposits';
import { Binary } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readDebitFile } from '../../src/connectors/bank-files/debit-file.ts';
import { account, contract, resultOf } from '../direct-debit.factory.ts';
import { chargeStories } from '../charge-stories.ts';
import { type Rig, startRig } from '../rig.ts';

let rig: Rig;
let banks: Awaited<ReturnType<typeof askedBank>>[];
beforeAll(async () => {
  rig = await startRig();
  banks = [await askedBank(), await askedBank()];
  // The day of the debit comes; a bank says nothing before it.
  const probe = await askedBank();
  expect(await upload(probe.orgId, resultOf(probe.read, ['0']))).toMatchObject({ outcome: 'refused', problem: 'other_month' });
  await moveSharedClock(rig.database.databases.queue, 70 * 86_400_000);
  await vi.waitFor(async () => expect(await upload(probe.orgId, resultOf(probe.read, ['0']))).toMatchObject({ outcome: 'taken' }), {
    timeout: 20_000,
    interval: 200,
  });
});
afterAll(async () => {
  await rig.stop();
});
const { quiet, money, reasons } = chargeStories(() => rig, 'komoju');

/** The month after this one: its debit is still to come. */
const nextMonth = (): JstMonth => {
  const [year, month] = jstDateOf(new Date()).split('-').map(Number) as [number, number];
  return JstMonth.parse(month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`);
};

/** An organisation whose bank is asked for one member's bill, with the file that was made. */
async function askedBank() {
  const { orgId } = await rig.organization();
  await rig.call(orgId, 'debits.saveContract', { ...contract, version: 0 });
  await rig.call(orgId, 'debits.approveContract', { version: 1 });
  const { payableId, memberId } = await rig.payable(orgId, 5000);
  const { mandateId, version } = await rig.call(orgId, 'debits.registerMandate', { memberId, account });
  await rig.call(orgId, 'debits.moveMandate', { mandateId, to: 'active', version });
  const { collectionId } = await rig.call(orgId, 'debits.openCollection', { month: nextMonth() });
  const claim = { mandateId, memberId, lines: [{ payableId, amount: yen(5000) as never }] };
  await rig.call(orgId, 'debits.collect', { collectionId, part: 0, claims: [claim] });
  const file = Buffer.from((await rig.call(orgId, 'debits.file', { collectionId })).base64, 'base64');
  const read = readDebitFile(file);
  if (read.outcome !== 'read') throw new Error(read.problem);
  return { orgId, collectionId, file, read };
}
const upload = (orgId: OrgId, packed: string) => rig.call(orgId, 'debits.uploadResult', { packed });

describe('files of a bank', () => {
  it('provider case 21: a transfer from an unknown name, or from one of two of that name, is held: no money until somebody decides', async () => {
    const { orgId } = await rig.organization();
    await rig.payable(orgId);
    await rig.payable(orgId);
    const made = {
      made: '080512',
      deposits: ['ドウバシ ケンジ', 'タカハシ ミサキ'].map((remitter) => ({ day: '080511', amount: 10_000, remitter })),
    };
    const packed = gzipSync(sampleDepositFile(made)).toString('base64');
    const answer = await rig.call(orgId, 'deposits.read', { fileName: 'a.txt', packed, readBy: '山本' });
    expect(answer).toMatchObject({ outcome: 'read', file: { added: 2, byNumber: 0 } });
    expect(await rig.call(orgId, 'deposits.read', { fileName: 'b.txt', packed, readBy: '山本' })).toMatchObject({ outcome: 'known' });
    const { rows } = await rig.call(orgId, 'deposits.list', { view: 'open', cursor: null, size: 50 });
    expect(rows.map(({ evidence }) => evidence.length).toSorted()).toEqual([0, 2]);
    await quiet(orgId);
    expect(await money(orgId)).toEqual([]);
  });

  it('performance.md P7, T13: a long file whose reader is gone is read to its end by itself', async () => {
    const { orgId } = await rig.organization();
    const deposits = ['ドウバシ ケンジ', 'タカハシ ミサキ'].map((remitter) => ({ day: '080511', amount: 10_000, remitter }));
    const packed = gzipSync(sampleDepositFile({ made: '080512', deposits }));
    const file = { fileName: 'a.txt', packed: packed.toString('base64'), readBy: '山本' };
    await rig.call(orgId, 'deposits.read', file);
    // As it is left when the time was over before the second line.
    const { payments } = rig.database.databases;
    expect((await payments.collection('deposits').deleteMany({ orgId, remitter: { $regex: 'ﾐｻｷ' } })).deletedCount).toBe(1);
    await payments
      .collection('bank_files')
      .updateOne({ orgId }, { $set: { state: 'reading', reached: 0, added: 0, packed: new Binary(packed) } });
    await vi.waitFor(async () => expect(await rig.call(orgId, 'deposits.files', {})).toMatchObject([{ left: 0, added: 2, known: 0 }]), {
      timeout: 30_000,
      interval: 200,
    });
    const { rows } = await rig.call(orgId, 'deposits.list', { view: 'open', cursor: null, size: 50 });
    expect(rows.map(({ remitter }) => remitter)).toEqual(['ﾄﾞｳﾊﾞｼ ｹﾝｼﾞ', 'ﾀｶﾊｼ ﾐｻｷ']);
  });

  it('provider case 44: a request as result, a result of another organisation or day, and a result twice change nothing', async () => {
    const { orgId, collectionId, file, read } = banks[0]!;
    const stranger = await rig.organization();
    await rig.call(stranger.orgId, 'debits.saveContract', { ...contract, consignorCode: '9999999999', version: 0 });
    await rig.call(stranger.orgId, 'debits.approveContract', { version: 1 });
    expect(await upload(orgId, gzipSync(file).toString('base64'))).toMatchObject({ outcome: 'refused', problem: 'request_file' });
    const result = resultOf(read, ['0']);
    expect(await upload(stranger.orgId, result)).toMatchObject({ outcome: 'refused', problem: 'other_consignor' });
    const otherDay = { ...read, header: { ...read.header, monthDay: '0101' } };
    expect(await upload(orgId, resultOf(otherDay, ['0']))).toMatchObject({ outcome: 'refused', problem: 'other_month' });
    expect(await money(orgId)).toEqual([]);
    expect(await upload(orgId, result)).toMatchObject({ outcome: 'taken' });
    await quiet(orgId);
    expect(await upload(orgId, result)).toMatchObject({ outcome: 'refused', problem: 'same_file' });
    await quiet(orgId);
    expect(await money(orgId)).toEqual(['settled']);
    expect(await reasons(orgId)).toEqual([]);
    expect((await rig.call(orgId, 'debits.collection', { collectionId })).collection).toMatchObject({ doneCount: 1, doneAmount: 5000 });
  });

  it('provider case 45: what the bank corrects later is a new entry each time, never an edit', async () => {
    const { orgId, collectionId, read } = banks[1]!;
    const states: string[] = [];
    for (const [at, code] of ['0', '1', '0'].entries()) {
      expect(await upload(orgId, resultOf(read, [code], { bankName: 'ABC'.charAt(at) }))).toMatchObject({ outcome: 'taken' });
      await vi.waitFor(async () => expect(await money(orgId)).toHaveLength(at + 1), { timeout: 20_000 });
      const { rows } = await rig.call(orgId, 'debits.collection', { collectionId });
      states.push((await rig.call(orgId, 'charges.get', { chargeId: rows[0]!.chargeId }))!.state);
    }
    await quiet(orgId);
    expect(states).toEqual(['final', 'charged_back', 'final']);
    expect(await money(orgId)).toEqual(['settled', 'reversed', 'settled']);
    const kinds = await rig.database.databases.payments.collection('money_events').find({ orgId }).sort({ _id: 1 }).toArray();
    expect(kinds.map(({ kind }) => kind as string).filter((kind) => kind !== 'instructions_issued')).toEqual([
      'final',
      'charged_back',
      'chargeback_won',
    ]);
  });

  it('provider case 38: years of an era are read, and a day without a year is at most half a year off', async () => {
    const { orgId } = await rig.organization();
    const made = { made: '080512', deposits: [{ day: '080511', amount: 10_000, remitter: 'ドウバシ ケンジ' }] };
    const packed = gzipSync(sampleDepositFile(made)).toString('base64');
    await rig.call(orgId, 'deposits.read', { fileName: 'a.txt', packed, readBy: '山本' });
    const { rows } = await rig.call(orgId, 'deposits.list', { view: 'open', cursor: null, size: 50 });
    expect(rows).toMatchObject([{ bookedOn: '2026-05-11' }]);
    const bank = banks[0]!;
    const again = (bankName: string) => upload(bank.orgId, resultOf(bank.read, ['0'], { bankName }));
    expect(await again('Y')).toMatchObject({ outcome: 'taken' });
    // The day of the debit is more than half a year ago: it may be that of another year.
    await moveSharedClock(rig.database.databases.queue, 260 * 86_400_000);
    let number = 0;
    await vi.waitFor(async () => expect(await again(`Z${(number += 1)}`)).toMatchObject({ outcome: 'refused', problem: 'other_month' }), {
      timeout: 20_000,
      interval: 200,
    });
  });
});

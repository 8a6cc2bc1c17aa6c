import { gzipSync } from 'node:zlib';
import { type DepositShare, isPayerShare } from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import { type MemberId, newBillId, newMemberId, newOrgId, newPayLinkId, newPaymentId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen } from '@tsudoi/shared/kernel/yen';
import { payableChanged, payableOpened } from '@tsudoi/shared/queue/billing.messages';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { type SampleDeposit, sampleDepositFile } from '@tsudoi/shared/service/sample-deposits';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../app/migrations.ts';
import { changePayable, closePayables, openPayables } from '../payables/payable.repository.ts';
import { createLog } from '@tsudoi/shared/service/log';
import { resumeFiles, takeBankFile } from './deposit-file.service.ts';
import {
  bankFiles,
  claimDeposit,
  deskDeposit,
  deskDeposits,
  finishDeposit,
  holdDeposit,
  readBankFile,
  reopenDeposit,
} from './deposit.service.ts';

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

async function owes(memberNumber: string, memberKana: string, amount = 10_000, more: { memberId?: MemberId; payRef?: string } = {}) {
  const payable = { payableId: newBillId(), memberId: newMemberId(), memberNumber, memberKana, amount, dueOn: '2026-06-01', ...more };
  await openPayables(database.databases.payments, scope, payableOpened.payload.parse({ payables: [payable] }).payables);
  return payable;
}
const fileOf = (deposits: readonly Partial<SampleDeposit>[]) =>
  sampleDepositFile({
    made: '080512',
    deposits: deposits.map((deposit) => ({ day: '080511', amount: 10_000, remitter: '', ...deposit })),
  });
const read = (deposits: readonly Partial<SampleDeposit>[], fileName = 'a.txt', in_ = scope) =>
  readBankFile(desk(), in_, {
    fileName,
    readBy: '山本',
    packed: gzipSync(fileOf(deposits)),
  });
const listed = async (view: 'open' | 'held' | 'settled' = 'open', in_ = scope) =>
  (await deskDeposits(desk(), in_, { view, cursor: null, size: 50 })).rows;
const share = (memberId: MemberId): DepositShare[] => [{ memberId, lines: [], advance: PriceYen.parse(10_000) }];
const whose = ({ shares }: { shares: DepositShare[] }) => shares.flatMap((one) => (isPayerShare(one) ? [] : one.memberId))[0];
async function settle(depositId: DepositId, by: MemberId | DepositShare[], round = 0) {
  await claimDeposit(desk(), scope, { depositId, round, shares: typeof by === 'string' ? share(by) : by, decidedBy: '山本' });
  await finishDeposit(desk(), scope, { depositId, round, paymentIds: [newPaymentId()] });
}

describe('deposits that a bank tells', () => {
  it('PAY-20, case 57: a line with a member’s number finds the member, one with a bill’s number its bill, and a name only names, and an employer’s without a number is nobody’s', async () => {
    const numbered = await owes('2016-0233', 'コバヤシ ユウ');
    const named = await owes('2017-0001', 'サトウ ハナコ', 8000, { payRef: '2026-000017' });
    const outcome = await read([
      { remitter: 'コバヤシ ユウ 20160233' },
      { remitter: 'カブシキ 2026-000017', amount: 8000 },
      { remitter: 'サトウ ハナコ' },
      { remitter: 'カ）ドウバシ シヨウジ' },
    ]);
    expect(outcome).toMatchObject({
      outcome: 'read',
      file: { count: 4, total: 38_000, added: 4, byNumber: 2, byName: 1, unknown: 1, accounts: ['ﾄｳｵｳｷﾞﾝｺｳ ﾎﾝﾃﾝ 1234567'] },
    });
    const evidence = (await listed()).map((row) => row.evidence);
    expect(evidence[0]).toMatchObject([{ memberId: numbered.memberId, number: '20160233', kana: true }]);
    expect(evidence[1]).toMatchObject([{ memberId: named.memberId, reference: '2026-000017', billIds: [named.payableId], kana: false }]);
    expect(evidence[2]).toMatchObject([{ memberId: named.memberId, number: null, reference: null, kana: true, learned: null }]);
    expect(evidence[3]).toEqual([]);
  });

  it('PAY-20: a number that was given after the bill was opened finds the member, as the one before it does, and a new reading', async () => {
    const sato = await owes('A2026-0012', 'サトウ メグミ');
    const told = payableChanged.payload.parse({
      payable: { ...sato, memberNumber: '1043', memberKana: 'ヨシダ メグミ', formerNumbers: ['A2026-0012'] },
      revision: 2,
    });
    await changePayable(database.databases.payments, scope, told.payable, told.revision);
    await read([{ remitter: 'サトウ メグミ 1043' }, { remitter: 'A20260012' }, { remitter: 'ヨシダ メグミ' }]);
    expect((await listed()).map(({ evidence }) => evidence)).toMatchObject([
      [{ memberId: sato.memberId, number: '1043', reference: null, kana: false }],
      [{ memberId: sato.memberId, number: 'A20260012', reference: null, kana: false }],
      [{ memberId: sato.memberId, number: null, kana: true }],
    ]);
  });

  it('a bill that is cancelled is nobody’s any more, and one that is opened later is found at once', async () => {
    const gone = await owes('3001', 'イトウ マコト');
    await closePayables(database.databases.payments, scope, [gone.payableId]);
    await read([{ remitter: 'イトウ マコト 3001' }]);
    expect((await listed())[0]!.evidence).toEqual([]);
    const later = await owes('3001', 'イトウ マコト');
    expect((await listed())[0]!.evidence).toMatchObject([{ memberId: later.memberId }]);
  });

  it('case 44: the same file twice changes nothing, and a line that stands in two files is one deposit', async () => {
    const [first, second, third] = ['11', '12', '13'].map((inquiryNumber) => ({ inquiryNumber, remitter: 'タナカ' }));
    await read([first!, second!]);
    expect(await read([first!, second!], 'b.txt')).toMatchObject({ outcome: 'known', file: { fileName: 'a.txt', added: 2 } });
    expect(await read([second!, third!], 'c.txt')).toMatchObject({ outcome: 'read', file: { added: 1, known: 1 } });
    expect((await listed()).map((row) => row.inquiryNumber)).toEqual(['000011', '000012', '000013']);
    expect(await bankFiles(desk(), scope)).toHaveLength(2);
  });

  it('performance.md P7: a file of more lines than are held at once is taken whole, two alike far apart are two, and what broke off is gone on with', async () => {
    const payer = await owes('2016-0233', 'コバヤシ ユウ');
    const deposits = Array.from({ length: 5100 }, (_, at) =>
      at === 0 || at === 5099
        ? { inquiryNumber: '0', amount: 5, remitter: 'タナカ' }
        : { inquiryNumber: String(at), amount: 1000 + at, remitter: at % 2 === 0 ? 'コバヤシ ユウ 20160233' : 'タナカ' },
    );
    expect(await read(deposits)).toMatchObject({ file: { count: 5100, added: 5100, known: 0, byNumber: 2549, byName: 0, unknown: 2551 } });
    const rows = database.databases.payments.collection<{ orgId: string; place: string; amount: number }>('deposits');
    const files = database.databases.payments.collection('bank_files');
    expect(await rows.countDocuments({ orgId: scope.orgId, amount: 5 })).toBe(2);
    // As a process leaves it that ended in the middle.
    const [last] = await rows.find({ orgId: scope.orgId }).sort({ place: -1 }).limit(1).toArray();
    await rows.deleteMany({ orgId: scope.orgId, place: { $in: [last!.place] } });
    await files.updateOne({ orgId: scope.orgId }, { $set: { state: 'reading' }, $unset: { reached: '' } });
    expect(await read(deposits)).toMatchObject({ outcome: 'read', file: { count: 5100, added: 5100, known: 0, byNumber: 2549, left: 0 } });
    expect(await read(deposits)).toMatchObject({ outcome: 'known' });
    expect(await rows.countDocuments({ orgId: scope.orgId })).toBe(5100);
    expect((await listed())[1]!.evidence).toEqual([]);
    expect((await listed())[2]!.evidence).toMatchObject([{ memberId: payer.memberId, number: '20160233' }]);
  });

  it('performance.md P7: of a long file the first lines are there at once, and a job reads it to its end; the same file meanwhile goes on with it', async () => {
    await owes('2016-0233', 'コバヤシ ユウ');
    const deposits = Array.from({ length: 11_200 }, (_, at) => ({
      inquiryNumber: String(at),
      remitter: at % 2 === 0 ? 'コバヤシ ユウ 20160233' : 'タナカ',
    }));
    const packed = gzipSync(fileOf(deposits));
    await read(deposits.slice(0, 10), 'first.txt');
    const takeWhile = (hasTime: () => boolean) => {
      const at = { now, today: jstDate('2026-05-12'), hasTime };
      return takeBankFile(desk(), scope, { fileName: 'long.txt', readBy: '山本', packed }, at);
    };
    const take = (pieces: number) => {
      let left = pieces;
      return takeWhile(() => (left -= 1) >= 0);
    };
    const files = database.databases.payments.collection('bank_files');
    const begun = { count: 11_200, total: 112_000_000, known: 10 };
    expect(await take(1)).toMatchObject({ outcome: 'reading', file: { ...begun, added: 2490, byNumber: 0, left: 8700 } });
    expect((await bankFiles(desk(), scope)).map(({ left }) => left).toSorted()).toEqual([0, 8700]);
    // A process that ends in the middle has noted how far it came.
    let asked = 0;
    const ending = takeWhile(() => {
      if ((asked += 1) > 3) throw new Error('the process ends');
      return true;
    });
    await expect(ending).rejects.toThrow('the process ends');
    expect(await files.findOne({ orgId: scope.orgId, state: 'reading' })).toMatchObject({ reached: 10_000, added: 9990 });
    // And one that ends behind the lines and before it has noted them.
    await files.updateOne({ orgId: scope.orgId, state: 'reading' }, { $set: { reached: 7500, added: 7490 } });
    // The lines are in, and there is no time left to count them.
    expect(await take(2)).toMatchObject({ outcome: 'reading', file: { ...begun, added: 11_190, byNumber: 0, left: 1 } });
    await resumeFiles({ ...desk(), log: createLog('test', 'silent') });
    const [long] = (await bankFiles(desk(), scope)).filter(({ fileName }) => fileName === 'long.txt');
    expect(long).toMatchObject({ ...begun, added: 11_190, byNumber: 5600, unknown: 5600, left: 0 });
    const kept = await files.find({ orgId: scope.orgId, packed: { $exists: true } }).toArray();
    expect(kept).toEqual([]);
    expect(await take(9)).toMatchObject({ outcome: 'known' });
  });

  it('what is no packed file, or unpacks to more than a hundred thousand lines, is refused, and changes nothing', async () => {
    const take = (packed: Uint8Array) => readBankFile(desk(), scope, { fileName: 'x', readBy: 'x', packed });
    expect(await take(new Uint8Array([0x1f, 0x8b, 1, 2, 3]))).toMatchObject({ outcome: 'refused', fault: 'not_deposit_notice' });
    expect(await take(gzipSync(Buffer.alloc(22_000_000, ' ')))).toMatchObject({ outcome: 'refused', fault: 'too_long' });
    expect(await bankFiles(desk(), scope)).toEqual([]);
  });

  it('a file that does not agree with its trailer leaves nothing behind', async () => {
    const bytes = sampleDepositFile({
      made: '080512',
      deposits: [{ day: '080511', amount: 10_000, remitter: 'タナカ' }],
      trailer: { count: 2, amount: 10_000 },
    });
    expect(await readBankFile(desk(), scope, { fileName: 'x', readBy: 'x', packed: gzipSync(bytes) })).toEqual({
      outcome: 'refused',
      fault: 'trailer_mismatch',
      line: 3,
    });
    expect(await listed()).toEqual([]);
    expect(await bankFiles(desk(), scope)).toEqual([]);
  });

  it('a 取消 takes back what is open; what is settled stays, is marked, and goes when it is undone', async () => {
    const member = await owes('4001', 'モリ アキ');
    await read([
      { inquiryNumber: '21', remitter: 'モリ アキ' },
      { inquiryNumber: '22', remitter: 'モリ アキ' },
    ]);
    const [open, settled] = (await listed()).map((row) => ({ depositId: row.depositId }));
    await settle(settled!.depositId, member.memberId);
    await read(
      [
        { inquiryNumber: '21', remitter: 'モリ アキ', cancels: true },
        { inquiryNumber: '22', remitter: 'モリ アキ', cancels: true },
      ],
      'b.txt',
    );
    expect(await deskDeposit(desk(), scope, open!.depositId)).toMatchObject({ state: 'recalled' });
    expect(await deskDeposit(desk(), scope, settled!.depositId)).toMatchObject({ state: 'settled', recallAsked: true });
    const waiting = await listed();
    expect(waiting).toMatchObject([{ cancels: true, inquiryNumber: '000022' }]);
    expect(await reopenDeposit(desk(), scope, settled!.depositId, 0)).toBe(true);
    expect(await deskDeposit(desk(), scope, settled!.depositId)).toMatchObject({ state: 'recalled' });
    expect(await listed()).toEqual([]);
    // One that was put aside when that could still be done goes when it is taken out.
    const recall = waiting[0]!.depositId;
    await database.databases.payments.collection('deposits').updateOne({ _id: recall as never }, { $set: { state: 'held' } });
    expect(await holdDeposit(desk(), scope, recall, null, '山本')).toBe(true);
    expect(await deskDeposit(desk(), scope, recall)).toMatchObject({ state: 'recalled' });
  });
});

describe('what the office decides', () => {
  it('one decision a round: another one finds it taken, the same one goes on', async () => {
    const [one, other] = [newMemberId(), newMemberId()];
    await read([{ remitter: 'タナカ' }]);
    const { depositId } = (await listed())[0]!;
    const claim = (memberId: MemberId, round = 0) =>
      claimDeposit(desk(), scope, { depositId, round, shares: share(memberId), decidedBy: '山本' });
    const claims = await Promise.all([claim(one), claim(other), claim(one)]);
    const kept = whose((await deskDeposit(desk(), scope, depositId))!);
    expect(claims.filter((claimed) => claimed !== null).every((claimed) => whose(claimed) === kept)).toBe(true);
    expect(await claim(kept === one ? other : one)).toBeNull();
    await finishDeposit(desk(), scope, { depositId, round: 0, paymentIds: null });
    expect(await deskDeposit(desk(), scope, depositId)).toMatchObject({ state: 'open', shares: [] });
    await settle(depositId, one);
    expect(await reopenDeposit(desk(), scope, depositId, 0)).toBe(true);
    expect(await claim(one)).toBeNull();
    expect(await claim(one, 1)).toMatchObject({ state: 'settling', round: 1 });
  });

  it('a remitter who was confirmed is remembered, and forgotten when it is undone', async () => {
    const memberId = newMemberId();
    await read([
      { inquiryNumber: '31', remitter: 'トウト ダイガク' },
      { inquiryNumber: '32', remitter: 'トウト ダイガク' },
      { inquiryNumber: '33', remitter: 'トウト ダイガク', bank: 'ヨソギンコウ' },
    ]);
    const [first] = await listed();
    await settle(first!.depositId, memberId);
    const learned = async () => (await listed()).map((row) => row.evidence[0]?.learned ?? null);
    expect(await learned()).toEqual([
      { times: 1, lastOn: '2026-05-11', sameSender: true, sameCode: false },
      { times: 1, lastOn: '2026-05-11', sameSender: false, sameCode: false },
    ]);
    await reopenDeposit(desk(), scope, first!.depositId, 0);
    expect(await learned()).toEqual([null, null, null]);
    // Of who pays for members nothing is remembered: the next transfer may be over others.
    const line = { billId: newBillId(), amount: PositiveYen.parse(10_000) };
    await settle(first!.depositId, [{ payLinkId: newPayLinkId(), lines: [line], advance: PriceYen.parse(0) }], 1);
    expect(await learned()).toEqual([null, null]);
  });

  it('what is put aside stays aside with its note until it is taken out', async () => {
    await read([{ remitter: 'ドウバシ' }]);
    const { depositId } = (await listed())[0]!;
    expect(await holdDeposit(desk(), scope, depositId, '電話で確認中', '山本')).toBe(true);
    expect(await listed()).toEqual([]);
    const held = await deskDeposits(desk(), scope, { view: 'held', cursor: null, size: 50 });
    expect(held).toMatchObject({ rows: [{ note: '電話で確認中' }], sums: { open: { count: 0 }, held: { count: 1, amount: 10_000 } } });
    expect(await holdDeposit(desk(), scope, depositId, null, '山本')).toBe(true);
    expect(await listed()).toHaveLength(1);
  });

  it('another organisation’s deposits are not there', async () => {
    await read([{ remitter: 'タナカ' }]);
    const { depositId } = (await listed())[0]!;
    const other = mintOrgScope(newOrgId());
    expect(await deskDeposit(desk(), other, depositId)).toBeNull();
    expect(await claimDeposit(desk(), other, { depositId, round: 0, shares: share(newMemberId()), decidedBy: 'x' })).toBeNull();
    expect(await holdDeposit(desk(), other, depositId, 'x', 'x')).toBe(false);
    expect(await read([{ remitter: 'タナカ' }], 'a.txt', other)).toMatchObject({ outcome: 'read', file: { added: 1 } });
    expect(await deskDeposit(desk(), scope, depositId)).toMatchObject({ state: 'open', note: '' });
  });
});

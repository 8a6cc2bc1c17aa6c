import { randomUUID } from 'node:crypto';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import { newPayoutId } from '@tsudoi/shared/kernel/payout-ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  account,
  april,
  closePayoutDesk,
  closed,
  database,
  entries,
  movements,
  openPayoutDesk,
  operator,
  organisation,
  payoutsOf,
  platform,
  setDay,
} from '../../test/payout.factory.ts';
import type { Platform } from '../platform/platform.ts';
import { feeTables, feeTerms, feesNow, setFeeBearer, setFeeTable } from './fee.service.ts';
import { forgetPayoutAccounts, payoutAccount, savePayoutAccount } from './payout-account.service.ts';
import { closeMonth } from './payout-close.service.ts';
import { approvePayout, deskPayouts, settlePayout } from './payout-desk.service.ts';
import { exportPayouts, payoutFileAgain, payoutsMeant, takeBackFile } from './payout-file.service.ts';
import { closePayouts } from './payout.jobs.ts';
import { payoutStatement, payoutsOfOrganization } from './payout.service.ts';

beforeAll(openPayoutDesk);
afterAll(closePayoutDesk);

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  );
/** As the server asks: first which ones it would be, then for them. */
async function exportAll(input: { payOn: JstDate; idempotencyKey: string }) {
  const meant = await payoutsMeant(platform, operator, input);
  return exportPayouts(platform, operator, { ...input, payoutIds: meant.map(({ payoutId }) => payoutId) });
}
const openOf = (orgId: OrgId) => entries().countDocuments({ orgId, payoutId: null });

describe('closing a month', () => {
  it('oracle 31, POU-01: what was booked in April and stands in no payout yet; May stays open; another organisation has nothing of it', async () => {
    const other = organisation();
    const { scope, payout } = await closed([
      [10_000, '2026-04-01', 360],
      [10_000, '2026-04-12', 360],
      [10_000, '2026-04-30', 360],
      [5000, '2026-04-15', 220],
      [-10_000, '2026-04-20'],
      [7000, '2026-05-01', 252],
    ]);
    expect(payout).toMatchObject({
      state: 'closed',
      closeMonth: '2026-04',
      payOn: '2026-05-29',
      gross: 35_000,
      fee: 1300,
      returned: 10_000,
      net: 23_700,
    });
    expect((await payoutsOfOrganization(platform, scope)).running).toEqual({ count: 1, gross: 7000, fee: 252, returned: 0, net: 6748 });
    expect(await payoutsOf(other)).toEqual([]);
    expect(await payoutStatement(platform, other, { payoutId: payout.payoutId, size: 10 })).toBeNull();
  });

  it('POU-01: side by side, again and again, and taken up after a kill it is one payout with every line once', async () => {
    const scope = organisation();
    await movements(
      scope,
      Array.from({ length: 1210 }, (_, at) => [1000 + at, '2026-04-12', 36] as [number, string, number]),
    );
    // A run that was killed after its first step: the payout is open and has a part of the lines.
    const killed = closeMonth({ ...platform, databases: failingAfter(6) }, scope, april);
    await expect(killed).rejects.toThrow('killed');
    expect((await payoutsOf(scope))[0]!.state).toBe('open');
    await Promise.all([1, 2, 3].map(() => closeMonth(platform, scope, april)));
    await closeMonth(platform, scope, april);
    const payouts = await payoutsOf(scope);
    const gross = (1000 + 2209) * 605;
    expect(payouts).toMatchObject([{ state: 'closed', count: 1210, gross, fee: 36 * 1210, net: gross - 36 * 1210 }]);
    expect(await entries().countDocuments({ orgId: scope.orgId, payoutId: payouts[0]!.payoutId })).toBe(1210);
    const first = await payoutStatement(platform, scope, { payoutId: payouts[0]!.payoutId, size: 1000 });
    const second = await payoutStatement(platform, scope, { payoutId: payouts[0]!.payoutId, size: 1000, after: first!.next });
    expect(new Set([...first!.lines, ...second!.lines].map(({ lineId }) => lineId)).size).toBe(1210);
    expect(second!.next).toBeNull();
  });

  it('the job closes what is to be closed on its day, brings a begun payout to its end, and late money comes with the next month', async () => {
    const scope = organisation();
    await movements(scope, [[10_000, '2026-04-12']]);
    setDay('2026-05-09');
    await closePayouts(platform);
    expect(await payoutsOf(scope)).toEqual([]);
    setDay('2026-05-10');
    await closePayouts(platform);
    expect(await payoutsOf(scope)).toMatchObject([{ state: 'closed', net: 10_000 }]);
    // Heard of on the eleventh, paid in April.
    await movements(scope, [[4000, '2026-04-29']]);
    await closePayouts(platform);
    expect(await payoutsOf(scope)).toMatchObject([{ net: 10_000, count: 1 }]);
    setDay('2026-06-10');
    await closePayouts(platform);
    expect(await payoutsOf(scope)).toMatchObject([{ closeMonth: '2026-05', net: 4000, payOn: '2026-06-30' }, { net: 10_000 }]);
    setDay('2026-05-10');
  });

  it('case 88: below nothing it is carried forward, and its lines are in the next payout once', async () => {
    const { scope, payout } = await closed([
      [3000, '2026-04-02', 108],
      [-10_000, '2026-04-20'],
    ]);
    expect(payout).toMatchObject({ state: 'carried_forward', net: -7108 });
    expect(await openOf(scope.orgId)).toBe(2);
    expect(await codeOf(approvePayout(platform, operator, payout))).toBe('INVALID_TRANSITION');
    await movements(scope, [[20_000, '2026-05-12', 720]]);
    await closeMonth(platform, scope, JstMonth.parse('2026-05'));
    const [may] = await payoutsOf(scope);
    expect(may).toMatchObject({ state: 'closed', gross: 23_000, fee: 828, returned: 10_000, net: 12_172 });
    // The statement of April still shows what it was made of.
    expect((await payoutStatement(platform, scope, { payoutId: payout.payoutId, size: 10 }))!.lines).toHaveLength(2);
    expect((await payoutStatement(platform, scope, { payoutId: may!.payoutId, size: 10 }))!.lines).toHaveLength(3);
  });
});

describe('paying out', () => {
  it('is approved to the account of that moment, goes into one file, and is paid; a change of the account is for the next one', async () => {
    const { scope, payout } = await closed();
    expect(await codeOf(approvePayout(platform, operator, payout))).toBe('PAYOUT_ACCOUNT_MISSING');
    await savePayoutAccount(platform, scope, { account, version: 0, changedBy: '高橋' });
    const approved = await approvePayout(platform, operator, payout);
    expect(approved).toMatchObject({ state: 'approved', account: { tail: '529', bankName: 'ｻﾝﾌﾟﾙ' } });
    expect(await codeOf(approvePayout(platform, operator, payout))).toBe('CONFLICT');
    await savePayoutAccount(platform, scope, { account: { ...account, accountNumber: '1112223' }, version: 1, changedBy: '高橋' });
    expect((await payoutAccount(platform, scope))!.tail).toBe('223');
    const due = (await deskPayouts(platform, operator)).due.find(({ payOn }) => payOn === payout.payOn)!;
    const wanted = [randomUUID(), randomUUID()].map((idempotencyKey) => ({ payOn: payout.payOn, idempotencyKey }));
    const pressed = await Promise.allSettled(wanted.map((input) => exportAll(input)));
    const won = pressed.findIndex(({ status }) => status === 'fulfilled');
    expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    // The same press again is the same file.
    const { file } = await exportAll(wanted[won]!);
    expect(pressed[won]).toMatchObject({ value: { file } });
    expect(file).toMatchObject({ count: due.count, total: due.total });
    const text = Buffer.from(file.base64, 'base64').toString('latin1');
    expect(text).toContain('7418529');
    expect(text).not.toContain('1112223');
    expect(await codeOf(exportAll({ payOn: payout.payOn, idempotencyKey: randomUUID() }))).toBe('PAYOUT_NOTHING_TO_EXPORT');
    const [exported] = await payoutsOf(scope);
    expect(exported!.state).toBe('exported');
    expect(await payoutsMeant(platform, operator, { payoutId: payout.payoutId })).toEqual([exported]);
    const paid = await settlePayout(platform, operator, { ...exported!, outcome: 'paid', reason: '' });
    expect(paid).toMatchObject({ state: 'paid', paidOn: '2026-05-29' });
    expect(await codeOf(settlePayout(platform, operator, { ...paid, outcome: 'paid', reason: '' }))).toBe('INVALID_TRANSITION');
  });

  it('case 89: what came back is approved again only to another account, and is no second payout', async () => {
    const { scope, payout } = await closed();
    await savePayoutAccount(platform, scope, { account, version: 0, changedBy: '高橋' });
    await approvePayout(platform, operator, payout);
    await exportAll({ payOn: payout.payOn, idempotencyKey: randomUUID() });
    const [exported] = await payoutsOf(scope);
    const returned = await settlePayout(platform, operator, { ...exported!, outcome: 'returned', reason: '名義相違' });
    expect(returned).toMatchObject({ state: 'returned', returnReason: '名義相違' });
    expect(await codeOf(approvePayout(platform, operator, returned))).toBe('PAYOUT_ACCOUNT_NOT_FIXED');
    // The same account entered anew is no change.
    await savePayoutAccount(platform, scope, { account, version: 1, changedBy: '高橋' });
    expect(await codeOf(approvePayout(platform, operator, returned))).toBe('PAYOUT_ACCOUNT_NOT_FIXED');
    await savePayoutAccount(platform, scope, { account: { ...account, holder: 'ｼﾔ)ｼﾉﾉﾒ' }, version: 1, changedBy: '高橋' });
    setDay('2026-06-05');
    const again = await approvePayout(platform, operator, returned);
    expect(again).toMatchObject({ state: 'approved', net: payout.net, payOn: '2026-06-08' });
    const { file } = await exportAll({ payOn: again.payOn, idempotencyKey: randomUUID() });
    // The header of the bank's file names the day on which it is to be paid.
    expect(Buffer.from(file.base64, 'base64').toString('latin1').slice(54, 58)).toBe('0608');
    expect(await payoutsOf(scope)).toHaveLength(1);
    setDay('2026-05-10');
  });

  it('POU-01, guide 3.10: a file that was lost is made again, one that the bank did not take is put back whole, to the same account', async () => {
    const ready = await Promise.all([closed(), closed()]);
    for (const { scope, payout } of ready) {
      await savePayoutAccount(platform, scope, { account, version: 0, changedBy: '高橋' });
      await approvePayout(platform, operator, payout);
    }
    const { payOn } = ready[0].payout;
    const idempotencyKey = randomUUID();
    const payoutIds = ready.map(({ payout }) => payout.payoutId);
    const [first] = payoutIds;
    expect(await codeOf(payoutsMeant(platform, operator, { payoutId: newPayoutId() }))).toBe('NOT_FOUND');
    // What is not to go any more is noticed before anything moves; what was approved meanwhile stays for another file.
    const stale = { payOn, idempotencyKey, payoutIds: [...payoutIds, newPayoutId()] };
    expect(await codeOf(exportPayouts(platform, operator, stale))).toBe('CONFLICT');
    const alone = await exportPayouts(platform, operator, { payOn, idempotencyKey: randomUUID(), payoutIds: [first!] });
    expect(alone.payouts.map(({ payoutId }) => payoutId)).toEqual([first]);
    await takeBackFile(platform, operator, alone.file);
    const { file } = await exportAll({ payOn, idempotencyKey });
    const { payoutBatchId } = file;
    expect(await payoutsMeant(platform, operator, { payoutBatchId })).toHaveLength(2);
    // Nobody has the key any more: it stands on the desk until the bank has said something.
    const files = async (id = payoutBatchId) => (await deskPayouts(platform, operator)).files.filter((one) => one.payoutBatchId === id);
    expect(await files()).toMatchObject([{ payOn, count: 2, total: 19_280, madeBy: '運営 田中' }]);
    const { scope, payout } = ready[0];
    await savePayoutAccount(platform, scope, { account: { ...account, accountNumber: '1112223' }, version: 1, changedBy: '高橋' });
    expect(await payoutFileAgain(platform, operator, { payoutBatchId })).toEqual(file);
    const pressed = [1, 2].map(() => codeOf(takeBackFile(platform, operator, { payoutBatchId })));
    expect((await Promise.all(pressed)).filter((code) => code === 'done')).toHaveLength(1);
    expect(await files()).toEqual([]);
    expect(await codeOf(payoutFileAgain(platform, operator, { payoutBatchId }))).toBe('INVALID_TRANSITION');
    expect(await codeOf(exportAll({ payOn, idempotencyKey }))).toBe('IDEMPOTENCY_MISMATCH');
    expect(await payoutsOf(scope)).toMatchObject([{ state: 'approved', net: payout.net, account: { tail: '529' } }]);
    // Its day has gone by: the next file is for the next bank day, and says so.
    setDay('2026-06-01');
    expect((await deskPayouts(platform, operator)).due).toMatchObject([{ payOn: '2026-06-02', count: 2, total: 19_280 }]);
    expect(await codeOf(exportAll({ payOn, idempotencyKey: randomUUID() }))).toBe('PAYOUT_NOTHING_TO_EXPORT');
    const other = await exportAll({ payOn: jstDate('2026-06-02'), idempotencyKey: randomUUID() });
    expect(Buffer.from(other.file.base64, 'base64').toString('latin1').slice(54, 58)).toBe('0602');
    const [exported] = await payoutsOf(scope);
    expect(exported).toMatchObject({ state: 'exported', payOn: '2026-06-02' });
    await settlePayout(platform, operator, { ...exported!, outcome: 'paid', reason: '' });
    // The bank has taken it: neither of the two is put back.
    expect(await files(other.file.payoutBatchId)).toEqual([]);
    expect(await codeOf(takeBackFile(platform, operator, { payoutBatchId: other.file.payoutBatchId }))).toBe('INVALID_TRANSITION');
    setDay('2026-05-10');
  });

  it('case 40: of an organisation that is no more the accounts are forgotten, what was paid stays', async () => {
    const { scope, payout } = await closed();
    await savePayoutAccount(platform, scope, { account, version: 0, changedBy: '高橋' });
    await approvePayout(platform, operator, payout);
    expect(await forgetPayoutAccounts(platform, scope)).toBe(1);
    expect(await forgetPayoutAccounts(platform, scope)).toBe(0);
    expect(await payoutAccount(platform, scope)).toBeNull();
    expect(await payoutsOf(scope)).toMatchObject([{ net: payout.net, account: { tail: '', holder: '' } }]);
    await database.databases.payments.collection('payouts').deleteMany({ orgId: scope.orgId });
  });

  it('no number of an account stands anywhere but sealed, and what the operator did is written down with who and why', async () => {
    const { payments, queue } = database.databases;
    for (const db of [payments, queue])
      for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
        expect(JSON.stringify(await db.collection(name).find().toArray()), name).not.toMatch(/7418529|1112223/);
    const acts = await payments.collection('operator_acts').find().toArray();
    expect(acts.map(({ act }) => act as string)).toEqual(
      expect.arrayContaining(['desk.approve', 'desk.export', 'desk.paid', 'desk.returned', 'desk.file_again', 'desk.take_back']),
    );
    expect(acts.every(({ operatorId, reason }) => operatorId === 'tanaka' && reason === 'test')).toBe(true);
  });
});

describe('fees of an organisation', () => {
  it('TEN-06: an organisation bears the fee until it says otherwise; of two who change it at once one does', async () => {
    const scope = organisation();
    expect(await feeTerms(platform, scope)).toMatchObject({ bearer: 'org', version: 0, table: { from: null } });
    const answers = await Promise.all([1, 2].map(() => codeOf(setFeeBearer(platform, scope, { bearer: 'member', version: 0 }))));
    expect(answers).toContain('done');
    expect(await feeTerms(platform, scope)).toMatchObject({ bearer: 'member', version: 1 });
    expect(await codeOf(setFeeBearer(platform, scope, { bearer: 'org', version: 0 }))).toBe('CONFLICT');
    expect((await feesNow(platform, scope, yen(5000)))('card')).toEqual({ bearer: 'member', basisPoints: 360, fixed: 0, sum: 180 });
    expect((await feesNow(platform, organisation(), yen(5000)))('card').bearer).toBe('org');
  });

  it('a table of the operator is in force from its day on, is never changed, and never begins in the past', async () => {
    const rates = [{ method: 'card' as const, basisPoints: 340, fixed: yen(0) }];
    expect(await codeOf(setFeeTable(platform, operator, { from: platform.clock.today(), rates }))).toBe('INVALID_INPUT');
    await setFeeTable(platform, operator, { from: jstDate('2026-07-01'), rates });
    expect(await codeOf(setFeeTable(platform, operator, { from: jstDate('2026-07-01'), rates }))).toBe('CONFLICT');
    const scope = organisation();
    expect((await feesNow(platform, scope, yen(10_000)))('card').sum).toBe(360);
    setDay('2026-07-01');
    expect((await feesNow(platform, scope, yen(10_000)))('card').sum).toBe(340);
    expect((await feeTerms(platform, scope)).table.from).toBe('2026-07-01');
    expect(await feeTables(platform)).toMatchObject([{ from: '2026-07-01', setBy: '運営 田中' }]);
    setDay('2026-05-10');
  });
});

/** The database as a process has it that is killed at its nth look at the payouts. */
function failingAfter(looks: number): Platform['databases'] {
  let left = looks;
  const payments = new Proxy(database.databases.payments, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name !== 'collection') return (value as (...given: unknown[]) => unknown).bind(target);
      return (collection: string) => {
        if (collection === 'payouts' && (left -= 1) < 0) throw new Error('killed');
        return target.collection(collection);
      };
    },
  });
  return { ...database.databases, payments };
}

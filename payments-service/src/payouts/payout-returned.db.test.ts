import { randomUUID } from 'node:crypto';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { outboxOf } from '@tsudoi/shared/service/outbox';
import { mintSystemScope } from '@tsudoi/shared/service/system-scope';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  account,
  closePayoutDesk,
  closed,
  database,
  entries,
  movements,
  openPayoutDesk,
  operator,
  payoutsOf,
  platform,
  setDay,
} from '../../test/payout.factory.ts';
import { whereaboutsOf } from '../reconciliation/whereabouts.service.ts';
import { savePayoutAccount } from './payout-account.service.ts';
import { closeMonth } from './payout-close.service.ts';
import { approvePayout, settlePayout } from './payout-desk.service.ts';
import { exportPayouts, payoutFileAgain } from './payout-file.service.ts';
import { deskPage } from './payout-page.service.ts';
import type { PayoutDocument } from './payout.repository.ts';

beforeAll(openPayoutDesk);
afterAll(closePayoutDesk);

const colleague = mintSystemScope({ operatorId: 'suzuki', name: '運営 鈴木', reason: 'test' });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  );
const newest = async (scope: OrgScope) => (await payoutsOf(scope))[0]!;
/** What the organisation was told of transfers that came back. */
async function stuck({ orgId }: OrgScope) {
  const told = await outboxOf(database.databases.payments).find({ orgId, name: 'payments.payout.stuck' }).toArray();
  return told.flatMap(({ payload }) => ((payload as { why: string }).why === 'returned' ? [payload as { sequence: number }] : []));
}
const documentOf = (payoutId: string) =>
  database.databases.payments.collection<PayoutDocument>('payouts').findOne({ _id: payoutId as never });

const settle = async (scope: OrgScope, outcome: 'paid' | 'returned', reason = '') =>
  settlePayout(platform, operator, { ...(await newest(scope)), outcome, reason });

let saved = 0;
/** An account of its own number for each time that it is changed. */
async function changeAccount(scope: OrgScope, version: number, changes: Partial<typeof account> = {}) {
  saved += 1;
  const other = { ...account, accountNumber: String(2_000_000 + saved), ...changes };
  await savePayoutAccount(platform, scope, { account: other, version, changedBy: '高橋' });
  return other;
}

async function send(scope: OrgScope) {
  const { payoutId, payOn } = await approvePayout(platform, operator, await newest(scope));
  return exportPayouts(platform, operator, { payOn, idempotencyKey: randomUUID(), payoutIds: [payoutId] });
}

/** Approved, in a file and marked as paid on its day. */
async function paidOut() {
  setDay('2026-05-10');
  const { scope, payout } = await closed();
  const first = await changeAccount(scope, 0);
  const sent = await send(scope);
  setDay('2026-05-29');
  await settle(scope, 'paid');
  return { scope, payoutId: payout.payoutId, net: payout.net, first, sent };
}

describe('case 89, docs/decisions/0104: a transfer that comes back after it was marked as paid', () => {
  it('waits again for another account, is told of, and keeps that it was paid on its day; its lines stay with it', async () => {
    const { scope, payoutId, net } = await paidOut();
    expect(await newest(scope)).toMatchObject({ state: 'paid', paidOn: '2026-05-29', cameBack: [] });
    setDay('2026-06-02');
    const returned = await settle(scope, 'returned', '口座なし');
    const times = [{ paidOn: '2026-05-29', returnedOn: '2026-06-02' }];
    expect(returned).toMatchObject({ state: 'returned', paidOn: null, returnReason: '口座なし', cameBack: times });
    expect((await documentOf(payoutId))!.history.map(({ state }) => state).slice(-2)).toEqual(['paid', 'returned']);
    expect(await stuck(scope)).toMatchObject([{ payoutId, why: 'returned', net }]);
    expect((await deskPage(platform, operator, { view: 'waiting' })).payouts.map((one) => one.payoutId)).toContain(payoutId);
    const lines = await entries().find({ orgId: scope.orgId }).toArray();
    expect(lines.map((line) => line.payoutId)).toEqual([payoutId]);
    expect((await whereaboutsOf(platform, scope, lines[0]!.chargeId)).payouts).toMatchObject([
      { payout: { state: 'returned', paidOn: null } },
    ]);
    expect(await codeOf(approvePayout(platform, operator, returned))).toBe('PAYOUT_ACCOUNT_NOT_FIXED');
    await changeAccount(scope, 1);
    await send(scope);
    setDay('2026-06-03');
    expect(await settle(scope, 'paid')).toMatchObject({ state: 'paid', paidOn: '2026-06-03', returnReason: '', cameBack: times });
    expect(await payoutsOf(scope)).toHaveLength(1);
  });

  it('twice pressed, or by two at once, it comes back once and is told once; whoever was slower sees that somebody was first', async () => {
    const { scope } = await paidOut();
    const read = await newest(scope);
    setDay('2026-06-02');
    const pressed = [operator, operator, colleague].map((who) =>
      codeOf(settlePayout(platform, who, { ...read, outcome: 'returned', reason: '口座なし' })),
    );
    expect((await Promise.all(pressed)).toSorted()).toEqual(['CONFLICT', 'CONFLICT', 'done']);
    expect(await codeOf(settlePayout(platform, operator, { ...read, outcome: 'returned', reason: '' }))).toBe('CONFLICT');
    expect(await codeOf(settle(scope, 'returned'))).toBe('INVALID_TRANSITION');
    expect(await codeOf(settle(scope, 'paid'))).toBe('INVALID_TRANSITION');
    expect((await newest(scope)).cameBack).toHaveLength(1);
    expect(await stuck(scope)).toHaveLength(1);
  });

  it('comes back as often as the bank sends it back, each time on its day and told each time', async () => {
    const { scope } = await paidOut();
    setDay('2026-06-02');
    await settle(scope, 'returned', '口座なし');
    await changeAccount(scope, 1);
    await send(scope);
    setDay('2026-06-05');
    await settle(scope, 'paid');
    setDay('2026-06-09');
    const again = await settle(scope, 'returned', '名義相違');
    expect(again.cameBack).toEqual([
      { paidOn: '2026-05-29', returnedOn: '2026-06-02' },
      { paidOn: '2026-06-05', returnedOn: '2026-06-09' },
    ]);
    expect(again.returnReason).toBe('名義相違');
    expect(new Set((await stuck(scope)).map(({ sequence }) => sequence)).size).toBe(2);
  });

  it('marked as paid ahead of its day, it does not come back before it', async () => {
    setDay('2026-05-10');
    const { scope } = await closed();
    await changeAccount(scope, 0);
    await send(scope);
    await settle(scope, 'paid');
    expect((await settle(scope, 'returned')).cameBack).toEqual([{ paidOn: '2026-05-29', returnedOn: '2026-05-29' }]);
  });

  it('0077: a file that was made while it was there is made again as it was, and the next one to that account says that it is the first', async () => {
    const { scope, first } = await paidOut();
    await movements(scope, [[20_000, '2026-05-12', 720]]);
    setDay('2026-06-10');
    await closeMonth(platform, scope, JstMonth.parse('2026-05'));
    const may = await send(scope);
    const isFirst = ({ file }: Pick<typeof may, 'file'>) => Buffer.from(file.base64, 'base64').toString('latin1').slice(120, 240)[90];
    const inFile = isFirst(may);
    setDay('2026-06-11');
    const april = (await payoutsOf(scope)).find(({ closeMonth: month }) => month === '2026-04')!;
    const back = await settlePayout(platform, operator, { ...april, outcome: 'returned', reason: '口座なし' });
    const { payoutBatchId } = may.file;
    expect(await payoutFileAgain(platform, operator, { payoutBatchId })).toEqual(may.file);
    // Approved anew to another account, and there, it still is what it was.
    await changeAccount(scope, 1);
    const approved = await approvePayout(platform, operator, back);
    await exportPayouts(platform, operator, { payOn: approved.payOn, idempotencyKey: randomUUID(), payoutIds: [back.payoutId] });
    expect(await payoutFileAgain(platform, operator, { payoutBatchId })).toEqual(may.file);
    // Nothing has ever stayed in the first account: the next transfer to it is the first one.
    await savePayoutAccount(platform, scope, { account: first, version: 2, changedBy: '高橋' });
    await movements(scope, [[30_000, '2026-06-12', 1080]]);
    setDay('2026-07-10');
    await closeMonth(platform, scope, JstMonth.parse('2026-06'));
    expect([inFile, isFirst(await send(scope))]).toEqual(['0', '1']);
  });

  it('the account that the bank refused is not put right by saving another one and then it again', async () => {
    const { scope, first } = await paidOut();
    setDay('2026-06-02');
    const returned = await settle(scope, 'returned', '口座なし');
    await changeAccount(scope, 1);
    await savePayoutAccount(platform, scope, { account: first, version: 2, changedBy: '高橋' });
    expect(await codeOf(approvePayout(platform, operator, returned))).toBe('PAYOUT_ACCOUNT_NOT_FIXED');
    // How its bank is called is nothing that the bank looks at.
    await savePayoutAccount(platform, scope, { account: { ...first, branchName: 'ﾅｶﾉｷﾀ' }, version: 3, changedBy: '高橋' });
    expect(await codeOf(approvePayout(platform, operator, returned))).toBe('PAYOUT_ACCOUNT_NOT_FIXED');
    await savePayoutAccount(platform, scope, { account: { ...first, kind: 'current' }, version: 4, changedBy: '高橋' });
    expect(await approvePayout(platform, operator, returned)).toMatchObject({ state: 'approved', payOn: jstDate('2026-06-03') });
  });
});

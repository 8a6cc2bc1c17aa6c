import { newChargeId, newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { JstMonth } from '@tsudoi/shared/kernel/jst';
import { newSettlementId } from '@tsudoi/shared/kernel/settlement-ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  account,
  april,
  closePayoutDesk,
  closed,
  entries,
  movements,
  openPayoutDesk,
  operator,
  organisation,
  payoutsOf,
  platform,
  setDay,
} from '../../test/payout.factory.ts';
import { savePayoutAccount } from '../payouts/payout-account.service.ts';
import { closeMonth } from '../payouts/payout-close.service.ts';
import { approvePayout, settlePayout } from '../payouts/payout-desk.service.ts';
import { exportPayouts, payoutsMeant } from '../payouts/payout-file.service.ts';
import { insertLines, insertSettlement } from './settlement.repository.ts';
import { whereaboutsOf } from './whereabouts.service.ts';

beforeAll(openPayoutDesk);
afterAll(closePayoutDesk);

const chargeOf = async (orgId: string) => (await entries().findOne({ orgId: orgId as never }))!.chargeId;

describe('where the money of a charge went', () => {
  it('waits, stands in the payout of its month, and is paid out on its day; another organisation sees nothing of it', async () => {
    const waiting = organisation();
    await movements(waiting, [[10_000, '2026-05-08', 360]]);
    const unpaid = await whereaboutsOf(platform, waiting, await chargeOf(waiting.orgId));
    expect(unpaid).toMatchObject({ payouts: [{ kind: 'money', net: 9640, bookedOn: '2026-05-08', payout: null }], settlements: [] });

    const { scope, payout } = await closed();
    const chargeId = await chargeOf(scope.orgId);
    const where = async () => (await whereaboutsOf(platform, scope, chargeId)).payouts;
    const { payoutId } = payout;
    expect(await where()).toMatchObject([{ net: 9640, payout: { payoutId, closeMonth: '2026-04', state: 'closed', paidOn: null } }]);
    await savePayoutAccount(platform, scope, { account, version: 0, changedBy: '高橋' });
    await approvePayout(platform, operator, { payoutId, version: payout.version });
    setDay('2026-05-29');
    const input = { payOn: payout.payOn, idempotencyKey: 'where-the-money-went' };
    const meant = await payoutsMeant(platform, operator, input);
    await exportPayouts(platform, operator, { ...input, payoutIds: meant.map((one) => one.payoutId) });
    const { version } = (await payoutsOf(scope))[0]!;
    await settlePayout(platform, operator, { payoutId, version, outcome: 'paid', reason: '' });
    expect(await where()).toMatchObject([{ at: '2026-05-28T15:00:00.000Z', payout: { state: 'paid', paidOn: '2026-05-29' } }]);
    expect(await whereaboutsOf(platform, organisation(), chargeId)).toEqual({ payouts: [], settlements: [] });
    setDay('2026-05-10');
  });

  it('what a month passes on names that month, and the payout that has it', async () => {
    const { scope } = await closed([
      [1000, '2026-04-12'],
      [-5000, '2026-04-20'],
    ]);
    const chargeId = await chargeOf(scope.orgId);
    const where = async () => (await whereaboutsOf(platform, scope, chargeId)).payouts;
    expect(await where()).toMatchObject([{ payout: null, carriedBy: [{ closeMonth: april }] }]);
    await movements(scope, [[9000, '2026-05-02']]);
    await closeMonth(platform, scope, JstMonth.parse('2026-05'));
    expect(await where()).toMatchObject([{ payout: { closeMonth: '2026-05', state: 'closed' }, carriedBy: [{ closeMonth: april }] }]);
  });

  it('the settlement of its provider that has it; lines of a reading that broke off are nobody’s', async () => {
    const scope = organisation();
    const { orgId } = scope;
    const { payments } = platform.databases;
    const chargeId = newChargeId();
    const settlementId = newSettlementId();
    const at = new Date('2026-05-08T00:00:00Z');
    const window = { previousCutoffAt: null, cutoffAt: at, from: at };
    const sums = { remittance: yen(9650), steps: [], asking: 0, open: 0, openAmount: yen(0), lineCount: 1 };
    await insertSettlement(payments, scope, {
      _id: settlementId,
      orgId,
      accountId: newProviderAccountId(),
      provider: 'komoju',
      providerSettlementId: 'set_1',
      inboxId: 'komoju:x:y',
      state: 'read',
      announcedAt: at,
      attempts: 2,
      nextAt: at,
      asked: false,
      reading: { ...window, ...sums, reference: '20260508' },
      transfer: 'paid',
      transfers: [{ state: 'paid', heardAt: new Date('2026-05-09T00:00:00Z') }],
    });
    const line = { orgId, settlementId, chargeId, paymentNumber: '1234567890128', method: 'card', happenedAt: at } as const;
    const facts = { ...line, kind: 'payment', verdict: 'matched', period: 'since', amount: yen(10_000), ours: yen(10_000) } as const;
    await insertLines(payments, scope, [
      { ...facts, _id: `${settlementId}#1#0`, attempt: 1, place: 0 },
      { ...facts, _id: `${settlementId}#2#0`, attempt: 2, place: 0 },
    ]);
    expect((await whereaboutsOf(platform, scope, chargeId)).settlements).toEqual([
      {
        settlementId,
        provider: 'komoju',
        reference: '20260508',
        kind: 'payment',
        verdict: 'matched',
        amount: 10_000,
        at: '2026-05-08T00:00:00.000Z',
        transfer: 'paid',
        transferAt: '2026-05-09T00:00:00.000Z',
      },
    ]);
  });
});

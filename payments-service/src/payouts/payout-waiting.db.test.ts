import { makeId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import { type PayoutId, newPayoutId } from '@tsudoi/shared/kernel/payout-ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { outboxOf } from '@tsudoi/shared/service/outbox';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { mintSystemScope } from '@tsudoi/shared/service/system-scope';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, april, closePayoutDesk, movements, openPayoutDesk, operator, organisation, platform } from '../../test/payout.factory.ts';
import { savePayoutAccount } from './payout-account.service.ts';
import { closeMonth } from './payout-close.service.ts';
import { approvePayout, settlePayout } from './payout-desk.service.ts';
import { deskPage } from './payout-page.service.ts';
import type { PayoutDocument } from './payout.repository.ts';

beforeAll(openPayoutDesk);
afterAll(closePayoutDesk);

const payouts = () => platform.databases.payments.collection<PayoutDocument>('payouts');

function payout(state: PayoutDocument['state'], changes: Partial<PayoutDocument> = {}): PayoutDocument {
  return {
    _id: newPayoutId(),
    orgId: newOrgId(),
    closeMonth: april,
    state,
    count: 1,
    gross: yen(10_000),
    fee: yen(360),
    returned: yen(0),
    net: yen(9640),
    payOn: jstDate('2026-05-29'),
    closedAt: new Date('2026-05-10T00:00:00Z'),
    paidOn: null,
    returnReason: '',
    account: null,
    batchId: null,
    history: [],
    version: 1,
    createdAt: new Date('2026-05-10T00:00:00Z'),
    ...changes,
  };
}

describe('the list of the desk', () => {
  it('POU-01: every payout with something to do is reached, that which came back months ago first, however many there are', async () => {
    const old = payout('returned', { _id: makeId('payout', Date.UTC(2025, 11, 10)), closeMonth: JstMonth.parse('2025-11') });
    const states = ['closed', 'approved', 'exported'] as const;
    const waiting = Array.from({ length: 350 }, (_, at) => payout(states[at % 3]!));
    const over = Array.from({ length: 60 }, (_, at) => payout(at % 2 === 0 ? 'paid' : 'carried_forward'));
    await payouts().insertMany([old, ...waiting, ...over, payout('open')]);
    const seen = async (view: 'waiting' | 'over') => {
      const ids: PayoutId[] = [];
      let cursor: PayoutId | null = null;
      do {
        const page: Awaited<ReturnType<typeof deskPage>> = await deskPage(platform, operator, { view, cursor });
        ids.push(...page.payouts.map(({ payoutId }) => payoutId));
        cursor = page.next;
      } while (cursor !== null);
      return ids;
    };
    const idsOf = (rows: readonly PayoutDocument[]) => rows.map(({ _id }) => _id).toSorted();
    expect(await seen('waiting')).toEqual([old._id, ...idsOf(waiting)]);
    expect(await seen('over')).toEqual(idsOf(over).toReversed());
  });
});

describe('the history of a payout', () => {
  it('POU-01: names who of the operator took each step, by an id that can be compared', async () => {
    const scope = mintOrgScope(newOrgId());
    const closed = payout('closed', { orgId: scope.orgId });
    await payouts().insertOne(closed);
    await savePayoutAccount(platform, scope, { account, version: 0, changedBy: '高橋' });
    await approvePayout(platform, operator, { payoutId: closed._id, version: closed.version });
    await payouts().updateOne({ _id: closed._id }, { $set: { state: 'exported' } });
    const { version } = (await payouts().findOne({ _id: closed._id }))!;
    const other = mintSystemScope({ operatorId: 'suzuki', name: '運営 田中', reason: 'test' });
    await settlePayout(platform, other, { payoutId: closed._id, version, outcome: 'paid', reason: '' });
    expect((await payouts().findOne({ _id: closed._id }))!.history).toMatchObject([
      { state: 'approved', by: '運営 田中', operatorId: 'tanaka' },
      { state: 'paid', by: '運営 田中', operatorId: 'suzuki' },
    ]);
  });
});

describe('an account that the operator enters', () => {
  it('case 40: of an organisation that has ended, after the bank sent its payout back; whoever entered it does not approve it', async () => {
    const scope = mintOrgScope(newOrgId());
    const closed = payout('closed', { orgId: scope.orgId });
    await payouts().insertOne(closed);
    await savePayoutAccount(platform, scope, { account, version: 0, changedBy: '高橋' });
    const present = async () => (await payouts().findOne({ _id: closed._id }))!;
    const asked = async () => ({ payoutId: closed._id, version: (await present()).version });
    await approvePayout(platform, operator, await asked());
    await payouts().updateOne({ _id: closed._id }, { $set: { state: 'exported' } });
    await settlePayout(platform, operator, { ...(await asked()), outcome: 'returned', reason: '口座なし' });
    const inPlace = { operatorId: 'tanaka', evidence: '通帳の写しと登記事項証明書を確かめた。' };
    const right = { ...account, accountNumber: '1112223' };
    const view = await savePayoutAccount(platform, scope, { account: right, version: 1, changedBy: '運営 田中', inPlace });
    expect(JSON.stringify(view)).not.toContain(inPlace.evidence);
    await expect(approvePayout(platform, operator, await asked())).rejects.toThrow('PAYOUT_ACCOUNT_OWN');
    const other = mintSystemScope({ operatorId: 'suzuki', name: '運営 鈴木', reason: 'test' });
    expect(await approvePayout(platform, other, await asked())).toMatchObject({ state: 'approved', account: { tail: '223' } });
    expect(await platform.databases.payments.collection('payout_accounts').findOne({ orgId: scope.orgId, version: 2 })).toMatchObject({
      inPlace,
    });
  });
});

describe('a payout that waits for the organisation', () => {
  const messages = ({ orgId }: OrgScope) => outboxOf(platform.databases.payments).find({ orgId, name: 'payments.payout.stuck' }).toArray();

  it('case 89: closed without an account the organisation is told of it once; with one it is not', async () => {
    const [without, having] = [organisation(), organisation()];
    await savePayoutAccount(platform, having, { account, version: 0, changedBy: '高橋' });
    for (const scope of [without, having]) {
      await movements(scope, [[10_000, '2026-04-12', 360]]);
      await Promise.all([1, 2].map(() => closeMonth(platform, scope, april)));
      expect(await payouts().countDocuments({ orgId: scope.orgId, state: 'closed' })).toBe(1);
    }
    expect((await messages(without)).map(({ payload }) => payload)).toMatchObject([
      { why: 'no_account', closeMonth: '2026-04', net: 9640 },
    ]);
    expect(await messages(having)).toEqual([]);
  });

  it('case 89: of one that the bank sent back the organisation is told, each time; of one that is paid it is not', async () => {
    const [bounced, done] = [payout('exported'), payout('exported')];
    await payouts().insertMany([bounced, done]);
    const input = ({ _id, version }: PayoutDocument) => ({ payoutId: _id, version, reason: '' });
    await settlePayout(platform, operator, { ...input(bounced), outcome: 'returned' });
    await expect(settlePayout(platform, operator, { ...input(bounced), outcome: 'returned' })).rejects.toThrow('CONFLICT');
    await settlePayout(platform, operator, { ...input(done), outcome: 'paid' });
    expect((await messages(mintOrgScope(bounced.orgId))).map(({ payload }) => payload)).toMatchObject([
      { payoutId: bounced._id, sequence: bounced.version, why: 'returned' },
    ]);
    expect(await messages(mintOrgScope(done.orgId))).toEqual([]);
  });
});

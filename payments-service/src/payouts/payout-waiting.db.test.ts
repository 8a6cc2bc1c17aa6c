import { newOrgId } from '@tsudoi/shared/kernel/ids';
import { JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import { type PayoutId, newPayoutId } from '@tsudoi/shared/kernel/payout-ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { mintSystemScope } from '@tsudoi/shared/service/system-scope';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDesk, openDesk, platform } from '../../test/direct-debit.factory.ts';
import { deskPage } from './payout-page.service.ts';
import type { PayoutDocument } from './payout.repository.ts';

beforeAll(openDesk);
afterAll(closeDesk);

const operator = mintSystemScope({ operatorId: 'tanaka', name: '運営 田中', reason: 'test' });
const payouts = () => platform.databases.payments.collection<PayoutDocument>('payouts');

function payout(state: PayoutDocument['state'], changes: Partial<PayoutDocument> = {}): PayoutDocument {
  return {
    _id: newPayoutId(),
    orgId: newOrgId(),
    closeMonth: JstMonth.parse('2026-04'),
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
    const old = payout('returned', { closeMonth: JstMonth.parse('2025-11') });
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
    expect(await seen('waiting')).toEqual(idsOf([old, ...waiting]));
    expect(await seen('over')).toEqual(idsOf(over).toReversed());
  });
});

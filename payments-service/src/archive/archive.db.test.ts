import { type ArchivedPayments, archivedPayments } from '@tsudoi/shared/contracts/payments/archive.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { account, closePayoutDesk, closed, database, openPayoutDesk, organisation, platform } from '../../test/payout.factory.ts';
import { savePayoutAccount } from '../payouts/payout-account.service.ts';
import { archivePage } from './archive.service.ts';
import { leftOut } from './archive-plan.rules.ts';

beforeAll(openPayoutDesk);
afterAll(closePayoutDesk);

const collection = (name: string) => database.databases.payments.collection<{ _id: string; orgId: string }>(name);
async function whole(scope: OrgScope, name: ArchivedPayments): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let after: string | null = null;
  do {
    const page = await archivePage(platform, scope, { collection: name, after });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

it('IMP-07: of every collection it is said what an organisation takes along, or why not', async () => {
  const names = (await database.databases.payments.listCollections().toArray()).map(({ name }) => name);
  // Of the deployment or of the operator: nothing in them is an organisation's.
  const ofNobody = ['migrations', 'boot_probe', 'operator_acts', 'payout_batches', 'fee_tables'];
  const known = [...Object.keys(archivedPayments), ...Object.keys(leftOut), ...ofNobody];
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
  expect(new Set(known).size).toBe(known.length);
});

it('IMP-07: every row of its own is there once, however many there are, and nobody else’s', async () => {
  const [mine, other] = [organisation(), organisation()];
  const rows = (scope: OrgScope, from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      _id: `dep_${String(from + index).padStart(6, '0')}`,
      orgId: scope.orgId,
      state: 'open',
      round: 0,
      lineKey: `${from + index}`,
    }));
  await collection('deposits').insertMany([...rows(mine, 0, 250), ...rows(other, 250, 3), ...rows(mine, 253, 200)]);
  const found = await whole(mine, 'deposits');
  expect(found.map(({ _id }) => _id)).toEqual([...rows(mine, 0, 250), ...rows(mine, 253, 200)].map(({ _id }) => _id));
  // Rows whose ids are the database's own go page by page as well.
  await collection('remitters').insertMany(
    Array.from({ length: 401 }, (_, index) => ({ orgId: mine.orgId, key: `m:${index}`, memberId: 'mem_1', from: '', times: 1 })) as never,
  );
  expect(new Set((await whole(mine, 'remitters')).map(({ key }) => key)).size).toBe(401);
  expect(await whole(other, 'remitters')).toEqual([]);
});

it('IMP-07: a charge has with it what moved it, and nothing sealed leaves', async () => {
  const { scope, payout } = await closed();
  await savePayoutAccount(platform, scope, { account, version: 0, changedBy: '高橋' });
  const { orgId } = scope;
  await collection('charges').insertMany([
    { _id: 'chg_1', orgId, idempotencyKey: 'k1', paymentNumber: `${orgId}1` },
    { _id: 'chg_2', orgId, idempotencyKey: 'k2', paymentNumber: `${orgId}2` },
  ] as never);
  await collection('money_events').insertOne({ _id: 'evt_1', orgId, chargeId: 'chg_1', inboxId: 'x', kind: 'final' } as never);
  await collection('mandates').insertOne({
    _id: 'man_1',
    orgId,
    memberId: 'mem_1',
    account: { sealedAccountNumber: 'x', accountTail: '529' },
  } as never);
  expect(await whole(scope, 'charges')).toMatchObject([
    { _id: 'chg_1', events: [{ kind: 'final' }] },
    { _id: 'chg_2', events: [] },
  ]);
  expect(await whole(scope, 'payouts')).toMatchObject([{ _id: payout.payoutId, net: payout.net }]);
  expect(await whole(scope, 'payout_entries')).toHaveLength(1);
  expect(await whole(scope, 'mandates')).toMatchObject([{ account: { accountTail: '529' } }]);
  const all = await Promise.all(Object.keys(archivedPayments).map((name) => whole(scope, name as ArchivedPayments)));
  expect(JSON.stringify(all)).not.toMatch(/sealed|idempotency|orgId/i);
});

import { randomUUID } from 'node:crypto';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { expect, it } from 'vitest';
import { createBill } from '../src/modules/billing/adhoc-bill.service.ts';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { createItem, setItemPrice } from '../src/modules/billing/billing-item.service.ts';
import { mergeMembers, planMemberMerge } from '../src/modules/members/member-merge.service.ts';
import { carryOut, openBills, plan } from './billing.factory.ts';
import { openOrganization } from './organization.factory.ts';
import { startTestServer } from './server.factory.ts';

it('docs/decisions/0014, 0024: other months of a monthly fee and other occasions are no obstacle to a merge, the same month is', async () => {
  const server = await startTestServer('2026-05-20T03:00:00Z');
  try {
    const { platform } = server;
    const org = await openOrganization(server);
    const { scope, owner } = org;
    const student = await org.addType('学生会員', 5000);
    const monthly = await createItem(platform, scope, owner, {
      name: '月謝',
      category: 'recurring',
      proviso: '月謝として',
      feesFrom: 'table',
    });
    let { version } = monthly;
    for (const membershipTypeId of [org.regular, student]) {
      const price = { billingItemId: monthly.billingItemId, membershipTypeId, from: null, amount: PriceYen.parse(1000), version };
      ({ version } = await setItemPrice(platform, scope, owner, price));
    }
    const seminar = await createItem(platform, scope, owner, { name: 'セミナー参加費', category: 'adhoc', proviso: '参加費として' });
    const kept = await org.addMember();
    const merged = await org.addMember({ membershipTypeId: student });
    const third = await org.addMember({ membershipTypeId: student });
    const month = async (allocationStartMonth: string, excluded: (typeof student)[]) => {
      const run = await plan(server, { ...org, itemId: monthly.billingItemId }, { allocationStartMonth, excluded });
      await carryOut(server, org, run._id);
      await openBills(server, org, run._id);
    };
    await month('2026-04', [student]);
    await month('2026-05', [org.regular]);
    for (const { _id: memberId } of [kept, merged])
      await createBill(platform, scope, owner, {
        memberId,
        billName: 'セミナー参加費',
        amount: PriceYen.parse(3000),
        dueOn: jstDate('2026-06-01'),
        billingItemId: seminar.billingItemId,
        idempotencyKey: randomUUID(),
      });
    const pair = { keptId: kept._id, mergedId: merged._id };
    const { obstacles, fingerprint } = await planMemberMerge(platform, owner, pair);
    expect(obstacles).toEqual([]);
    const choices = { fromMerged: [], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' } as const;
    await mergeMembers(platform, owner, { ...pair, fingerprint, choices: choices as never });
    const bills = await platform.databases.server.collection<BillDocument>('bills').find({ memberId: kept._id }).toArray();
    expect(bills.map(({ category, allocationStartMonth }) => `${category} ${allocationStartMonth}`).toSorted()).toEqual([
      'adhoc 2026-05',
      'adhoc 2026-05',
      'recurring 2026-04',
      'recurring 2026-05',
    ]);
    // May was billed to this one as well.
    const twin = { keptId: kept._id, mergedId: third._id };
    expect((await planMemberMerge(platform, owner, twin)).obstacles.map(({ kind }) => kind)).toEqual(['both_billed', 'both_billed']);
  } finally {
    await server.close();
  }
});

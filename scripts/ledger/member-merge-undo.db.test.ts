import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pair, asIs, mergeBench } from './merge.factory.ts';
import { cancelBill } from '../../server/src/modules/billing/bill.service.ts';
import { issueReceipt } from '../../server/src/modules/documents/receipt.service.ts';
import { mergeMembers, planMemberMerge } from '../../server/src/modules/members/member-merge.service.ts';
import { type MemberDocument, findMember } from '../../server/src/modules/members/member.repository.ts';
import { memberCounts } from '../../server/src/modules/members/member.service.ts';
import { postSettled } from '../../server/src/modules/payments/posting.service.ts';
import { billNow, codeOf, openBill, settled, takeBack } from '../../server/test/billing.factory.ts';
import { leavingOn } from '../../server/test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../server/test/server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
});
afterAll(() => server.close());
const { addWithAccount, twoOfOne, merge, undo, blockersOf, cash, ledger, owners } = mergeBench(() => server);

describe('money that comes while records become one, and two again', () => {
  test('a payment for a charge that the merged record opened lands at the kept one, whichever came first', async () => {
    const pair = await twoOfOne();
    const { org, kept, merged } = pair;
    const bills = [];
    for (let made = 0; made < 4; made += 1) bills.push(await openBill(server, org, merged._id));
    const ids = { keptId: kept._id, mergedId: merged._id };
    const { fingerprint } = await planMemberMerge(server.platform, org.owner, ids);
    const notices = bills.map((bill) => settled(bill));
    const deliver = async (notice: (typeof notices)[number]): Promise<void> => {
      // As the queue does: what was refused because somebody else wrote comes again.
      for (;;) if ((await codeOf(postSettled(server.platform, org.scope, [notice]))) === null) return;
    };
    const [act] = await Promise.all([
      codeOf(mergeMembers(server.platform, org.owner, { ...ids, fingerprint, choices: asIs })),
      ...notices.map(deliver),
    ]);
    // Refused where the money was there first: then it is asked again.
    if (act !== null) {
      expect(act).toBe('MERGE_PLAN_STALE');
      await merge(pair);
    }
    expect(await owners(org, merged._id)).toMatchObject({ bills: 0, payments: 0, allocations: 0 });
    for (const bill of bills)
      expect(await billNow(server, bill._id)).toMatchObject({ memberId: kept._id, status: 'paid', allocated: 10_000 });
    expect(await ledger()).toEqual([]);
  });

  test('a slip of the merged record that is paid after the merge, and one of the kept record paid after the undo', async () => {
    const pair = await twoOfOne();
    const { org, kept, merged } = pair;
    const [early, late] = [await openBill(server, org, merged._id), await openBill(server, org, merged._id)];
    const slip = settled(early);
    const mergeId = await merge(pair);
    await postSettled(server.platform, org.scope, [slip]);
    expect(await billNow(server, early._id)).toMatchObject({ status: 'paid', memberId: kept._id });
    const own = settled({ ...late, memberId: kept._id });
    await undo(pair, mergeId);
    await postSettled(server.platform, org.scope, [own]);
    expect(await billNow(server, late._id)).toMatchObject({ status: 'paid', memberId: merged._id });
    // The payments-service hears of both, so that a bank mandate goes along and comes back.
    const told = await server.platform.databases.server
      .collection('outbox')
      .find({ orgId: org.scope.orgId, name: 'members.member.merged' } as never)
      .sort({ _id: 1 })
      .toArray();
    const ids = { mergeId, keptId: kept._id, mergedId: merged._id };
    expect(told.map((message) => message['payload'])).toEqual([
      { ...ids, undone: false },
      { ...ids, undone: true },
    ]);
    expect(await owners(org, kept._id)).toMatchObject({ bills: 0, payments: 0, allocations: 0 });
    expect(await owners(org, merged._id)).toMatchObject({ bills: 2, payments: 2, allocations: 2 });
    expect(await ledger()).toEqual([]);
  });

  test('domain.md 3.2: whom a merge makes leave, or its undo, the payments-service is told with it, so that no mandate draws on', async () => {
    const left = { ...leavingOn('2026-03-31'), status: 'withdrawn', withdrawnOn: jstDate('2026-03-31') } as const;
    const toldOf = async ({ org }: Pair) => {
      const rows = server.platform.databases.server.collection('outbox').find({ orgId: org.scope.orgId } as never);
      const payloads = (await rows.sort({ _id: 1 }).toArray()).filter(
        ({ name }) => name.startsWith('members.member.') && name !== 'members.member.named',
      );
      return payloads.map(({ payload }) => payload.left?.memberIds ?? null);
    };
    // Somebody is in by the record that stays; the history that is chosen says that they left.
    const leaves = await twoOfOne({}, left);
    await undo(leaves, await merge(leaves, { history: 'merged' }));
    expect(await toldOf(leaves)).toEqual([[leaves.kept._id], null]);
    // In by the record that goes, which may bring a mandate, and out by the one that stays.
    const stays = await twoOfOne(left);
    await merge(stays);
    expect(await toldOf(stays)).toEqual([[stays.kept._id]]);
    // Back in by the merge, out again by its undo.
    const returns = await twoOfOne(left);
    await undo(returns, await merge(returns, { history: 'merged' }));
    expect(await toldOf(returns)).toEqual([null, [returns.kept._id]]);
    // Who was no member by either does not leave again.
    const gone = await twoOfOne(left, left);
    await merge(gone);
    expect(await toldOf(gone)).toEqual([null]);
  });

  test('money for a cancelled bill of the merged record is the kept one’s credit', async () => {
    const pair = await twoOfOne();
    const { org, kept, merged } = pair;
    const bill = await openBill(server, org, merged._id);
    await merge(pair);
    await cancelBill(server.platform, org.scope, org.owner, bill._id, '退会');
    await postSettled(server.platform, org.scope, [settled(bill)]);
    const [payment] = await server.platform.databases.server.collection('payments').find({ orgId: org.scope.orgId }).toArray();
    expect(payment).toMatchObject({ memberId: kept._id, unallocated: 10_000 });
  });
});

describe('what keeps a merge from being undone is named', () => {
  test('the days are over', async () => {
    const pair = await twoOfOne();
    const mergeId = await merge(pair);
    server.setNow('2026-05-10T03:00:00Z');
    expect((await blockersOf(pair)).map(({ kind }) => kind)).toEqual(['over']);
    expect(await codeOf(undo(pair, mergeId))).toBe('MERGE_UNDO_OVER');
    server.setNow('2026-04-10T03:00:00Z');
    await undo(pair, mergeId);
  });

  test('the kept record has become part of another: that merge is undone first', async () => {
    const pair = await twoOfOne();
    const { org, kept } = pair;
    const mergeId = await merge(pair);
    const third = await addWithAccount(org);
    const later = { org, kept: third, merged: kept };
    const laterId = await merge(later);
    expect(await blockersOf(pair)).toMatchObject([{ kind: 'merged_again', ref: third._id }]);
    expect(await codeOf(undo(pair, mergeId))).toBe('MERGE_UNDO_BLOCKED');
    await undo(later, laterId);
    await undo(pair, mergeId);
    expect((await memberCounts(org.scope)).total).toBe(3);
  });

  test('what the merge wrote was written anew: the field is named, and a field that it did not touch is no matter', async () => {
    const pair = await twoOfOne({}, { phone: '0312345678' });
    const { org, kept } = pair;
    const mergeId = await merge(pair, { fromMerged: ['phone'] });
    const members = server.platform.databases.server.collection<MemberDocument>('members');
    await members.updateOne({ _id: kept._id }, { $set: { phone: '0399999999', memo: '電話で確認' } });
    expect(await blockersOf(pair)).toEqual([{ kind: 'changed_since', ref: kept._id, label: 'phone' }]);
    expect(await codeOf(undo(pair, mergeId))).toBe('MERGE_UNDO_BLOCKED');
    await members.updateOne({ _id: kept._id }, { $set: { phone: '0312345678' } });
    await undo(pair, mergeId);
    expect(await findMember(org.scope, kept._id)).toMatchObject({ phone: '', memo: '電話で確認' });
  });

  test('money on bills of both: the payment is named, and taking it back is the way on', async () => {
    const pair = await twoOfOne();
    const { org, kept, merged } = pair;
    const [mine, theirs] = [await openBill(server, org, kept._id, 3000), await openBill(server, org, merged._id, 4000)];
    const mergeId = await merge(pair);
    const both = settled(
      { ...mine, amount: yen(7000) as never },
      {
        memberId: kept._id,
        lines: [
          { payableId: mine._id, amount: yen(3000) as never },
          { payableId: theirs._id, amount: yen(4000) as never },
        ],
      },
    );
    await postSettled(server.platform, org.scope, [both]);
    const [blocker] = await blockersOf(pair);
    expect(blocker).toMatchObject({ kind: 'payment_mixed', label: '7,000円 1234567890128' });
    expect(await codeOf(undo(pair, mergeId))).toBe('MERGE_UNDO_BLOCKED');
    await takeBack(server, org, both, { kind: 'refunded', amount: both.payload.amount });
    await undo(pair, mergeId);
    expect(await ledger()).toEqual([]);
  });

  test('what came to the moved bills since goes back with them: payments, allocations and receipts', async () => {
    const pair = await twoOfOne();
    const { org, kept, merged } = pair;
    const theirs = await openBill(server, org, merged._id, 4000);
    const mergeId = await merge(pair);
    const mine = await openBill(server, org, kept._id, 2000);
    await cash(org, theirs._id, 4000);
    await cash(org, mine._id, 2000);
    await issueReceipt(server.platform, org.asMember(kept._id), theirs._id, undefined);
    await undo(pair, mergeId);
    expect(await owners(org, merged._id)).toMatchObject({ bills: 1, payments: 1, allocations: 1, receipts: 1 });
    expect(await owners(org, kept._id)).toMatchObject({ bills: 1, payments: 1, allocations: 1, receipts: 0 });
    expect(await ledger()).toEqual([]);
  });
});

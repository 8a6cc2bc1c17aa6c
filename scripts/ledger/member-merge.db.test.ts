import { jstDate } from '@tsudoi/shared/kernel/jst';
import { noAddress } from '@tsudoi/shared/kernel/postal-address';
import { newRecurringPlanId } from '@tsudoi/shared/kernel/recurring-ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asIs, mergeBench } from './merge.factory.ts';
import { cancelBill } from '../../server/src/modules/billing/bill.service.ts';
import { accountOf } from '../../server/src/modules/identity/account.service.ts';
import { mergesOf } from '../../server/src/modules/members/member-merge-undo.service.ts';
import { mergeMembers, planMemberMerge } from '../../server/src/modules/members/member-merge.service.ts';
import { findMember } from '../../server/src/modules/members/member.repository.ts';
import { memberCounts, updateMember } from '../../server/src/modules/members/member.service.ts';
import { insertPlan, plansOfMember } from '../../server/src/modules/recurring/plan.repository.ts';
import { cancelPlan } from '../../server/src/modules/recurring/plan.service.ts';
import { saveRecurringProduct } from '../../server/src/modules/recurring/product.service.ts';
import { billNow, carryOut, codeOf, openBill, openBills, payBill, plan } from '../../server/test/billing.factory.ts';
import { leavingOn } from '../../server/test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../server/test/server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
});
afterAll(() => server.close());
const { addWithAccount, twoOfOne, merge, undo, cash, everything, sums, ledger, owners, rollNames, withMoney } = mergeBench(() => server);

describe('features 7: two records become one by a plan, and two again', () => {
  test('the plan lists everything that moves, the act moves it, sums stay as they were and nothing is left behind', async () => {
    const pair = await twoOfOne({ phone: '' }, { phone: '0312345678', tags: ['委員'], address: '東京都千代田区千代田1-1' });
    const { org, kept, merged } = pair;
    const { partly } = await withMoney(pair);
    const before = await sums(org);
    const planned = await planMemberMerge(server.platform, org.owner, { keptId: kept._id, mergedId: merged._id });
    expect(Object.fromEntries(planned.moves.map(({ kind, count, amount }) => [kind, [count, amount]]))).toEqual({
      bills: [3, 15_000],
      adjustments: [1, -500],
      payments: [4, 12_500],
      allocations: [4, 12_500],
      receipts: [1, 8000],
      papers: [0, 0],
      tasks: [1, 0],
      applications: [0, 0],
      files: [0, 0],
      dunning: [0, 0],
      dunning_holds: [0, 0],
      terms: [0, 0],
      renewals: [0, 0],
      renewal_consents: [0, 0],
      collections: [0, 0],
      recurring_plans: [0, 0],
      card_wishes: [0, 0],
      change_requests: [0, 0],
      proofs: [0, 0],
    });
    expect(planned.obstacles).toEqual([]);
    expect(planned.fields.find(({ field }) => field === 'phone')).toMatchObject({ kept: '', merged: '03-1234-5678' });
    await merge(pair, { fromMerged: ['phone', 'address'], tags: 'both' });
    expect(await sums(org)).toEqual(before);
    expect(await owners(org, merged._id)).toEqual({ bills: 0, payments: 0, allocations: 0, receipts: 0, member_adjustments: 0 });
    expect(await owners(org, kept._id)).toEqual({ bills: 4, payments: 5, allocations: 5, receipts: 1, member_adjustments: 1 });
    expect(await findMember(org.scope, kept._id)).toMatchObject({
      phone: '0312345678',
      address: '東京都千代田区千代田1-1',
      addressParts: { prefecture: '東京都', city: '千代田区', street: '千代田1-1' },
      tags: ['委員'],
      formerNumbers: [merged.memberNumber],
    });
    expect(await ledger()).toEqual([]);
    // Life goes on: what is still open is the kept member's to pay.
    await cash(org, partly._id, 3500);
    expect(await billNow(server, partly._id)).toMatchObject({ status: 'paid', memberId: kept._id });
  });

  test('undo is the way back: every row of the organisation is what it was', async () => {
    const pair = await twoOfOne(
      {},
      {
        phone: '0312345678',
        address: '大阪府大阪市北区1-1',
        tags: ['委員'],
        ...leavingOn('2026-12-31'),
        nextStatusOn: jstDate('2026-12-31'),
      },
    );
    await withMoney(pair);
    const before = await everything(pair.org);
    const mergeId = await merge(pair, { fromMerged: ['phone', 'address', 'givenName'], tags: 'both', account: 'merged' });
    expect(await everything(pair.org)).not.toEqual(before);
    await undo(pair, mergeId);
    expect(await everything(pair.org)).toEqual(before);
    expect(await ledger()).toEqual([]);
    expect(await codeOf(undo(pair, mergeId))).toBe('CONFLICT');
  });

  test('the roll and its counts know one of them, the old number leads to it and is never given again', async () => {
    const pair = await twoOfOne();
    const { org, kept, merged } = pair;
    const mergeId = await merge(pair);
    expect((await memberCounts(org.scope)).total).toBe(1);
    expect(await rollNames(org)).toEqual([kept.memberNumber]);
    expect(await rollNames(org, merged.memberNumber)).toEqual([kept.memberNumber]);
    expect(await org.addMember({ memberNumber: merged.memberNumber }).then(() => false, isDuplicateKey)).toBe(true);
    await undo(pair, mergeId);
    expect((await memberCounts(org.scope)).total).toBe(2);
    expect(await rollNames(org)).toEqual([kept.memberNumber, merged.memberNumber].sort());
  });

  test('what became part of another record takes no bill, no change and no second merge; each refusal names the number to use', async () => {
    const pair = await twoOfOne();
    const { org, kept, merged } = pair;
    await merge(pair);
    const third = await addWithAccount(org);
    expect(await codeOf(openBill(server, org, merged._id))).toBe('MEMBER_MERGED');
    const { version } = await findMember(org.scope, merged._id);
    const fields = { familyName: '別', givenName: '人', familyNameKana: 'ベツ', givenNameKana: 'ジン', membershipTypeId: org.regular };
    const rest = {
      contactEmail: '',
      phone: '',
      postalCode: '',
      address: noAddress,
      affiliation: '',
      birthDate: '',
      joinedOn: '2020-04-01',
      memo: '',
    };
    expect(
      await codeOf(updateMember(server.platform, org.owner, { memberId: merged._id, version, custom: {}, ...fields, ...rest } as never)),
    ).toBe('MEMBER_MERGED');
    await expect(planMemberMerge(server.platform, org.owner, { keptId: third._id, mergedId: merged._id })).rejects.toMatchObject({
      code: 'MEMBER_MERGED',
      params: { number: kept.memberNumber },
    });
  });

  test('the log-in that was chosen lives on with the kept record; the other one is shut, and its id stays taken', async () => {
    const pair = await twoOfOne();
    const { org, kept, merged } = pair;
    const accounts = server.platform.databases.server.collection('member_accounts');
    await accounts.updateOne({ memberId: merged._id }, { $set: { state: 'verified', passwordHash: 'x', loginEmail: 'one@example.jp' } });
    const { loginId } = await accountOf(org.scope, merged._id);
    const mergeId = await merge(pair, { account: 'merged' });
    expect(await accountOf(org.scope, kept._id)).toMatchObject({ state: 'verified', loginEmail: 'one@example.jp', loginId });
    expect(await accountOf(org.scope, merged._id)).toMatchObject({ state: 'disabled' });
    expect((await server.platform.hooks.memberCard(org.scope, merged._id))?.mayLogIn).toBe(false);
    await undo(pair, mergeId);
    expect(await accountOf(org.scope, merged._id)).toMatchObject({ state: 'verified', loginEmail: 'one@example.jp' });
    expect(await accountOf(org.scope, kept._id)).toMatchObject({ state: 'none' });
  });

  test('3.5: whose log-in was shut because the merge made them leave has it again by its undo', async () => {
    const pair = await twoOfOne({}, { ...leavingOn('2026-03-31'), status: 'withdrawn', withdrawnOn: jstDate('2026-03-31') });
    const { org, kept } = pair;
    const accounts = server.platform.databases.server.collection('member_accounts');
    await accounts.updateOne({ memberId: kept._id }, { $set: { state: 'verified', passwordHash: 'x', loginEmail: 'still@example.jp' } });
    const mergeId = await merge(pair, { history: 'merged', account: 'kept' });
    expect(await accountOf(org.scope, kept._id)).toMatchObject({ state: 'disabled' });
    await undo(pair, mergeId);
    expect(await accountOf(org.scope, kept._id)).toMatchObject({ state: 'verified', loginEmail: 'still@example.jp' });
  });

  test('who left under one number and came back under another has one history', async () => {
    const pair = await twoOfOne({ joinedOn: jstDate('2026-04-05') }, leavingOn('2026-03-31'));
    const again = { ...pair.kept.statusEntries[0]!, effectiveOn: jstDate('2026-04-05') };
    await server.platform.databases.server
      .collection('members')
      .updateOne({ _id: pair.kept._id as never }, { $set: { statusEntries: [again] } });
    await merge(pair, { history: 'both' });
    const { statusEntries, status } = await findMember(pair.org.scope, pair.kept._id);
    expect(statusEntries.map((entry) => [entry.status, entry.effectiveOn])).toEqual([
      ['active', '2020-04-01'],
      ['withdrawn', '2026-03-31'],
      ['active', '2026-04-05'],
    ]);
    expect(status).toBe('active');
  });
});

describe('what stands in the way of a merge', () => {
  test('one year’s fee billed to both: both bills are named, and cancelling one is the way on', async () => {
    const pair = await twoOfOne();
    const { org, kept, merged } = pair;
    await openBills(server, org, (await carryOut(server, org, (await plan(server, org))._id))._id);
    const ask = () => planMemberMerge(server.platform, org.owner, { keptId: kept._id, mergedId: merged._id });
    const { obstacles, fingerprint } = await ask();
    expect(obstacles.map(({ kind }) => kind)).toEqual(['both_billed', 'both_billed']);
    const choices = asIs;
    expect(await codeOf(mergeMembers(server.platform, org.owner, { keptId: kept._id, mergedId: merged._id, fingerprint, choices }))).toBe(
      'MERGE_BLOCKED',
    );
    await cancelBill(server.platform, org.scope, org.owner, obstacles[1]!.ref as never, '重複');
    expect((await ask()).obstacles).toEqual([]);
    await merge(pair);
    expect(await ledger()).toEqual([]);
  });

  test('a plan that is no longer true is refused, and nothing has changed', async () => {
    const pair = await twoOfOne();
    const { org, kept, merged } = pair;
    const bill = await openBill(server, org, merged._id);
    const ids = { keptId: kept._id, mergedId: merged._id };
    const { fingerprint } = await planMemberMerge(server.platform, org.owner, ids);
    await payBill(server, org, bill);
    const before = await everything(org);
    expect(await codeOf(mergeMembers(server.platform, org.owner, { ...ids, fingerprint, choices: asIs }))).toBe('MERGE_PLAN_STALE');
    expect(await everything(org)).toEqual(before);
  });

  test('another organisation’s member is not found, on either side; a merge of theirs is not there to be undone', async () => {
    const pair = await twoOfOne();
    const other = await twoOfOne();
    const mergeId = await merge(other);
    const { org, kept } = pair;
    const theirs = other.kept._id;
    for (const ids of [
      { keptId: kept._id, mergedId: theirs },
      { keptId: theirs, mergedId: kept._id },
    ])
      expect(await codeOf(planMemberMerge(server.platform, org.owner, ids))).toBe('NOT_FOUND');
    expect(await codeOf(undo(pair, mergeId))).toBe('NOT_FOUND');
    expect(await codeOf(mergesOf(server.platform, org.scope, theirs))).toBe('NOT_FOUND');
  });
});

test('BIL-17: two plans of one product would charge one person twice: each is named, and one is cancelled first', async () => {
  const pair = await twoOfOne();
  const { org, kept, merged } = pair;
  const db = server.platform.databases.server;
  const product = { name: '書道教室 月謝', amount: PositiveYen.parse(3000), chargeDay: 27, description: '', isOpen: true } as const;
  const [made] = await saveRecurringProduct(server.platform, org.owner, {
    ...product,
    taxCategory: 'out_of_scope',
    productId: null,
    version: 0,
  });
  const take = async (memberId: typeof kept._id) => {
    const plan = { _id: newRecurringPlanId(), orgId: org.scope.orgId, memberId, productId: made!.productId, method: 'card' } as const;
    const standing = { state: 'active', setupId: null, toldAmount: product.amount, nextBillOn: jstDate('2026-04-27') } as const;
    const rest = { lastBillId: null, cancelReason: '', createdAt: server.platform.clock.now(), version: 0 };
    await inTransaction(server.platform.databases.client, (session) =>
      insertPlan(db, org.scope, { ...plan, ...standing, ...rest }, session),
    );
    return plan._id;
  };
  const [own, other] = [await take(kept._id), await take(merged._id)];
  const ids = { keptId: kept._id, mergedId: merged._id };
  const planned = await planMemberMerge(server.platform, org.owner, ids);
  const label = '書道教室 月謝 (2026/04/10)';
  expect(planned.obstacles).toEqual([own, other].map((ref) => ({ kind: 'both_subscribed', ref, label })));
  const input = { ...ids, fingerprint: planned.fingerprint, choices: asIs };
  expect(await codeOf(mergeMembers(server.platform, org.owner, input))).toBe('MERGE_BLOCKED');
  await cancelPlan(server.platform, org.owner, { planId: own, reason: '二重登録のため', version: 0 });
  const mergeId = await merge(pair);
  const standing = async (memberId: typeof kept._id) =>
    (await plansOfMember(db, org.scope, memberId)).map(({ _id, state }) => `${_id} ${state}`).toSorted();
  expect(await standing(kept._id)).toEqual([`${own} cancelled`, `${other} active`].toSorted());
  await undo(pair, mergeId);
  expect([await standing(kept._id), await standing(merged._id)]).toEqual([[`${own} cancelled`], [`${other} active`]]);
});

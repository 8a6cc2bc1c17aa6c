import { randomUUID } from 'node:crypto';
import type { MergeChoices } from '@tsudoi/shared/contracts/members/member-merge.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, yen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mergeChecks } from './merge-checks.ts';
import { paymentChecks } from './payment-checks.ts';
import { addAdjustment } from '../../server/src/modules/billing/adjustment.service.ts';
import { cancelBill } from '../../server/src/modules/billing/bill.service.ts';
import { issueReceipt } from '../../server/src/modules/documents/receipt.service.ts';
import { createAccounts } from '../../server/src/modules/identity/identity.public.ts';
import { accountOf } from '../../server/src/modules/identity/account.service.ts';
import { mergesOf, undoMerge } from '../../server/src/modules/members/member-merge-undo.service.ts';
import { mergeMembers, planMemberMerge } from '../../server/src/modules/members/member-merge.service.ts';
import { type MemberDocument, findMember } from '../../server/src/modules/members/member.repository.ts';
import { listMembers, memberCounts, updateMember } from '../../server/src/modules/members/member.service.ts';
import { postSettled } from '../../server/src/modules/payments/posting.service.ts';
import { recordOffline } from '../../server/src/modules/payments/offline.service.ts';
import { billNow, carryOut, codeOf, openBill, openBills, payBill, plan, settled, takeBack } from '../../server/test/billing.factory.ts';
import { type TestOrganization, leavingOn, openOrganization } from '../../server/test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../server/test/server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
});
afterAll(() => server.close());

const asIs: MergeChoices = { fromMerged: [], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' };

async function addWithAccount(org: TestOrganization, given: Partial<MemberDocument> = {}): Promise<MemberDocument> {
  const member = await org.addMember(given);
  const { _id: memberId, memberNumber } = member;
  await inTransaction(server.platform.databases.client, (session) =>
    createAccounts(server.platform, org.scope, [{ memberId, memberNumber }], false, session),
  );
  return member;
}

interface Pair {
  readonly org: TestOrganization;
  readonly kept: MemberDocument;
  readonly merged: MemberDocument;
}
async function twoOfOne(kept: Partial<MemberDocument> = {}, merged: Partial<MemberDocument> = {}): Promise<Pair> {
  const org = await openOrganization(server);
  return { org, kept: await addWithAccount(org, kept), merged: await addWithAccount(org, merged) };
}

async function merge({ org, kept, merged }: Pair, choices: Partial<MergeChoices> = {}): Promise<string> {
  const pair = { keptId: kept._id, mergedId: merged._id };
  const { fingerprint } = await planMemberMerge(server.platform, org.owner, pair);
  return (await mergeMembers(server.platform, org.owner, { ...pair, fingerprint, choices: { ...asIs, ...choices } })).mergeId;
}
const undo = ({ org }: Pair, mergeId: string) => undoMerge(server.platform, org.owner, { mergeId: mergeId as never });
const blockersOf = async ({ org, kept }: Pair) => (await mergesOf(server.platform, org.scope, kept._id))[0]!.blockers;
const cash = (org: TestOrganization, billId: string, amount: number) =>
  recordOffline(server.platform, org.scope, org.owner, {
    billId: billId as never,
    amount: PositiveYen.parse(amount),
    method: 'cash',
    receivedOn: jstDate('2026-04-09'),
    memo: '',
    idempotencyKey: randomUUID(),
  });

const kinds = [
  'bills',
  'payments',
  'allocations',
  'receipts',
  'member_adjustments',
  'tasks',
  'member_accounts',
  'members',
  'member_tallies',
];
/** Everything of an organisation, but for how often each row was written. */
async function everything({ scope }: TestOrganization) {
  const all: Record<string, unknown[]> = {};
  for (const kind of kinds) {
    const rows = await server.platform.databases.server.collection(kind).find({ orgId: scope.orgId }).sort({ _id: 1 }).toArray();
    all[kind] = rows
      .map(({ version: _version, mergedInto: _into, formerNumbers: _numbers, ...row }) => row)
      .filter(({ count }) => count !== 0);
  }
  return all;
}

async function sums(org: TestOrganization) {
  const db = server.platform.databases.server;
  const of = async (kind: string, field: string) =>
    (await db.collection(kind).find({ orgId: org.scope.orgId }).toArray()).reduce((sum, row) => sum + (row[field] as number), 0);
  return {
    billed: await of('bills', 'amount'),
    onBills: await of('bills', 'allocated'),
    received: await of('payments', 'received'),
    unallocated: await of('payments', 'unallocated'),
    allocations: await of('allocations', 'amount'),
  };
}

/** What `npm run verify:ledger` says of whose the money is, and of its sums. */
async function ledger(): Promise<string[]> {
  const facts: string[] = [];
  for (const check of [
    ...mergeChecks,
    ...paymentChecks.filter(({ name }) => name.startsWith('allocation.') || name.startsWith('payment.s')),
  ]) {
    const { findings } = await check.run(server.platform.databases, 1);
    facts.push(...findings.map(({ row, fact }) => `${check.name} ${row}: ${fact}`));
  }
  return facts;
}

const owners = async (org: TestOrganization, memberId: MemberId) => {
  const counts: Record<string, number> = {};
  for (const kind of kinds.slice(0, 5))
    counts[kind] = await server.platform.databases.server.collection(kind).countDocuments({ orgId: org.scope.orgId, memberId });
  return counts;
};
const rollNames = async (org: TestOrganization, q = '') =>
  (await listMembers(org.scope, { q, status: 'all', sort: 'number', descending: false, size: 50, direction: 'next' } as never)).rows.map(
    ({ memberNumber }) => memberNumber,
  );

/** Both have bills, money and what hangs on it. */
async function withMoney(pair: Pair) {
  const { org, kept, merged } = pair;
  await payBill(server, org, await openBill(server, org, kept._id, 5000));
  const paid = await openBill(server, org, merged._id, 8000);
  await payBill(server, org, paid);
  await issueReceipt(server.platform, org.asMember(merged._id), paid._id, undefined);
  const partly = await openBill(server, org, merged._id, 6000);
  await cash(org, partly._id, 2500);
  const over = await openBill(server, org, merged._id, 1000);
  await payBill(server, org, over);
  await payBill(server, org, over);
  await addAdjustment(server.platform, org.scope, org.owner, {
    memberId: merged._id,
    kind: 'permanent',
    amount: yen(-500),
    reason: '役員',
  } as never);
  return { paid, partly };
}

describe('features 7: two records become one by a plan, and two again', () => {
  test('the plan lists everything that moves, the act moves it, sums stay as they were and nothing is left behind', async () => {
    const pair = await twoOfOne({ phone: '' }, { phone: '0312345678', tags: ['委員'] });
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
      tasks: [1, 0],
      applications: [0, 0],
    });
    expect(planned.obstacles).toEqual([]);
    expect(planned.fields.find(({ field }) => field === 'phone')).toMatchObject({ kept: '', merged: '03-1234-5678' });
    await merge(pair, { fromMerged: ['phone'], tags: 'both' });
    expect(await sums(org)).toEqual(before);
    expect(await owners(org, merged._id)).toEqual({ bills: 0, payments: 0, allocations: 0, receipts: 0, member_adjustments: 0 });
    expect(await owners(org, kept._id)).toEqual({ bills: 4, payments: 5, allocations: 5, receipts: 1, member_adjustments: 1 });
    expect(await findMember(org.scope, kept._id)).toMatchObject({
      phone: '0312345678',
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
      { phone: '0312345678', tags: ['委員'], ...leavingOn('2026-12-31'), nextStatusOn: jstDate('2026-12-31') },
    );
    await withMoney(pair);
    const before = await everything(pair.org);
    const mergeId = await merge(pair, { fromMerged: ['phone', 'givenName'], tags: 'both', account: 'merged' });
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
    await expect(org.addMember({ memberNumber: merged.memberNumber })).rejects.toThrow(/E11000|duplicate/i);
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
      address: '',
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
    expect(await owners(org, kept._id)).toMatchObject({ bills: 0, payments: 0, allocations: 0 });
    expect(await owners(org, merged._id)).toMatchObject({ bills: 2, payments: 2, allocations: 2 });
    expect(await ledger()).toEqual([]);
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

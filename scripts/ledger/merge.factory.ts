import { randomUUID } from 'node:crypto';
import type { MergeChoices } from '@tsudoi/shared/contracts/members/member-merge.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, yen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { billChecks } from './bill-checks.ts';
import { mergeChecks } from './merge-checks.ts';
import { paymentChecks } from './payment-checks.ts';
import { addAdjustment } from '../../server/src/modules/billing/adjustment.service.ts';
import { issueReceipt } from '../../server/src/modules/documents/receipt.service.ts';
import { createAccounts } from '../../server/src/modules/identity/identity.public.ts';
import { mergesOf, undoMerge } from '../../server/src/modules/members/member-merge-undo.service.ts';
import { mergeMembers, planMemberMerge } from '../../server/src/modules/members/member-merge.service.ts';
import { type MemberDocument } from '../../server/src/modules/members/member.repository.ts';
import { listMembers } from '../../server/src/modules/members/member-list.service.ts';
import { recordOffline } from '../../server/src/modules/payments/offline.service.ts';
import { openBill, payBill } from '../../server/test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../server/test/organization.factory.ts';
import { type TestServer } from '../../server/test/server.factory.ts';

export const asIs: MergeChoices = { fromMerged: [], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' };

export interface Pair {
  readonly org: TestOrganization;
  readonly kept: MemberDocument;
  readonly merged: MemberDocument;
}

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

/** What tests of merging do and look at, on the server that they run. */
export function mergeBench(server: () => TestServer) {
  async function addWithAccount(org: TestOrganization, given: Partial<MemberDocument> = {}): Promise<MemberDocument> {
    const member = await org.addMember(given);
    const { _id: memberId, memberNumber } = member;
    await inTransaction(server().platform.databases.client, (session) =>
      createAccounts(server().platform, org.scope, [{ memberId, memberNumber }], false, session),
    );
    return member;
  }

  async function twoOfOne(kept: Partial<MemberDocument> = {}, merged: Partial<MemberDocument> = {}): Promise<Pair> {
    const org = await openOrganization(server());
    return { org, kept: await addWithAccount(org, kept), merged: await addWithAccount(org, merged) };
  }

  async function merge({ org, kept, merged }: Pair, choices: Partial<MergeChoices> = {}): Promise<string> {
    const pair = { keptId: kept._id, mergedId: merged._id };
    const { fingerprint } = await planMemberMerge(server().platform, org.owner, pair);
    return (await mergeMembers(server().platform, org.owner, { ...pair, fingerprint, choices: { ...asIs, ...choices } })).mergeId;
  }
  const undo = ({ org }: Pair, mergeId: string) => undoMerge(server().platform, org.owner, { mergeId: mergeId as never });
  const blockersOf = async ({ org, kept }: Pair) => (await mergesOf(server().platform, org.scope, kept._id))[0]!.blockers;
  const cash = (org: TestOrganization, billId: string, amount: number) =>
    recordOffline(server().platform, org.scope, org.owner, {
      billId: billId as never,
      amount: PositiveYen.parse(amount),
      method: 'cash',
      receivedOn: jstDate('2026-04-09'),
      memo: '',
      idempotencyKey: randomUUID(),
    });

  /** Everything of an organisation, but for how often each row was written. */
  async function everything({ scope }: TestOrganization) {
    const all: Record<string, unknown[]> = {};
    for (const kind of kinds) {
      const rows = await server().platform.databases.server.collection(kind).find({ orgId: scope.orgId }).sort({ _id: 1 }).toArray();
      all[kind] = rows
        .map(({ version: _version, mergedInto: _into, owingTurn: _turn, formerNumbers: _numbers, ...row }) => row)
        .filter(({ count }) => count !== 0);
    }
    return all;
  }

  async function sums(org: TestOrganization) {
    const db = server().platform.databases.server;
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
      ...billChecks.filter(({ name }) => name === 'member.owing'),
      ...paymentChecks.filter(({ name }) => name.startsWith('allocation.') || name.startsWith('payment.s')),
    ]) {
      const { findings } = await check.run(server().platform.databases, 1);
      facts.push(...findings.map(({ row, fact }) => `${check.name} ${row}: ${fact}`));
    }
    return facts;
  }

  const owners = async (org: TestOrganization, memberId: MemberId) => {
    const counts: Record<string, number> = {};
    for (const kind of kinds.slice(0, 5))
      counts[kind] = await server().platform.databases.server.collection(kind).countDocuments({ orgId: org.scope.orgId, memberId });
    return counts;
  };
  const rollNames = async (org: TestOrganization, q = '') =>
    (
      await listMembers(
        org.scope,
        { q, status: 'all', sort: 'number', descending: false, size: 50, direction: 'next' } as never,
        jstDate('2026-04-10'),
      )
    ).rows.map(({ memberNumber }) => memberNumber);

  /** Both have bills, money and what hangs on it. */
  async function withMoney(pair: Pair) {
    const { org, kept, merged } = pair;
    await payBill(server(), org, await openBill(server(), org, kept._id, 5000));
    const paid = await openBill(server(), org, merged._id, 8000);
    await payBill(server(), org, paid);
    await issueReceipt(server().platform, org.asMember(merged._id), paid._id, undefined);
    const partly = await openBill(server(), org, merged._id, 6000);
    await cash(org, partly._id, 2500);
    const over = await openBill(server(), org, merged._id, 1000);
    await payBill(server(), org, over);
    await payBill(server(), org, over);
    await addAdjustment(server().platform, org.scope, org.owner, {
      memberId: merged._id,
      kind: 'permanent',
      amount: yen(-500),
      reason: '役員',
      idempotencyKey: randomUUID(),
    } as never);
    return { paid, partly };
  }
  return { addWithAccount, twoOfOne, merge, undo, blockersOf, cash, everything, sums, ledger, owners, rollNames, withMoney };
}

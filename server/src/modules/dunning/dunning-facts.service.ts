import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { bouncingAmong } from '../../platform/bounced-addresses.ts';
import { type BillDocument, billsOf, creditYen, factsOf, isPayable, outstandingYen, pendingChargeOf } from '../billing/billing.public.ts';
import { type MemberDocument, billingAddressOf, findMembers } from '../members/members.public.ts';
import { billsWithOpenTask, unallocatedByMember } from '../payments/payments.public.ts';
import {
  type DunningHoldDocument,
  type DunningNoticeDocument,
  billIdsOf,
  holdsOfMembers,
  noticesOfMembers,
} from './dunning-notice.repository.ts';
import type { Hold, OwedBill, OwingMember, Round } from './dunning.rules.ts';

/** A member with what of theirs decides whether they are written to. */
export interface MemberFacts {
  readonly member: MemberDocument;
  readonly owing: OwingMember;
  /** Bills of which something is owed, the oldest due date first. */
  readonly bills: readonly BillDocument[];
  readonly notices: readonly DunningNoticeDocument[];
  readonly holds: readonly DunningHoldDocument[];
}

const holdOf = ({ until, reason }: DunningHoldDocument): Hold => ({ until, note: reason });

/** Reminders that went or are about to: no letter of another kind, and none that was put aside. */
const isRound = ({ about, state }: DunningNoticeDocument): boolean => about === undefined && state !== 'stopped';

function roundsOf(bill: BillDocument, notices: readonly DunningNoticeDocument[]): Round[] {
  return notices
    .filter((notice) => isRound(notice) && billIdsOf(notice).includes(bill._id))
    .map(({ stageKey, stageDays, on }) => ({ stageKey, days: stageDays, on }));
}

function owedBill(
  bill: BillDocument,
  notices: readonly DunningNoticeDocument[],
  holds: readonly DunningHoldDocument[],
  held: ReadonlySet<string>,
): OwedBill {
  const pending = pendingChargeOf(bill.charges);
  return {
    id: bill._id,
    dueOn: bill.dueOn,
    confirmedOn: jstDateOf(bill.confirmedAt!),
    waiting: pending && {
      method: pending.method,
      state: pending.state,
      until: pending.expiresAt === null ? null : jstDateOf(pending.expiresAt),
    },
    collecting: bill.collecting === true,
    // The link is open until that moment, which is the beginning of the day after its last.
    payer: bill.payLink ? { name: bill.payLink.payerName, until: jstDateOf(new Date(bill.payLink.until.getTime() - 1)) } : null,
    moneyHeld: held.has(bill._id),
    holds: holds.filter(({ billId }) => billId === bill._id).map(holdOf),
    rounds: roundsOf(bill, notices),
  };
}

/** Reads everything about some members at one moment; inside a transaction with its session. */
export async function factsOfMembers(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  heldBills: ReadonlySet<string>,
  session?: ClientSession,
): Promise<MemberFacts[]> {
  if (memberIds.length === 0) return [];
  const members = await findMembers(scope, memberIds, session);
  const all = await billsOf(db, scope)
    .find({ memberId: { $in: [...memberIds] } }, session ? { session } : {})
    .toArray();
  const notices = await noticesOfMembers(db, scope, memberIds, session);
  const holds = await holdsOfMembers(db, scope, memberIds, session);
  const loose = await unallocatedByMember(db, scope, memberIds);
  const bouncing = await bouncingAmong(db, scope, members.map(billingAddressOf), session);
  return members.map((member) => {
    const own = all.filter((bill) => bill.memberId === member._id && bill.live && bill.confirmedAt !== null);
    const open = own
      .filter(({ status }) => isPayable(status))
      .toSorted((left, right) => left.dueOn.localeCompare(right.dueOn) || (left.billNumber < right.billNumber ? -1 : 1));
    const mine = notices.get(member._id) ?? [];
    const theirHolds = holds.get(member._id) ?? [];
    const email = billingAddressOf(member);
    const surplus = own.reduce((sum, bill) => sum + creditYen(factsOf(bill)), 0);
    return {
      member,
      bills: open,
      notices: mine,
      holds: theirHolds,
      owing: {
        status: member.status,
        hasEmail: email !== '' && !bouncing.has(email),
        hasAddress: member.address !== '',
        credit: surplus + (loose.get(member._id) ?? 0),
        holds: theirHolds.filter(({ billId }) => billId === null).map(holdOf),
        lastRoundOn:
          mine
            .filter(isRound)
            .map(({ on }) => on)
            .toSorted()
            .at(-1) ?? null,
        bills: open.map((bill) => owedBill(bill, mine, theirHolds, heldBills)),
      },
    };
  });
}

const batchSize = 500;

/** Of some members, a batch at a time. */
export async function* factsInBatches(db: Db, scope: OrgScope, memberIds: readonly MemberId[]): AsyncGenerator<MemberFacts[]> {
  const held = await billsWithOpenTask(db, scope);
  for (let from = 0; from < memberIds.length; from += batchSize)
    yield await factsOfMembers(db, scope, memberIds.slice(from, from + batchSize), held);
}

/** Everybody who owes something, a batch at a time. */
export async function* owingMembers(db: Db, scope: OrgScope): AsyncGenerator<MemberFacts[]> {
  const memberIds = new Set<MemberId>();
  const open = billsOf(db, scope).find({ status: { $in: ['unpaid', 'partly_paid'] } }, { projection: { orgId: 1, memberId: 1 } });
  for await (const { memberId } of open) memberIds.add(memberId);
  yield* factsInBatches(db, scope, [...memberIds].toSorted());
}

export const owedOn = (bill: BillDocument) => outstandingYen(factsOf(bill));

import type {
  DunningHistory,
  DunningHistoryInput,
  DunningHoldView,
  HoldDunningInput,
} from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, type DunningHoldId, type MemberId, newDunningHoldId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform, ReplacingBill } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { getBill, touchBills } from '../billing/billing.public.ts';
import { findMember, findPresentMember } from '../members/members.public.ts';
import { billsWithOpenTask } from '../payments/payments.public.ts';
import { factsOfMembers } from './dunning-facts.service.ts';
import {
  type DunningHoldDocument,
  billIdsOf,
  getHold,
  holdsOfMembers,
  insertHold,
  pointHold,
  removeHolds,
} from './dunning-notice.repository.ts';
import { noticeViews } from './dunning-notice.service.ts';
import { dunningSettingsOf } from './dunning-settings.service.ts';
import { planOf } from './dunning.rules.ts';

type History = z.output<typeof DunningHistory>;

/** @throws DomainError NOT_FOUND when the bill is not theirs */
async function billOf(platform: Platform, scope: OrgScope, memberId: MemberId, billId: BillId, session?: ClientSession) {
  const bill = await getBill(platform.databases.server, scope, billId, session);
  if (bill.memberId !== memberId) throw new DomainError('NOT_FOUND');
  return bill;
}

/**
 * Leaves a member alone, or one of their bills: until a day they promised, or for good. What was said before about the same
 * thing is replaced.
 * @throws DomainError NOT_FOUND, MEMBER_MERGED, BILL_CANCELLED, INVALID_INPUT for a day that has passed
 */
export async function holdDunning(platform: Platform, actor: UserActor, input: z.output<typeof HoldDunningInput>): Promise<History> {
  const { scope } = actor;
  const db = platform.databases.server;
  const { memberId, billId, until, reason } = input;
  const member = await findPresentMember(scope, memberId);
  const today = platform.clock.today();
  if (until !== null && until < today) throw new DomainError('INVALID_INPUT');
  const hold: DunningHoldDocument = {
    _id: newDunningHoldId(),
    orgId: scope.orgId,
    memberId,
    billId,
    until,
    reason,
    by: actor.name,
    on: today,
  };
  await inTransaction(platform.databases.client, async (session) => {
    if (billId !== null) {
      const { status } = await billOf(platform, scope, memberId, billId, session);
      if (status === 'cancelled') throw new DomainError('BILL_CANCELLED');
      // A correction in this moment writes the bill as well: the second of the two begins anew, and finds what the first has done.
      await touchBills(db, scope, [billId], session);
    }
    const before = (await holdsOfMembers(db, scope, [memberId], session)).get(memberId) ?? [];
    await removeHolds(
      db,
      scope,
      before.filter((one) => one.billId === billId).map(({ _id }) => _id),
      session,
    );
    await insertHold(db, scope, hold, session);
    const note = {
      action: 'dunning.hold',
      subjectKind: 'member',
      subjectId: memberId,
      subjectName: fullName(member),
      fields: ['reason'],
    } as const;
    await recordAudit(platform, scope, actor, note, session);
  });
  return dunningHistory(platform, scope, { memberId, billId });
}

/** They are written to again. @throws DomainError NOT_FOUND */
export async function releaseDunning(platform: Platform, actor: UserActor, holdId: DunningHoldId): Promise<History> {
  const { scope } = actor;
  const db = platform.databases.server;
  const hold = await inTransaction(platform.databases.client, async (session) => {
    const found = await getHold(db, scope, holdId, session);
    await removeHolds(db, scope, [holdId], session);
    const subjectName = fullName(await findMember(scope, found.memberId, session));
    const note = { action: 'dunning.release', subjectKind: 'member', subjectId: found.memberId, subjectName, fields: ['reason'] } as const;
    await recordAudit(platform, scope, actor, note, session);
    return found;
  });
  return dunningHistory(platform, scope, { memberId: hold.memberId, billId: hold.billId });
}

/**
 * A promise or a dispute is about what is owed, whatever the number of its bill: it holds for the one that is made anew. Of several
 * the last word counts, since a bill has one.
 */
export async function keepHolds(
  platform: Platform,
  scope: OrgScope,
  cancelled: readonly BillId[],
  by: ReplacingBill,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const theirs = (await holdsOfMembers(db, scope, [by.memberId], session)).get(by.memberId) ?? [];
  const ids = theirs.filter(({ billId }) => billId !== null && cancelled.includes(billId)).map(({ _id }) => _id);
  const older = ids.toSorted();
  const newest = older.pop();
  if (newest === undefined) return;
  await removeHolds(db, scope, older, session);
  await pointHold(db, scope, newest, by._id, session);
}

const holdView = (hold: DunningHoldDocument, billName: string): z.output<typeof DunningHoldView> => ({
  dunningHoldId: hold._id,
  billId: hold.billId,
  billName,
  until: hold.until,
  reason: hold.reason,
  by: hold.by,
  on: hold.on,
});

/** What was sent to a member, about one bill or all; who holds it back; and what comes next. @throws DomainError NOT_FOUND */
export async function dunningHistory(platform: Platform, scope: OrgScope, input: z.output<typeof DunningHistoryInput>): Promise<History> {
  const db = platform.databases.server;
  const { memberId } = input;
  const billId = input.billId ?? null;
  await findMember(scope, memberId);
  if (billId !== null) await billOf(platform, scope, memberId, billId);
  const [facts] = await factsOfMembers(db, scope, [memberId], await billsWithOpenTask(db, scope));
  const { settings } = await dunningSettingsOf(platform, scope);
  const plan = planOf(settings.stages, facts!.owing, platform.clock.today());
  const isMine = (id: string) => billId === null || id === billId;
  const next = facts!.bills
    .filter(({ _id }) => isMine(_id))
    .map((bill) => {
      const step = [...(plan.due ? [plan.due] : []), ...plan.coming].find(({ billIds }) => billIds.includes(bill._id));
      const left = plan.left.find(({ billIds }) => billIds.includes(bill._id));
      return {
        billId: bill._id,
        billName: bill.billName,
        on: step?.on ?? null,
        stageDays: step?.stage.days ?? null,
        reason: left?.reason ?? null,
        until: left?.until ?? null,
      };
    });
  const notices = facts!.notices
    .filter((notice) => billId === null || billIdsOf(notice).includes(billId))
    .toSorted((left, right) => (left._id < right._id ? 1 : -1));
  const names = new Map<string, string>();
  for (const hold of facts!.holds) if (hold.billId) names.set(hold.billId, (await billOf(platform, scope, memberId, hold.billId)).billName);
  const holds = facts!.holds.filter((hold) => hold.billId === null || isMine(hold.billId));
  return {
    notices: await noticeViews(db, scope, notices),
    holds: holds.map((hold) => holdView(hold, hold.billId ? (names.get(hold.billId) ?? '') : '')),
    next,
  };
}

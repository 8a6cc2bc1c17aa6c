import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import { payableChanged } from '@tsudoi/shared/queue/billing.messages';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { membersNamed } from '@tsudoi/shared/queue/member.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { findMembers } from '../members/members.public.ts';
import { newNames, payableOf } from './bill-member.rules.ts';
import { billsOf, findBills, saveBills } from './bill.repository.ts';

/** Bills of one transaction, each with a message and a notice. */
const batchSize = 150;
const looked = { orgId: 1, memberId: 1, memberNumber: 1, memberName: 1, memberKana: 1, status: 1 } as const;

/** Members by their ids. */
export async function membersOf(scope: OrgScope, memberIds: readonly MemberId[], session?: ClientSession) {
  return new Map((await findMembers(scope, [...new Set(memberIds)], session)).map((member) => [member._id, member]));
}

/**
 * Brings what drafts and open bills of some members say of them to what is so now. May be repeated: where nothing is to be
 * done it costs one look for the bills and one for the members. Where former numbers are others, all that is open is written and
 * told again, since only the payments-service knows which ones it was told.
 */
export async function nameBillsAnew(
  platform: Platform,
  scope: OrgScope,
  { memberIds, formerNumbers: anew = false }: PayloadOf<typeof membersNamed>,
): Promise<void> {
  const members = await membersOf(scope, memberIds);
  const found = await billsOf(platform.databases.server, scope)
    .find({ memberId: { $in: [...memberIds] } }, { projection: looked })
    .toArray();
  const left = found.filter((bill) => newNames(bill, members.get(bill.memberId), anew) !== null).map(({ _id }) => _id);
  while (left.length > 0) {
    const some = left.splice(0, batchSize);
    await inTransaction(platform.databases.client, (session) => nameAnew(platform, scope, some, anew, session));
    platform.nudgeOutbox();
  }
}

/** Looked at once more in the transaction: a bill may have been paid since, and its member renamed again. */
async function nameAnew(platform: Platform, scope: OrgScope, ids: readonly BillId[], anew: boolean, session: ClientSession): Promise<void> {
  const db = platform.databases.server;
  const bills = await findBills(db, scope, ids, session);
  const members = await membersOf(
    scope,
    bills.map(({ memberId }) => memberId),
    session,
  );
  const changes = bills.flatMap((bill) => {
    const change = newNames(bill, members.get(bill.memberId), anew);
    return change ? [{ bill, change }] : [];
  });
  await saveBills(db, scope, changes, session);
  const messages = changes.flatMap(({ bill, change }) => {
    if (bill.confirmedAt === null) return [];
    const payload = { payable: payableOf({ ...bill, ...change }, members.get(bill.memberId)), revision: bill.version + 1 };
    return outboxRow(payableChanged, scope.orgId, payload, bill._id, platform.clock);
  });
  await insertOutbox(db, messages, session);
  const notices = changes.map(({ bill: { _id, confirmedAt, memberId } }) => ({
    topic: 'bills' as const,
    ref: _id,
    // Drafts do not exist for members (BIL-04).
    ...(confirmedAt === null ? {} : { memberId }),
  }));
  await recordLive(db, scope, notices, platform.clock.now(), session);
}

import {
  type ChangeRequestId,
  type MyChangesView,
  changeRequestLimits,
  newChangeRequestId,
} from '@tsudoi/shared/contracts/members/change-request.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { MemberActor, UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type ChangeRequestDocument, endRequest, findRequests, insertRequests, requestsOf } from './change-request.repository.ts';
import type { AskedChange, Parted } from './change-request.rules.ts';
import { askedView } from './change-request.view.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { fieldsShown } from './custom-field.rules.ts';
import { type MemberDocument, findMember } from './member.repository.ts';

/** In the log and on open pages. Values are those that were asked for: what the record said and says is in its own entries. */
export async function noteChanges(
  platform: Platform,
  scope: OrgScope,
  actor: MemberActor | UserActor,
  action: 'change_request.send' | 'change_request.withdraw' | 'change_request.refuse',
  member: MemberDocument,
  asked: readonly AskedChange[],
  session: ClientSession,
): Promise<void> {
  const side = (name: 'before' | 'after') =>
    Object.fromEntries(asked.flatMap((one) => (one[name] === null ? [] : [[one.fieldId, one[name]]])));
  const note = { action, subjectKind: 'member', subjectId: member._id, subjectName: fullName(member), fields: ['custom' as const] };
  const changes = [{ field: 'custom' as const, before: side('before'), after: side('after') }];
  await recordAudit(platform, scope, actor, { ...note, changes }, session);
  const live = [{ topic: 'members' as const, ref: member._id, memberId: member._id }];
  await recordLive(platform.databases.server, scope, live, platform.clock.now(), session);
}

/** What a member ends themselves. */
function ended(state: 'withdrawn' | 'replaced', now: Date) {
  return { state, decidedAt: now, decidedBy: '', reason: '' };
}

/** A part of saving one's own record: asks for what needs approval. What was asked of the same field before gives way. */
export async function askWithin(
  platform: Platform,
  actor: MemberActor,
  member: MemberDocument,
  { ask, withdraw }: Pick<Parted, 'ask' | 'withdraw'>,
  waiting: readonly ChangeRequestDocument[],
  session: ClientSession,
): Promise<void> {
  const { scope } = actor;
  const db = platform.databases.server;
  const now = platform.clock.now();
  const givenUp = waiting.filter(({ fieldId }) => withdraw.includes(fieldId));
  const replaced = waiting.filter(({ fieldId }) => ask.some((one) => one.fieldId === fieldId));
  for (const { _id } of givenUp) await endRequest(db, scope, _id, ended('withdrawn', now), session);
  for (const { _id } of replaced) await endRequest(db, scope, _id, ended('replaced', now), session);
  const rows = ask.map((one): ChangeRequestDocument => ({
    _id: newChangeRequestId(),
    orgId: scope.orgId,
    memberId: member._id,
    ...one,
    state: 'waiting',
    askedAt: now,
    decidedAt: null,
    decidedBy: '',
    reason: '',
  }));
  await insertRequests(db, scope, rows, session);
  if (rows.length > 0) await noteChanges(platform, scope, actor, 'change_request.send', member, rows, session);
  if (givenUp.length > 0) await noteChanges(platform, scope, actor, 'change_request.withdraw', member, givenUp, session);
}

/** What somebody has asked for themselves, of fields that are shown to them. */
export async function myChanges(platform: Platform, actor: MemberActor): Promise<z.output<typeof MyChangesView>> {
  const db = platform.databases.server;
  const [rows, { fields }] = await Promise.all([
    requestsOf(db, actor.scope, actor.memberId, changeRequestLimits.listed),
    findCustomFields(db, actor.scope),
  ]);
  const shown = fieldsShown(fields);
  return rows.flatMap((row) => {
    const field = shown.find(({ fieldId }) => fieldId === row.fieldId);
    const { state, reason, decidedAt } = row;
    return field ? [{ ...askedView(row, field), state, reason, decidedAt: decidedAt?.toISOString() ?? null }] : [];
  });
}

/** @throws DomainError NOT_FOUND where it is not theirs, CONFLICT where the office was faster */
export async function withdrawChange(
  platform: Platform,
  actor: MemberActor,
  changeRequestId: ChangeRequestId,
): Promise<z.output<typeof MyChangesView>> {
  const { scope } = actor;
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const [row] = await findRequests(db, scope, [changeRequestId], session);
    if (!row || row.memberId !== actor.memberId) throw new DomainError('NOT_FOUND');
    const member = await findMember(scope, actor.memberId, session);
    if (!(await endRequest(db, scope, row._id, ended('withdrawn', platform.clock.now()), session))) throw new DomainError('CONFLICT');
    await noteChanges(platform, scope, actor, 'change_request.withdraw', member, [row], session);
  });
  return myChanges(platform, actor);
}

import {
  type ChangeRequestId,
  type ChangesInput,
  type ChangesView,
  type DecideChangesInput,
  type DecideChangesOutput,
  changeRequestLimits,
} from '@tsudoi/shared/contracts/members/change-request.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { changeDecidedMail } from './change-request.mail.ts';
import {
  type ChangeRequestDocument,
  countWaitingChanges,
  endRequest,
  findRequests,
  waitingOf,
  waitingRequests,
} from './change-request.repository.ts';
import { missedBecause, standingOf, valueOf } from './change-request.rules.ts';
import { noteChanges } from './change-request.service.ts';
import { askedView } from './change-request.view.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { mergedCustom } from './custom-field.rules.ts';
import { titlesOf } from './honorific.service.ts';
import { mailAddressOf } from './member-mail.rules.ts';
import { type MemberDocument, findMember, findMembers } from './member.repository.ts';
import { writeMemberWithin } from './member.service.ts';

type Input = z.output<typeof DecideChangesInput>;
type Output = z.output<typeof DecideChangesOutput>;
/** With how members are addressed, read once for all of them. */
type Decision = Input & { readonly titleOf: Awaited<ReturnType<typeof titlesOf>> };

/** What waits for the office: what the record said, says and is to say. @throws DomainError NOT_FOUND */
export async function changes(
  platform: Platform,
  scope: OrgScope,
  { memberId = null }: z.output<typeof ChangesInput>,
): Promise<z.output<typeof ChangesView>> {
  const db = platform.databases.server;
  if (memberId) await findMember(scope, memberId);
  const waiting = await (memberId ? waitingOf(db, scope, memberId) : waitingRequests(db, scope, changeRequestLimits.listed));
  const [{ fields }, people, total] = await Promise.all([
    findCustomFields(db, scope),
    findMembers(scope, [...new Set(waiting.map((row) => row.memberId))]),
    memberId ? waiting.length : countWaitingChanges(db, scope),
  ]);
  const members = new Map(people.map((member) => [member._id, member]));
  const rows = waiting.flatMap((row) => {
    const member = members.get(row.memberId);
    const field = fields.find(({ fieldId }) => fieldId === row.fieldId);
    if (!member || !field) return [];
    const now = valueOf(member.custom ?? {}, row.fieldId);
    const who = { memberId: member._id, memberNumber: member.memberNumber, name: fullName(member) };
    return [{ ...askedView(row, field), ...who, now, standing: standingOf(field, now, row) }];
  });
  return { rows, total };
}

/**
 * Decides what it can. Of the rest it says what somebody else made of it first, or what has become of the record: staff look
 * and decide anew. One member's are one change of their record, with one mail. @throws DomainError NOT_FOUND
 */
export async function decideChanges(platform: Platform, actor: UserActor, input: Input): Promise<Output> {
  const ids = input.changes.map(({ changeRequestId }) => changeRequestId);
  const [found, titleOf] = await Promise.all([findRequests(platform.databases.server, actor.scope, ids), titlesOf(actor.scope)]);
  if (found.length < ids.length) throw new DomainError('NOT_FOUND');
  const output: Output = { decided: 0, missed: [] };
  for (const memberId of new Set(found.map((row) => row.memberId))) {
    const theirs = found.filter((row) => row.memberId === memberId).map(({ _id }) => _id);
    const { decided, missed } = await inTransaction(platform.databases.client, (session) =>
      decideWithin(platform, actor, memberId, theirs, { ...input, titleOf }, session),
    );
    output.decided += decided;
    output.missed.push(...missed);
  }
  platform.nudgeMail();
  platform.nudgeOutbox();
  return output;
}

async function decideWithin(
  platform: Platform,
  actor: UserActor,
  memberId: MemberId,
  ids: readonly ChangeRequestId[],
  input: Decision,
  session: ClientSession,
): Promise<Output> {
  const { scope } = actor;
  const db = platform.databases.server;
  const { accept } = input;
  const member = await findMember(scope, memberId, session);
  const { fields } = await findCustomFields(db, scope, session);
  const missed: Output['missed'] = [];
  const taken: ChangeRequestDocument[] = [];
  for (const row of await findRequests(db, scope, ids, session)) {
    const field = fields.find(({ fieldId }) => fieldId === row.fieldId);
    const seen = input.changes.find(({ changeRequestId }) => changeRequestId === row._id)?.now ?? null;
    const why = missedBecause(row, field, valueOf(member.custom ?? {}, row.fieldId), { accept, seen });
    if (why === null) taken.push(row);
    else missed.push({ name: fullName(member), label: field?.label ?? '', why, by: row.decidedBy });
  }
  if (taken.length === 0) return { decided: 0, missed };
  const decision = { state: accept ? ('approved' as const) : ('refused' as const), decidedAt: platform.clock.now() };
  const end = { ...decision, decidedBy: actor.name, reason: accept ? '' : input.reason };
  for (const { _id } of taken) if (!(await endRequest(db, scope, _id, end, session))) throw new DomainError('CONFLICT');
  if (accept) {
    const custom = mergedCustom(member.custom ?? {}, Object.fromEntries(taken.map(({ fieldId, after }) => [fieldId, after])));
    const change = { before: member, version: member.version, changes: { custom }, action: 'change_request.approve' } as const;
    await writeMemberWithin(platform, actor, scope, change, session);
  } else await noteChanges(platform, scope, actor, 'change_request.refuse', member, taken, session);
  const labels = taken.map((row) => fields.find(({ fieldId }) => fieldId === row.fieldId)?.label ?? '').filter((label) => label !== '');
  const told = { honorific: input.titleOf(member), accepted: accept, labels, reason: end.reason, key: taken[0]!._id };
  await tell(platform, scope, member, told, session);
  return { decided: taken.length, missed };
}

/** Whoever has no address reads it on My Page, as everybody does. */
async function tell(
  platform: Platform,
  scope: OrgScope,
  member: MemberDocument,
  decision: Pick<Parameters<typeof changeDecidedMail>[0], 'honorific' | 'accepted' | 'labels' | 'reason' | 'key'>,
  session: ClientSession,
): Promise<void> {
  const to = mailAddressOf(member);
  if (to === '') return;
  const { name: organizationName, slug } = await findOrganization(scope, session);
  const link = `${platform.env.PUBLIC_URL}/${slug}/my/requests`;
  const mail = changeDecidedMail({ to, name: fullName(member), organizationName, link, ...decision });
  await enqueueMail(platform.databases.server, scope, mail, platform.clock.now(), session);
}

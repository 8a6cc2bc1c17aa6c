import { type AuditField, auditFields } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { MyProfileView, UpdateMyProfileInput } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { waitingOf } from './change-request.repository.ts';
import { asAsked, parted } from './change-request.rules.ts';
import { askWithin } from './change-request.service.ts';
import { pendingView } from './change-request.view.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { checkedInput, fieldsShown, mergedCustom } from './custom-field.rules.ts';
import { reviseMember } from './member-change.service.ts';
import { awaitNumbers } from './member-number.service.ts';
import { type MemberDocument, findMember } from './member.repository.ts';
import { changedOf, writeMemberWithin } from './member.service.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { myProfile } from './member.view.ts';
import { findMembershipType } from './membership-type.repository.ts';

type View = z.output<typeof MyProfileView>;

async function viewOf(platform: Platform, actor: MemberActor, member: MemberDocument): Promise<View> {
  const [type, { fields }, { corporateMyPage }, waiting, awaiting] = await Promise.all([
    findMembershipType(actor.scope, member.membershipTypeId),
    findCustomFields(platform.databases.server, actor.scope),
    findMemberSettings(actor.scope),
    waitingOf(platform.databases.server, actor.scope, member._id),
    awaitNumbers(platform, actor.scope, [member]),
  ]);
  const shown = fieldsShown(fields);
  const mayEditContacts = member.kind === 'corporate' && corporateMyPage;
  return myProfile(member, type?.name ?? '', shown, { mayEditContacts, awaitsNumber: awaiting.has(member) }, pendingView(waiting, shown));
}

export async function getMyProfile(platform: Platform, actor: MemberActor): Promise<View> {
  return viewOf(platform, actor, await findMember(actor.scope, actor.memberId));
}

/**
 * What a member may change; names belong to the office (MEM-06). Of fields whose change needs approval it is asked for, in the
 * same save (docs/decisions/0094). @throws DomainError CONFLICT, INVALID_INPUT
 */
export async function updateMyProfile(platform: Platform, actor: MemberActor, input: z.output<typeof UpdateMyProfileInput>): Promise<View> {
  const { version, custom: given, address: addressParts, ...plain } = input;
  const { scope, memberId } = actor;
  const db = platform.databases.server;
  const saved = await inTransaction(platform.databases.client, async (session) => {
    const before = await findMember(scope, memberId, session);
    const { fields } = await findCustomFields(db, scope, session);
    const waiting = await waitingOf(db, scope, memberId, session);
    const present = before.custom ?? {};
    const parts = parted(fields, present, waiting, checkedInput(fields, asAsked(present, waiting), given, 'member'));
    const changes = { ...plain, addressParts, custom: mergedCustom(present, parts.direct) };
    const isAsking = parts.ask.length + parts.withdraw.length > 0;
    // Who only asks has changed nothing; the version grows all the same, so that of two saves at once one begins anew.
    const after =
      isAsking && changedOf(before, changes).length === 0
        ? await reviseMember(platform, scope, before, {}, session, version)
        : await writeMemberWithin(platform, actor, scope, { before, version, changes, action: 'member.update_own' }, session);
    if (!after) throw new DomainError('CONFLICT');
    await askWithin(platform, actor, after, parts, waiting, session);
    return after;
  });
  platform.nudgeMail();
  platform.nudgeOutbox();
  return viewOf(platform, actor, saved);
}

const known: ReadonlySet<string> = new Set(auditFields);

/**
 * A page of ours never sends what is the office's to change; whoever does has typed it themselves. The refusal is in the log
 * with the names of the fields, never with what was sent (case 37, MEM-06). `cause`: why the input was refused.
 */
async function noteRefusedFields(platform: Platform, actor: MemberActor, cause: unknown): Promise<void> {
  if (!(cause instanceof z.ZodError)) return;
  const sent = cause.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : []));
  const fields = sent.filter((field): field is AuditField => known.has(field));
  if (fields.length === 0) return;
  const { memberId, scope, name } = actor;
  const note = { action: 'member.own_refused', subjectKind: 'member', subjectId: memberId, subjectName: name, fields } as const;
  await recordAudit(platform, scope, actor, note);
}

/** Carries on with a request of a member about their own record, and notes what it was refused for. */
export async function notingRefusals<Result extends { readonly ok: boolean; readonly error?: { readonly cause?: unknown } }>(
  platform: Platform,
  actor: MemberActor,
  next: () => Promise<Result>,
): Promise<Result> {
  const result = await next();
  if (!result.ok) await noteRefusedFields(platform, actor, result.error?.cause);
  return result;
}

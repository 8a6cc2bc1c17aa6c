import { type AuditField, auditFields } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { MyProfileView, UpdateMyProfileInput } from '@tsudoi/shared/contracts/members/member.contract';
import * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { fieldsShown, filledIn } from './custom-field.rules.ts';
import { type MemberDocument, findMember } from './member.repository.ts';
import { writeMember } from './member.service.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { myProfile } from './member.view.ts';
import { findMembershipType } from './membership-type.repository.ts';

type View = z.output<typeof MyProfileView>;

async function viewOf(platform: Platform, actor: MemberActor, member: MemberDocument): Promise<View> {
  const [type, { fields }, { corporateMyPage }] = await Promise.all([
    findMembershipType(actor.scope, member.membershipTypeId),
    findCustomFields(platform.databases.server, actor.scope),
    findMemberSettings(actor.scope),
  ]);
  return myProfile(member, type?.name ?? '', fieldsShown(fields), member.kind === 'corporate' && corporateMyPage);
}

export async function getMyProfile(platform: Platform, actor: MemberActor): Promise<View> {
  return viewOf(platform, actor, await findMember(actor.scope, actor.memberId));
}

/** What a member may change; names belong to the office (MEM-06). @throws DomainError CONFLICT, INVALID_INPUT */
export async function updateMyProfile(platform: Platform, actor: MemberActor, input: z.output<typeof UpdateMyProfileInput>): Promise<View> {
  const { version, custom: given, address: addressParts, ...changes } = input;
  const [before, { fields }] = await Promise.all([
    findMember(actor.scope, actor.memberId),
    findCustomFields(platform.databases.server, actor.scope),
  ]);
  const custom = filledIn(fields, before.custom ?? {}, given, 'member');
  const after = await writeMember(platform, actor, actor.scope, before, version, { ...changes, addressParts, custom }, 'member.update_own');
  return viewOf(platform, actor, after);
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

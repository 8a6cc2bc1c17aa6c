import { isDeepStrictEqual } from 'node:util';
import type { AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { ApplicationFields } from '@tsudoi/shared/contracts/applications/application.contract';
import type { ProvisionalPair } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { CustomInput } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MemberId, newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { type PostalAddress, splitAddress } from '@tsudoi/shared/kernel/postal-address';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { changedFields, recordAudit, valueChanges } from '../audit/audit.public.ts';
import { admitApplicantAccount, closeApplicantAccount } from '../identity/identity.public.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { mergedCustom, ofFields } from './custom-field.rules.ts';
import { drawApplicantNumber, numberOnAdmission } from './member-number.service.ts';
import { withNumber } from './member-number.rules.ts';
import { withParts } from './member-address.rules.ts';
import { reviseMember } from './member-change.service.ts';
import { mayLogIn, withAdmission, withApplicationEntry } from './member-status.rules.ts';
import { writeHistory } from './member-status.service.ts';
import { releaseFiles, settleFiles, uploaderOf } from './stored-file.service.ts';
import { newMember } from './member.factory.ts';
import { type MemberDocument, type StatusEntry, findMember, insertMembers } from './member.repository.ts';

export interface Applicant {
  readonly fields: ApplicationFields;
  readonly contactEmail: string;
}

/** Forms that were sent before there were parts of an address keep one text of it. */
const partsOf = (address: PostalAddress | string): PostalAddress => (typeof address === 'string' ? splitAddress(address) : address);

/** What of the record follows from the form. */
function recordOf(before: MemberDocument, { fields, contactEmail }: Applicant): Partial<MemberDocument> {
  const { address, ...others } = fields;
  return { ...others, addressParts: partsOf(address), custom: mergedCustom(before.custom ?? {}, fields.custom), contactEmail };
}

function entryOf(platform: Platform, actor: AuditActor, status: MemberStatus, effectiveOn: JstDate, reason: string): StatusEntry {
  return { entryId: newStatusEntryId(), status, effectiveOn, recordedAt: platform.clock.now(), actor: actor.name, reason };
}

/** Somebody new: a record with `applied`, under a number of the office's own series. */
export async function addApplicant(
  platform: Platform,
  scope: OrgScope,
  actorName: string,
  { fields, contactEmail }: Applicant,
  session: ClientSession,
): Promise<MemberDocument> {
  const memberNumber = await drawApplicantNumber(platform, scope, session);
  const today = platform.clock.today();
  const member = newMember(scope, {
    fields: { ...fields, contactEmail: contactEmail as never, memberNumber: '', joinedOn: today, memo: '' },
    custom: mergedCustom({}, fields.custom),
    memberNumber,
    actorName,
    now: platform.clock.now(),
    today,
    status: 'applied',
  });
  await insertMembers(scope, [member], session);
  return member;
}

/** Somebody who was not taken, or had taken it back, applies anew: the same record, `applied` again. */
export async function applyAnew(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  memberId: MemberId,
  applicant: Applicant,
  session: ClientSession,
): Promise<MemberDocument> {
  const member = await findMember(scope, memberId, session);
  const entry = entryOf(platform, actor, 'applied', platform.clock.today(), '');
  const entries = withApplicationEntry(member.statusEntries, entry);
  return writeHistory(platform, scope, actor, member, entries, 'member.status', session, recordOf(member, applicant));
}

/** What is other than it was; nothing and not there are the same. */
const otherThan = <T extends object>(was: Partial<T>, is: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(is).filter(([key, value]) => !isDeepStrictEqual(was[key as keyof T] ?? null, value ?? null)),
  ) as Partial<T>;

interface Correction {
  /** The form as it was sent before. */
  readonly sent: ApplicationFields | null;
  readonly fields: ApplicationFields;
}

/** What is written of a form that came back: only what says something else now. What the office put right meanwhile stays. */
function correctionOf({ custom = {} }: MemberDocument, { sent, fields }: Correction): Partial<MemberDocument> {
  const partsOfForm = ({ address, custom: _own, ...others }: ApplicationFields) => ({ ...others, addressParts: partsOf(address) });
  const own = otherThan<CustomInput>(sent?.custom ?? {}, fields.custom);
  return {
    ...otherThan(sent ? partsOfForm(sent) : {}, partsOfForm(fields)),
    ...(Object.keys(own).length > 0 ? { custom: mergedCustom(custom, own as CustomInput) } : {}),
  };
}

/** The form came back corrected. @throws DomainError CONFLICT */
export async function correctApplicant(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  memberId: MemberId,
  correction: Correction,
  session: ClientSession,
): Promise<void> {
  const member = await findMember(scope, memberId, session);
  const given = correctionOf(member, correction) as Partial<Record<AuditField, unknown>>;
  const before = withParts(member);
  const fields = changedFields<AuditField>(before as Partial<Record<AuditField, unknown>>, given);
  if (fields.length === 0) return;
  const after = await reviseMember(platform, scope, member, given as Partial<MemberDocument>, session);
  if (!after) throw new DomainError('CONFLICT');
  const subjectName = fullName(after);
  await recordAudit(
    platform,
    scope,
    actor,
    {
      action: 'application.correct',
      subjectKind: 'member',
      subjectId: memberId,
      subjectName,
      fields,
      changes: valueChanges(fields, before, given),
    },
    session,
  );
}

/** By the dates alone. @throws DomainError like withAdmission, where somebody could not be admitted on that day */
export function refuseJoiningOn(member: Pick<MemberDocument, 'statusEntries'>, joinedOn: JstDate, today: JstDate): void {
  withAdmission<Pick<StatusEntry, 'status' | 'effectiveOn'>>(member.statusEntries, { status: 'active', effectiveOn: joinedOn }, today);
}

/** The same as a question. */
export function couldJoinOn(member: Pick<MemberDocument, 'statusEntries'>, joinedOn: JstDate, today: JstDate): boolean {
  try {
    refuseJoiningOn(member, joinedOn, today);
    return true;
  } catch {
    return false;
  }
}

/**
 * 入会: adds `active`, on the day of applying by editing that entry (APP-04). Whoever never was a member gets their number now,
 * unless an approval that was taken back has given it. A pair is mailed by the caller, to the address of the application.
 * `isWritten`: whether an approval before wrote the form on the record.
 * @throws DomainError MEMBERSHIP_TYPE_ARCHIVED and like withAdmission
 */
export async function admitApplicant(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  memberId: MemberId,
  applicant: Applicant & { readonly joinedOn: JstDate; readonly isNumbered: boolean; readonly isWritten: boolean },
  session: ClientSession,
): Promise<{ readonly member: MemberDocument; readonly pair: z.output<typeof ProvisionalPair> | null }> {
  const before = await findMember(scope, memberId, session);
  const isNew = before.status === 'applied';
  const { contactEmail: mailTo, joinedOn, isNumbered } = applicant;
  // What was written with the form before, the office may have corrected since.
  const isOnRecord = isNew || applicant.isWritten;
  const entries = withAdmission(before.statusEntries, entryOf(platform, actor, 'active', joinedOn, ''), platform.clock.today());
  const memberNumber = isNew && !isNumbered ? await numberOnAdmission(platform, scope, before, session) : before.memberNumber;
  const { fields: own } = await findCustomFields(platform.databases.server, scope, session);
  const fields = { ...applicant.fields, custom: ofFields(applicant.fields.custom, own) };
  const written = isOnRecord ? {} : recordOf(before, { ...applicant, fields });
  const changes = isNew ? { ...withNumber(before, memberNumber), joinedOn } : written;
  const member = await writeHistory(platform, scope, actor, before, entries, 'member.status', session, changes);
  if (!isOnRecord) {
    const record = { memberId, before: before.custom ?? {}, after: member.custom ?? {} };
    await settleFiles(platform, scope, record, uploaderOf(actor), session);
  }
  return { member, pair: await admitApplicantAccount(platform, scope, { memberId, memberNumber, mailTo, joinedOn }, session) };
}

/** 不承認 or 申請取下. Somebody who had left before stays what they were. False where they are a member by now. */
export async function closeApplicant(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  { memberId, fields }: { readonly memberId: MemberId; readonly fields: Pick<ApplicationFields, 'custom'> },
  { status, reason }: { readonly status: 'rejected' | 'application_withdrawn'; readonly reason: string },
  session: ClientSession,
): Promise<boolean> {
  const member = await findMember(scope, memberId, session);
  await releaseFiles(platform, scope, memberId, { values: fields.custom, record: member.custom }, session);
  if (member.status === 'applied') {
    const entries = withApplicationEntry(member.statusEntries, entryOf(platform, actor, status, platform.clock.today(), reason));
    await writeHistory(platform, scope, actor, member, entries, 'member.status', session);
  }
  // Whoever is a member by now, because the office brought them back another way, keeps their log-in.
  if (mayLogIn(member.status)) return false;
  await closeApplicantAccount(platform, scope, memberId, session);
  return true;
}

import type { AuditAction, AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import type {
  ChangeUnitsInput,
  CreateMemberInput,
  CreateMemberOutput,
  MemberCounts,
  MemberDetail,
  UpdateMemberInput,
} from '@tsudoi/shared/contracts/members/member.contract';
import type { MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { changedFields, recordAudit, valueChanges } from '../audit/audit.public.ts';
import { accountOf, createAccounts } from '../identity/identity.public.ts';
import { followRecord } from './applicant-follow.service.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { filledIn } from './custom-field.rules.ts';
import { withParts } from './member-address.rules.ts';
import { reviseMember } from './member-change.service.ts';
import { dateRefusal } from './member-dates.rules.ts';
import { followLiaisons } from './liaison-follow.service.ts';
import { drawMemberNumbers } from './member-number.service.ts';
import { checkRank } from './member-rank.rules.ts';
import { fieldsOfJoining } from './member-status.rules.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { type NewMember, newMember } from './member.factory.ts';
import { countByStatus } from './member-tally.repository.ts';
import { type MemberDocument, findMember, findPresentMember, insertMembers, usedTags } from './member.repository.ts';
import { numberRefusal } from './number-holder.service.ts';
import { settleFiles, uploaderOf } from './stored-file.service.ts';
import { memberDetail } from './member.view.ts';
import { findMembershipType } from './membership-type.repository.ts';

type Detail = z.output<typeof MemberDetail>;
/** How many persons and how many corporate members there are, by status. */
export async function memberCounts(scope: OrgScope): Promise<z.output<typeof MemberCounts>> {
  const of = async (kind: MemberKind) => {
    const counts = await countByStatus(scope, kind);
    return { total: [...counts.values()].reduce((sum, count) => sum + count, 0), byStatus: Object.fromEntries(counts) };
  };
  const [persons, corporate] = await Promise.all([of('individual'), of('corporate')]);
  return { ...persons, corporate };
}

/** Tags in use, those of most members first. */
export function memberTags(scope: OrgScope): Promise<string[]> {
  return usedTags(scope);
}

export async function detailOf(platform: Platform, scope: OrgScope, member: MemberDocument): Promise<Detail> {
  const [type, account, admissions] = await Promise.all([
    findMembershipType(scope, member.membershipTypeId),
    accountOf(scope, member._id),
    platform.hooks.admissionDays(scope, member._id),
  ]);
  return memberDetail(member, type?.name ?? '', account, { today: platform.clock.today(), admissions });
}

export async function getMember(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<Detail> {
  return detailOf(platform, scope, await findMember(scope, memberId));
}

/** A type in use by the organisation, not an archived one. */
export async function checkType(scope: OrgScope, typeId: MembershipTypeId): Promise<void> {
  const type = await findMembershipType(scope, typeId);
  if (!type || type.archived) throw new DomainError('NOT_FOUND');
}

/** @throws DomainError BIRTH_DATE_IMPLAUSIBLE, JOINED_ON_IMPLAUSIBLE */
export function checkDates(platform: Platform, dates: { readonly birthDate: string; readonly joinedOn: string }): void {
  const refusal = dateRefusal(dates, platform.clock.today());
  if (refusal) throw new DomainError(refusal);
}

interface Addition extends Pick<NewMember, 'kind' | 'contacts'> {
  readonly fields: Omit<z.output<typeof CreateMemberInput>, 'custom' | 'issueProvisional'>;
  readonly given: z.output<typeof CreateMemberInput>['custom'];
  readonly issueProvisional: boolean;
}

/** @throws DomainError NUMBER_TAKEN, LOGIN_ID_TAKEN, NOT_FOUND, INVALID_INPUT */
export async function addMember(platform: Platform, actor: UserActor, addition: Addition): Promise<z.output<typeof CreateMemberOutput>> {
  const { given, issueProvisional, ...about } = addition;
  const { fields } = about;
  const { scope } = actor;
  checkDates(platform, fields);
  const [own, { ranks }] = await Promise.all([
    findCustomFields(platform.databases.server, scope),
    findMemberSettings(scope),
    checkType(scope, fields.membershipTypeId),
  ]);
  checkRank(ranks, fields.rankId, '');
  const custom = filledIn(own.fields, {}, given, 'office');
  try {
    return await inTransaction(platform.databases.client, async (session) => {
      const memberNumber =
        fields.memberNumber === ''
          ? (await drawMemberNumbers(platform, scope, [fields.membershipTypeId], session))[0]!
          : fields.memberNumber;
      const member = newMember(scope, {
        ...about,
        custom,
        memberNumber,
        actorName: actor.name,
        now: platform.clock.now(),
        today: platform.clock.today(),
      });
      await insertMembers(scope, [member], session);
      await settleFiles(platform, scope, { memberId: member._id, before: {}, after: custom }, uploaderOf(actor), session);
      const [provisional = null] = await createAccounts(
        platform,
        scope,
        [{ memberId: member._id, memberNumber }],
        issueProvisional,
        session,
      );
      await recordAudit(
        platform,
        scope,
        actor,
        { action: 'member.create', subjectKind: 'member', subjectId: member._id, subjectName: fullName(member), fields: [] },
        session,
      );
      await recordLive(platform.databases.server, scope, [{ topic: 'members', ref: member._id }], platform.clock.now(), session);
      return { memberId: member._id, memberNumber, provisional };
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw await numberRefusal(platform, scope, fields.memberNumber);
    throw error;
  }
}

/** Adds a member with account and, when asked, a provisional pair (ACC-01). @throws DomainError like addMember */
export function createMember(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof CreateMemberInput>,
): Promise<z.output<typeof CreateMemberOutput>> {
  const { issueProvisional, custom: given, ...fields } = input;
  return addMember(platform, actor, { fields, given, issueProvisional });
}

/** Without what an input left out: that stays as it is. */
export function named<Values extends object>(values: Values): { [Key in keyof Values]: Exclude<Values[Key], undefined> } {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Key in keyof Values]: Exclude<Values[Key], undefined> };
}

type Changes = Partial<Pick<MemberDocument, AuditField & keyof MemberDocument>>;
interface MemberChange {
  readonly before: MemberDocument;
  readonly version: number;
  readonly changes: Changes;
  readonly action: AuditAction;
}

/** A record from before there were such fields has none of them: writing that down is no change. */
const asKnown = (before: MemberDocument) => ({
  formerName: '',
  rankId: '',
  tags: [],
  custom: {},
  contacts: null,
  ...withParts(before),
});

/** What of a member would be otherwise. */
export function changedOf(before: MemberDocument, changes: Changes): AuditField[] {
  return changedFields(asKnown(before), changes);
}

/** Writes changed fields of a member, by whoever may. @throws DomainError CONFLICT when somebody was faster */
export async function writeMember(
  platform: Platform,
  actor: Parameters<typeof recordAudit>[2],
  scope: OrgScope,
  before: MemberDocument,
  version: number,
  changes: Changes,
  action: AuditAction,
): Promise<MemberDocument> {
  const change = { before, version, changes, action };
  const after = await inTransaction(platform.databases.client, (session) => writeMemberWithin(platform, actor, scope, change, session));
  // 入会金 of an applicant goes by their type, and is told.
  platform.nudgeMail();
  platform.nudgeOutbox();
  return after;
}

/** The same as a part of something that is done whole or not at all. @throws DomainError CONFLICT when somebody was faster, JOINED_ON_AFTER_STATUS, BILL_HAS_AUTHORIZED_CHARGE */
export async function writeMemberWithin(
  platform: Platform,
  actor: Parameters<typeof recordAudit>[2],
  scope: OrgScope,
  { before, version, changes, action }: MemberChange,
  session: ClientSession,
): Promise<MemberDocument> {
  const known = asKnown(before);
  const fields = changedOf(before, changes);
  // The history begins on the day of joining: both are one fact, and the log has it once.
  const { joinedOn = before.joinedOn } = changes;
  const history = joinedOn === before.joinedOn ? {} : fieldsOfJoining(before, joinedOn, platform.clock.today());
  const after = await reviseMember(platform, scope, before, { ...changes, ...history }, session, version);
  if (!after) throw new DomainError('CONFLICT');
  if (changes.custom) {
    const record = { memberId: after._id, before: known.custom, after: changes.custom };
    await settleFiles(platform, scope, record, uploaderOf(actor), session);
  }
  const note = { action, subjectKind: 'member', subjectId: after._id, subjectName: fullName(after) };
  await recordAudit(platform, scope, actor, { ...note, fields, changes: valueChanges(fields, known, changes) }, session);
  const live = [{ topic: 'members' as const, ref: after._id, memberId: after._id }];
  await recordLive(platform.databases.server, scope, live, platform.clock.now(), session);
  if (actor.kind === 'user') await followLiaisons(platform, scope, [{ before, changes }], session);
  await followRecord(platform, scope, actor, { before, after }, session);
  return after;
}

/** @throws DomainError NOT_FOUND, CONFLICT, INVALID_INPUT, JOINED_ON_AFTER_STATUS */
export async function updateMember(platform: Platform, actor: UserActor, input: z.output<typeof UpdateMemberInput>): Promise<Detail> {
  const { memberId, version, custom: given, address: addressParts, ...changes } = input;
  const before = await findMember(actor.scope, memberId);
  if (before.kind === 'corporate') throw new DomainError('NOT_FOUND');
  const { ranks } = await findMemberSettings(actor.scope);
  checkRank(ranks, changes.rankId ?? '', before.rankId ?? '');
  const { fields } = await findCustomFields(platform.databases.server, actor.scope);
  const custom = filledIn(fields, before.custom ?? {}, given, 'office');
  checkDates(platform, changes);
  if (changes.membershipTypeId !== before.membershipTypeId) await checkType(actor.scope, changes.membershipTypeId);
  return detailOf(
    platform,
    actor.scope,
    await writeMember(platform, actor, actor.scope, before, version, named({ ...changes, addressParts, custom }), 'member.update'),
  );
}

/** 口数: what fees per unit are multiplied by (domain.md 5.14). @throws DomainError NOT_FOUND, CONFLICT */
export async function changeUnits(platform: Platform, actor: UserActor, input: z.output<typeof ChangeUnitsInput>): Promise<Detail> {
  const before = await findPresentMember(actor.scope, input.memberId);
  const known = { ...before, units: before.units ?? 1 };
  const changed = await writeMember(platform, actor, actor.scope, known, input.version, { units: input.units }, 'member.update');
  return detailOf(platform, actor.scope, changed);
}

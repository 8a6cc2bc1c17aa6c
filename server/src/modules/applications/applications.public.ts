import type { CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { CustomFieldId, MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { mergedCustom } from '../members/members.public.ts';
import { findDraftUnder } from './application-draft.repository.ts';
import { applicationsOfMembers, countOpenFor, findOpenOf } from './application.repository.ts';
import { wasApproved } from './application.rules.ts';
import { applicationCounts } from './application.service.ts';

export { followContactOfApplicant } from './applicant-contact.service.ts';
export { followTypeOfApplicant } from './applicant-type.service.ts';
export { allSignedForms } from './signed-form.service.ts';
export { reopenApplication } from './application-move.service.ts';
export { applicationRows } from './member-rows.service.ts';

/** How many wait for the office. */
export async function countWaitingApplications(platform: Platform, scope: OrgScope): Promise<number> {
  return (await applicationCounts(platform, scope)).waiting;
}

/**
 * The application that somebody waits for a decision on, or null: who left and applies again is 承認待ち too, whatever their
 * record says (ACC-03).
 */
export async function openApplicationOf(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
): Promise<{ paysAhead: boolean; awaitsPayment: boolean } | null> {
  const application = await findOpenOf(platform.databases.server, scope, memberId);
  return application && { paysAhead: application.paysAhead === true, awaitsPayment: application.state === 'awaiting_payment' };
}

export function openApplicationsFor(platform: Platform, scope: OrgScope, membershipTypeId: MembershipTypeId): Promise<number> {
  return countOpenFor(platform.databases.server, scope, membershipTypeId);
}

/** The days for which applications of a member were approved, also where that was taken back. */
export async function admissionDays(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<ReadonlySet<JstDate>> {
  const applications = await applicationsOfMembers(platform.databases.server, scope, [memberId]);
  return new Set(applications.flatMap(({ joinOn, steps }) => (joinOn && wasApproved({ steps }) ? [joinOn] : [])));
}

/** What the own fields say in the form that somebody waits for a decision on; on their record it may be only with the approval. */
export async function valuesApplied(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<CustomValues> {
  const application = await findOpenOf(platform.databases.server, scope, memberId);
  return mergedCustom({}, application?.fields?.custom ?? {});
}

/** Whether a form that somebody has begun and not sent yet has the value; `key`: whose form it is (`draftKey`). */
export async function isInDraft(platform: Platform, scope: OrgScope, key: string, fieldId: string, value: string): Promise<boolean> {
  const draft = await findDraftUnder(platform.databases.server, scope, key, platform.clock.now());
  return draft?.values.custom[fieldId as CustomFieldId] === value;
}

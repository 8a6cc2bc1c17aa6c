import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { recordLive } from '../../platform/live.ts';
import type { ApplicantContact, Platform } from '../../platform/platform.ts';
import { dropApplicantPair, endMailTokens, loginEmailOf } from '../identity/identity.public.ts';
import { findMember, mayApply } from '../members/members.public.ts';
import { type ApplicationDocument, changeApplication, findApplication, findOpenOf } from './application.repository.ts';
import { isOnRecord, searchTextOf } from './application.rules.ts';
import { nameOf } from './application.view.ts';

/**
 * The office has put the address or the name of somebody right who waits for a decision: what is mailed goes where the record says,
 * a link or a pair that went to the address of before is over, and the list finds them by both names. An address that they have
 * proven themselves is their log-in while it opens their account, and no other one takes its place (domain.md 3.5). In the
 * transaction of the change.
 * @throws DomainError CONFLICT
 */
export async function followContactOfApplicant(
  platform: Platform,
  scope: OrgScope,
  member: ApplicantContact,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const application = await findOpenOf(db, scope, member._id, session);
  if (!application?.fields || !isOnRecord(application)) return;
  const isProven = application.email !== '' && (await loginEmailOf(scope, member._id, session)) === application.email;
  const email = isProven ? application.email : member.contactEmail;
  const searchText = searchTextOf([application.fields, member], email);
  const isElsewhere = email !== application.email;
  if (!isElsewhere && searchText === application.searchText) return;
  const changes = { searchText, ...(isElsewhere ? { email, linkExpiresAt: null } : {}) };
  // Whoever was just about to decide looks again: what they saw would have gone elsewhere.
  if (!(await changeApplication(db, scope, application, changes, null, session))) throw new DomainError('CONFLICT');
  if (isElsewhere) {
    await endMailTokens(platform, scope, 'application_correct', application._id, session);
    await dropApplicantPair(scope, member._id, session);
  }
  await recordLive(db, scope, [{ topic: 'applications', ref: application._id }], platform.clock.now(), session);
}

/**
 * An application as the record says by now, for whatever is decided and mailed of it: what was put right before applications followed
 * is followed here (docs/decisions/0080). In the transaction of the decision. @throws DomainError like followContactOfApplicant
 */
export async function asOnRecord(
  platform: Platform,
  scope: OrgScope,
  application: ApplicationDocument,
  session: ClientSession,
): Promise<ApplicationDocument> {
  if (!application.memberId) return application;
  const member = await findMember(scope, application.memberId, session);
  if (!mayApply(member)) return application;
  await followContactOfApplicant(platform, scope, member, session);
  return (await findApplication(platform.databases.server, scope, application._id, session)) ?? application;
}

/** What mails call an applicant: as the record says, where the office may have put it right. */
export async function addresseeOf(scope: OrgScope, application: ApplicationDocument, session: ClientSession): Promise<string> {
  if (!application.memberId || !isOnRecord(application)) return nameOf(application);
  return fullName(await findMember(scope, application.memberId, session));
}

import type { ApplicationFields, PayBy } from '@tsudoi/shared/contracts/applications/application.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { openApplicantAccount } from '../identity/identity.public.ts';
import {
  addApplicant,
  applyAnew,
  correctApplicant,
  couldJoinOn,
  findMember,
  mergedCustom,
  settleFiles,
  sortKanaOf,
  uploaderOf,
} from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { draftKey, dropDraft } from './application-draft.repository.ts';
import { admit, awaitPayment, feeToPay, isOwed, paymentAskedMail } from './application-decision.service.ts';
import { applicationReceivedMail } from './application.mail.ts';
import { type ApplicationDocument, changeApplication } from './application.repository.ts';
import { draftOwner, isOnRecord, searchTextOf, stateAfter, wasApproved, wishGivenBy } from './application.rules.ts';
import { nameOf } from './application.view.ts';
import { findJoiningSettings } from './joining-settings.repository.ts';
import { feeAhead } from './joining.service.ts';
import { whoApplies } from './standing.service.ts';

export interface Submission {
  readonly actor: AuditActor;
  readonly fields: ApplicationFields;
  /** The hash of the own password of somebody whose address was proven; null when the office types for them. */
  readonly passwordHash: string | null;
  /** Null: was not asked, so that what was said before stays. */
  readonly payBy: PayBy | null;
}

interface Recorded {
  readonly memberId: MemberId;
  readonly memberNumber: string;
  /** What was and what is kept for them. */
  readonly before: CustomValues;
  readonly after: CustomValues;
}

/** The record behind an application; a first application makes one, in 申請中. */
async function recordFor(
  platform: Platform,
  scope: OrgScope,
  application: ApplicationDocument,
  { actor, fields }: Submission,
  session: ClientSession,
): Promise<Recorded> {
  const applicant = { fields, contactEmail: application.email };
  const { memberId, kind } = application;
  if (memberId === null) {
    const { _id, memberNumber, custom = {} } = await addApplicant(platform, scope, actor.name, applicant, session);
    return { memberId: _id, memberNumber, before: {}, after: custom };
  }
  const { memberNumber, custom = {} } = await findMember(scope, memberId, session);
  // Somebody who left stays as they left until they are in again: files are the form's alone.
  if (!isOnRecord({ kind, steps: application.steps }))
    return { memberId, memberNumber, before: mergedCustom({}, application.fields?.custom ?? {}), after: mergedCustom({}, fields.custom) };
  const correction = { sent: application.fields, fields };
  if (application.state === 'returned') await correctApplicant(platform, scope, actor, memberId, correction, session);
  else await applyAnew(platform, scope, actor, memberId, applicant, session);
  return { memberId, memberNumber, before: custom, after: (await findMember(scope, memberId, session)).custom ?? {} };
}

/**
 * The completed form: record, account, application and mail in one transaction, which the caller opens. Where the office
 * wants no look at it, the person is in at once. @throws DomainError INVALID_TRANSITION, CONFLICT, EMAIL_TAKEN, APPLICATION_OPEN
 */
export async function submit(
  platform: Platform,
  scope: OrgScope,
  application: ApplicationDocument,
  submission: Submission,
  session: ClientSession,
): Promise<ApplicationDocument> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  const { actor, fields, passwordHash, payBy } = submission;
  const state = stateAfter(application.state, 'submit');
  const isCorrection = application.state === 'returned';
  const byStaff = actor.kind === 'user';
  const who = isCorrection ? application : await whoApplies(platform, scope, application.email, fields, { isStaff: byStaff }, session);
  const member = await recordFor(platform, scope, { ...application, ...who }, submission, session);
  await settleFiles(platform, scope, member, byStaff ? uploaderOf(actor) : draftKey(scope, draftOwner(application)), session);
  const proven = passwordHash === null ? null : { loginEmail: application.email, passwordHash };
  if (!isCorrection) await openApplicantAccount(platform, scope, member, proven, actor, session);
  // Of somebody who comes back the record still says the type of before.
  const applicant = { ...(await findMember(scope, member.memberId, session)), membershipTypeId: fields.membershipTypeId };
  // Asked for once: who corrects an application is not asked again, but for the fee of another type.
  const isOtherType = isCorrection && application.fields?.membershipTypeId !== fields.membershipTypeId;
  const isAsked = !isOtherType && (application.paysAhead === true || wasApproved(application));
  const due = isAsked ? null : await feeAhead(platform, scope, application._id, applicant, session);
  const submitted = await changeApplication(
    db,
    scope,
    application,
    {
      state,
      byStaff: isCorrection ? application.byStaff : byStaff,
      kind: who.kind,
      memberId: member.memberId,
      fields,
      sortKana: sortKanaOf(fields),
      searchText: searchTextOf(isCorrection && isOnRecord(application) ? [fields, applicant] : [fields], application.email),
      code: null,
      linkExpiresAt: null,
      ...(due || isOtherType ? { paysAhead: due !== null } : {}),
      ...(payBy === null ? {} : { payBy }),
      // An approval of before this was kept gave what the form says until now.
      ...(wasApproved(application) ? { wishGiven: wishGivenBy(application) } : {}),
      since: now,
    },
    { at: now, what: isCorrection ? 'corrected' : 'submitted', actor: byStaff ? actor.name : '', note: '' },
    session,
  );
  if (!submitted) throw new DomainError('CONFLICT');
  if (application.email !== '') await dropDraft(db, scope, draftOwner(application), session);
  const action = isCorrection ? 'application.correct' : byStaff ? 'application.submit_by_staff' : 'application.submit';
  const subjectName = nameOf(submitted);
  await recordAudit(
    platform,
    scope,
    actor,
    { action, subjectKind: 'application', subjectId: submitted._id, subjectName, fields: [] },
    session,
  );
  await recordLive(
    db,
    scope,
    [
      { topic: 'applications', ref: submitted._id },
      { topic: 'members', ref: member.memberId },
    ],
    now,
    session,
  );
  const today = platform.clock.today();
  const { hooks } = platform;
  const bill = isOtherType
    ? await hooks.replaceJoiningFee(scope, actor, submitted._id, due, session)
    : due && (await hooks.billJoiningFee(scope, actor, due, session));
  // An approval that the office took back is the office's to give (docs/decisions/0080).
  const automatic = !wasApproved(application) && (await findJoiningSettings(db, scope, session)).approval === 'automatic';
  // A date that is taken (somebody who left today) is for the office to sort out.
  if (automatic && !submitted.paysAhead && couldJoinOn(applicant, today, today))
    return admit(platform, scope, { kind: 'system', name: 'joining' }, submitted, today, session);
  const waiting =
    automatic && due ? await awaitPayment(platform, scope, { kind: 'system', name: 'joining' }, submitted, today, session) : submitted;
  if (application.email !== '') {
    const organization = await findOrganization(scope, session);
    const owed = bill && isOwed(bill) ? bill : null;
    const key = `${submitted._id}:${submitted.version}`;
    const letter = {
      fee: owed && feeToPay(platform, organization, submitted, owed),
      to: application.email,
      name: subjectName,
      organizationName: organization.name,
      again: isCorrection,
      key,
    };
    // Where nobody looks at the form, the money alone is waited for, and its day ends the application.
    const isWaitedFor = owed !== null && waiting.state === 'awaiting_payment';
    const draft = isWaitedFor
      ? await paymentAskedMail(platform, scope, waiting, owed, 'received', session, key)
      : applicationReceivedMail(letter);
    await enqueueMail(db, scope, draft, now, session);
  }
  return waiting;
}

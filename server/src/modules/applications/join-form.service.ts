import {
  type ApplicationDraft,
  type ApplicationFields,
  type JoinFormView,
  type SaveDraftInput,
  type SubmitApplicationInput,
  type SubmitApplicationOutput,
  blankApplication,
} from '@tsudoi/shared/contracts/applications/application.contract';
import type { CustomField, CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { customStart } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { ApplicationId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { hashApplicantPassword, readMailToken, redeemMailToken } from '../identity/identity.public.ts';
import { checkedInput, fieldsFor, findCustomFields, findMember, findMembershipType, mergedCustom } from '../members/members.public.ts';
import { type OrganizationDocument, findOrganization, goesOn } from '../organizations/organizations.public.ts';
import { findDraft, saveDraft } from './application-draft.repository.ts';
import { type ApplicationDocument, findApplication } from './application.repository.ts';
import { draftOwner, typeMeant } from './application.rules.ts';
import { checkOffered, offeredTypes } from './joining.service.ts';
import { findJoiningSettings } from './joining-settings.repository.ts';
import { type SignedPaper, fixPaper, ownLinkWitness, signPaper, signingFor } from './signed-form.service.ts';
import { payWays, refuseWay } from './pay-way.service.ts';
import { submit } from './submission.service.ts';

interface Opened {
  readonly scope: OrgScope;
  readonly organization: OrganizationDocument;
  readonly application: ApplicationDocument;
  readonly purpose: 'application_verify' | 'application_correct';
  readonly expiresAt: Date;
}

/**
 * What a mailed link opens, without using it up. Whatever made the application go on (another device, the office) makes the
 * link a used one. @throws DomainError TOKEN_*, ORGANIZATION_NOT_ACTIVE
 */
export async function openLink(platform: Platform, token: string): Promise<Opened> {
  const { scope, purpose, subjectId, expiresAt } = await readMailToken(platform, ['application_verify', 'application_correct'], token);
  if (purpose !== 'application_verify' && purpose !== 'application_correct') throw new DomainError('TOKEN_INVALID');
  const application = await findApplication(platform.databases.server, scope, ApplicationId.parse(subjectId));
  if (application?.state !== (purpose === 'application_verify' ? 'email_pending' : 'returned')) throw new DomainError('TOKEN_USED');
  const organization = await findOrganization(scope);
  if (!goesOn(organization)) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
  return { scope, organization, application, purpose, expiresAt };
}

/** Of somebody who was here before only the name is filled in: a mailbox may be a family's. */
async function startValues(scope: OrgScope, { memberId }: ApplicationDocument): Promise<ApplicationDraft> {
  if (memberId === null) return blankApplication;
  const { familyName, givenName, familyNameKana, givenNameKana } = await findMember(scope, memberId);
  return { ...blankApplication, familyName, givenName, familyNameKana, givenNameKana };
}

/** What was sent in the organisation's own fields; nothing before a first form. */
const sentCustom = ({ fields }: ApplicationDocument): CustomValues => mergedCustom({}, fields?.custom ?? {});

/** What was sent before, to be corrected. */
function sentValues(application: ApplicationDocument, customFields: readonly CustomField[]): ApplicationDraft | null {
  return application.fields && { ...application.fields, custom: customStart(customFields, sentCustom(application)) };
}

const sentTypeOf = ({ fields }: ApplicationDocument) => fields?.membershipTypeId ?? null;

/** @throws DomainError TOKEN_*, ORGANIZATION_NOT_ACTIVE */
export async function joinForm(platform: Platform, token: string): Promise<z.output<typeof JoinFormView>> {
  const { scope, organization, application, purpose, expiresAt } = await openLink(platform, token);
  const isFirst = purpose === 'application_verify';
  const db = platform.databases.server;
  const [draft, { fields }, { asksSignature = false }, ways] = await Promise.all([
    findDraft(db, scope, draftOwner(application), platform.clock.now()),
    findCustomFields(db, scope),
    findJoiningSettings(db, scope),
    payWays(platform, scope),
  ]);
  const customFields = fieldsFor(fields, 'applicant');
  const sentType = sentTypeOf(application);
  const typed = draft && { ...draft.values, membershipTypeId: typeMeant(draft.values.membershipTypeId, draft.sentType, sentType) };
  return {
    org: organization.slug,
    purpose: isFirst ? 'apply' : 'correct',
    kind: application.kind,
    email: application.email,
    note: isFirst ? '' : (application.steps.findLast((step) => step.what === 'returned')?.note ?? ''),
    values: typed ?? sentValues(application, customFields) ?? (await startValues(scope, application)),
    sentType,
    draftSavedAt: draft?.savedAt.toISOString() ?? null,
    expiresAt: expiresAt.toISOString(),
    asksPassword: isFirst,
    asksSignature: isFirst && asksSignature,
    ...ways,
    payBy: application.payBy ?? null,
    customFields,
    sent: sentCustom(application),
    types: await offeredTypes(platform, scope, isFirst ? null : sentType),
  };
}

/** Keeps what was typed; there is no password among it. @throws DomainError TOKEN_* */
export async function keepDraft(platform: Platform, input: z.output<typeof SaveDraftInput>): Promise<{ savedAt: string }> {
  const { scope, application } = await openLink(platform, input.token);
  const now = platform.clock.now();
  const { values, sentType = null } = input;
  await saveDraft(platform.databases.server, scope, draftOwner(application), { values, sentType, savedAt: now });
  return { savedAt: now.toISOString() };
}

/** The signed form, where the organisation asks for one (APP-10). @throws DomainError INVALID_INPUT without a signature */
async function ownPaper(
  platform: Platform,
  scope: OrgScope,
  { email, termsVersion }: ApplicationDocument,
  fields: ApplicationFields,
  own: readonly CustomField[],
  given: Pick<z.output<typeof SubmitApplicationInput>, 'signature' | 'typedSignature'>,
): Promise<SignedPaper | null> {
  if (!(await findJoiningSettings(platform.databases.server, scope)).asksSignature) return null;
  const signing = signingFor(given, fields);
  if (!signing) throw new DomainError('INVALID_INPUT', {}, [{ path: ['signature'], code: 'required' }]);
  const typeName = (await findMembershipType(scope, fields.membershipTypeId))?.name ?? '';
  return signPaper(platform, scope, { fields, email, typeName, own, signing, witness: ownLinkWitness, termsVersion });
}

/**
 * Sends the form off, once: the link is used up in the same transaction. Nobody is signed in by it.
 * @throws DomainError TOKEN_*, JOINING_CLOSED, TYPE_NOT_OFFERED, INVALID_INPUT, PASSWORD_*, EMAIL_TAKEN, DEBIT_NOT_APPROVED, METHOD_NOT_AVAILABLE
 */
export async function submitApplication(
  platform: Platform,
  input: z.output<typeof SubmitApplicationInput>,
): Promise<z.output<typeof SubmitApplicationOutput>> {
  const { scope, organization, application, purpose } = await openLink(platform, input.token);
  const isFirst = purpose === 'application_verify';
  const db = platform.databases.server;
  // Whoever was asked to correct something may, also after the office has closed joining.
  if (isFirst && !(await findJoiningSettings(db, scope)).open) throw new DomainError('JOINING_CLOSED');
  const typeFor = (as: ApplicationDocument) => typeMeant(input.fields.membershipTypeId, input.sentType, sentTypeOf(as));
  const membershipTypeId = typeFor(application);
  if (isFirst || membershipTypeId !== sentTypeOf(application)) await checkOffered(platform, scope, membershipTypeId);
  if (isFirst && !input.password) throw new DomainError('PASSWORD_TOO_SHORT', { least: 8 });
  const passwordHash = isFirst && input.password ? await hashApplicantPassword(platform, scope, input.password, application.email) : null;
  await refuseWay(platform, scope, input.payBy ?? null, application.email);
  const own = (await findCustomFields(db, scope)).fields;
  const custom = checkedInput(own, sentCustom(application), input.fields.custom, 'applicant');
  const fields = { ...input.fields, custom };
  const name = `${fields.familyName} ${fields.givenName}`;
  const paper = isFirst ? await ownPaper(platform, scope, application, fields, fieldsFor(own, 'applicant'), input) : null;
  const actor = { kind: 'system', name } as const;
  try {
    const submitted = await inTransaction(platform.databases.client, async (session) => {
      await redeemMailToken(platform, purpose, input.token, session);
      const current = await findApplication(db, scope, application._id, session);
      if (current?.state !== application.state) throw new DomainError('TOKEN_USED');
      const meant = { ...fields, membershipTypeId: typeFor(current) };
      const done = await submit(platform, scope, current, { actor, fields: meant, passwordHash, payBy: input.payBy ?? null }, session);
      if (paper) await fixPaper(platform, scope, actor, done, paper, session);
      return done;
    });
    platform.nudgeMail();
    platform.nudgeOutbox();
    return {
      org: organization.slug,
      outcome: submitted.state === 'approved' ? 'approved' : submitted.paysAhead && isFirst ? 'to_pay' : 'submitted',
    };
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('EMAIL_TAKEN');
    throw error;
  }
}

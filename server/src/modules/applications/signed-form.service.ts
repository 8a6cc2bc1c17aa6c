import { createHash } from 'node:crypto';
import type { ApplicationFields } from '@tsudoi/shared/contracts/applications/application.contract';
import type { MySignedFormsView, SignedFormView } from '@tsudoi/shared/contracts/applications/signed-form.contract';
import { customText } from '@tsudoi/shared/contracts/members/custom-value.contract';
import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type ApplicationId, newFileId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf, jstTimeOf, partsOfDate } from '@tsudoi/shared/kernel/jst';
import { joinAddress } from '@tsudoi/shared/kernel/postal-address';
import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor, MemberActor, SignedInActor } from '../../platform/actor.ts';
import { type LeavingOrLost, gridFileStore } from '../../platform/files.ts';
import { isAllowed } from '../../platform/permissions.ts';
import { formatPhone } from '../../platform/phone.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { type ApplicationDocument, findApplication } from './application.repository.ts';
import { type Signing, signingOf } from './signature.rules.ts';
import { signedFormPdf } from './signed-form.document.ts';
import { type SignedFormDocument, allForms, findSignedForm, insertSignedForm, signedFormsOf } from './signed-form.repository.ts';

export interface SignedPaper {
  readonly fileKey: string;
  readonly sha256: string;
  readonly signer: string;
  readonly typed: boolean;
  readonly signedAt: Date;
}

/** How a form was signed, by what was sent with it; null where nobody signs. @throws DomainError INVALID_INPUT with a name that is another */
export function signingFor(given: Parameters<typeof signingOf>[0], fields: ApplicationFields): Signing | null {
  const signing = signingOf(given, fields);
  if (signing === 'name_differs') throw new DomainError('INVALID_INPUT', {}, [{ path: ['typedSignature'], code: 'name_differs' }]);
  return signing;
}

function inWords(moment: Date): string {
  const { year, month, day } = partsOfDate(jstDateOf(moment));
  return `${year}年${month}月${day}日 ${jstTimeOf(moment)}（日本時間）`;
}

interface Signed {
  readonly fields: ApplicationFields;
  readonly email: string;
  readonly typeName: string;
  readonly own: readonly CustomField[];
  readonly signing: Signing;
  /** Who of the office held the tablet, or that the person came by their own link. */
  readonly witness: string;
  /** The version of the terms that was agreed to; 0 where there are none. */
  readonly termsVersion: number;
}

/** On the paper of somebody who signed where the office was not there. */
export const ownLinkWitness = '本人（メールアドレスを確かめたリンクから）';

/**
 * Makes and stores the paper. Before the transaction that names it: a try that fails leaves bytes that nothing names, never a
 * form without its paper.
 */
export async function signPaper(platform: Platform, scope: OrgScope, form: Signed): Promise<SignedPaper> {
  const { fields, email, typeName, own, signing, witness, termsVersion } = form;
  const db = platform.databases.server;
  const organization = await findOrganization(scope);
  const signedAt = platform.clock.now();
  const signer = `${fields.familyName} ${fields.givenName}`;
  const rows: [string, string][] = [
    ['氏名', signer],
    ['フリガナ', `${fields.familyNameKana} ${fields.givenNameKana}`],
    ['会員種別', typeName],
    ['生年月日', fields.birthDate.replaceAll('-', '/')],
    ['メールアドレス', email],
    ['電話番号', formatPhone(fields.phone)],
    ['郵便番号', shownPostalCode(fields.postalCode)],
    ['住所', joinAddress(fields.address)],
    ['所属', fields.affiliation],
    ...own.map((field): [string, string] => [field.label, customText(field, fields.custom[field.fieldId])]),
  ];
  const facts = {
    organization: organization.name,
    rows: rows.filter(([, told]) => told !== ''),
    terms: termsVersion > 0 ? `会員規約（第${termsVersion}版）に同意しました。` : '会員規約に同意しました。',
    signer,
    signedAt: inWords(signedAt),
    witness,
    createdAt: signedAt,
  };
  const bytes = await signedFormPdf(facts, signing);
  const fileKey = `signed-forms/${newFileId()}`;
  await gridFileStore(db).put(scope, fileKey, bytes, 'application/pdf');
  return { fileKey, sha256: createHash('sha256').update(bytes).digest('hex'), signer, typed: 'typed' in signing, signedAt };
}

/** Runs in the transaction of the application: from now on paper, time and signer are fixed, and the log has the hash. */
export async function fixPaper(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  { _id, memberId }: ApplicationDocument,
  paper: SignedPaper,
  session: ClientSession,
): Promise<void> {
  if (memberId === null) throw new Error('a completed application has a record');
  await insertSignedForm(platform.databases.server, scope, { _id, orgId: scope.orgId, memberId, ...paper }, session);
  await recordAudit(
    platform,
    scope,
    actor,
    {
      action: 'application.sign',
      subjectKind: 'member',
      subjectId: memberId,
      subjectName: paper.signer,
      fields: ['sha256'],
      changes: [{ field: 'sha256', before: null, after: paper.sha256 }],
    },
    session,
  );
}

/** Every signed form, as it was signed. */
export async function* allSignedForms(platform: Platform, scope: OrgScope): AsyncGenerator<LeavingOrLost> {
  const db = platform.databases.server;
  for await (const found of allForms(db, scope))
    for (const { fileKey, signer, signedAt } of found)
      yield { name: `入会申込書_${signer}.pdf`, at: signedAt, bytes: await gridFileStore(db).get(scope, fileKey) };
}

/** What is known of the signed form of an application; null where there is none. @throws DomainError NOT_FOUND */
export async function signedForm(
  platform: Platform,
  scope: OrgScope,
  applicationId: ApplicationId,
): Promise<z.output<typeof SignedFormView>> {
  const db = platform.databases.server;
  if (!(await findApplication(db, scope, applicationId))) throw new DomainError('NOT_FOUND');
  const form = await findSignedForm(db, scope, applicationId);
  return (
    form && { applicationId, signer: form.signer, signedAt: form.signedAt.toISOString(), sha256: form.sha256, typed: form.typed ?? false }
  );
}

/** The forms a member has signed, the newest first. */
export async function mySignedForms(platform: Platform, actor: MemberActor): Promise<z.output<typeof MySignedFormsView>> {
  const forms = await signedFormsOf(platform.databases.server, actor.scope, actor.memberId);
  return forms.map(({ _id, signedAt }) => ({ applicationId: _id, signedAt: signedAt.toISOString() }));
}

function isReadable(actor: SignedInActor, form: SignedFormDocument): boolean {
  return actor.kind === 'user' ? isAllowed(actor, 'members.read') : form.memberId === actor.memberId;
}

/** The bytes as they were signed. @throws DomainError NOT_FOUND, also for anybody else's; Error when they are not what was signed */
export async function downloadSignedForm(
  platform: Platform,
  actor: SignedInActor,
  applicationId: ApplicationId,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const db = platform.databases.server;
  const form = await findSignedForm(db, actor.scope, applicationId);
  if (!form || !isReadable(actor, form)) throw new DomainError('NOT_FOUND');
  const bytes = await gridFileStore(db).get(actor.scope, form.fileKey);
  if (!bytes || createHash('sha256').update(bytes).digest('hex') !== form.sha256)
    throw new Error('the stored bytes of a signed form do not match its hash');
  if (actor.kind === 'user') platform.reads.taken(actor, 'document', applicationId, [form.memberId]);
  return { name: `入会申込書_${form.signer}.pdf`, bytes };
}

import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import type {
  JoinByCodeInput,
  JoinByCodeOutput,
  MailAgainInput,
  RequestJoinInput,
} from '@tsudoi/shared/contracts/applications/application.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type ApplicationId, newApplicationId, newTokenId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import { recordLive } from '../../platform/live.ts';
import { type MailDraft, enqueueMail } from '../../platform/mail-outbox.ts';
import { knowAddress, takeTurn } from '../../platform/mail-turns.ts';
import type { Platform } from '../../platform/platform.ts';
import { accountOf, findGate, gateOf, issueMailToken, issueTokenBeside, mailTokenExpiry } from '../identity/identity.public.ts';
import { type OrganizationDocument, goesOn } from '../organizations/organizations.public.ts';
import { alreadyAppliedMail, alreadyRegisteredMail, applicationReceivedMail, joinLinkMail } from './application.mail.ts';
import { type ApplicationDocument, changeApplication, countCodeTry, findByAddress, insertApplication } from './application.repository.ts';
import { shownState, stateAfter } from './application.rules.ts';
import { addresseeOf } from './applicant-contact.service.ts';
import { feeToPay, paymentAskedMail, unpaidFee } from './application-decision.service.ts';
import { mailCorrectionLink } from './correction-link.service.ts';
import { findJoiningSettings, newestTerms } from './joining-settings.repository.ts';
import { type Standing, standingOfAddress } from './standing.service.ts';

/** Six digits are guessed from a plain hash in a blink: the key is not in the database. */
function codeHash(platform: Platform, applicationId: ApplicationId, code: string): string {
  return createHmac('sha256', platform.env.PASSWORD_PEPPER).update(`join:${applicationId}:${code}`).digest('base64url');
}

interface Asking {
  readonly scope: OrgScope;
  readonly organization: OrganizationDocument;
  readonly email: string;
}

/** What one request is about; the same whatever it leads to. */
interface Request extends Asking {
  readonly agreed: Pick<ApplicationDocument, 'termsId' | 'termsVersion' | 'agreedAt'>;
}

function freshApplication(platform: Platform, { scope, email, agreed }: Request): ApplicationDocument {
  const now = platform.clock.now();
  return {
    _id: newApplicationId(),
    orgId: scope.orgId,
    state: 'email_pending',
    kind: 'new',
    byStaff: false,
    email,
    memberId: null,
    fields: null,
    sortKana: null,
    searchText: email,
    ...agreed,
    code: null,
    linkExpiresAt: null,
    since: now,
    steps: [],
    version: 0,
    createdAt: now,
  };
}

const linkOf = (platform: Platform, { slug }: OrganizationDocument, path: string): string => `${platform.env.PUBLIC_URL}/${slug}${path}`;

/** The application of an address that is being proven; one that is over makes room for a new one. */
async function pendingOf(platform: Platform, request: Request, session: ClientSession): Promise<ApplicationDocument> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  const known = await findByAddress(db, request.scope, request.email, 'email_pending', session);
  if (known && shownState(known, now) === 'email_pending') return known;
  if (known) await changeApplication(db, request.scope, known, { state: stateAfter(known.state, 'expire'), code: null }, null, session);
  const fresh = freshApplication(platform, request);
  await insertApplication(db, request.scope, fresh, session);
  return fresh;
}

/** Free, or of somebody who comes back: a new link, the older ones die (ACC-11). */
async function mailLink(
  platform: Platform,
  request: Request,
  standing: Extract<Standing, { is: 'free' | 'known' }>,
  session: ClientSession,
): Promise<MailDraft> {
  const { scope, organization, email, agreed } = request;
  const application = await pendingOf(platform, request, session);
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
  const token = await issueMailToken(platform, scope, 'application_verify', application._id, email, session);
  const known = standing.is === 'known' ? standing : null;
  await changeApplication(
    platform.databases.server,
    scope,
    application,
    {
      ...agreed,
      state: stateAfter(application.state, 'ask'),
      kind: known?.kind ?? 'new',
      memberId: known?.memberId ?? null,
      code: { hash: codeHash(platform, application._id, code), tries: 0 },
      linkExpiresAt: mailTokenExpiry(platform, 'application_verify'),
      since: platform.clock.now(),
    },
    { at: platform.clock.now(), what: 'asked', actor: '', note: '' },
    session,
  );
  return joinLinkMail({
    to: email,
    organizationName: organization.name,
    link: linkOf(platform, organization, `/join/form#token=${token}`),
    formUrl: linkOf(platform, organization, '/join/form'),
    code,
    rejoins: known?.kind === 'rejoin',
    key: token.slice(0, 16),
  });
}

/** Of a present member: only the mail says so, and the office sees that it was tried (ACC-08). */
async function noteRegistered(
  platform: Platform,
  request: Request,
  { memberId }: Extract<Standing, { is: 'present' }>,
  session: ClientSession,
): Promise<MailDraft> {
  const { scope, organization, email } = request;
  const db = platform.databases.server;
  const now = platform.clock.now();
  const step = { at: now, what: 'registered', actor: '', note: '' } as const;
  const known = await findByAddress(db, scope, email, 'registered', session);
  if (known) await changeApplication(db, scope, known, { state: stateAfter(known.state, 'ask'), memberId, since: now }, step, session);
  else
    await insertApplication(db, scope, { ...freshApplication(platform, request), state: 'registered', memberId, steps: [step] }, session);
  // Of whoever has died or was expelled the household reads the mail: not to be sent to a door that stays shut.
  const card = await platform.hooks.memberCard(scope, memberId);
  const isOpen = card?.mayLogIn === true && (await accountOf(scope, memberId)).state === 'verified';
  const link = isOpen ? linkOf(platform, organization, '/my/login') : null;
  return alreadyRegisteredMail({ to: email, organizationName: organization.name, link, key: newTokenId() });
}

/** Of somebody who has applied: the correction they are asked for, what is to be paid, or that there is nothing to do. */
async function draftOfWaiting(
  platform: Platform,
  { scope, organization, email }: Asking,
  application: ApplicationDocument,
  session: ClientSession,
): Promise<MailDraft> {
  if (application.state === 'returned') return mailCorrectionLink(platform, scope, organization, application, session);
  const key = newTokenId();
  const letter = { to: email, organizationName: organization.name, key };
  const fee = await unpaidFee(platform, scope, application, session);
  if (!fee) return alreadyAppliedMail(letter);
  if (application.state === 'awaiting_payment') return paymentAskedMail(platform, scope, application, fee, 'asked_again', session, key);
  // Paid before the office looks at it.
  const toPay = feeToPay(platform, organization, application, fee);
  return applicationReceivedMail({ ...letter, name: await addresseeOf(scope, application, session), again: false, fee: toPay });
}

function draftFor(platform: Platform, request: Request, standing: Standing, session: ClientSession): Promise<MailDraft> {
  if (standing.is === 'present') return noteRegistered(platform, request, standing, session);
  if (standing.is === 'waiting') return draftOfWaiting(platform, request, standing.application, session);
  return mailLink(platform, request, standing, session);
}

/** Says to an address what there is to say to it, in its turn. */
async function answerByMail(
  platform: Platform,
  { scope, email }: Asking,
  draftOf: (standing: Standing, session: ClientSession) => Promise<MailDraft> | null,
): Promise<void> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  await knowAddress(db, scope, 'join', email, now);
  await inTransaction(platform.databases.client, async (session) => {
    if (!(await takeTurn(db, scope, 'join', email, now, session))) return;
    const draft = await draftOf(await standingOfAddress(platform, scope, email, session), session);
    if (!draft) return;
    await enqueueMail(db, scope, draft, now, session);
    await recordLive(db, scope, [{ topic: 'applications', ref: scope.orgId }], now, session);
  });
  platform.nudgeMail();
}

/**
 * Terms agreed to, address given. The caller always answers the same; what the mail says depends on whose address it is.
 * @throws DomainError NOT_FOUND, ORGANIZATION_NOT_ACTIVE, JOINING_CLOSED, TERMS_CHANGED
 */
export async function requestJoin(platform: Platform, { org, email, termsId }: z.output<typeof RequestJoinInput>): Promise<void> {
  const { organization, scope } = await gateOf(org);
  if (!goesOn(organization)) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
  const db = platform.databases.server;
  const [settings, terms] = await Promise.all([findJoiningSettings(db, scope), newestTerms(db, scope)]);
  if (!settings.open || !terms) throw new DomainError('JOINING_CLOSED');
  if (terms._id !== termsId) throw new DomainError('TERMS_CHANGED');
  const agreed = { termsId: terms._id, termsVersion: terms.version, agreedAt: platform.clock.now() };
  const request: Request = { scope, organization, email, agreed };
  await answerByMail(platform, request, (standing, session) => draftFor(platform, request, standing, session));
}

/**
 * The mail once more for whoever has applied and is waited for, also after the office has closed joining. To every other
 * address nothing is said, and the page learns of neither.
 */
export async function mailAgain(platform: Platform, { org, email }: z.output<typeof MailAgainInput>): Promise<void> {
  const gate = await findGate(org);
  // The page of joining looks the same for those.
  if (!gate || !goesOn(gate.organization)) return;
  const asking: Asking = { ...gate, email };
  await answerByMail(platform, asking, (standing, session) =>
    standing.is === 'waiting' ? draftOfWaiting(platform, asking, standing.application, session) : null,
  );
}

/**
 * The digits of the mail, typed beside the address: opens what the link would have opened, for as long (ACC-12).
 * @throws DomainError CODE_WRONG for every reason alike
 */
export async function joinByCode(platform: Platform, input: z.output<typeof JoinByCodeInput>): Promise<z.output<typeof JoinByCodeOutput>> {
  const { scope } = await gateOf(input.org);
  const application = await countCodeTry(platform.databases.server, scope, input.email, platform.clock.now());
  if (!application?.code || !application.linkExpiresAt) throw new DomainError('CODE_WRONG');
  const given = Buffer.from(codeHash(platform, application._id, input.code));
  const kept = Buffer.from(application.code.hash);
  if (given.length !== kept.length || !timingSafeEqual(given, kept)) throw new DomainError('CODE_WRONG');
  const subject = {
    purpose: 'application_verify',
    subjectId: application._id,
    address: application.email,
    expiresAt: application.linkExpiresAt,
  } as const;
  const token = await inTransaction(platform.databases.client, (session) => issueTokenBeside(platform, scope, subject, session));
  return { token };
}

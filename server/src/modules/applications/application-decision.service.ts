import {
  type ApplicationDetail,
  type ApproveApplicationInput,
  type RejectApplicationInput,
  type ReturnApplicationInput,
  type WithdrawApplicationInput,
  joiningFeeDays,
  payUntil,
} from '@tsudoi/shared/contracts/applications/application.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { ApplicationId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { formatYenFigure, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor, UserActor } from '../../platform/actor.ts';
import { type MailDraft, enqueueMail } from '../../platform/mail-outbox.ts';
import type { JoiningFeeBill, Platform } from '../../platform/platform.ts';
import { admitApplicant, awaitNumbers, closeApplicant, findMember, refuseJoiningOn, titlesOf } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { addresseeOf, asOnRecord } from './applicant-contact.service.ts';
import { type FeeToPay, applicationPaymentMail } from './application-fee.mail.ts';
import { applicationApprovedMail, applicationExpiredMail, applicationRejectedMail, applicationWithdrawnMail } from './application.mail.ts';
import { type ApplicationDocument, applicationsOfMembers, findApplication } from './application.repository.ts';
import { wasApproved, wishGivenBy } from './application.rules.ts';
import { type Completed, move } from './application-move.service.ts';
import { detailOf } from './application.service.ts';
import { giveWish, takeWishBack } from './application-wish.service.ts';
import { mailCorrectionLink } from './correction-link.service.ts';
import { joiningFee } from './joining.service.ts';

type Detail = z.output<typeof ApplicationDetail>;
async function write(platform: Platform, scope: OrgScope, application: ApplicationDocument, draft: MailDraft, session: ClientSession) {
  if (application.email !== '') await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
}

/** What a mail says of 入会金 that is asked for ahead; its link opens that bill without a log-in (docs/decisions/0072). */
export function feeToPay(
  { env }: Pick<Platform, 'env'>,
  { slug }: { readonly slug: string },
  { memberId }: Pick<ApplicationDocument, 'memberId'>,
  { billId, amount, outstanding, dueOn }: JoiningFeeBill,
): FeeToPay {
  const whole = formatYenFigure(amount);
  return {
    amount: outstanding === amount ? `${whole}円` : `${formatYenFigure(outstanding)}円（${whole}円のうち、まだお支払いいただいていない額）`,
    dueOn: dueOn.replaceAll('-', '/'),
    link: `${env.PUBLIC_URL}/${slug}/my/pay/${billId}`,
    opens: { billId, memberId: memberId! },
  };
}

export const isOwed = ({ status }: JoiningFeeBill): boolean => status === 'unpaid' || status === 'partly_paid';

/** 入会金 that was asked for ahead and has not come whole, or null. */
export async function unpaidFee(platform: Platform, scope: OrgScope, application: ApplicationDocument, session: ClientSession) {
  const fee = application.paysAhead ? await platform.hooks.joiningFeeOf(scope, application._id, session) : null;
  return fee && isOwed(fee) ? fee : null;
}

/**
 * Admitted but for 入会金: from here the money decides, and without it the due day (domain.md 3.3). The mail of whoever asked
 * for it says so; `joinOn` is the day that the office had in mind. @throws DomainError INVALID_TRANSITION, CONFLICT
 */
export async function awaitPayment(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  application: ApplicationDocument,
  joinOn: JstDate,
  session: ClientSession,
): Promise<Completed> {
  return move(platform, scope, actor, application, 'await', '', session, { joinOn });
}

/** By a decision of the office, and told to the applicant, who has the whole time from now on. */
async function approveUnpaid(
  platform: Platform,
  actor: UserActor,
  application: ApplicationDocument,
  joinOn: JstDate,
  fee: JoiningFeeBill,
  session: ClientSession,
): Promise<void> {
  const { scope } = actor;
  const moved = await awaitPayment(platform, scope, actor, await asOnRecord(platform, scope, application, session), joinOn, session);
  // The money would admit on its own day, and nobody would hear that the day chosen was none.
  const today = platform.clock.today();
  refuseJoiningOn(await findMember(scope, moved.memberId, session), joinOn, today);
  const dueOn = payUntil(fee.dueOn, today);
  await platform.hooks.extendJoiningFee(scope, actor, fee.billId, dueOn, session);
  await write(platform, scope, moved, await paymentAskedMail(platform, scope, moved, { ...fee, dueOn }, 'approved', session), session);
}

/** What is to be paid, until when and where; it opens that bill also for who has no password. `key`: a mail of its own for each. */
export async function paymentAskedMail(
  platform: Platform,
  scope: OrgScope,
  application: ApplicationDocument,
  fee: JoiningFeeBill,
  about: 'received' | 'approved' | 'reminder' | 'asked_again',
  session: ClientSession,
  key = `${application._id}:${fee.dueOn}`,
): Promise<MailDraft> {
  const organization = await findOrganization(scope, session);
  return applicationPaymentMail({
    to: application.email,
    name: await addresseeOf(scope, application, session),
    organizationName: organization.name,
    about,
    fee: feeToPay(platform, organization, application, fee),
    key,
  });
}

/**
 * 承認, from whatever brought it about. @throws DomainError CONFLICT, JOINING_FEE_UNPAID and like admitApplicant
 */
export async function admit(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  decided: ApplicationDocument,
  joinedOn: JstDate,
  session: ClientSession,
): Promise<ApplicationDocument> {
  const application = await asOnRecord(platform, scope, decided, session);
  if (await unpaidFee(platform, scope, application, session)) throw new DomainError('JOINING_FEE_UNPAID');
  // By an approval that was taken back, also of an application that was closed then: a number is given once.
  const applicants = application.memberId ? [application.memberId] : [];
  const isNumbered = (await applicationsOfMembers(platform.databases.server, scope, applicants, session)).some(wasApproved);
  const kept = { joinOn: joinedOn, wishGiven: application.payBy ?? 'self' };
  const moved = await move(platform, scope, actor, application, 'approve', '', session, kept);
  const applicant = { fields: moved.fields, contactEmail: moved.email, joinedOn, isNumbered, isWritten: wasApproved(application) };
  const { member, pair } = await admitApplicant(platform, scope, actor, moved.memberId, applicant, session);
  const { slug, name: organizationName } = await findOrganization(scope, session);
  // What was asked for ahead, or by an approval before, is not asked for twice, also where the office has cancelled it.
  const asked = await platform.hooks.joiningFeeOf(scope, moved._id, session);
  const amount = asked ? zeroYen : (await joiningFee(platform, scope, member.membershipTypeId, session)).amount;
  // Before the day of joining My Page is closed: the door, the fee and the first log-in count from then.
  const today = platform.clock.today();
  const isAhead = joinedOn > today;
  const payableFrom = isAhead ? joinedOn : today;
  const bill = { member, amount, applicationId: moved._id, payableFrom, dueOn: addDays(payableFrom, joiningFeeDays) };
  await giveWish(platform, scope, moved, { given: wishGivenBy(application), from: payableFrom }, session);
  if (amount > 0) await platform.hooks.billJoiningFee(scope, actor, bill, session);
  const owed = asked && isOwed(asked) ? { ...asked, amount: asked.outstanding } : amount > 0 ? bill : null;
  const titleOf = await titlesOf(scope);
  const draft = applicationApprovedMail({
    to: moved.email,
    name: fullName(member),
    honorific: titleOf(member),
    organizationName,
    memberNumber: (await awaitNumbers(platform, scope, [member], session)).has(member) ? null : member.memberNumber,
    joinedOn: joinedOn.replaceAll('-', '/'),
    isAhead,
    fee: owed && { amount: formatYenFigure(owed.amount), dueOn: owed.dueOn.replaceAll('-', '/') },
    link: `${platform.env.PUBLIC_URL}/${slug}/my/${pair ? 'first' : 'login'}`,
    cardLink: moved.payBy === 'card' ? `${platform.env.PUBLIC_URL}/${slug}/my/payment` : null,
    pair: pair && { ...pair, expiresOn: jstDateOf(new Date(pair.expiresAt)).replaceAll('-', '/') },
    key: `${moved._id}:${moved.version}`,
  });
  await write(platform, scope, moved, draft, session);
  return moved;
}

/** Reads, compares the version, decides, in one transaction. @throws DomainError NOT_FOUND, CONFLICT and what the decision throws */
async function decide(
  platform: Platform,
  actor: UserActor,
  { applicationId, version }: { readonly applicationId: ApplicationId; readonly version: number },
  work: (application: ApplicationDocument, session: ClientSession) => Promise<unknown>,
): Promise<Detail> {
  const { scope } = actor;
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const application = await findApplication(db, scope, applicationId, session);
    if (!application) throw new DomainError('NOT_FOUND');
    if (application.version !== version) throw new DomainError('CONFLICT');
    await work(application, session);
  });
  platform.nudgeMail();
  platform.nudgeOutbox();
  const decided = await findApplication(db, scope, applicationId);
  if (!decided) throw new DomainError('NOT_FOUND');
  return detailOf(platform, scope, decided);
}

/** 仮会員 becomes 正会員 (APP-01), or, while 入会金 is asked for ahead and not paid, as soon as it is. @throws DomainError NOT_FOUND, CONFLICT, what admitApplicant throws, JOINING_FEE_UNPAID for one that waits for it already */
export function approveApplication(platform: Platform, actor: UserActor, input: z.output<typeof ApproveApplicationInput>): Promise<Detail> {
  return decide(platform, actor, input, async (application, session) => {
    const fee = await unpaidFee(platform, actor.scope, application, session);
    if (fee && application.state === 'submitted') return approveUnpaid(platform, actor, application, input.joinedOn, fee, session);
    return admit(platform, actor.scope, actor, application, input.joinedOn, session);
  });
}

/** 差戻し with a question; the applicant answers through a link of 30 days. @throws DomainError NOT_FOUND, CONFLICT, INVALID_TRANSITION, NO_LOGIN_WITHOUT_EMAIL */
export function returnApplication(platform: Platform, actor: UserActor, input: z.output<typeof ReturnApplicationInput>): Promise<Detail> {
  const { scope } = actor;
  return decide(platform, actor, input, async (sent, session) => {
    const application = await asOnRecord(platform, scope, sent, session);
    if (application.email === '') throw new DomainError('NO_LOGIN_WITHOUT_EMAIL');
    const moved = await move(platform, scope, actor, application, 'return', input.note, session);
    await write(
      platform,
      scope,
      moved,
      await mailCorrectionLink(platform, scope, await findOrganization(scope, session), moved, session),
      session,
    );
  });
}

const letters = { reject: applicationRejectedMail, withdraw: applicationWithdrawnMail, expire: applicationExpiredMail } as const;

/**
 * An application that leads to nothing: the record says so, money for it becomes credit with a task, its bill is cancelled.
 * @throws DomainError INVALID_TRANSITION, CONFLICT, BILL_HAS_AUTHORIZED_CHARGE while a card is just being charged
 */
export async function closeApplication(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  application: ApplicationDocument,
  decision: keyof typeof letters,
  reason: string,
  session: ClientSession,
): Promise<void> {
  const moved = await move(platform, scope, actor, await asOnRecord(platform, scope, application, session), decision, reason, session);
  const status = decision === 'reject' ? 'rejected' : 'application_withdrawn';
  const isOut = await closeApplicant(platform, scope, actor, moved, { status, reason }, session);
  if (isOut && wasApproved(moved)) await takeWishBack(platform, scope, moved, actor.name, session);
  await platform.hooks.releaseJoiningFee(scope, actor, application._id, session);
  const { name: organizationName } = await findOrganization(scope, session);
  const letter = { to: moved.email, name: await addresseeOf(scope, moved, session), organizationName, key: moved._id };
  await write(platform, scope, moved, letters[decision]({ ...letter, reason }), session);
}

/** 不承認, with the reason by mail. @throws DomainError NOT_FOUND, CONFLICT, INVALID_TRANSITION */
export function rejectApplication(platform: Platform, actor: UserActor, input: z.output<typeof RejectApplicationInput>): Promise<Detail> {
  return decide(platform, actor, input, (application, session) =>
    closeApplication(platform, actor.scope, actor, application, 'reject', input.reason, session),
  );
}

/** 申請取下 (APP-03): leaves the queue, stays findable. @throws DomainError NOT_FOUND, CONFLICT, INVALID_TRANSITION */
export function withdrawApplication(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof WithdrawApplicationInput>,
): Promise<Detail> {
  return decide(platform, actor, input, (application, session) =>
    closeApplication(platform, actor.scope, actor, application, 'withdraw', input.reason, session),
  );
}

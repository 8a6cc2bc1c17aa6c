import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { ClientSession } from 'mongodb';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { JoiningFeeBill, Platform } from '../../platform/platform.ts';
import { couldJoinOn, findMember } from '../members/members.public.ts';
import { findOrganization, goesOn } from '../organizations/organizations.public.ts';
import { asOnRecord } from './applicant-contact.service.ts';
import { admit, closeApplication, paymentAskedMail } from './application-decision.service.ts';
import { type ApplicationDocument, applicationsThatPayAhead, changeApplication, findApplication } from './application.repository.ts';
import { paymentStep, wasApproved, wasReminded } from './application.rules.ts';
import { findJoiningSettings } from './joining-settings.repository.ts';
import { sweepSignedForms } from './signed-form-sweep.service.ts';

const actor = { kind: 'system', name: 'joining' } as const;
const expiredReason = '入会金の期限切れ';

/** One reminder; that it went out stands among the steps, so that the office sees it too. */
async function remind(
  platform: Platform,
  scope: OrgScope,
  application: ApplicationDocument,
  fee: JoiningFeeBill,
  session: ClientSession,
): Promise<void> {
  const now = platform.clock.now();
  const step = { at: now, what: 'reminded', actor: '', note: '' } as const;
  const db = platform.databases.server;
  if (!(await changeApplication(db, scope, application, { since: application.since }, step, session)) || application.email === '') return;
  await enqueueMail(db, scope, await paymentAskedMail(platform, scope, application, fee, 'reminder', session), now, session);
}

/** An application with its bill, where there is something to be done about them. */
async function due(platform: Platform, scope: OrgScope, id: ApplicationDocument['_id'], session?: ClientSession) {
  const application = await findApplication(platform.databases.server, scope, id, session);
  if (!application?.memberId) return null;
  const { state, memberId } = application;
  if (state !== 'submitted' && state !== 'awaiting_payment') return null;
  const fee = await platform.hooks.joiningFeeOf(scope, id, session, memberId);
  if (!fee) return null;
  const step = paymentStep(fee, platform.clock.now(), platform.clock.today(), wasReminded(application.steps));
  return step && { application, memberId, state, fee, step };
}

/** What the money, or its absence, makes of one application; read anew in the transaction, so that twice is once. */
async function carryOn(platform: Platform, scope: OrgScope, id: ApplicationDocument['_id'], session: ClientSession): Promise<void> {
  const db = platform.databases.server;
  const found = await due(platform, scope, id, session);
  if (!found) return;
  const { application, memberId, state, fee, step } = found;
  const today = platform.clock.today();
  if (step === 'remind') return remind(platform, scope, await asOnRecord(platform, scope, application, session), fee, session);
  // What the office has not looked at is its own to close.
  if (step === 'expire' && state === 'awaiting_payment')
    return closeApplication(platform, scope, actor, application, 'expire', expiredReason, session);
  if (step !== 'admit') return;
  // An approval that the office took back is the office's to give.
  if (state === 'submitted' && (wasApproved(application) || (await findJoiningSettings(db, scope, session)).approval !== 'automatic'))
    return;
  const joinedOn = application.joinOn && application.joinOn > today ? application.joinOn : today;
  if (couldJoinOn(await findMember(scope, memberId, session), joinedOn, today))
    await admit(platform, scope, actor, application, joinedOn, session);
}

/**
 * Where 入会金 is asked for ahead: admits whoever has paid and needs no look any more, reminds, and ends what was not paid in
 * time (domain.md 3.3). One that fails does not keep the others.
 */
export async function followJoiningFees(platform: Platform): Promise<void> {
  for (const { _id, orgId } of await applicationsThatPayAhead(platform.databases.server)) {
    const scope = mintOrgScope(orgId);
    try {
      // Most only wait: they cost two reads and no transaction.
      if (!(await due(platform, scope, _id))) continue;
      // Nobody can pay it at present: it neither reminds nor runs out (domain.md 3.1).
      if (!goesOn(await findOrganization(scope))) continue;
      await inTransaction(platform.databases.client, (session) => carryOn(platform, scope, _id, session));
    } catch (err) {
      platform.log.error({ err, applicationId: _id }, 'an application that pays ahead could not be carried on and is tried again later');
    }
  }
  platform.nudgeMail();
  platform.nudgeOutbox();
}

/** Money comes at any time of the day. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define('applications.admit-paid', () => followJoiningFees(platform));
  scheduler.define('applications.sweep-signed-forms', () => sweepSignedForms(platform));
  await scheduler.every('1 minute', 'applications.admit-paid');
  await scheduler.every('1 hour', 'applications.sweep-signed-forms');
}

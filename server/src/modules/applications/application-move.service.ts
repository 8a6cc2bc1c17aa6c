import type { AuditAction } from '@tsudoi/shared/contracts/audit/audit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type ApplicationDocument, changeApplication, newestApproved } from './application.repository.ts';
import { type ApplicationMove, stateAfter } from './application.rules.ts';
import { nameOf } from './application.view.ts';

export type Completed = ApplicationDocument & { memberId: MemberId; fields: NonNullable<ApplicationDocument['fields']> };

const actions = {
  return: 'application.return',
  approve: 'application.approve',
  reject: 'application.reject',
  withdraw: 'application.withdraw',
  await: 'application.await_payment',
  expire: 'application.expire',
  reopen: 'application.reopen',
} as const satisfies Partial<Record<ApplicationMove, AuditAction>>;
const steps = {
  return: 'returned',
  approve: 'approved',
  reject: 'rejected',
  withdraw: 'withdrawn',
  await: 'awaiting_payment',
  expire: 'expired',
  reopen: 'reopened',
} as const;

/** Of two who decide at once one wins: the application is only ever changed from the version that was read. */
export async function move(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  application: ApplicationDocument,
  decision: keyof typeof actions,
  note: string,
  session: ClientSession,
  more: Pick<ApplicationDocument, 'joinOn' | 'wishGiven'> = {},
): Promise<Completed> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  const state = stateAfter(application.state, decision);
  const step = { at: now, what: steps[decision], actor: actor.kind === 'user' ? actor.name : '', note };
  const moved = await changeApplication(db, scope, application, { ...more, state, since: now, linkExpiresAt: null }, step, session);
  if (!moved?.memberId || !moved.fields) throw new DomainError('CONFLICT');
  await recordAudit(
    platform,
    scope,
    actor,
    { action: actions[decision], subjectKind: 'application', subjectId: moved._id, subjectName: nameOf(moved), fields: ['state'] },
    session,
  );
  await recordLive(db, scope, [{ topic: 'applications', ref: moved._id }], now, session);
  return moved as Completed;
}

/**
 * The office took back an admission that had not begun: the decision is open again, for another day, or for none. What the
 * approval gave stays, so that the next one gives it no second time. Of somebody who had left before it is the application that
 * was to bring them back on `rejoinsOn`, if there is one: the office may have planned it by hand.
 * @throws DomainError INVALID_TRANSITION without an approval
 */
export async function reopenApplication(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  memberId: MemberId,
  rejoinsOn: JstDate | null,
  session: ClientSession,
): Promise<void> {
  const application = await newestApproved(platform.databases.server, scope, memberId, session);
  if (rejoinsOn !== null && application?.joinOn !== rejoinsOn) return;
  if (!application) throw new DomainError('INVALID_TRANSITION', { from: 'applied', to: '' });
  await move(platform, scope, actor, application, 'reopen', '', session);
}

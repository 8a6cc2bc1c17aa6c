import { randomBytes } from 'node:crypto';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor, SignedInActor, SystemActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { forgetAccess } from './access-memory.service.ts';
import { findAccountBy } from './member-account.repository.ts';
import { findUser } from './org-user.repository.ts';
import { type ToldOfWays, secondStepMail } from './second-step.mail.ts';
import { endOtherSessions, holdSession } from './session.service.ts';

/** Whose ways to log in it is about. */
type Whose = Exclude<AuditActor, SystemActor>;

export function noteOn(action: AuditNote['action'], whose: Whose): AuditNote {
  const subjectId = whose.kind === 'user' ? whose.userId : whose.memberId;
  return { action, subjectKind: whose.kind, subjectId, subjectName: whose.name, fields: [] };
}

/**
 * A change of one's own ways to log in: other devices are signed out, the log has it, and a mail tells its owner. Refused
 * where this device was signed out in the same moment: whoever is thrown out leaves nothing behind that lets them in again.
 * @throws DomainError UNAUTHENTICATED; and what `change` throws
 */
export async function changeWays<T>(
  platform: Platform,
  actor: SignedInActor,
  action: AuditNote['action'],
  what: ToldOfWays,
  change: (session: ClientSession) => Promise<T>,
): Promise<T> {
  const result = await inTransaction(platform.databases.client, async (session) => {
    await holdSession(platform, actor, session);
    const done = await change(session);
    await endOtherSessions(platform, actor, session);
    await recordAudit(platform, actor.scope, actor, noteOn(action, actor), session);
    await mailOwner(platform, actor.scope, actor, what, session);
    return done;
  });
  forgetAccess();
  platform.nudgeMail();
  return result;
}

async function addressOf(scope: OrgScope, whose: Whose, session: ClientSession): Promise<string | null> {
  if (whose.kind === 'user') return (await findUser(scope, whose.userId, session))?.email ?? null;
  return (await findAccountBy(scope, { memberId: whose.memberId }, session))?.loginEmail ?? null;
}

/** Tells somebody that their ways to log in have changed, at the address they log in with; nobody where there is none. */
export async function mailOwner(
  platform: Platform,
  scope: OrgScope,
  whose: Whose,
  what: ToldOfWays,
  session: ClientSession,
): Promise<void> {
  const [to, organization] = [await addressOf(scope, whose, session), await findOrganization(scope, session)];
  if (to === null) return;
  const card = whose.kind === 'user' ? null : await platform.hooks.memberCard(scope, whose.memberId);
  const audience = whose.kind === 'user' ? 'admin' : 'my';
  const draft = secondStepMail({
    to,
    name: whose.name,
    honorific: card?.honorific ?? '様',
    organizationName: organization.name,
    link: `${platform.env.PUBLIC_URL}/${organization.slug}/${audience}/login`,
    what,
    audience,
    key: randomBytes(12).toString('base64url'),
  });
  await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
}

import type { RequestEmailChangeInput } from '@tsudoi/shared/contracts/identity/own-proof.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { emailChangeMail } from './identity.mail.ts';
import { isAddressTaken } from './login-address.service.ts';
import { issueMailToken } from './mail-token.service.ts';
import { proveOneself } from './own-proof.service.ts';
import { holdSession, refuseSharedSession } from './session.service.ts';

/**
 * Mails the 24-hour link to the new address, for whoever proves again who they are (security.md 4.8); a newer request
 * supersedes it. @throws DomainError EMAIL_TAKEN, OWN_LOGIN_NEEDED, IDENTITY_MISMATCH, LOGIN_DELAYED
 */
export async function requestEmailChange(
  platform: Platform,
  actor: MemberActor,
  { email, proof }: z.output<typeof RequestEmailChangeInput>,
  facts: RequestFacts,
): Promise<{ to: string }> {
  const { scope, memberId } = actor;
  await refuseSharedSession(platform, actor);
  // Before the proof: a code would be used up for nothing.
  if (await isAddressTaken(platform, scope, email)) throw new DomainError('EMAIL_TAKEN');
  await proveOneself(platform, actor, proof, facts);
  const [organization, card] = await Promise.all([findOrganization(scope), platform.hooks.memberCard(scope, memberId)]);
  const addressee = { to: email, name: actor.name, honorific: card?.honorific ?? '様' };
  await inTransaction(platform.databases.client, async (session) => {
    await holdSession(platform, actor, session);
    const token = await issueMailToken(platform, scope, 'member_email', memberId, email, session);
    const link = `${platform.env.PUBLIC_URL}/${organization.slug}/my/email#token=${token}`;
    const draft = emailChangeMail({ ...addressee, organizationName: organization.name, link, key: token.slice(0, 16) });
    await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
  });
  platform.nudgeMail();
  return { to: email };
}

import type { SetLoginEmailInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newTokenId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { moveLoginEmail } from './email-change.service.ts';
import { dropEmailChange } from './ended-ways.service.ts';
import { emailGivenMail } from './identity.mail.ts';
import { orTaken, takeAddressTurn } from './login-address.service.ts';
import { findAccountBy } from './member-account.repository.ts';
import { mailLinkAnew } from './password-reset.service.ts';
import { endAllSessions } from './session.service.ts';

/** The address is somebody's: whose, for those of the office who may read members. */
async function takenBy(platform: Platform, actor: UserActor, email: string): Promise<DomainError> {
  const holder = isAllowed(actor, 'members.read') ? await findAccountBy(actor.scope, { loginEmail: email }) : null;
  const card = holder && (await platform.hooks.memberCard(actor.scope, holder.memberId));
  return new DomainError('EMAIL_TAKEN', holder && card ? { memberId: holder.memberId, name: fullName(card) } : {});
}

/**
 * The office puts a log-in address right, for whoever cannot read the old mailbox any more (domain.md 3.4). The password stays; what
 * went to the old mailbox and every session end, both mailboxes hear of it, and the address for notices goes with it where it was the
 * same. Whoever still has no password gets the link to one at the new address. The same again is harmless.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION for a member without a password of their own or who may not log in, EMAIL_TAKEN
 */
export async function setLoginEmail(
  platform: Platform,
  actor: UserActor,
  { memberId, email }: z.output<typeof SetLoginEmailInput>,
): Promise<void> {
  const { scope } = actor;
  const work = orTaken(
    inTransaction(platform.databases.client, async (session) => {
      await takeAddressTurn(platform, scope, email, session);
      const account = await findAccountBy(scope, { memberId }, session);
      const card = account ? await platform.hooks.memberCard(scope, memberId) : null;
      if (!account || !card) throw new DomainError('NOT_FOUND');
      if (account.state !== 'verified' || !card.mayLogIn) throw new DomainError('INVALID_TRANSITION');
      if (account.loginEmail === email) return;
      const name = `${card.familyName} ${card.givenName}`;
      const { honorific } = card;
      const change = { account, name, honorific, address: email, by: actor, contactBy: actor };
      await moveLoginEmail(platform, scope, change, session);
      await endAllSessions(platform, scope, memberId, session);
      await dropEmailChange(platform, scope, account, session);
      if (account.passwordHash === null) return mailLinkAnew(platform, scope, memberId, session);
      const { name: organizationName } = await findOrganization(scope, session);
      const given = emailGivenMail({ to: email, name, honorific, organizationName, key: newTokenId() });
      await enqueueMail(platform.databases.server, scope, given, platform.clock.now(), session);
    }),
  );
  try {
    await work;
  } catch (error) {
    throw error instanceof DomainError && error.code === 'EMAIL_TAKEN' ? await takenBy(platform, actor, email) : error;
  }
  platform.nudgeMail();
}

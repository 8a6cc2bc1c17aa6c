import type { SetLoginEmailInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newTokenId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMails } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { dropEmailChange } from './ended-ways.service.ts';
import { emailChangedMail, emailGivenMail } from './identity.mail.ts';
import { orTaken, takeAddressTurn } from './login-address.service.ts';
import { endMailTokens } from './mail-token.service.ts';
import { changeAccount, findAccountBy } from './member-account.repository.ts';
import { mailLinkAnew } from './password-reset.service.ts';
import { endAllSessions } from './session.service.ts';

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
  const db = platform.databases.server;
  await orTaken(
    inTransaction(platform.databases.client, async (session) => {
      await takeAddressTurn(platform, scope, email, session);
      const account = await findAccountBy(scope, { memberId }, session);
      const card = account ? await platform.hooks.memberCard(scope, memberId) : null;
      if (!account || !card) throw new DomainError('NOT_FOUND');
      if (account.state !== 'verified' || !card.mayLogIn) throw new DomainError('INVALID_TRANSITION');
      if (account.loginEmail === email) return;
      await changeAccount(scope, account._id, { loginEmail: email }, session);
      await endAllSessions(platform, scope, memberId, session);
      await endMailTokens(platform, scope, 'member_reset', memberId, session);
      await dropEmailChange(platform, scope, account, session);
      const subject = { subjectKind: 'member', subjectId: memberId, subjectName: `${card.familyName} ${card.givenName}` };
      await recordAudit(platform, scope, actor, { action: 'account.email', ...subject, fields: ['loginEmail'] }, session);
      await platform.hooks.memberGaveEmail(scope, memberId, email, account.loginEmail, actor, session);
      const { name: organizationName } = await findOrganization(scope, session);
      const letter = { name: subject.subjectName, organizationName, key: newTokenId() };
      const former = account.loginEmail === null ? [] : [emailChangedMail({ ...letter, to: account.loginEmail })];
      const given = account.passwordHash === null ? [] : [emailGivenMail({ ...letter, to: email })];
      await enqueueMails(db, scope, [...former, ...given], platform.clock.now(), session);
      if (account.passwordHash === null) await mailLinkAnew(platform, scope, memberId, session);
    }),
  );
  platform.nudgeMail();
}

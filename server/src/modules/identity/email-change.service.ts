import type { ConfirmEmailChangeOutput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { MemberId, newTokenId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor, RequestActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { emailChangedMail } from './identity.mail.ts';
import { isAddressTaken, orTaken, releaseAddress, takeAddressTurn } from './login-address.service.ts';
import { endMailTokens, readMailToken, redeemMailToken } from './mail-token.service.ts';
import { type MemberAccountDocument, changeAccount, findAccountBy } from './member-account.repository.ts';

/** Who gets another log-in address, and in whose name that stands in the log: of the account, and of the address for notices. */
interface AddressChange {
  readonly account: MemberAccountDocument;
  readonly name: string;
  readonly honorific: string;
  readonly address: string;
  readonly by: AuditActor;
  readonly contactBy: AuditActor;
}

/**
 * Another log-in address, whoever gives it: links in the old mailbox end, the address for notices goes with it where it was the
 * same, the log has it, and the old mailbox hears of it. Whoever is gone and had the address has it no more. Stands behind
 * `takeAddressTurn`.
 */
export async function moveLoginEmail(platform: Platform, scope: OrgScope, change: AddressChange, session: ClientSession): Promise<void> {
  const { account, name, honorific, address, by, contactBy } = change;
  const { memberId, loginEmail: former } = account;
  await releaseAddress(platform, scope, address, by, session);
  await changeAccount(scope, account._id, { loginEmail: address, openedEmail: null }, session);
  // A link to a new password lies in the old mailbox, which is no longer theirs.
  await endMailTokens(platform, scope, 'member_reset', memberId, session);
  await platform.hooks.memberGaveEmail(scope, memberId, address, former, contactBy, session);
  const subject = { subjectKind: 'member', subjectId: memberId, subjectName: name };
  const changes = [{ field: 'loginEmail' as const, before: former, after: address }];
  await recordAudit(platform, scope, by, { action: 'account.email', ...subject, fields: ['loginEmail'], changes }, session);
  if (former === null) return;
  const { name: organizationName } = await findOrganization(scope, session);
  const notice = emailChangedMail({ to: former, name, honorific, organizationName, key: newTokenId() });
  await enqueueMail(platform.databases.server, scope, notice, platform.clock.now(), session);
}

async function apply(
  platform: Platform,
  scope: OrgScope,
  account: MemberAccountDocument,
  address: string,
  session: ClientSession,
): Promise<void> {
  await takeAddressTurn(platform, scope, address, session);
  const card = await platform.hooks.memberCard(scope, account.memberId);
  if (!card?.mayLogIn) throw new DomainError('TOKEN_INVALID');
  const name = `${card.familyName} ${card.givenName}`;
  const { honorific } = card;
  const by = { kind: 'system', name: 'email-change' } as const;
  const contactBy = { kind: 'member', memberId: account.memberId, name } as const;
  await moveLoginEmail(platform, scope, { account, name, honorific, address, by, contactBy }, session);
}

/**
 * The link in the new mailbox. Opened by the member signed in, the address changes; opened by anybody else it waits for the
 * next log-in under the old address. @throws DomainError TOKEN_*, EMAIL_TAKEN
 */
export async function confirmEmailChange(
  platform: Platform,
  actor: RequestActor,
  token: string,
): Promise<z.output<typeof ConfirmEmailChangeOutput>> {
  const { scope, subjectId, address, expiresAt } = await readMailToken(platform, ['member_email'], token);
  const account = await findAccountBy(scope, { memberId: MemberId.parse(subjectId) });
  if (!account) throw new DomainError('TOKEN_INVALID');
  const isOwn = actor.kind === 'member' && actor.memberId === account.memberId && actor.scope.orgId === scope.orgId;
  const { slug } = await findOrganization(scope);
  await orTaken(
    inTransaction(platform.databases.client, async (session) => {
      await redeemMailToken(platform, 'member_email', token, session);
      if (isOwn) await apply(platform, scope, account, address, session);
      else await changeAccount(scope, account._id, { openedEmail: { address, until: expiresAt } }, session);
    }),
  );
  platform.nudgeMail();
  return { outcome: isOwn ? 'changed' : 'log_in', email: address, org: slug };
}

/** After a log-in: completes a change whose link was opened before (ACC-14). An address that was taken meanwhile is let go. */
export async function completeOpenedEmail(platform: Platform, scope: OrgScope, account: MemberAccountDocument): Promise<void> {
  const opened = account.openedEmail;
  if (!opened) return;
  if (opened.until <= platform.clock.now() || (await isAddressTaken(platform, scope, opened.address))) {
    await changeAccount(scope, account._id, { openedEmail: null });
    return;
  }
  await inTransaction(platform.databases.client, async (session) => {
    // As it is now: somebody may have recovered the account since this log-in began, and ended the change.
    const now = await findAccountBy(scope, { _id: account._id }, session);
    if (now?.openedEmail?.address === opened.address) await apply(platform, scope, now, opened.address, session);
  });
  platform.nudgeMail();
}

import type { ShareMailboxInput } from '@tsudoi/shared/contracts/identity/own-proof.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { opensAccount } from './mailbox-sharing.rules.ts';
import { changeAccount } from './member-account.repository.ts';
import { ownAccount, proveOneself } from './own-proof.service.ts';
import { mailOwner, noteOn } from './own-ways.service.ts';
import { endMailboxSessions, holdSession, refuseSharedSession } from './session.service.ts';

/** Whether the member agreed that codes to their contact address let in whoever reads it. */
export async function mailboxSharing(platform: Platform, actor: MemberActor): Promise<{ shared: boolean; contactEmail: string }> {
  const account = await ownAccount(actor);
  const card = await platform.hooks.memberCard(actor.scope, actor.memberId);
  const contactEmail = card?.contactEmail ?? '';
  return { shared: opensAccount(contactEmail, account, contactEmail), contactEmail };
}

/**
 * A member agrees that whoever reads the contact address may log in for them, and proves who they are (security.md 4.8), or
 * takes that back, which ends what it has opened.
 * @throws DomainError NO_LOGIN_WITHOUT_EMAIL, OWN_LOGIN_NEEDED, IDENTITY_MISMATCH, LOGIN_DELAYED, and INVALID_TRANSITION
 * without a password of their own
 */
export async function shareMailbox(
  platform: Platform,
  actor: MemberActor,
  input: z.output<typeof ShareMailboxInput>,
  facts: RequestFacts,
): Promise<void> {
  await refuseSharedSession(platform, actor);
  if (input.shared) await share(platform, actor, input.proof, facts);
  else await unshare(platform, actor);
}

async function share(
  platform: Platform,
  actor: MemberActor,
  proof: Parameters<typeof proveOneself>[2],
  facts: RequestFacts,
): Promise<void> {
  const card = await platform.hooks.memberCard(actor.scope, actor.memberId);
  // Before the proof: a code would be used up for nothing.
  if (!card || card.contactEmail === '') throw new DomainError('NO_LOGIN_WITHOUT_EMAIL');
  if ((await ownAccount(actor)).passwordHash === null) throw new DomainError('INVALID_TRANSITION');
  const account = await proveOneself(platform, actor, proof, facts);
  await inTransaction(platform.databases.client, async (session) => {
    await holdSession(platform, actor, session);
    await changeAccount(actor.scope, account._id, { sharedMailbox: card.contactEmail }, session);
    await recordAudit(platform, actor.scope, actor, noteOn('account.mailbox_share', actor), session);
    await mailOwner(platform, actor.scope, actor, 'mailboxShared', session);
  });
  platform.nudgeMail();
}

async function unshare(platform: Platform, actor: MemberActor): Promise<void> {
  const account = await ownAccount(actor);
  await inTransaction(platform.databases.client, async (session) => {
    await changeAccount(actor.scope, account._id, { sharedMailbox: null }, session);
    await endMailboxSessions(platform, actor.scope, actor.memberId, session);
    await recordAudit(platform, actor.scope, actor, noteOn('account.mailbox_unshare', actor), session);
  });
}

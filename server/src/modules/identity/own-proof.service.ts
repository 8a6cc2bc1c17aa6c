import type { OwnProof } from '@tsudoi/shared/contracts/identity/own-proof.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { isRightCode } from './code-login.service.ts';
import { attemptOf, provingOnce } from './login-delay.service.ts';
import { type MemberAccountDocument, findAccountBy } from './member-account.repository.ts';
import { verifyPassword } from './password.service.ts';
import { refuseSharedSession } from './session.service.ts';

/** @throws DomainError NOT_FOUND */
export async function ownAccount(actor: MemberActor): Promise<MemberAccountDocument> {
  const account = await findAccountBy(actor.scope, { memberId: actor.memberId });
  if (!account) throw new DomainError('NOT_FOUND');
  return account;
}

/**
 * Asked again before a member's ways to log in change (security.md 4.8): an open page alone proves nobody, and who came in by
 * a shared mailbox is perhaps somebody else. A code is used up by it.
 * @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED, OWN_LOGIN_NEEDED
 */
export async function proveOneself(
  platform: Platform,
  actor: MemberActor,
  proof: z.output<typeof OwnProof>,
  facts: RequestFacts,
): Promise<MemberAccountDocument> {
  await refuseSharedSession(platform, actor);
  const account = await ownAccount(actor);
  // Counted as a change of the password is: whoever guesses here guesses the same.
  const attempt = attemptOf(actor.scope.orgId, 'own-password', actor.memberId, facts.ip);
  const proven = await provingOnce(platform, attempt, async () => {
    const right =
      proof.by === 'password'
        ? await verifyPassword(platform, proof.password, account.passwordHash)
        : account.loginEmail !== null && (await isRightCode(platform, actor.scope, { email: account.loginEmail, code: proof.code }));
    return right ? account : null;
  });
  if (!proven) throw new DomainError('IDENTITY_MISMATCH');
  return proven;
}

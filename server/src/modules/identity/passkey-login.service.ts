import type { PasskeyLoginInput } from '@tsudoi/shared/contracts/identity/passkey.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { AccountId, UserId } from '@tsudoi/shared/kernel/ids';
import { normaliseIdentifier } from '@tsudoi/shared/kernel/kana';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { attemptOf, provingOnce } from './login-delay.service.ts';
import { findAccountBy } from './member-account.repository.ts';
import { openOwn, stillBelongs } from './member-login.service.ts';
import { findGate } from './org-gate.service.ts';
import { changeUser, findUser } from './org-user.repository.ts';
import { isTermOver } from './org-user.rules.ts';
import { ownerOfAssertion } from './passkey.service.ts';
import { type Grant, openSession } from './session.service.ts';

type Input = z.output<typeof PasskeyLoginInput>;
/** With what would have been typed otherwise, by which the device is known from now on. */
type Opened = Grant & { readonly refreshToken: string; readonly login: string };

/**
 * A passkey instead of log-in and password, at the door named.
 * @throws DomainError LOGIN_FAILED, LOGIN_DELAYED; in the office TERM_ENDED; on My Page PENDING_APPROVAL, MY_PAGE_CLOSED,
 * MEMBERSHIP_ENDED
 */
export function passkeyLogin(platform: Platform, input: Input, facts: RequestFacts): Promise<Opened> {
  return input.audience === 'admin' ? officeLogin(platform, input, facts) : memberLogin(platform, input, facts);
}

/** A passkey is both steps in one: the device, and the person the device has checked. */
async function officeLogin(platform: Platform, input: Input, facts: RequestFacts): Promise<Opened> {
  const gate = await findGate(input.org);
  const attempt = attemptOf(input.org, 'passkey', input.response.id, facts.ip);
  const user = await provingOnce(platform, attempt, async () => {
    const ownerId = gate ? await ownerOfAssertion(platform, gate.scope, 'admin', input.challengeId, input.response) : null;
    const found = gate && ownerId ? await findUser(gate.scope, UserId.parse(ownerId)) : null;
    // A forced reset ends the password and, until a new one is chosen, this way too.
    return found?.verifiedAt && found.passwordHash ? found : null;
  });
  if (!gate || !user) throw new DomainError('LOGIN_FAILED');
  if (isTermOver(user, platform.clock.today())) throw new DomainError('TERM_ENDED');
  await changeUser(gate.scope, user._id, { lastLoginAt: platform.clock.now() });
  return { ...(await openSession(platform, gate.scope, 'admin', user._id, facts)), login: user.email };
}

/** Who may not come in with a password may not come in with a passkey, and is told the same. */
async function memberLogin(platform: Platform, input: Input, facts: RequestFacts): Promise<Opened> {
  const gate = await findGate(input.org);
  const attempt = attemptOf(input.org, 'my-passkey', input.response.id, facts.ip);
  const account = await provingOnce(platform, attempt, async () => {
    const ownerId = gate ? await ownerOfAssertion(platform, gate.scope, 'my', input.challengeId, input.response) : null;
    const found = gate && ownerId ? await findAccountBy(gate.scope, { _id: AccountId.parse(ownerId) }) : null;
    // Whose account waits for its first access proves who they are there.
    const known = found?.state === 'verified' || found?.state === 'disabled';
    return gate && found && known && (await stillBelongs(platform, gate.scope, found)) ? found : null;
  });
  if (!gate || !account) throw new DomainError('LOGIN_FAILED');
  return { ...(await openOwn(platform, gate.scope, account, facts)), login: account.loginEmail ?? normaliseIdentifier(account.loginId) };
}

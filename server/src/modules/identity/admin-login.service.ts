import type { AdminLoginInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { signSecondStep } from './access-token.service.ts';
import { loginAttempt, provingOnce } from './login-delay.service.ts';
import { recentGate } from './org-gate.service.ts';
import { findUserByEmail, noteLogin } from './org-user.repository.ts';
import { isTermOver } from './org-user.rules.ts';
import { type Place, standingInLine, verifyPassword } from './password.service.ts';
import { type Ways, waysOf } from './second-factor.service.ts';
import { type Grant, openSession } from './session.service.ts';

export type AdminLogin =
  | { readonly outcome: 'signed_in'; readonly grant: Grant & { refreshToken: string } }
  | ({ readonly outcome: 'second_step'; readonly ticket: string } & Ways);

/**
 * An unknown organisation, an unknown address, an unconfirmed one and a wrong password answer alike and take alike (T34).
 * @throws DomainError LOGIN_FAILED, LOGIN_DELAYED, TERM_ENDED; TOO_MANY_REQUESTS, before anything is looked up
 */
export function adminLogin(platform: Platform, input: z.output<typeof AdminLoginInput>, facts: RequestFacts): Promise<AdminLogin> {
  return standingInLine((place) => logIn(platform, input, facts, place));
}

async function logIn(platform: Platform, input: z.output<typeof AdminLoginInput>, facts: RequestFacts, place: Place): Promise<AdminLogin> {
  const attempt = loginAttempt(platform, input.org, 'admin', input.email, facts);
  const gate = await recentGate(input.org);
  const user = await provingOnce(platform, attempt, async () => {
    const found = gate ? await findUserByEmail(gate.scope, input.email) : null;
    const right = await verifyPassword(platform, input.password, found?.verifiedAt ? found.passwordHash : null, place);
    return right ? found : null;
  });
  if (!gate || !user) throw new DomainError('LOGIN_FAILED');
  // Said only to who has proven to be the person.
  if (isTermOver(user, platform.clock.today())) throw new DomainError('TERM_ENDED');
  const ways = await waysOf(platform, gate.scope, user._id);
  if (user.passwordHash && (ways.code || ways.passkey)) {
    const ticket = signSecondStep(platform, { userId: user._id, orgId: gate.scope.orgId, passwordHash: user.passwordHash });
    return { outcome: 'second_step', ticket, ...ways };
  }
  const [grant] = await Promise.all([
    openSession(platform, gate.scope, 'admin', user._id, facts),
    noteLogin(gate.scope, user._id, platform.clock.now()),
  ]);
  return { outcome: 'signed_in', grant };
}

import type { AdminLoginInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { forgiveAttempt, loginAttempt, takeAttempt } from './login-delay.service.ts';
import { findGate } from './org-gate.service.ts';
import { changeUser, findUserByEmail } from './org-user.repository.ts';
import { verifyPassword } from './password.service.ts';
import { type Grant, openSession } from './session.service.ts';

/**
 * An unknown organisation, an unknown address, an unconfirmed one and a wrong password answer alike and take alike (T34).
 * @throws DomainError LOGIN_FAILED, LOGIN_DELAYED
 */
export async function adminLogin(
  platform: Platform,
  input: z.output<typeof AdminLoginInput>,
  facts: RequestFacts,
): Promise<Grant & { refreshToken: string }> {
  const attempt = loginAttempt(platform, input.org, 'admin', input.email, facts);
  await takeAttempt(platform, attempt);
  const gate = await findGate(input.org);
  const user = gate ? await findUserByEmail(gate.scope, input.email) : null;
  const right = await verifyPassword(platform, input.password, user?.verifiedAt ? user.passwordHash : null);
  if (!right || !gate || !user) throw new DomainError('LOGIN_FAILED');
  await forgiveAttempt(platform, attempt);
  await changeUser(gate.scope, user._id, { lastLoginAt: platform.clock.now() });
  return openSession(platform, gate.scope, 'admin', user._id, facts);
}

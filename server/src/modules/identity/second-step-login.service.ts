import type { SecondStepInput } from '@tsudoi/shared/contracts/identity/second-step.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { passwordMark, readSecondStep } from './access-token.service.ts';
import { attemptOf, provingOnce } from './login-delay.service.ts';
import { findGate } from './org-gate.service.ts';
import { changeUser, findUser } from './org-user.repository.ts';
import { takeCode } from './second-factor.service.ts';
import { type Grant, openSession } from './session.service.ts';

type Opened = Grant & { refreshToken: string; email: string };

/**
 * The second half of a log-in. Wrong codes make the person wait, wherever they come from: whoever gets this far knows the
 * password, and a million codes are few. @throws DomainError SECOND_STEP_EXPIRED, SECOND_STEP_WRONG, LOGIN_DELAYED
 */
export async function takeSecondStep(platform: Platform, input: z.output<typeof SecondStepInput>, facts: RequestFacts): Promise<Opened> {
  const gate = await findGate(input.org);
  const claims = readSecondStep(platform, input.ticket);
  const user = gate && claims?.orgId === gate.scope.orgId ? await findUser(gate.scope, claims.sub) : null;
  if (!gate || !user?.verifiedAt || !user.passwordHash || passwordMark(user.passwordHash) !== claims?.pw)
    throw new DomainError('SECOND_STEP_EXPIRED');
  const attempt = { ...attemptOf(gate.scope.orgId, 'second-step', user._id, ''), address: null };
  const right = await provingOnce(platform, attempt, async () =>
    (await takeCode(platform, gate.scope, user._id, input.code)) ? true : null,
  );
  if (!right) throw new DomainError('SECOND_STEP_WRONG');
  await changeUser(gate.scope, user._id, { lastLoginAt: platform.clock.now() });
  return { ...(await openSession(platform, gate.scope, 'admin', user._id, facts)), email: user.email };
}

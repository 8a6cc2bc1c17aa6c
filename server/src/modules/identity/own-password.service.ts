import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { attemptOf, provingOnce } from './login-delay.service.ts';
import { type OrgUserDocument, findUser } from './org-user.repository.ts';
import { verifyPassword } from './password.service.ts';

/** Asked again before something weighty: an open page alone proves nobody. @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED */
export async function proveOwnPassword(
  platform: Platform,
  actor: UserActor,
  password: string,
  facts: RequestFacts,
): Promise<OrgUserDocument> {
  const attempt = attemptOf(actor.scope.orgId, 'own-password', actor.userId, facts.ip);
  const user = await provingOnce(platform, attempt, async () => {
    const found = await findUser(actor.scope, actor.userId);
    return (await verifyPassword(platform, password, found?.passwordHash ?? null)) ? found : null;
  });
  if (!user) throw new DomainError('IDENTITY_MISMATCH');
  return user;
}

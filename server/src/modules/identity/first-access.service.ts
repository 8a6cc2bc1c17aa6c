import type {
  FirstAccessCompleteInput,
  FirstAccessStartInput,
  FirstAccessStartOutput,
} from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { AccountId } from '@tsudoi/shared/kernel/ids';
import { foldReading } from '@tsudoi/shared/kernel/kana';
import { hasReading } from '@tsudoi/shared/kernel/names';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { readFirstAccess, signFirstAccess } from './access-token.service.ts';
import { dropOtherWays } from './ended-ways.service.ts';
import { releaseAddress, takeAddressTurn } from './login-address.service.ts';
import { attemptOf, provingOnce } from './login-delay.service.ts';
import { loginIdKey } from './login-id.rules.ts';
import { completeFirstAccess, findAccountBy } from './member-account.repository.ts';
import { accountOfPair } from './member-login.service.ts';
import { type Gate, gateOf } from './org-gate.service.ts';
import { passwordRuleOf } from './own-words.rules.ts';
import { hashPassword, refuseWeakPassword } from './password.service.ts';
import { noPair } from './provisional.service.ts';
import { type Grant, openSession } from './session.service.ts';

const sameReading = (left: string, right: string): boolean => foldReading(left) === foldReading(right);

/** Step one: the pair. @throws DomainError LOGIN_FAILED, LOGIN_DELAYED */
export async function startFirstAccess(
  platform: Platform,
  input: z.output<typeof FirstAccessStartInput>,
  facts: RequestFacts,
): Promise<z.input<typeof FirstAccessStartOutput>> {
  const attempt = attemptOf(input.org, 'first-access', loginIdKey(input.provisionalId), facts.ip);
  const gate = await gateOf(input.org);
  const proven = await provingOnce(platform, attempt, async () => {
    const account = await accountOfPair(platform, gate.scope, input.provisionalId, input.provisionalPassword);
    const card = account ? await platform.hooks.memberCard(gate.scope, account.memberId) : null;
    const pair = account?.provisionalIdHash;
    return account && pair && card?.mayLogIn ? { account, card, pair } : null;
  });
  if (!proven) throw new DomainError('LOGIN_FAILED');
  const { account, card, pair } = proven;
  return {
    firstAccessToken: signFirstAccess(platform, { accountId: account._id, orgId: gate.scope.orgId, pair }),
    familyName: card.familyName,
    givenName: card.givenName,
    memberNumber: card.memberNumber,
    awaitsNumber: (await platform.hooks.awaitNumbers(gate.scope, [card])).has(card),
    loginId: account.loginId,
    email: card.contactEmail,
  };
}

async function provenAccount(platform: Platform, gate: Gate, token: string) {
  const proof = readFirstAccess(platform, token);
  if (!proof || proof.orgId !== gate.scope.orgId) throw new DomainError('TOKEN_INVALID');
  const account = await findAccountBy(gate.scope, { _id: AccountId.parse(proof.sub) });
  if (!account || account.provisionalIdHash !== proof.pair) throw new DomainError('TOKEN_USED');
  // The proof may outlive the pair it was given for.
  if (!account.provisionalExpiresAt || account.provisionalExpiresAt <= platform.clock.now()) throw new DomainError('TOKEN_EXPIRED');
  return { account, pair: proof.pair };
}

/**
 * Steps two and three: the reading proves the person, then the own password is set and the pair dies (ACC-02). Where the address of
 * their own record opens somebody else's account already, a family's one mailbox, they log in by their ID (domain.md, case 23).
 * @throws DomainError TOKEN_INVALID, TOKEN_USED, TOKEN_EXPIRED, IDENTITY_MISMATCH, CONTACT_READING_MISSING, EMAIL_TAKEN,
 * PASSWORD_*, LOGIN_DELAYED
 */
export async function completeTheFirstAccess(
  platform: Platform,
  input: z.output<typeof FirstAccessCompleteInput>,
  facts: RequestFacts,
): Promise<Grant & { refreshToken: string; loginEmail: string | null }> {
  const gate = await gateOf(input.org);
  const { account, pair } = await provenAccount(platform, gate, input.firstAccessToken);
  const attempt = attemptOf(input.org, 'identity', account._id, facts.ip);
  const card = await provingOnce(platform, attempt, async () => {
    const known = await platform.hooks.memberCard(gate.scope, account.memberId);
    if (!known?.mayLogIn) throw new DomainError('TOKEN_INVALID');
    // Nothing that is typed would be right: a pair from before the office was told so.
    if (!hasReading(known)) throw new DomainError('CONTACT_READING_MISSING');
    const same = sameReading(known.familyNameKana, input.familyNameKana) && sameReading(known.givenNameKana, input.givenNameKana);
    return same ? known : null;
  });
  if (!card) throw new DomainError('IDENTITY_MISMATCH');
  const own = { ...card, loginId: account.loginId, email: input.email };
  await refuseWeakPassword(input.password, passwordRuleOf('my', own, gate.organization));
  const passwordHash = await hashPassword(platform, input.password);
  const name = `${card.familyName} ${card.givenName}`;
  const now = platform.clock.now();
  const finish = (loginEmail: string | null) =>
    inTransaction(platform.databases.client, async (session) => {
      await takeAddressTurn(platform, gate.scope, input.email, session);
      const self = { kind: 'member', memberId: account.memberId, name } as const;
      if (loginEmail !== null) await releaseAddress(platform, gate.scope, loginEmail, self, session);
      const changes = {
        state: 'verified',
        loginEmail,
        passwordHash,
        ...noPair,
        lastLoginAt: now,
      } as const;
      if (!(await completeFirstAccess(gate.scope, account._id, pair, changes, session))) throw new DomainError('TOKEN_USED');
      await dropOtherWays(platform, gate.scope, account, session);
      const opened = await openSession(platform, gate.scope, 'my', account.memberId, facts, session);
      const actor = { kind: 'member', memberId: account.memberId, sessionId: opened.sessionId, scope: gate.scope, name } as const;
      if (card.contactEmail === '') await platform.hooks.memberGaveEmail(gate.scope, account.memberId, input.email, null, actor, session);
      await recordAudit(
        platform,
        gate.scope,
        actor,
        {
          action: 'account.verify',
          subjectKind: 'member',
          subjectId: account.memberId,
          subjectName: name,
          fields: loginEmail === null ? ['password'] : ['loginEmail', 'password'],
        },
        session,
      );
      await recordLive(platform.databases.server, gate.scope, [{ topic: 'members', ref: account.memberId }], now, session);
      return { ...opened, loginEmail };
    });
  try {
    return await finish(input.email);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    if (input.email !== card.contactEmail) throw new DomainError('EMAIL_TAKEN');
    return finish(null);
  }
}

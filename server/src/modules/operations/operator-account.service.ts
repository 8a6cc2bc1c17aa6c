import { createHash, randomBytes } from 'node:crypto';
import type {
  FinishOperatorSetupInput,
  OperatorLoginInput,
  OperatorRole,
  OperatorSetup,
} from '@tsudoi/shared/contracts/operations/operator.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { Db } from 'mongodb';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { seal, unseal } from '../../platform/sealed.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import {
  attemptOf,
  drawTotpSecret,
  hashPassword,
  provingOnce,
  readCode,
  refuseWeakPassword,
  standingInLine,
  stepOfCode,
  totpUri,
  verifyPassword,
} from '../identity/identity.public.ts';
import {
  type OperatorDocument,
  findBySetup,
  findOperator,
  finishSetup,
  keepPending,
  markEnded,
  offerSetup,
  roleOf,
  takeOperatorStep,
} from './operator.repository.ts';
import { revokeOperatorSessions } from './operator-session.repository.ts';
import { type OperatorGrant, openOperatorSession } from './operator-session.service.ts';

const purpose = 'operator app';
const setupLifeMs = 72 * 3_600_000;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
type Opened = OperatorGrant & { refreshToken: string };

/**
 * Lets somebody of the operator in, or gives one who lost password or device a new link; by whoever has the machine, never by a
 * call. The answer is what the one-time link carries; only its hash is kept. Without a role somebody new decides, and whoever is known
 * stays what they are.
 */
export async function createOperator(
  db: Db,
  person: { readonly operatorId: string; readonly name: string; readonly role?: OperatorRole },
  now: Date,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await offerSetup(db, { ...person, setupHash: hashOf(token), setupEndsAt: new Date(now.getTime() + setupLifeMs), now });
  return token;
}

/** Withdraws somebody at once. False when there is nobody of that id. */
export async function endOperator(db: Db, operatorId: string, now: Date): Promise<boolean> {
  await revokeOperatorSessions(db, { operatorId }, now);
  return markEnded(db, operatorId, now);
}

async function invited(platform: Platform, token: string): Promise<OperatorDocument> {
  const row = await findBySetup(platform.databases.server, hashOf(token));
  if (!row?.setupEndsAt) throw new DomainError('TOKEN_INVALID');
  if (row.setupEndsAt <= platform.clock.realNow()) throw new DomainError('TOKEN_EXPIRED');
  return row;
}

/** The secret for the app; looking again makes another one. @throws DomainError TOKEN_INVALID, TOKEN_EXPIRED */
export async function startOperatorSetup(platform: Platform, token: string): Promise<z.output<typeof OperatorSetup>> {
  const { _id: operatorId, name } = await invited(platform, token);
  const secret = drawTotpSecret();
  await keepPending(platform.databases.server, operatorId, hashOf(token), seal(platform, purpose, operatorId, secret));
  return { operatorId, name, secret, uri: totpUri(secret, 'Tsudoi', operatorId) };
}

/**
 * Password and app are set together: there is no operator without a second step. Other devices are signed out.
 * @throws DomainError TOKEN_INVALID, TOKEN_EXPIRED, PASSWORD_*, SECOND_STEP_WRONG, LOGIN_DELAYED
 */
export async function finishOperatorSetup(
  platform: Platform,
  { token, password, code }: z.output<typeof FinishOperatorSetupInput>,
  facts: RequestFacts,
): Promise<Opened> {
  const db = platform.databases.server;
  const row = await invited(platform, token);
  if (row.pending === null) throw new DomainError('INVALID_TRANSITION');
  const { pending, _id: operatorId, name } = row;
  await refuseWeakPassword(password, { audience: 'admin', policy: 'open', ownWords: [operatorId, ...name.split(/\s+/)] });
  const step = await provingOnce(platform, attemptOf('ops', 'setup', operatorId, facts.ip), async () =>
    stepOf(platform, operatorId, pending, code, 0),
  );
  if (step === null) throw new DomainError('SECOND_STEP_WRONG');
  const now = platform.clock.realNow();
  const passwordHash = await hashPassword(platform, password);
  if (!(await finishSetup(db, hashOf(token), { pending, passwordHash, step, now }))) throw new DomainError('TOKEN_INVALID');
  await revokeOperatorSessions(db, { operatorId }, now);
  return openOperatorSession(platform, { operatorId, name, role: roleOf(row) });
}

async function stepOf(platform: Platform, operatorId: string, sealed: string, typed: string, lastStep: number): Promise<number | null> {
  const code = readCode(typed);
  if (code?.kind !== 'totp') return null;
  return stepOfCode(unseal(platform, purpose, operatorId, sealed), code.code, platform.clock.realNow().getTime(), lastStep);
}

/**
 * All three at once, and what of them was wrong is not told (T34). Failures delay and never lock; a code counts once (T42).
 * @throws DomainError LOGIN_FAILED, LOGIN_DELAYED, TOO_MANY_REQUESTS
 */
export function operatorLogin(platform: Platform, input: z.output<typeof OperatorLoginInput>, facts: RequestFacts): Promise<Opened> {
  return standingInLine(async (place) => {
    const db = platform.databases.server;
    const operator = await provingOnce(platform, attemptOf('ops', 'operator', input.operatorId, facts.ip), async () => {
      const found = await findOperator(db, input.operatorId);
      const right = await verifyPassword(platform, input.password, found?.passwordHash ?? null, place);
      if (!right || !found?.totp) return null;
      const step = await stepOf(platform, found._id, found.totp, input.code, found.lastStep);
      return step !== null && (await takeOperatorStep(db, found._id, step)) ? found : null;
    });
    if (!operator) throw new DomainError('LOGIN_FAILED');
    return openOperatorSession(platform, { operatorId: operator._id, name: operator.name, role: roleOf(operator) });
  });
}

import { createHash, randomBytes } from 'node:crypto';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newSessionId } from '@tsudoi/shared/kernel/ids';
import type { Operator } from '../../platform/operators.ts';
import type { Platform } from '../../platform/platform.ts';
import { readOperator, signOperator } from '../identity/identity.public.ts';
import { findOperator, roleOf } from './operator.repository.ts';
import {
  findOperatorSession,
  findOperatorSessionByHash,
  insertOperatorSession,
  revokeOperatorSessions,
  rotateOperatorSession,
} from './operator-session.repository.ts';

const minute = 60_000;
/** Short, since so much lies behind it: half an hour without a call, or half a day in all. */
const operatorSessionLife = { idle: 30 * minute, absolute: 12 * 60 * minute } as const;
const graceMs = 10_000;

export interface OperatorGrant extends Operator {
  readonly accessToken: string;
  readonly expiresAt: string;
  /** Null: the present cookie stays. */
  readonly refreshToken: string | null;
}

const hash = (token: string): string => createHash('sha256').update(token).digest('base64url');
const draw = (): string => randomBytes(32).toString('base64url');

export async function openOperatorSession(
  platform: Platform,
  { operatorId, name, role }: Operator,
): Promise<OperatorGrant & { refreshToken: string }> {
  const now = platform.clock.realNow();
  const refreshToken = draw();
  const sessionId = newSessionId();
  await insertOperatorSession(platform.databases.server, {
    _id: sessionId,
    operatorId,
    currentHash: hash(refreshToken),
    previousHash: null,
    rotatedAt: now,
    idleEndsAt: new Date(now.getTime() + operatorSessionLife.idle),
    absoluteEndsAt: new Date(now.getTime() + operatorSessionLife.absolute),
    revokedAt: null,
  });
  return { operatorId, name, role, ...signOperator(platform, { operatorId, sessionId }), refreshToken };
}

/**
 * A cookie is good once. Its immediate predecessor gets a new access token within ten seconds (two tabs at once) and ends
 * every session of the person after that: somebody has a copy (T35). @throws DomainError UNAUTHENTICATED
 */
export async function refreshOperatorSession(platform: Platform, refreshToken: string): Promise<OperatorGrant> {
  const db = platform.databases.server;
  const now = platform.clock.realNow();
  const given = hash(refreshToken);
  const next = draw();
  const known = await findOperatorSessionByHash(db, given);
  const operator = known ? await findOperator(db, known.operatorId) : null;
  if (!known || !operator || known.revokedAt !== null || known.absoluteEndsAt <= now || known.idleEndsAt <= now)
    throw new DomainError('UNAUTHENTICATED');
  const facts = { operatorId: operator._id, name: operator.name, role: roleOf(operator) };
  const grant = { ...facts, ...signOperator(platform, { operatorId: operator._id, sessionId: known._id }) };
  const idleEndsAt = new Date(now.getTime() + operatorSessionLife.idle);
  if (known.currentHash === given) {
    if (await rotateOperatorSession(db, given, { hash: hash(next), now, idleEndsAt })) return { ...grant, refreshToken: next };
    // Another tab was faster by a moment.
    return { ...grant, refreshToken: null };
  }
  if (now.getTime() - known.rotatedAt.getTime() < graceMs) return { ...grant, refreshToken: null };
  await revokeOperatorSessions(db, { operatorId: operator._id }, now);
  platform.log.warn({ operatorId: operator._id, security: true }, 'a cookie of the operator was used twice: all their sessions were ended');
  throw new DomainError('UNAUTHENTICATED');
}

export async function endOperatorSession(platform: Platform, refreshToken: string): Promise<void> {
  const db = platform.databases.server;
  const known = await findOperatorSessionByHash(db, hash(refreshToken));
  if (known) await revokeOperatorSessions(db, { operatorId: known.operatorId, sessionId: known._id }, platform.clock.realNow());
}

/** Who an access token speaks for, or null. Looked up with every call: whoever is withdrawn is out at once. */
export async function operatorBehind(platform: Platform, accessToken: string): Promise<Operator | null> {
  const claims = readOperator(platform, accessToken);
  if (!claims) return null;
  const db = platform.databases.server;
  const now = platform.clock.realNow();
  const [session, operator] = await Promise.all([findOperatorSession(db, claims.sid), findOperator(db, claims.sub)]);
  if (!operator || session?.operatorId !== operator._id) return null;
  if (session.revokedAt !== null || session.idleEndsAt <= now || session.absoluteEndsAt <= now) return null;
  return { operatorId: operator._id, name: operator.name, role: roleOf(operator) };
}

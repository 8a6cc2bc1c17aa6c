import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type SessionId, newSessionId } from '@tsudoi/shared/kernel/ids';
import type { Operator } from '../../platform/operators.ts';
import type { Platform } from '../../platform/platform.ts';
import { drawRefreshToken, isAheadOf, readOperator, refreshHash, sessionOfToken, signOperator } from '../identity/identity.public.ts';
import { findOperator, roleOf } from './operator.repository.ts';
import {
  type OperatorSessionDocument,
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

const draw = (platform: Platform, sessionId: SessionId, now: Date): string =>
  drawRefreshToken(platform, 'operator refresh token', sessionId, now);

/** Whose cookie it is: by its hash, or an older one by what it says of itself. */
async function findByToken(platform: Platform, token: string): Promise<OperatorSessionDocument | null> {
  const db = platform.databases.server;
  const known = await findOperatorSessionByHash(db, refreshHash(token));
  if (known) return known;
  const sessionId = sessionOfToken(platform, 'operator refresh token', token);
  return sessionId && findOperatorSession(db, sessionId);
}

export async function openOperatorSession(
  platform: Platform,
  { operatorId, name, role }: Operator,
): Promise<OperatorGrant & { refreshToken: string }> {
  const now = platform.clock.realNow();
  const sessionId = newSessionId();
  const refreshToken = draw(platform, sessionId, now);
  await insertOperatorSession(platform.databases.server, {
    _id: sessionId,
    operatorId,
    currentHash: refreshHash(refreshToken),
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
 * every session of the person after that: somebody has a copy. An older one ends them at once (T35). One that the row has not
 * seen yet, after a restore, ends its own alone.
 * @throws DomainError UNAUTHENTICATED
 */
export async function refreshOperatorSession(platform: Platform, refreshToken: string): Promise<OperatorGrant> {
  const db = platform.databases.server;
  const now = platform.clock.realNow();
  const given = refreshHash(refreshToken);
  const known = await findByToken(platform, refreshToken);
  const operator = known ? await findOperator(db, known.operatorId) : null;
  if (!known || !operator || known.revokedAt !== null || known.absoluteEndsAt <= now || known.idleEndsAt <= now)
    throw new DomainError('UNAUTHENTICATED');
  const facts = { operatorId: operator._id, name: operator.name, role: roleOf(operator) };
  const grant = { ...facts, ...signOperator(platform, { operatorId: operator._id, sessionId: known._id }) };
  const idleEndsAt = new Date(now.getTime() + operatorSessionLife.idle);
  if (known.currentHash === given) {
    const next = draw(platform, known._id, now);
    if (await rotateOperatorSession(db, given, { hash: refreshHash(next), now, idleEndsAt })) return { ...grant, refreshToken: next };
    // Another tab was faster by a moment.
    return { ...grant, refreshToken: null };
  }
  const isPredecessor = known.previousHash === given;
  if (isPredecessor && now.getTime() - known.rotatedAt.getTime() < graceMs) return { ...grant, refreshToken: null };
  if (!isPredecessor && isAheadOf(platform, 'operator refresh token', refreshToken, known.rotatedAt)) {
    await revokeOperatorSessions(db, { operatorId: operator._id, sessionId: known._id }, now);
    throw new DomainError('UNAUTHENTICATED');
  }
  await revokeOperatorSessions(db, { operatorId: operator._id }, now);
  platform.log.warn({ operatorId: operator._id, security: true }, 'a cookie of the operator was used twice: all their sessions were ended');
  throw new DomainError('UNAUTHENTICATED');
}

export async function endOperatorSession(platform: Platform, refreshToken: string): Promise<void> {
  const db = platform.databases.server;
  const known = await findByToken(platform, refreshToken);
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

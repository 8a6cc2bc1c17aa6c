import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { SessionId } from '@tsudoi/shared/kernel/ids';
import type { Platform } from '../../platform/platform.ts';
import { sealingKey } from '../../platform/sealed.ts';

/** Whose sessions: those of organisations, or the operator's. A token of one says nothing at the other. */
type Purpose = 'refresh token' | 'operator refresh token';
type Keys = Pick<Platform, 'env'>;

/** What is kept of a token: whoever reads the database has none. */
export const refreshHash = (token: string): string => createHash('sha256').update(token).digest('base64url');

const markOf = (keys: Keys, purpose: Purpose, said: string): string =>
  createHmac('sha256', sealingKey(keys, purpose)).update(said).digest('base64url');

/**
 * A new token. It names its session and the moment it is drawn at, and bears our mark, so that it is known as one of ours long
 * after its hash is forgotten.
 */
export function drawRefreshToken(keys: Keys, purpose: Purpose, sessionId: SessionId, now: Date): string {
  const said = `${sessionId}.${now.getTime().toString(36)}.${randomBytes(32).toString('base64url')}`;
  return `${said}.${markOf(keys, purpose, said)}`;
}

interface Drawn {
  readonly sessionId: SessionId;
  /** Null in tokens from before they said so. */
  readonly at: Date | null;
}

function drawnBefore(keys: Keys, purpose: Purpose, token: string): Drawn | null {
  const [, said, id, time, mark] = /^(([^.]{1,40})(?:\.([0-9a-z]{1,10}))?\.[\w-]{43})\.([\w-]{43})$/.exec(token) ?? [];
  if (said === undefined || id === undefined || mark === undefined) return null;
  if (!timingSafeEqual(Buffer.from(mark), Buffer.from(markOf(keys, purpose, said)))) return null;
  const sessionId = SessionId.safeParse(id).data;
  return sessionId ? { sessionId, at: time === undefined ? null : new Date(Number.parseInt(time, 36)) } : null;
}

/** The session that a token was drawn for by us, however often it has changed since; null for what anybody else made up. */
export function sessionOfToken(keys: Keys, purpose: Purpose, token: string): SessionId | null {
  return drawnBefore(keys, purpose, token)?.sessionId ?? null;
}

/**
 * Whether a token is newer than all that is known of its session: a backup was restored that has not seen it, and nobody has
 * a copy.
 */
export function isAheadOf(keys: Keys, purpose: Purpose, token: string, rotatedAt: Date): boolean {
  const at = drawnBefore(keys, purpose, token)?.at ?? null;
  return at !== null && at > rotatedAt;
}

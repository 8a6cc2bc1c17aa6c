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

/** A new token. It names its session and bears our mark, so that it is known as one of ours long after its hash is forgotten. */
export function drawRefreshToken(keys: Keys, purpose: Purpose, sessionId: SessionId): string {
  const said = `${sessionId}.${randomBytes(32).toString('base64url')}`;
  return `${said}.${markOf(keys, purpose, said)}`;
}

/** The session that a token was drawn for by us, however often it has changed since; null for what anybody else made up. */
export function sessionOfToken(keys: Keys, purpose: Purpose, token: string): SessionId | null {
  const [, said, id, mark] = /^(([^.]{1,40})\.[\w-]{43})\.([\w-]{43})$/.exec(token) ?? [];
  if (said === undefined || id === undefined || mark === undefined) return null;
  const isOurs = timingSafeEqual(Buffer.from(mark), Buffer.from(markOf(keys, purpose, said)));
  return isOurs ? (SessionId.safeParse(id).data ?? null) : null;
}

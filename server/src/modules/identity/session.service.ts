import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type SessionId, newSessionId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { signAccess } from './access-token.service.ts';
import { isStillAgreed } from './mailbox-consent.service.ts';
import { drawRefreshToken, isAheadOf, refreshHash, sessionOfToken } from './refresh-token.service.ts';
import { endStolenSession } from './session-alarm.service.ts';
import {
  type SessionDocument,
  findByHash,
  findCurrent,
  findSession,
  hold,
  insertSession,
  liveSessions,
  revoke,
  revokeViaMailbox,
  rotate,
} from './session.repository.ts';

const dayMs = 86_400_000;
/** Idle and absolute life: members 14 and 90 days, the office 12 hours and 7 days (security.md 4.8). */
const life: Readonly<Record<Audience, { readonly idle: number; readonly absolute: number }>> = {
  my: { idle: 14 * dayMs, absolute: 90 * dayMs },
  admin: { idle: dayMs / 2, absolute: 7 * dayMs },
};
const graceMs = 10_000;

export interface Grant {
  readonly accessToken: string;
  readonly expiresAt: string;
  /** Null: the present cookie stays. */
  readonly refreshToken: string | null;
}

const draw = (platform: Platform, sessionId: SessionId, now: Date): string => drawRefreshToken(platform, 'refresh token', sessionId, now);
const isOver = ({ idleEndsAt, absoluteEndsAt }: SessionDocument, now: Date): boolean => idleEndsAt <= now || absoluteEndsAt <= now;

/** A device name that people recognise, from the browser's own words. */
function deviceName(userAgent: string): string {
  const system = /iPhone|iPad/.test(userAgent)
    ? 'iPhone・iPad'
    : /Android/.test(userAgent)
      ? 'Android'
      : /Mac OS X/.test(userAgent)
        ? 'Mac'
        : /Windows/.test(userAgent)
          ? 'Windows'
          : /Linux|CrOS/.test(userAgent)
            ? 'Linux'
            : '';
  const browser = /Edg\//.test(userAgent)
    ? 'Edge'
    : /Firefox\//.test(userAgent)
      ? 'Firefox'
      : /Chrome\//.test(userAgent)
        ? 'Chrome'
        : /Safari\//.test(userAgent)
          ? 'Safari'
          : '';
  return [system, browser].filter((part) => part !== '').join(' ');
}

export async function openSession(
  platform: Platform,
  scope: OrgScope,
  audience: Audience,
  subjectId: string,
  facts: RequestFacts,
  session?: ClientSession,
  viaMailbox: string | null = null,
): Promise<Grant & { refreshToken: string; sessionId: SessionId }> {
  const now = platform.clock.realNow();
  const sessionId = newSessionId();
  const refreshToken = draw(platform, sessionId, now);
  const row: SessionDocument = {
    _id: sessionId,
    orgId: scope.orgId,
    audience,
    subjectId,
    currentHash: refreshHash(refreshToken),
    previousHash: null,
    rotatedAt: now,
    idleEndsAt: new Date(now.getTime() + life[audience].idle),
    absoluteEndsAt: new Date(now.getTime() + life[audience].absolute),
    revokedAt: null,
    device: deviceName(facts.userAgent),
    ...(viaMailbox === null ? {} : { viaMailbox }),
    createdAt: now,
  };
  await insertSession(platform.databases.server, scope, row, session);
  return { ...signAccess(platform, { subjectId, sessionId, orgId: scope.orgId, audience }), refreshToken, sessionId };
}

/** Whose token it is: by its hash, or an older one by what it says of itself, as long as the row is there. */
async function findByToken(platform: Platform, scope: OrgScope, token: string): Promise<SessionDocument | null> {
  const db = platform.databases.server;
  const known = await findByHash(db, scope, refreshHash(token));
  if (known) return known;
  const sessionId = sessionOfToken(platform, 'refresh token', token);
  return sessionId && findSession(db, scope, sessionId);
}

/**
 * A refresh token is good once. The immediate predecessor gets a new access token within ten seconds (two tabs at once),
 * and ends the whole session after that: somebody has a copy. What is older ends it at once: whoever has the copy may have
 * used it more than once before the other side comes (T35). One that the row has not seen yet, after a restore, ends it without
 * a word: nobody has a copy. @throws DomainError UNAUTHENTICATED
 */
export async function refreshSession(platform: Platform, scope: OrgScope, audience: Audience, refreshToken: string): Promise<Grant> {
  const db = platform.databases.server;
  const now = platform.clock.realNow();
  const given = refreshHash(refreshToken);
  const grantFor = (row: SessionDocument) =>
    signAccess(platform, { subjectId: row.subjectId, sessionId: row._id, orgId: scope.orgId, audience });
  const current = await findCurrent(db, scope, given);
  // Its ends move with its hash only, so what is read here holds as long as the hash does.
  if (current?.audience === audience && !isOver(current, now)) {
    const next = draw(platform, current._id, now);
    const idleEndsAt = new Date(now.getTime() + life[audience].idle);
    const rotated = await rotate(db, scope, given, { hash: refreshHash(next), now, idleEndsAt });
    if (rotated) return { ...grantFor(rotated), refreshToken: next };
  }
  const known = await findByToken(platform, scope, refreshToken);
  if (!known || known.revokedAt !== null || known.audience !== audience) throw new DomainError('UNAUTHENTICATED');
  const [isCurrent, isPredecessor] = [known.currentHash === given, known.previousHash === given];
  if (isPredecessor && now.getTime() - known.rotatedAt.getTime() < graceMs) return { ...grantFor(known), refreshToken: null };
  // Another tab was faster by so little that what it wrote is not to be read yet (reads see what a majority has).
  if (isCurrent && !isOver(known, now)) return { ...grantFor(known), refreshToken: null };
  const isUnseen = isOver(known, now) || isAheadOf(platform, 'refresh token', refreshToken, known.rotatedAt);
  if (isPredecessor || !isUnseen) await endStolenSession(platform, scope, known);
  else await revoke(db, scope, { sessionId: known._id, subjectId: known.subjectId }, now);
  throw new DomainError('UNAUTHENTICATED');
}

export async function endByToken(platform: Platform, scope: OrgScope, refreshToken: string): Promise<void> {
  const known = await findByToken(platform, scope, refreshToken);
  if (known) await revoke(platform.databases.server, scope, { sessionId: known._id, subjectId: known.subjectId }, platform.clock.realNow());
}

const cacheMs = 5000;
const cache = new Map<string, { readonly live: boolean; readonly until: number }>();

/**
 * Whether a session still stands, and is theirs; known for five seconds, so that a revocation takes hold within ten
 * (T37, T41). One that a shared mailbox opened ends with the consent: nobody else pays for that question.
 */
export async function isSessionLive(
  platform: Platform,
  scope: OrgScope,
  { sessionId, subjectId, audience }: { readonly sessionId: SessionId; readonly subjectId: string; readonly audience: Audience },
): Promise<boolean> {
  const now = platform.clock.realNow();
  // The organisation first: what one of them may remember of a session is nothing to another (T49).
  const key = [scope.orgId, audience, subjectId, sessionId].join(' ');
  const hit = cache.get(key);
  if (hit && hit.until > now.getTime()) return hit.live;
  const row = await findSession(platform.databases.server, scope, sessionId);
  const theirs = row !== null && row.subjectId === subjectId && row.audience === audience;
  const stands = theirs && row.revokedAt === null && row.idleEndsAt > now && row.absoluteEndsAt > now;
  const live = stands && (row.viaMailbox === undefined || (await isStillAgreed(platform, scope, subjectId, row.viaMailbox)));
  if (stands && !live) await revoke(platform.databases.server, scope, { sessionId, subjectId }, now);
  if (cache.size > 20_000) cache.clear();
  cache.set(key, { live, until: now.getTime() + cacheMs });
  return live;
}

export function subjectOf(actor: SignedInActor): string {
  return actor.kind === 'user' ? actor.userId : actor.memberId;
}

export async function listSessions(platform: Platform, actor: SignedInActor) {
  const rows = await liveSessions(platform.databases.server, actor.scope, subjectOf(actor), platform.clock.realNow());
  return rows.map((row) => ({
    sessionId: row._id,
    device: row.device,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.rotatedAt.toISOString(),
    current: row._id === actor.sessionId,
  }));
}

/** Signs one of their devices out; another one than this only by a log-in of one's own. @throws DomainError NOT_FOUND, OWN_LOGIN_NEEDED */
export async function endSession(platform: Platform, actor: SignedInActor, sessionId: SessionId): Promise<void> {
  if (sessionId !== actor.sessionId) await refuseSharedSession(platform, actor);
  const ended = await revoke(platform.databases.server, actor.scope, { sessionId, subjectId: subjectOf(actor) }, platform.clock.realNow());
  cache.clear();
  if (ended === 0) throw new DomainError('NOT_FOUND');
}

export async function endOtherSessions(platform: Platform, actor: SignedInActor, session?: ClientSession): Promise<number> {
  const ended = await revoke(
    platform.databases.server,
    actor.scope,
    { subjectId: subjectOf(actor), except: actor.sessionId },
    platform.clock.realNow(),
    session,
  );
  cache.clear();
  return ended;
}

/** Ends every session of somebody, e.g. when a member leaves (ACC-15). */
export async function endAllSessions(platform: Platform, scope: OrgScope, subjectId: string, session?: ClientSession): Promise<void> {
  await revoke(platform.databases.server, scope, { subjectId }, platform.clock.realNow(), session);
  cache.clear();
}

/** Ends what a shared mailbox has opened, whichever address it had: its member takes back that others may come in (T41). */
export async function endMailboxSessions(platform: Platform, scope: OrgScope, subjectId: string, session: ClientSession): Promise<void> {
  await revokeViaMailbox(platform.databases.server, scope, subjectId, platform.clock.realNow(), session);
  cache.clear();
}

/**
 * Writes on the session that asks, so that of this transaction and one that signs everybody out only one can be first.
 * @throws DomainError UNAUTHENTICATED when it was ended meanwhile
 */
export async function holdSession(platform: Platform, actor: SignedInActor, session: ClientSession): Promise<void> {
  const held = { sessionId: actor.sessionId, subjectId: subjectOf(actor) };
  if (!(await hold(platform.databases.server, actor.scope, held, platform.clock.realNow(), session)))
    throw new DomainError('UNAUTHENTICATED');
}

/** Whether somebody came in through a mailbox that several of them read. */
export async function isSharedSession(platform: Platform, actor: SignedInActor): Promise<boolean> {
  const row = await findSession(platform.databases.server, actor.scope, actor.sessionId);
  return row?.viaMailbox !== undefined;
}

/** What only the person's own log-in may do. @throws DomainError OWN_LOGIN_NEEDED in a session opened through a shared mailbox */
export async function refuseSharedSession(platform: Platform, actor: SignedInActor): Promise<void> {
  if (await isSharedSession(platform, actor)) throw new DomainError('OWN_LOGIN_NEEDED');
}

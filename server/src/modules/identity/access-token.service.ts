import { type KeyObject, createHash, createSecretKey } from 'node:crypto';
import { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import { MemberId, OrgId, SessionId, UserId } from '@tsudoi/shared/kernel/ids';
import jwt from 'jsonwebtoken';
import * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';

const issuer = 'tsudoi';
const lifetimeSeconds = 600;
const Claims = z.object({ typ: z.literal('access'), sub: z.string(), sid: SessionId, orgId: OrgId, aud: Audience, exp: z.number() });
export type AccessClaims = z.output<typeof Claims>;

/**
 * The secret as a key, made once: given as text, every verification first tries to read it as a public key, which costs
 * more than all the rest of it.
 */
const keys = new Map<string, KeyObject>();
function keyOf({ env }: Platform): KeyObject {
  const known = keys.get(env.JWT_SECRET);
  if (known) return known;
  const key = createSecretKey(env.JWT_SECRET, 'utf8');
  keys.set(env.JWT_SECRET, key);
  return key;
}

/** Names the key without telling it, so that a change of the secret can be told from a forgery. */
const keyId = (secret: string): string => createHash('sha256').update(`kid:${secret}`).digest('base64url').slice(0, 12);

/** Whether a token says it was signed with our present key; anything else is not looked at further. */
function namesOurKey(token: string, secret: string): boolean {
  return jwt.decode(token, { complete: true })?.header.kid === keyId(secret);
}

/** Ten minutes, held in memory by the client; who it is for and which session it hangs on. */
export function signAccess(
  platform: Platform,
  claims: { readonly subjectId: string; readonly sessionId: SessionId; readonly orgId: OrgId; readonly audience: Audience },
): { accessToken: string; expiresAt: string } {
  const accessToken = jwt.sign({ typ: 'access', sid: claims.sessionId, orgId: claims.orgId }, keyOf(platform), {
    algorithm: 'HS256',
    keyid: keyId(platform.env.JWT_SECRET),
    issuer,
    audience: claims.audience,
    subject: claims.subjectId,
    expiresIn: lifetimeSeconds,
  });
  return { accessToken, expiresAt: new Date(platform.clock.realNow().getTime() + lifetimeSeconds * 1000).toISOString() };
}

/** One algorithm, our issuer, an expiry that must be there; null for anything else (T38). */
export function readAccess(platform: Platform, token: string): AccessClaims | null {
  try {
    if (!namesOurKey(token, platform.env.JWT_SECRET)) return null;
    return Claims.parse(
      jwt.verify(token, keyOf(platform), { algorithms: ['HS256'], issuer, audience: ['admin', 'my'], clockTolerance: 5 }),
    );
  } catch {
    return null;
  }
}

const firstAccessSeconds = 1800;
const FirstAccessClaims = z.object({ typ: z.literal('first-access'), sub: z.string(), orgId: OrgId, pair: z.string(), exp: z.number() });

/** Proof that the provisional pair was typed right, for half an hour; bound to that very pair. */
export function signFirstAccess(
  platform: Platform,
  claims: { readonly accountId: string; readonly orgId: OrgId; readonly pair: string },
): string {
  return jwt.sign({ typ: 'first-access', orgId: claims.orgId, pair: claims.pair }, keyOf(platform), {
    algorithm: 'HS256',
    keyid: keyId(platform.env.JWT_SECRET),
    issuer,
    audience: 'first-access',
    subject: claims.accountId,
    expiresIn: firstAccessSeconds,
  });
}

export function readFirstAccess(platform: Platform, token: string): z.output<typeof FirstAccessClaims> | null {
  try {
    if (!namesOurKey(token, platform.env.JWT_SECRET)) return null;
    return FirstAccessClaims.parse(jwt.verify(token, keyOf(platform), { algorithms: ['HS256'], issuer, audience: 'first-access' }));
  } catch {
    return null;
  }
}

const secondStepSeconds = 600;
const SecondStepClaims = z.object({ typ: z.literal('second-step'), sub: UserId, orgId: OrgId, pw: z.string(), exp: z.number() });
export type SecondStepClaims = z.output<typeof SecondStepClaims>;

/** Proof that the password was right, for ten minutes; bound to that password, so that a reset ends it. */
export function signSecondStep(
  platform: Platform,
  claims: { readonly userId: UserId; readonly orgId: OrgId; readonly passwordHash: string },
): string {
  return jwt.sign({ typ: 'second-step', orgId: claims.orgId, pw: passwordMark(claims.passwordHash) }, keyOf(platform), {
    algorithm: 'HS256',
    keyid: keyId(platform.env.JWT_SECRET),
    issuer,
    audience: 'second-step',
    subject: claims.userId,
    expiresIn: secondStepSeconds,
  });
}

/** Tells one kept password from another without telling anything of it. */
export const passwordMark = (passwordHash: string): string => createHash('sha256').update(passwordHash).digest('base64url').slice(0, 16);

export function readSecondStep(platform: Platform, token: string): SecondStepClaims | null {
  try {
    if (!namesOurKey(token, platform.env.JWT_SECRET)) return null;
    return SecondStepClaims.parse(jwt.verify(token, keyOf(platform), { algorithms: ['HS256'], issuer, audience: 'second-step' }));
  } catch {
    return null;
  }
}

const MailboxClaims = z.object({
  typ: z.literal('mailbox'),
  orgId: OrgId,
  email: z.string(),
  memberIds: z.array(MemberId),
  exp: z.number(),
});

/** Proof that a code sent to a shared mailbox was typed, for ten minutes; says whom it may let in. */
export function signMailboxTicket(
  platform: Platform,
  claims: { readonly orgId: OrgId; readonly email: string; readonly memberIds: readonly MemberId[] },
): string {
  return jwt.sign({ typ: 'mailbox', ...claims }, keyOf(platform), {
    algorithm: 'HS256',
    keyid: keyId(platform.env.JWT_SECRET),
    issuer,
    audience: 'mailbox',
    expiresIn: secondStepSeconds,
  });
}

export function readMailboxTicket(platform: Platform, token: string): z.output<typeof MailboxClaims> | null {
  try {
    if (!namesOurKey(token, platform.env.JWT_SECRET)) return null;
    return MailboxClaims.parse(jwt.verify(token, keyOf(platform), { algorithms: ['HS256'], issuer, audience: 'mailbox' }));
  } catch {
    return null;
  }
}

const OperatorClaims = z.object({ typ: z.literal('operator'), sub: z.string(), sid: SessionId, exp: z.number() });

/** Ten minutes of somebody of the operator. An audience of its own: it opens nothing of an organisation, and nothing of theirs opens `/ops` (ADM-07). */
export function signOperator(
  platform: Platform,
  claims: { readonly operatorId: string; readonly sessionId: SessionId },
): { accessToken: string; expiresAt: string } {
  const accessToken = jwt.sign({ typ: 'operator', sid: claims.sessionId }, keyOf(platform), {
    algorithm: 'HS256',
    keyid: keyId(platform.env.JWT_SECRET),
    issuer,
    audience: 'ops',
    subject: claims.operatorId,
    expiresIn: lifetimeSeconds,
  });
  return { accessToken, expiresAt: new Date(platform.clock.realNow().getTime() + lifetimeSeconds * 1000).toISOString() };
}

export function readOperator(platform: Platform, token: string): z.output<typeof OperatorClaims> | null {
  try {
    if (!namesOurKey(token, platform.env.JWT_SECRET)) return null;
    return OperatorClaims.parse(jwt.verify(token, keyOf(platform), { algorithms: ['HS256'], issuer, audience: 'ops', clockTolerance: 5 }));
  } catch {
    return null;
  }
}

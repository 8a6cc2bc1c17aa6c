import { MemberId, UserId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { SignedInActor } from '../../platform/actor.ts';
import { permissionsOf } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { type OrganizationDocument, findOrganization, goesOn, isOver } from '../organizations/organizations.public.ts';
import { type Access, recallAccess, rememberAccess } from './access-memory.service.ts';
import { type AccessClaims, readAccess } from './access-token.service.ts';
import { findUser } from './org-user.repository.ts';
import { isTermOver } from './org-user.rules.ts';
import { isSecondStepDue } from './second-factor.service.ts';
import { isSessionLive, subjectOf } from './session.service.ts';

const nobody: Access = { actor: { kind: 'anonymous' }, writesAllowed: true };

async function actorOf(platform: Platform, claims: AccessClaims, organization: OrganizationDocument): Promise<SignedInActor | null> {
  const scope = mintOrgScope(claims.orgId);
  const sessionId = claims.sid;
  if (claims.aud === 'admin') {
    const user = await findUser(scope, UserId.parse(claims.sub));
    if (!user || isTermOver(user, platform.clock.today())) return null;
    const { _id: userId, role, familyName, givenName } = user;
    // Who owes a second step may set it up and nothing else.
    const permissions = (await isSecondStepDue(platform, scope, user, organization)) ? [] : permissionsOf(user);
    return { kind: 'user', userId, role, permissions, sessionId, scope, name: `${familyName} ${givenName}` };
  }
  const card = await platform.hooks.memberCard(scope, MemberId.parse(claims.sub));
  if (!card?.mayLogIn && !card?.paysAhead) return null;
  const member = { kind: 'member', memberId: card.memberId, sessionId, scope, name: `${card.familyName} ${card.givenName}` } as const;
  return card.mayLogIn ? member : { ...member, appliesOnly: true };
}

/**
 * Who stands behind an access token. A token that is wrong, expired or hangs on an ended session is nobody; what the
 * database says is remembered for five seconds.
 */
export async function verifyAccess(platform: Platform, token: string | null): Promise<Access> {
  const claims = token === null ? null : readAccess(platform, token);
  if (!claims) return nobody;
  const scope = mintOrgScope(claims.orgId);
  if (!(await isSessionLive(platform, scope, { sessionId: claims.sid, subjectId: claims.sub, audience: claims.aud }))) return nobody;
  const now = platform.clock.realNow().getTime();
  const key = [claims.orgId, claims.aud, claims.sub, claims.sid].join(' ');
  const known = recallAccess(key, now);
  if (known) return known;
  const organization = await findOrganization(scope);
  if (isOver(organization)) return nobody;
  const actor = await actorOf(platform, claims, organization);
  if (!actor) return nobody;
  const access: Access = { actor, writesAllowed: goesOn(organization) };
  rememberAccess(key, access, now);
  return access;
}

/** Whether the session of a page that stays open still stands. */
export function stillStands(platform: Platform, actor: SignedInActor): Promise<boolean> {
  const audience = actor.kind === 'user' ? 'admin' : 'my';
  return isSessionLive(platform, actor.scope, { sessionId: actor.sessionId, subjectId: subjectOf(actor), audience });
}

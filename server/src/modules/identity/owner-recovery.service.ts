import { newUserId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { invitationMail } from './identity.mail.ts';
import { incidentAddresses } from './incident.service.ts';
import { issueMailToken } from './mail-token.service.ts';
import { changeUser, insertUser, listUsers } from './org-user.repository.ts';
import { deletePasskeys } from './passkey.repository.ts';
import { deleteFactor } from './second-factor.repository.ts';
import { endAllSessions } from './session.service.ts';

/** Whoever could know that a recovery is wrong: the emergency contacts and everybody of the office, each once. */
export async function peopleToWarn(scope: OrgScope, session: ClientSession): Promise<string[]> {
  const office = (await listUsers(scope, session)).filter((user) => user.verifiedAt !== null).map((user) => user.email);
  return [...new Set([...(await incidentAddresses(scope, session)), ...office])];
}

/**
 * The one-use link for the new owner: an invitation like any other, for 72 hours. Somebody of the office with that address
 * becomes owner and starts anew; whatever they had for a log-in ends.
 */
export async function inviteRecoveredOwner(
  platform: Platform,
  scope: OrgScope,
  { familyName, givenName, email }: { readonly familyName: string; readonly givenName: string; readonly email: string },
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const known = (await listUsers(scope, session)).find((user) => user.email === email);
  const userId = known?._id ?? newUserId();
  if (known) {
    const anew = { role: 'owner', permissions: null, termEndsOn: null, passwordHash: null, verifiedAt: null } as const;
    await changeUser(scope, userId, { ...anew, familyName, givenName }, session);
    await deleteFactor(db, scope, userId, session);
    await deletePasskeys(db, scope, { audience: 'admin', ownerId: userId }, null, session);
    await endAllSessions(platform, scope, userId, session);
  } else
    await insertUser(
      scope,
      {
        _id: userId,
        orgId: scope.orgId,
        email,
        familyName,
        givenName,
        familyNameKana: '',
        givenNameKana: '',
        role: 'owner',
        permissions: null,
        isContact: false,
        ownerChanges: 0,
        passwordHash: null,
        verifiedAt: null,
        lastLoginAt: null,
        createdAt: platform.clock.now(),
      },
      session,
    );
  const organization = await findOrganization(scope, session);
  const token = await issueMailToken(platform, scope, 'user_invite', userId, email, session);
  const draft = invitationMail({
    to: email,
    name: `${familyName} ${givenName}`,
    invitedBy: 'Tsudoi運営',
    organizationName: organization.name,
    link: `${platform.env.PUBLIC_URL}/${organization.slug}/invitation#token=${token}`,
    key: token.slice(0, 16),
  });
  await enqueueMail(db, scope, draft, platform.clock.now(), session);
}

import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { incidentMail } from './incident.mail.ts';
import { type OrgUserDocument, listUsers } from './org-user.repository.ts';
import { isTermOver } from './org-user.rules.ts';

/** Whom an incident is told to: the list the organisation keeps, or the contact owner while it is empty (ADM-06). */
export async function incidentAddresses(scope: OrgScope, session?: ClientSession): Promise<string[]> {
  const { emergencyContacts = [] } = await findOrganization(scope, session);
  if (emergencyContacts.length > 0) return [...new Set(emergencyContacts.map((contact) => contact.email))];
  return (await listUsers(scope, session)).filter((user) => user.isContact).map((user) => user.email);
}

/** Everybody who bears the organisation: the owners whose address is proven and whose term is not over. */
export async function presentOwners(
  { clock }: Pick<Platform, 'clock'>,
  scope: OrgScope,
  session?: ClientSession,
): Promise<OrgUserDocument[]> {
  const today = clock.today();
  const users = await listUsers(scope, session);
  return users.filter((user) => user.role === 'owner' && user.verifiedAt !== null && !isTermOver(user, today));
}

export async function ownerAddresses(platform: Pick<Platform, 'clock'>, scope: OrgScope, session?: ClientSession): Promise<string[]> {
  return (await presentOwners(platform, scope, session)).map(({ email }) => email);
}

/**
 * Tells those who are to be called, in the transaction of what happened. `key` makes it one mail each. `former`: who was to be
 * called until then. Whoever takes the alarm off its bell would else be the only one to hear it.
 */
export async function tellIncident(
  platform: Platform,
  scope: OrgScope,
  { what, key, former = [] }: { readonly what: string; readonly key: string; readonly former?: readonly string[] },
  session: ClientSession,
): Promise<void> {
  const { name: organizationName, slug } = await findOrganization(scope, session);
  const link = `${platform.env.PUBLIC_URL}/${slug}/admin`;
  const present = new Set(await incidentAddresses(scope, session));
  for (const to of new Set([...present, ...former])) {
    const draft = incidentMail({ to, isFormer: !present.has(to), organizationName, what, link, key: `${key}:${to}` });
    await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
  }
}

import type {
  ClosingView,
  EmergencyContactsView,
  SaveEmergencyContactsInput,
} from '@tsudoi/shared/contracts/organizations/organization.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { type AuditNote, recordAudit } from '../audit/audit.public.ts';
import { type OrganizationDocument, changeOrganization, closingDates, findOrganization } from '../organizations/organizations.public.ts';
import { closingCancelledMail, closingEndedMail, closingRequestedMail } from './closing.mail.ts';
import { incidentAddresses, presentOwners, tellIncident } from './incident.service.ts';
import { listUsers } from './org-user.repository.ts';
import { proveOwnPassword } from './own-password.service.ts';

type View = z.input<typeof ClosingView>;

function toView(platform: Platform, organization: OrganizationDocument): View {
  return {
    ifToday: closingDates(jstDateOf(platform.clock.now())),
    requested: organization.closing ?? null,
    version: organization.version,
  };
}

export async function closingOf(platform: Platform, actor: UserActor): Promise<View> {
  return toView(platform, await findOrganization(actor.scope));
}

const noteOn = (organization: OrganizationDocument, action: AuditNote['action']): AuditNote => ({
  action,
  subjectKind: 'organization',
  subjectId: organization._id,
  subjectName: organization.name,
  fields: ['status'],
});

/** Every owner is told, whoever of them did it; not those whose term is over. */
async function mailOwners(
  platform: Platform,
  organization: OrganizationDocument,
  by: string,
  mail: typeof closingRequestedMail,
  session: ClientSession,
): Promise<void> {
  const scope = mintOrgScope(organization._id);
  const owners = await presentOwners(platform, scope, session);
  const { effectiveOn, purgedBy } = organization.closing ?? closingDates(jstDateOf(platform.clock.now()));
  for (const owner of owners) {
    const draft = mail({
      to: owner.email,
      name: `${owner.familyName} ${owner.givenName}`,
      organizationName: organization.name,
      by,
      effectiveOn,
      purgedBy,
      link: `${platform.env.PUBLIC_URL}/${organization.slug}/admin/settings/closing`,
      key: `${organization.version}:${owner._id}`,
    });
    await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
  }
}

/** The last day has passed: every owner is told, in the transaction that ends the contract. */
export function mailClosingEnded(platform: Platform, organization: OrganizationDocument, session: ClientSession): Promise<void> {
  return mailOwners(platform, organization, '', closingEndedMail, session);
}

/** Owners alone, and only once they have every step of their log-in. */
function refuseOthers(actor: UserActor): void {
  if (actor.role !== 'owner' || !isAllowed(actor, 'users')) throw new DomainError('FORBIDDEN', { permission: 'users' });
}

/**
 * Asks for the end of the contract. Owners only, with the password again; nothing stops before the day it ends.
 * @throws DomainError FORBIDDEN, IDENTITY_MISMATCH, LOGIN_DELAYED, INVALID_TRANSITION when asked for already, CONFLICT
 */
export async function requestClosing(
  platform: Platform,
  actor: UserActor,
  { password, version }: { readonly password: string; readonly version: number },
  facts: RequestFacts,
): Promise<View> {
  refuseOthers(actor);
  await proveOwnPassword(platform, actor, password, facts);
  const before = await findOrganization(actor.scope);
  if (before.status !== 'active' && before.status !== 'suspended') throw new DomainError('INVALID_TRANSITION');
  const requestedOn = jstDateOf(platform.clock.now());
  const closing = { requestedOn, requestedBy: actor.name, from: before.status, ...closingDates(requestedOn) };
  const after = await inTransaction(platform.databases.client, async (session) => {
    const changed = await changeOrganization(actor.scope, version, { status: 'deletion_requested', closing }, session);
    if (!changed) throw new DomainError('CONFLICT');
    await recordAudit(platform, actor.scope, actor, noteOn(changed, 'organization.closing_request'), session);
    await mailOwners(platform, changed, actor.name, closingRequestedMail, session);
    const what = `${actor.name}さんが、${closing.effectiveOn} で団体の利用を終える申請をしました。`;
    await tellIncident(platform, actor.scope, { what, key: `closing:${changed.version}` }, session);
    return changed;
  });
  platform.nudgeMail();
  return toView(platform, after);
}

/**
 * Everything an organisation has is about to leave (IMP-07): an owner asks, with the password again; it is in the log, and
 * those who are told of urgent things are told. @throws DomainError FORBIDDEN, IDENTITY_MISMATCH, LOGIN_DELAYED
 */
export async function openArchive(
  platform: Platform,
  actor: UserActor,
  password: string,
  facts: RequestFacts,
): Promise<OrganizationDocument> {
  refuseOthers(actor);
  await proveOwnPassword(platform, actor, password, facts);
  const organization = await findOrganization(actor.scope);
  await inTransaction(platform.databases.client, async (session) => {
    await recordAudit(platform, actor.scope, actor, { ...noteOn(organization, 'organization.archive'), fields: [] }, session);
    const what = `${actor.name}さんが、団体のすべてのデータを一つのファイルに書き出しました。`;
    await tellIncident(platform, actor.scope, { what, key: `archive:${platform.clock.now().getTime()}` }, session);
  });
  platform.nudgeMail();
  return organization;
}

/** Takes the request back, until the day it would take effect has ended. @throws DomainError FORBIDDEN, INVALID_TRANSITION, CONFLICT */
export async function cancelClosing(platform: Platform, actor: UserActor, version: number): Promise<View> {
  refuseOthers(actor);
  const before = await findOrganization(actor.scope);
  const isInTime = before.closing && jstDateOf(platform.clock.now()) <= before.closing.effectiveOn;
  if (before.status !== 'deletion_requested' || !isInTime) throw new DomainError('INVALID_TRANSITION');
  const after = await inTransaction(platform.databases.client, async (session) => {
    const changed = await changeOrganization(actor.scope, version, { status: before.closing?.from ?? 'active', closing: null }, session);
    if (!changed) throw new DomainError('CONFLICT');
    await recordAudit(platform, actor.scope, actor, noteOn(changed, 'organization.closing_cancel'), session);
    await mailOwners(platform, changed, actor.name, closingCancelledMail, session);
    return changed;
  });
  platform.nudgeMail();
  return toView(platform, after);
}

export async function emergencyContactsOf(actor: UserActor): Promise<z.input<typeof EmergencyContactsView>> {
  const { emergencyContacts = [], version } = await findOrganization(actor.scope);
  const contact = (await listUsers(actor.scope)).find((user) => user.isContact);
  return { contacts: [...emergencyContacts], fallback: contact?.email ?? '', version };
}

/** Replaces the list. The old and the new addresses learn of it. @throws DomainError CONFLICT */
export async function saveEmergencyContacts(
  platform: Platform,
  actor: UserActor,
  { contacts, version }: z.output<typeof SaveEmergencyContactsInput>,
): Promise<z.input<typeof EmergencyContactsView>> {
  await inTransaction(platform.databases.client, async (session) => {
    const before = await incidentAddresses(actor.scope, session);
    const changed = await changeOrganization(actor.scope, version, { emergencyContacts: contacts }, session);
    if (!changed) throw new DomainError('CONFLICT');
    await recordAudit(
      platform,
      actor.scope,
      actor,
      { ...noteOn(changed, 'organization.emergency_contacts'), fields: ['emergencyContacts'] },
      session,
    );
    const after = await incidentAddresses(actor.scope, session);
    if (before.join() === after.join()) return;
    await tellIncident(
      platform,
      actor.scope,
      { what: `${actor.name}さんが、緊急の連絡先を変えました。`, key: `contacts:${changed.version}`, former: before },
      session,
    );
  });
  platform.nudgeMail();
  return emergencyContactsOf(actor);
}

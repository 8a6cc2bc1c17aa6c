import type {
  OrganizationView,
  PublicProfile,
  SecurityView,
  UpdateOrganizationInput,
  UpdateSecurityInput,
} from '@tsudoi/shared/contracts/organizations/organization.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { formatPhone } from '../../platform/phone.ts';
import type { Platform } from '../../platform/platform.ts';
import { changedFields, recordAudit } from '../audit/audit.public.ts';
import { type OrganizationDocument, changeOrganization, findBySlug } from './organization.repository.ts';
import { findOrganization } from './organizations.public.ts';

function toOrganizationView(organization: OrganizationDocument): z.input<typeof OrganizationView> {
  const { _id, createdAt: _createdAt, ...rest } = organization;
  return { orgId: _id, ...rest, phone: formatPhone(rest.phone) };
}

export async function currentOrganization(scope: OrgScope): Promise<z.input<typeof OrganizationView>> {
  return toOrganizationView(await findOrganization(scope));
}

/** Until a contract has ended everything goes on (domain.md 3.1). */
const isOpen = ({ status }: OrganizationDocument): boolean => status === 'active' || status === 'deletion_requested';

/** What anybody may see of an organisation. An unknown or not yet open one is not found. */
export async function publicProfile(slug: string): Promise<z.input<typeof PublicProfile>> {
  const organization = await findBySlug(slug);
  if (!organization || organization.status === 'applied' || organization.status === 'rejected' || organization.status === 'deleted')
    throw new DomainError('NOT_FOUND');
  return {
    slug: organization.slug,
    name: organization.name,
    kind: organization.kind,
    open: isOpen(organization),
    passwordPolicy: organization.passwordPolicy,
  };
}

/** @throws DomainError CONFLICT when somebody else changed the settings in between */
export async function updateOrganization(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof UpdateOrganizationInput>,
): Promise<z.input<typeof OrganizationView>> {
  const { version, ...changes } = input;
  const before = await findOrganization(scope);
  const fields = changedFields(before, changes);
  const changed = await inTransaction(platform.databases.client, async (session) => {
    const after = await changeOrganization(scope, version, changes, session);
    if (!after) throw new DomainError('CONFLICT');
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'organization.update', subjectKind: 'organization', subjectId: scope.orgId, subjectName: after.name, fields },
      session,
    );
    return after;
  });
  return toOrganizationView(changed);
}

export async function securityOf(scope: OrgScope): Promise<z.input<typeof SecurityView>> {
  const { secondStepRequired, passwordPolicy, version } = await findOrganization(scope);
  return { secondStepRequired, passwordPolicy, version };
}

/** @throws DomainError CONFLICT when somebody else changed the settings in between */
export async function updateSecurity(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof UpdateSecurityInput>,
): Promise<z.input<typeof SecurityView>> {
  const { version, ...changes } = input;
  const fields = changedFields(await findOrganization(scope), changes);
  await inTransaction(platform.databases.client, async (session) => {
    const after = await changeOrganization(scope, version, changes, session);
    if (!after) throw new DomainError('CONFLICT');
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'organization.security', subjectKind: 'organization', subjectId: scope.orgId, subjectName: after.name, fields },
      session,
    );
  });
  return securityOf(scope);
}

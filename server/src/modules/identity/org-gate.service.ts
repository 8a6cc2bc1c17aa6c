import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { type OrganizationDocument, findOrganizationBySlug, recentOrganizationBySlug } from '../organizations/organizations.public.ts';

export interface Gate {
  readonly organization: OrganizationDocument;
  readonly scope: OrgScope;
}

/** Organisations whose people may sign in; a suspended one keeps log-in and reading (domain.md 3.1). */
const open: readonly OrganizationDocument['status'][] = ['active', 'suspended', 'deletion_requested'];

const gateTo = (organization: OrganizationDocument | null): Gate | null =>
  organization && open.includes(organization.status) ? { organization, scope: mintOrgScope(organization._id) } : null;

/** The organisation named in the address of a log-in page, or null when nobody can sign in there. */
export async function findGate(slug: string): Promise<Gate | null> {
  return gateTo(await findOrganizationBySlug(slug));
}

/** The same for a log-in with a password, of which there may be a storm: as it was less than five seconds ago. */
export async function recentGate(slug: string): Promise<Gate | null> {
  return gateTo(await recentOrganizationBySlug(slug));
}

/** @throws DomainError NOT_FOUND */
export async function gateOf(slug: string): Promise<Gate> {
  const gate = await findGate(slug);
  if (!gate) throw new DomainError('NOT_FOUND');
  return gate;
}

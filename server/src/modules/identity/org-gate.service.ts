import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { type OrganizationDocument, findOrganizationBySlug } from '../organizations/organizations.public.ts';

export interface Gate {
  readonly organization: OrganizationDocument;
  readonly scope: OrgScope;
}

/** Organisations whose people may sign in; a suspended one keeps log-in and reading (domain.md 3.1). */
const open: readonly OrganizationDocument['status'][] = ['active', 'suspended', 'deletion_requested'];

/** The organisation named in the address of a log-in page, or null when nobody can sign in there. */
export async function findGate(slug: string): Promise<Gate | null> {
  const organization = await findOrganizationBySlug(slug);
  if (!organization || !open.includes(organization.status)) return null;
  return { organization, scope: mintOrgScope(organization._id) };
}

/** @throws DomainError NOT_FOUND */
export async function gateOf(slug: string): Promise<Gate> {
  const gate = await findGate(slug);
  if (!gate) throw new DomainError('NOT_FOUND');
  return gate;
}

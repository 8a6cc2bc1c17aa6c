import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { type OrganizationDocument, findById } from './organization.repository.ts';

export { closingDates, goesOn, hasEndedOn, isOver, isPurgeOver, isSuspended, resuming, suspending } from './closing.rules.ts';
export {
  changeOrganization,
  findBySlug as findOrganizationBySlug,
  organizationsIn,
  recentBySlug as recentOrganizationBySlug,
  removeApplication,
  insertOrganizationRow as insertOrganization,
  namesOfOrganizations,
  standingsOf,
  setStatus as setOrganizationStatus,
} from './organization.repository.ts';
export type { OrganizationDocument } from './organization.repository.ts';

/** @throws DomainError NOT_FOUND */
export async function findOrganization(scope: OrgScope, session?: ClientSession): Promise<OrganizationDocument> {
  const organization = await findById(scope, session);
  if (!organization) throw new DomainError('NOT_FOUND');
  return organization;
}

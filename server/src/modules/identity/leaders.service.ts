import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { listUsers } from './org-user.repository.ts';

/** Where those who lead an organisation read their mail: owners and admins who have confirmed their address. */
export async function leadersOf(scope: OrgScope, session: ClientSession): Promise<string[]> {
  const office = await listUsers(scope, session);
  return office.filter((user) => user.verifiedAt !== null && user.role !== 'staff').map((user) => user.email);
}

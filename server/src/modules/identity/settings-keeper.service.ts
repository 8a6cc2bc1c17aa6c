import { fullName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { isAllowed, permissionsOf } from '../../platform/permissions.ts';
import { listUsers } from './org-user.repository.ts';

/** Who of the office may change settings and has an address that was proven: whom the house writes to when one fails. */
export async function settingsKeepers(scope: OrgScope): Promise<{ readonly email: string; readonly name: string }[]> {
  return (await listUsers(scope))
    .filter((user) => user.verifiedAt !== null && isAllowed({ permissions: permissionsOf(user) }, 'settings'))
    .map((user) => ({ email: user.email, name: fullName(user) }));
}

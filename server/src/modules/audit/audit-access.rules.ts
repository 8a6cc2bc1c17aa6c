import type { AccessChange } from '@tsudoi/shared/contracts/audit/audit.contract';
import { type Permission, permissions } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { ValueChange } from './audit-values.service.ts';

/** The values of a change of rights as people ask for them: what was given and what was taken, not two whole lists. */
export function accessChange(changes: readonly ValueChange[]): AccessChange {
  const of = (field: ValueChange['field']) => changes.find((change) => change.field === field) ?? null;
  const pair = (field: ValueChange['field']) => {
    const found = of(field);
    return found && { before: found.before, after: found.after };
  };
  const rights = of('permissions');
  const [was, is] = [(rights?.before ?? []) as Permission[], (rights?.after ?? []) as Permission[]];
  return {
    role: pair('role') as AccessChange['role'],
    granted: permissions.filter((right) => is.includes(right) && !was.includes(right)),
    taken: permissions.filter((right) => was.includes(right) && !is.includes(right)),
    term: pair('termEndsOn') as AccessChange['term'],
  };
}

import { type OrgRole, type Permission, permissions } from '@tsudoi/shared/contracts/identity/identity.contract';
import { withImplied } from '@tsudoi/shared/contracts/identity/permission.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';

export type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';

/** Day-to-day work, without settings, users and the audit log. */
const staffPermissions: readonly Permission[] = [
  'members.read',
  'members.write',
  'billing.read',
  'billing.write',
  'payments.read',
  'payments.write',
];

/**
 * domain.md 1: owners and admins do everything here; staff what was chosen for them and what it brings along (also where it was
 * chosen before that was the rule), day-to-day work where nothing was.
 */
export function permissionsOf(user: { readonly role: OrgRole; readonly permissions: readonly Permission[] | null }): readonly Permission[] {
  return user.role === 'staff' ? withImplied(user.permissions ?? staffPermissions) : permissions;
}

export function isAllowed(actor: { readonly permissions: readonly Permission[] }, permission: Permission): boolean {
  return actor.permissions.includes(permission);
}

/** For doors that need more than one right. @throws DomainError FORBIDDEN with the first right that is missing */
export function assertAllowed(actor: { readonly permissions: readonly Permission[] }, ...needed: readonly Permission[]): void {
  for (const permission of needed) if (!isAllowed(actor, permission)) throw new DomainError('FORBIDDEN', { permission });
}

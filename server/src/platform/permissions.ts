import type { OrgRole } from '@tsudoi/shared/contracts/identity/identity.contract';

const permissions = [
  'members.read',
  'members.write',
  'billing.read',
  'billing.write',
  'payments.read',
  'payments.write',
  'settings',
  'users',
  'audit',
] as const;
export type Permission = (typeof permissions)[number];

const staff: readonly Permission[] = ['members.read', 'members.write', 'billing.read', 'billing.write', 'payments.read', 'payments.write'];

/** domain.md 1: owner and admin do everything here; staff day-to-day work, without settings, users and the audit log. */
const byRole: Readonly<Record<OrgRole, readonly Permission[]>> = { owner: permissions, admin: permissions, staff };

export function isAllowed(role: OrgRole, permission: Permission): boolean {
  return byRole[role].includes(permission);
}

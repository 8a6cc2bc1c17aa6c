import { type Permission, permissions } from './identity.contract.ts';

/** Whoever may change something sees it as well (decision 0090). */
const look: Partial<Readonly<Record<Permission, Permission>>> = {
  'members.write': 'members.read',
  'billing.write': 'billing.read',
  'payments.write': 'payments.read',
};

/** The rights that were given, each once, with those that they bring along: what the server asks for and what the boxes show. */
export function withImplied(given: readonly Permission[]): Permission[] {
  return permissions.filter((right) => given.some((each) => each === right || look[each] === right));
}

import { useQuery } from '@tanstack/react-query';
import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import { useTRPC } from './trpc.ts';

/** The rights of somebody of the office; null until it is known who looks, and for a member. */
function useRights(): readonly Permission[] | null {
  const { data } = useQuery(useTRPC().identity.viewer.queryOptions());
  return data?.audience === 'admin' ? data.permissions : null;
}

/**
 * What somebody of the office may do (domain.md 1), so that a screen offers what the server will take. Until it is known who
 * looks, and for a member, it is nothing.
 */
export function useMay(): (permission: Permission) => boolean {
  const held = useRights();
  return (permission) => held?.includes(permission) ?? false;
}

/** What they are known not to be allowed, for what a screen leaves out: nothing of it flickers while it is not known who looks. */
export function useMayNot(): (permission: Permission) => boolean {
  const held = useRights();
  return (permission) => held !== null && !held.includes(permission);
}

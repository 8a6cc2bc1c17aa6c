import { useQuery } from '@tanstack/react-query';
import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import { useTRPC } from './trpc.ts';

/**
 * What somebody of the office may do (domain.md 1), so that a screen offers what the server will take. Until it is known who
 * looks, and for a member, it is nothing.
 */
export function useMay(): (permission: Permission) => boolean {
  const { data } = useQuery(useTRPC().identity.viewer.queryOptions());
  const held = data?.audience === 'admin' ? data.permissions : [];
  return (permission) => held.includes(permission);
}

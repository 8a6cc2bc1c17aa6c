import { useQuery } from '@tanstack/react-query';
import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail, MemberRankView } from '../../lib/views.ts';

/** The ranks of the organisation, and the name of each by its id, those put away included. */
export function useRanks(): { readonly ranks: readonly MemberRankView[]; readonly rankName: (rankId: string) => string } {
  const trpc = useTRPC();
  const settings = useQuery(trpc.memberSettings.get.queryOptions());
  const ranks = settings.data?.ranks ?? [];
  return { ranks, rankName: (rankId) => ranks.find((rank) => rank.rankId === rankId)?.name ?? '' };
}

/** Whether the person may change a record: they have the right, and it has not become part of another one. */
export function useMayChange({ isMerged }: Pick<MemberDetail, 'isMerged'>, permission: Permission = 'members.write'): boolean {
  const may = useMay();
  return may(permission) && !isMerged;
}

/** Whether the person is an owner or an admin; until it is known who looks, they are not. */
export function useIsAdmin(): boolean {
  const { data } = useQuery(useTRPC().identity.viewer.queryOptions());
  return data?.audience === 'admin' && data.role !== 'staff';
}

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberRankView } from '../../lib/views.ts';

/** The ranks of the organisation, and the name of each by its id, those put away included. */
export function useRanks(): { readonly ranks: readonly MemberRankView[]; readonly rankName: (rankId: string) => string } {
  const trpc = useTRPC();
  const settings = useQuery(trpc.memberSettings.get.queryOptions());
  const ranks = settings.data?.ranks ?? [];
  return { ranks, rankName: (rankId) => ranks.find((rank) => rank.rankId === rankId)?.name ?? '' };
}

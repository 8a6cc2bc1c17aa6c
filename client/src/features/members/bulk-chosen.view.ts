import { useQueryClient } from '@tanstack/react-query';
import { mostInStatusJob } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type ReactNode, useState } from 'react';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberRow } from '../../lib/views.ts';
import type { ExportFilter } from './roll-state.rules.ts';

/** Who was chosen: named one by one, over any number of pages, or everybody who fits the conditions. */
export type BulkSelection =
  | { readonly kind: 'members'; readonly rows: readonly MemberRow[] }
  | { readonly kind: 'all'; readonly filter: ExportFilter; readonly total: number; readonly isCapped: boolean };

/** What an act on many gets: whom, and a number of them with the word that their list counts by. */
export interface BulkProps {
  readonly selection: BulkSelection;
  readonly counted: (count: number) => string;
}

/** A dialog about whoever was chosen that belongs to another part of the office. */
export type ChosenDialog = (memberIds: readonly MemberId[], onClose: () => void) => ReactNode;

/** Whoever was chosen, named one by one as soon as an act is begun; null until then. */
export function useChosenIds(selection: BulkSelection, most = mostInStatusJob) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const text = useErrorText();
  const [ids, setIds] = useState<readonly MemberId[] | null>(null);
  const [isLooking, setLooking] = useState(false);

  /** Everybody who fits the conditions, page by page; one more than the act takes is enough to say so. */
  const everybody = async (filter: ExportFilter): Promise<MemberId[]> => {
    const found: MemberId[] = [];
    let cursor: string | null = null;
    do {
      const page: { readonly rows: readonly { readonly memberId: MemberId }[]; readonly nextCursor: string | null } =
        await queries.fetchQuery({
          ...trpc.members.list.queryOptions({ ...filter, cursor, size: 200 }),
          staleTime: 0,
        });
      found.push(...page.rows.map((row) => row.memberId));
      cursor = page.nextCursor;
    } while (cursor !== null && found.length <= most);
    return found;
  };
  const begin = async () => {
    if (selection.kind === 'members') return setIds(selection.rows.map((row) => row.memberId));
    setLooking(true);
    try {
      setIds(await everybody(selection.filter));
    } catch (error) {
      toast({ text: text(error) });
    }
    return setLooking(false);
  };
  return { ids, isLooking, begin: () => void begin(), end: () => setIds(null) };
}

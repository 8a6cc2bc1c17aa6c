import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { domainCodeOf } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { historyTexts } from './history-texts.ts';
import { useRanks } from './record.view.ts';
import { useUndoToast } from './undo-toast.view.ts';

/**
 * What editing a person and a corporate member share: the version it began with is kept, and of two who edit, the second
 * is given what the first has saved, to choose from (MEM-10).
 */
export function useMemberEdit<V extends object>(
  member: MemberDetail,
  save: (given: V & { memberId: MemberId; version: number }) => Promise<unknown>,
  onDone: () => void,
) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [begun] = useState(member);
  const [conflict, setConflict] = useState<{ readonly mine: V; readonly theirs: MemberDetail } | null>(null);
  const say = useUndoToast(member.memberId);
  const saved = useWords(historyTexts).saved;
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const { rankName } = useRanks();
  return {
    begun,
    conflict,
    closeConflict: () => setConflict(null),
    /** Types to choose from: those in use, and the member's own. */
    usable: (types.data ?? []).filter((type) => !type.archived || type.membershipTypeId === begun.membershipTypeId),
    /** Whether it was saved. @throws what the save throws, but for a conflict */
    async send(given: V, version: number): Promise<boolean> {
      try {
        await save({ ...given, memberId: begun.memberId, version });
      } catch (error) {
        if (domainCodeOf(error) !== 'CONFLICT') throw error;
        const theirs = await queries.fetchQuery({ ...trpc.members.get.queryOptions({ memberId: begun.memberId }), staleTime: 0 });
        setConflict({ mine: given, theirs });
        return false;
      }
      await queries.invalidateQueries(trpc.members.pathFilter());
      onDone();
      await say(saved);
      return true;
    },
    /** A value as the office reads it: names for ids. */
    valueText(field: string, value: string): string {
      if (field === 'rankId') return rankName(value);
      return field === 'membershipTypeId' ? (types.data?.find((type) => type.membershipTypeId === value)?.name ?? value) : value;
    },
  };
}

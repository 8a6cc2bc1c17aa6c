import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';

/** Says that something was saved, with the way back for ten seconds: the newest change in the history is set back. */
export function useUndoToast(memberId: MemberId | null): (text: string) => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const undo = useMutation(trpc.members.undoChange.mutationOptions());
  return async (text) => {
    if (memberId === null) return toast({ text });
    const history = await queries
      .fetchQuery({ ...trpc.members.history.queryOptions({ memberId, size: 20 }), staleTime: 0 })
      .catch(() => null);
    const row = history?.rows[0];
    if (row?.undo !== 'possible') return toast({ text });
    toast({
      text,
      undo: async () => {
        await undo.mutateAsync({ memberId, auditId: row.auditId });
        await queries.invalidateQueries(trpc.members.pathFilter());
      },
    });
  };
}

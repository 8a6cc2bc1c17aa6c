import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ChangeRequestId } from '@tsudoi/shared/contracts/members/change-request.contract';
import { toast } from '../../components/Toast.tsx';
import { domainCodeOf, useErrorText } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { myChangeTexts } from './my-change-texts.ts';

/** Takes a request back, from wherever it is shown. */
export function useWithdrawal(): { readonly isPending: boolean; readonly withdraw: (changeRequestId: ChangeRequestId) => Promise<void> } {
  const words = useWords(myChangeTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { mutateAsync, isPending } = useMutation(trpc.changeRequests.withdraw.mutationOptions());
  const withdraw = async (changeRequestId: ChangeRequestId) => {
    try {
      await mutateAsync({ changeRequestId });
      toast({ text: words.withdrawn });
    } catch (error) {
      toast({ text: domainCodeOf(error) === 'CONFLICT' ? words.decidedFirst : errorText(error) });
    }
    await Promise.all([
      queries.invalidateQueries(trpc.members.myProfile.queryFilter()),
      queries.invalidateQueries(trpc.changeRequests.pathFilter()),
    ]);
  };
  return { isPending, withdraw };
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { Button } from '../../components/Button.tsx';
import { useTold } from '../../components/told.ts';
import { toast } from '../../components/Toast.tsx';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { askProviderTexts } from './ask-provider-texts.ts';

/** Asks the provider what became of a payment, now; what it says is taken in like any notice, and told. `title`: of which matter. */
export function AskProvider({ chargeId, title }: { readonly chargeId: ChargeId; readonly title?: string }) {
  const words = useWords(askProviderTexts);
  const mayWrite = useMay()('payments.write');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const ask = useMutation(trpc.moneyTraces.ask.mutationOptions(useTold()));
  if (!mayWrite) return null;
  const press = () =>
    ask.mutate(
      { chargeId },
      {
        onSuccess: async ({ outcome }) => {
          toast({ text: words.told[outcome] });
          await Promise.all([trpc.moneyTraces, trpc.payments].map((part) => queries.invalidateQueries(part.pathFilter())));
        },
      },
    );
  return (
    <Button isPending={ask.isPending} onPress={press} {...(title === undefined ? {} : { label: fill(words.askOf, { title }) })}>
      {words.ask}
    </Button>
  );
}

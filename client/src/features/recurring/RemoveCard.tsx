import { useMutation, usePrefetchQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { MyRecurringView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { paysByCard } from './my-plan.rules.ts';
import { myRecurringTexts } from './my-recurring-texts.ts';

type Paid = Pick<MyRecurringView, 'plans' | 'paysDues'>;

/** Takes the registered card back, after a question that says what is paid with it. */
export function RemoveCard({ mine }: { readonly mine: Paid }) {
  const words = useWords(myRecurringTexts).payment;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const remove = useMutation(trpc.recurring.removeCard.mutationOptions());
  // Known before it is asked.
  usePrefetchQuery(trpc.renewals.mine.queryOptions());
  return (
    <>
      <Button kind="ghost" onPress={() => setRemoving(true)}>
        {words.remove}
      </Button>
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        title={words.removeTitle}
        confirmLabel={words.remove}
        kind="danger"
        onConfirm={async () => {
          await remove.mutateAsync();
          await queries.invalidateQueries(trpc.recurring.pathFilter());
          toast({ text: words.removed });
        }}
      >
        <WithoutCard mine={mine} />
      </ConfirmDialog>
    </>
  );
}

/** What becomes of each that is paid with the card, of what the member has: dues, monthly plans, a renewal that goes by itself. */
export function WithoutCard({ mine: { plans, paysDues } }: { readonly mine: Paid }) {
  const words = useWords(myRecurringTexts).payment.without;
  const term = useQuery(useTRPC().renewals.mine.queryOptions());
  const ends = [
    ...(paysDues ? [words.dues] : []),
    ...(plans.some(paysByCard) ? [words.plans] : []),
    // While that is not known, it is said of whoever has one.
    ...(term.data === undefined ? [words.anyRenewal] : term.data.autoRenewal.isOn ? [words.renewal] : []),
  ];
  return (
    <>
      {ends.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p>{words.again}</p>
    </>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { myRecurringTexts } from './my-recurring-texts.ts';

/** Takes the registered card back, after a question. */
export function RemoveCard() {
  const words = useWords(myRecurringTexts).payment;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const remove = useMutation(trpc.recurring.removeCard.mutationOptions());
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
        <p>{words.removeText}</p>
      </ConfirmDialog>
    </>
  );
}

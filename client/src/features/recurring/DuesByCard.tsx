import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { Section } from '../../components/Panel.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { myRecurringTexts } from './my-recurring-texts.ts';

/** 会費: charged to the card, as the member chose, and how to stop it. */
export function DuesByCard({ hasCard }: { readonly hasCard: boolean }) {
  const words = useWords(myRecurringTexts).dues;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isStopping, setStopping] = useState(false);
  const stop = useMutation(trpc.recurring.stopDues.mutationOptions());
  return (
    <Section title={words.title}>
      <div className="stack">
        <p>{hasCard ? words.text : words.waiting}</p>
        <OwnLoginOnly quiet>
          <Button kind="ghost" onPress={() => setStopping(true)}>
            {words.stop}
          </Button>
        </OwnLoginOnly>
      </div>
      <ConfirmDialog
        isOpen={isStopping}
        onClose={() => setStopping(false)}
        title={words.stopTitle}
        confirmLabel={words.stop}
        kind="danger"
        onConfirm={async () => {
          await stop.mutateAsync();
          await queries.invalidateQueries(trpc.recurring.pathFilter());
          toast({ text: words.stopped });
        }}
      >
        <p>{words.stopText}</p>
      </ConfirmDialog>
    </Section>
  );
}

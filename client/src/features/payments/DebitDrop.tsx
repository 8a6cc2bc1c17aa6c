import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatMonth } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DebitCollectionView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { debitDropTexts } from './debit-drop-texts.ts';

interface DebitDropProps {
  readonly collection: DebitCollectionView;
  /** Debits without a result. */
  readonly waiting: number;
}

/** No bank will answer: what has no result is given up, so that its bills can be paid another way. */
export function DebitDrop({ collection, waiting }: DebitDropProps) {
  const words = useWords(debitDropTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const drop = useMutation(trpc.debits.drop.mutationOptions());
  const month = formatMonth(collection.month);
  if (waiting === 0 || collection.state === 'gathering' || collection.state === 'dropping') return null;
  return (
    <Panel>
      <div className="stack debit-act">
        <Button onPress={() => setAsks(true)}>{words.act}</Button>
        <p className="muted">{words.text}</p>
      </div>
      <ConfirmDialog
        isOpen={asks}
        onClose={() => setAsks(false)}
        title={fill(words.title, { month })}
        confirmLabel={words.act}
        kind={collection.madeAt === null ? 'primary' : 'danger'}
        onConfirm={async () => {
          await drop.mutateAsync({ collectionId: collection.collectionId });
          await queries.invalidateQueries(trpc.debits.pathFilter());
          toast({ text: words.done });
        }}
      >
        <p>{fill(words.what, { month, count: waiting })}</p>
        {collection.madeAt === null ? null : <Note kind="warn">{words.made}</Note>}
      </ConfirmDialog>
    </Panel>
  );
}

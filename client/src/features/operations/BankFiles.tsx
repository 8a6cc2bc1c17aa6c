import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate, formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { saveBytes } from '../../lib/files.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DeskFile } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { payoutDeskTexts } from './payout-desk-texts.ts';

/** The files that are with the bank: whoever lost one saves it again, and what the bank did not take is put back. */
export function BankFiles({ files }: { readonly files: readonly DeskFile[] }) {
  const words = useWords(payoutDeskTexts).files;
  if (files.length === 0) return null;
  return (
    <Panel title={words.title}>
      <div className="stack">
        <p>{words.lead}</p>
        {files.map((file) => (
          <BankFile key={file.payoutBatchId} file={file} />
        ))}
      </div>
    </Panel>
  );
}

function BankFile({ file }: { readonly file: DeskFile }) {
  const words = useWords(payoutDeskTexts).files;
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const { payoutBatchId } = file;
  const again = useMutation(
    trpc.payoutDesk.fileAgain.mutationOptions({
      onSuccess: ({ fileName, base64 }) => {
        saveBytes(fileName, base64, 'application/octet-stream');
        toast({ text: words.saved });
      },
    }),
  );
  const takeBack = useMutation(trpc.payoutDesk.takeBack.mutationOptions());
  const facts = { date: formatDate(file.payOn), count: figure(file.count), total: figure(file.total) };
  return (
    <div className="stack-8">
      <p>{fill(words.of, facts)}</p>
      <p className="muted">{fill(words.made, { at: formatMoment(file.madeAt), by: file.madeBy })}</p>
      <div className="row row--wrap">
        <Button isPending={again.isPending} onPress={() => again.mutate({ payoutBatchId })}>
          {words.again}
        </Button>
        <Button onPress={() => setAsked(true)}>{words.takeBack}</Button>
      </div>
      {again.isError ? (
        <div role="alert">
          <Note kind="danger">{errorText(again.error)}</Note>
        </div>
      ) : null}
      {asked ? (
        <ConfirmDialog
          isOpen
          onClose={() => setAsked(false)}
          title={words.takeBack}
          confirmLabel={words.takeBack}
          kind="danger"
          onConfirm={async () => {
            const { count } = await takeBack.mutateAsync({ payoutBatchId });
            await queries.invalidateQueries(trpc.payoutDesk.pathFilter());
            toast({ text: fill(words.takenBack, { count: figure(count) }) });
          }}
        >
          <p>{fill(words.takeBackText, facts)}</p>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}

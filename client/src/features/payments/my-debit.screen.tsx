import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { Row, Rows, Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { myDebitTexts } from './my-debit-texts.ts';

const isLive = (mandate: { readonly state: string } | null): boolean =>
  mandate !== null && mandate.state !== 'stopped' && mandate.state !== 'invalid';

/** A member's own direct debit: asked for here, set up on paper, seen and stopped here. */
export function MyDebitScreen() {
  const org = useOrg();
  const words = useWords(myDebitTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const mine = useQuery(trpc.debits.mine.queryOptions());
  const ask = useMutation(
    trpc.debits.request.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.debits.pathFilter());
        toast({ text: words.requested });
      },
    }),
  );
  return (
    <MySubFrame title={words.title} back={{ to: '/$org/my/settings', params: { org } }}>
      <QueryState query={mine} skeleton={<ListSkeleton rows={3} />}>
        {({ offered, debitDay, mandate }) => {
          if (!offered && mandate === null) return <Empty title={words.notOffered} />;
          const mayAsk = offered && !isLive(mandate);
          return (
            <Section>
              <div className="stack">
                {debitDay === null ? null : <p>{fill(words.lead, { day: debitDay })}</p>}
                {mandate === null ? null : <Note kind={mandate.state === 'invalid' ? 'warn' : 'info'}>{words.states[mandate.state]}</Note>}
                {mandate?.account ? (
                  <Rows>
                    <Row label={words.account}>
                      {fill(words.accountText, {
                        bank: mandate.account.bankName || mandate.account.bankCode,
                        branch: mandate.account.branchName || mandate.account.branchCode,
                        tail: mandate.account.accountTail,
                      })}
                    </Row>
                    <Row label={words.holder}>{mandate.account.holder}</Row>
                  </Rows>
                ) : null}
                {offered || isLive(mandate) ? null : <p>{words.notOffered}</p>}
                {ask.isError ? <Note kind="danger">{errorText(ask.error)}</Note> : null}
                {mayAsk ? (
                  <OwnLoginOnly>
                    <p className="muted">{words.requestText}</p>
                    <Button kind="primary" size="pay" block isPending={ask.isPending} onPress={() => ask.mutate()}>
                      {mandate === null ? words.request : words.again}
                    </Button>
                  </OwnLoginOnly>
                ) : isLive(mandate) ? (
                  <OwnLoginOnly>
                    <Stop />
                  </OwnLoginOnly>
                ) : null}
              </div>
            </Section>
          );
        }}
      </QueryState>
    </MySubFrame>
  );
}

function Stop() {
  const words = useWords(myDebitTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const stop = useMutation(trpc.debits.stopMine.mutationOptions());
  return (
    <>
      <div>
        <Button onPress={() => setIsOpen(true)}>{words.stop}</Button>
      </div>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={words.stopTitle}
        confirmLabel={words.stop}
        cancelLabel={words.keep}
        kind="danger"
        onConfirm={async () => {
          await stop.mutateAsync();
          await queries.invalidateQueries(trpc.debits.pathFilter());
          toast({ text: words.stopped });
        }}
      >
        <p>{words.stopText}</p>
        <p>{words.stopMade}</p>
      </ConfirmDialog>
    </>
  );
}

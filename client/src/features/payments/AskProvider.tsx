import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AskedProvider } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { Button } from '../../components/Button.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note, type NoteProps } from '../../components/Note.tsx';
import { Refusal } from '../../components/Refusal.tsx';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { askProviderTexts } from './ask-provider-texts.ts';

type Outcome = AskedProvider['outcome'];

/**
 * Asks the provider what became of a payment, now; what it says is taken in like any notice, and stands beside the button until it
 * is asked again. `title`: of which matter, on the page of those that do not fit.
 */
export function AskProvider({ chargeId, title }: { readonly chargeId: ChargeId; readonly title?: string }) {
  const words = useWords(askProviderTexts);
  const mayWrite = useMay()('payments.write');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const ask = useMutation(
    trpc.moneyTraces.ask.mutationOptions({
      onSuccess: () => Promise.all([trpc.moneyTraces, trpc.payments].map((part) => queries.invalidateQueries(part.pathFilter()))),
    }),
  );
  if (!mayWrite) return null;
  return (
    <>
      <Button
        isPending={ask.isPending}
        onPress={() => ask.mutate({ chargeId })}
        {...(title === undefined ? {} : { label: fill(words.askOf, { title }) })}
      >
        {words.ask}
      </Button>
      {ask.isSuccess ? <AskedNote outcome={ask.data.outcome} isAmongTasks={title !== undefined} /> : null}
      {ask.isError ? (
        <Note kind="warn" live>
          <Refusal error={ask.error} />
        </Note>
      ) : null}
    </>
  );
}

const kinds = {
  changed: 'ok',
  held: 'warn',
  same: 'info',
  heard: 'info',
  unknown_there: 'warn',
  unanswered: 'warn',
  not_askable: 'info',
} as const satisfies Record<Outcome, NoteProps['kind']>;

/** What came of it, to be read for as long as it takes: it is about money. */
export function AskedNote({ outcome, isAmongTasks }: { readonly outcome: Outcome; readonly isAmongTasks: boolean }) {
  const org = useOrg();
  const words = useWords(askProviderTexts);
  return (
    <Note kind={kinds[outcome]} live>
      <p>{words.told[outcome]}</p>
      {outcome === 'held' && !isAmongTasks ? (
        <TextLink to="/$org/admin/tasks" params={{ org }}>
          {words.toTasks}
        </TextLink>
      ) : null}
    </Note>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { Section } from '../../components/Panel.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MyTermView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { myRenewalTexts } from './my-renewal-texts.ts';
import { useRenewalError } from './renewal-error.view.ts';

const AskAutoRenewal = lazy(() => import('./AskAutoRenewal.tsx').then((module) => ({ default: module.AskAutoRenewal })));

/** The member's own word: automatic renewal begins and ends here, and what it means stands before the word is given. */
export function MyAutoRenewal({ term }: { readonly term: MyTermView }) {
  const words = useWords(myRenewalTexts);
  const org = useOrg();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useRenewalError(words.refusals);
  const [asking, setAsking] = useState<'begin' | 'stop' | null>(null);
  const refresh = (text: string) => async () => {
    await queries.invalidateQueries(trpc.renewals.pathFilter());
    toast({ text });
  };
  const agree = useMutation(trpc.renewals.agree.mutationOptions({ onSuccess: refresh(words.begun) }));
  const stop = useMutation(trpc.renewals.stopMine.mutationOptions({ onSuccess: refresh(words.stopped) }));
  const { offered, isOn, since, chargeOn, held } = term.autoRenewal;
  if (!offered && !isOn) return null;
  return (
    <Section title={words.automatic}>
      <div className="stack">
        {isOn && !offered ? <Note kind="warn">{words.elsewhere}</Note> : null}
        {held === null ? null : <Note kind="warn">{words.held[held]}</Note>}
        {isOn && offered && since !== null ? <p>{fill(words.isOn, { date: formatDateLong(since) })}</p> : null}
        {chargeOn === null ? null : <p>{fill(words.chargeOn, { date: formatDateLong(chargeOn) })}</p>}
        {isOn ? null : <p>{words.isOff}</p>}
        {agree.isError ? <Note kind="danger">{errorText(agree.error)}</Note> : null}
        <OwnLoginOnly>
          <Button size="lg" block isPending={agree.isPending} onPress={() => setAsking(isOn ? 'stop' : 'begin')}>
            {isOn ? words.stop : words.begin}
          </Button>
        </OwnLoginOnly>
        <TextLink to="/$org/my/payment" params={{ org }}>
          {words.cards}
        </TextLink>
      </div>
      {asking === null ? null : (
        <Suspense>
          <AskAutoRenewal
            what={asking}
            onClose={() => setAsking(null)}
            onConfirm={async () => {
              // What was refused stands on the page behind.
              if (asking === 'begin') await agree.mutateAsync({ wording: term.wording }).catch(() => undefined);
              else await stop.mutateAsync();
            }}
          />
        </Suspense>
      )}
    </Section>
  );
}

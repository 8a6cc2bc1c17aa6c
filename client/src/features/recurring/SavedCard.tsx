import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useEffect, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { Row, Rows, Section } from '../../components/Panel.tsx';
import { forgetSetup, openSetup, useCardPage } from '../../lib/card-page.ts';
import { formatMonth } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MyRecurringView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { cardBrand } from './card-brand.view.ts';
import { myRecurringTexts } from './my-recurring-texts.ts';

// Of those who have left a card.
const RemoveCard = lazy(() => import('./RemoveCard.tsx').then((module) => ({ default: module.RemoveCard })));

/** Back from the provider's page: what became of the card is asked for until it is known. */
function useSetup(org: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [setupId, setSetupId] = useState(() => openSetup(org));
  const finish = useMutation(
    trpc.recurring.finishCard.mutationOptions({
      onSuccess: async ({ state }) => {
        if (state === 'pending') return;
        forgetSetup(org);
        if (state === 'done') setSetupId(null);
        await queries.invalidateQueries(trpc.recurring.pathFilter());
      },
      onError: () => forgetSetup(org),
    }),
  );
  const { mutate } = finish;
  useEffect(() => {
    if (setupId !== null) mutate({ setupId });
  }, [setupId, mutate]);
  return finish.data?.state ?? (setupId === null || finish.isError ? null : 'pending');
}

/** 登録カード: which one it is, and how to give another. */
export function SavedCard({ mine }: { readonly mine: MyRecurringView }) {
  const org = useOrg();
  const words = useWords(myRecurringTexts).payment;
  const errorText = useErrorText();
  const setup = useSetup(org);
  const open = useCardPage();
  const { card, cardOffered } = mine;
  return (
    <Section title={words.card}>
      <div className="stack">
        <p className="muted">{words.cardAbout}</p>
        {setup === 'done' ? <Note kind="ok">{words.done}</Note> : null}
        {setup === 'pending' ? <Note kind="info">{words.pending}</Note> : null}
        {setup === 'failed' ? <Note kind="danger">{words.failed}</Note> : null}
        {card === null ? (
          <p>{cardOffered ? words.noCard : words.notOffered}</p>
        ) : (
          <Rows>
            <Row label={cardBrand(card.brand, words.brand)}>
              {card.lastFour === '' ? '' : fill(words.number, { digits: card.lastFour })}
            </Row>
            {card.expires === null ? null : <Row label={words.expires}>{formatMonth(card.expires)}</Row>}
          </Rows>
        )}
        {card?.state === 'stopped' ? <Note kind="warn">{words.stopped}</Note> : null}
        {open.isError ? <Note kind="danger">{errorText(open.error)}</Note> : null}
        <OwnLoginOnly>
          {cardOffered ? (
            <Button
              kind="primary"
              size="pay"
              block
              isPending={open.isPending}
              onPress={() => open.mutate({ idempotencyKey: crypto.randomUUID() })}
            >
              {card === null ? words.register : words.change}
            </Button>
          ) : null}
          {card === null ? null : (
            <Suspense>
              <RemoveCard />
            </Suspense>
          )}
        </OwnLoginOnly>
      </div>
    </Section>
  );
}

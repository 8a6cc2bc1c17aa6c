import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { Row, Rows, Section } from '../../components/Panel.tsx';
import { forgetSetup, openSetup, useCardPage } from '../../lib/card-page.ts';
import { formatMonth } from '../../lib/dates.ts';
import { domainCodeOf, useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { trpcClient, useTRPC } from '../../lib/trpc.ts';
import type { MyRecurringView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { cardBrand } from './card-brand.view.ts';
import { myRecurringTexts } from './my-recurring-texts.ts';

// Of those who have left a card.
const RemoveCard = lazy(() => import('./RemoveCard.tsx').then((module) => ({ default: module.RemoveCard })));

type SetupState = Awaited<ReturnType<typeof trpcClient.recurring.finishCard.mutate>>['state'];
/** How often it is asked again by itself while the provider does not know yet: for a minute. */
const [askAgainMs, mostAsked] = [3000, 20];

/**
 * Back from the provider's page: what became of the card is asked for until it is known. What cannot be asked just now is not
 * forgotten, or a card that was entered would be entered again.
 */
function useSetup(org: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [setupId] = useState(() => openSetup(org));
  return useQuery({
    queryKey: ['card-setup', setupId],
    queryFn: async (): Promise<SetupState | 'unknown'> => {
      const state = await trpcClient.recurring.finishCard.mutate({ setupId: setupId! }).then(
        (found) => found.state,
        (error: unknown) => {
          // Of another member who was at this device, or long gone.
          if (domainCodeOf(error) === 'NOT_FOUND') return 'unknown' as const;
          throw error;
        },
      );
      if (state === 'pending') return state;
      forgetSetup(org);
      await queries.invalidateQueries(trpc.recurring.pathFilter());
      return state;
    },
    enabled: setupId !== null,
    refetchInterval: ({ state: { data, dataUpdateCount } }) => (data === 'pending' && dataUpdateCount < mostAsked ? askAgainMs : false),
    // Asked anew with each opening of the page; when the connection is back only where nothing is known yet.
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** What is known of the card that was entered on the provider's page. */
function SetupNote({ setup }: { readonly setup: ReturnType<typeof useSetup> }) {
  const words = useWords(myRecurringTexts).payment;
  const errorText = useErrorText();
  const { data, error, isEnabled } = setup;
  if (data === 'done') return <Note kind="ok">{words.done}</Note>;
  if (data === 'failed') return <Note kind="danger">{words.failed}</Note>;
  if (!isEnabled || data === 'unknown') return null;
  return (
    <Note kind={error ? 'warn' : 'info'} title={words.pending} live>
      <p>{error ? errorText(error) : words.pendingText}</p>
      {error || data === 'pending' ? <Button onPress={() => void setup.refetch({ cancelRefetch: false })}>{words.check}</Button> : null}
    </Note>
  );
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
        <SetupNote setup={setup} />
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
              <RemoveCard mine={mine} />
            </Suspense>
          )}
        </OwnLoginOnly>
      </div>
    </Section>
  );
}

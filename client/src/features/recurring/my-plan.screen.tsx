import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RecurringProductId } from '@tsudoi/shared/kernel/recurring-ids';
import { useEffect, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ChoiceCards } from '../../components/Choice.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { Row, Rows, Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PlanOfferView, RecurringPlanView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { cardBrand } from './card-brand.view.ts';
import { myPlanTexts } from './my-plan-texts.ts';
import { myRecurringTexts } from './my-recurring-texts.ts';

/** What a member sees who follows the link of a product: sum, day, and how to pay; the card is entered at the provider. */
export function MyPlanScreen() {
  const org = useOrg();
  const productId = useRouteId('productId');
  const words = useWords(myPlanTexts);
  const trpc = useTRPC();
  const offer = useQuery(trpc.recurring.offer.queryOptions({ productId }));
  return (
    <MySubFrame title={words.title} back={{ to: '/$org/my', params: { org } }}>
      <QueryState query={offer} skeleton={<ListSkeleton rows={4} />}>
        {(data) => (
          <>
            <Facts offer={data} />
            {data.plan !== null && data.plan.state !== 'pending' ? (
              <Joined plan={data.plan} />
            ) : (
              <OwnLoginOnly>
                <Join productId={productId} offer={data} />
              </OwnLoginOnly>
            )}
          </>
        )}
      </QueryState>
    </MySubFrame>
  );
}

function Facts({ offer }: { readonly offer: PlanOfferView }) {
  const words = useWords(myPlanTexts);
  const { monthly } = useWords(myRecurringTexts);
  return (
    <Section title={offer.name}>
      <div className="stack">
        {offer.description === '' ? null : <p>{offer.description}</p>}
        <Rows>
          <Row label={words.amount}>
            <Yen value={offer.amount} size="m" />
          </Row>
          <Row label={words.day}>{fill(monthly, { day: offer.chargeDay })}</Row>
          {offer.plan !== null && offer.plan.state !== 'pending' ? null : (
            <Row label={words.first}>{formatDateLong(offer.firstBillOn)}</Row>
          )}
        </Rows>
      </div>
    </Section>
  );
}

function Joined({ plan }: { readonly plan: RecurringPlanView }) {
  const org = useOrg();
  const words = useWords(myPlanTexts);
  const isLate = plan.state === 'past_due' || plan.nextBillOn === null;
  return (
    <Empty
      title={words.active}
      text={isLate ? words.pastDueText : fill(words.activeText, { on: formatDateLong(plan.nextBillOn!) })}
      action={
        <LinkButton to="/$org/my/payment" params={{ org }}>
          {words.toPayment}
        </LinkButton>
      }
    />
  );
}

/** Back from the provider's page, the plan is asked about once. */
function useConfirmed(plan: RecurringPlanView | null) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const confirm = useMutation(
    trpc.recurring.confirm.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.recurring.offer.pathFilter()) }),
  );
  const { mutate } = confirm;
  const planId = plan?.planId;
  useEffect(() => {
    if (planId !== undefined) mutate({ planId });
  }, [planId, mutate]);
  return {
    setup: planId === undefined ? null : (confirm.data?.setup ?? 'pending'),
    error: confirm.error,
    again: () => {
      if (planId !== undefined) mutate({ planId });
    },
  };
}

function Join({ productId, offer }: { readonly productId: RecurringProductId; readonly offer: PlanOfferView }) {
  const words = useWords(myPlanTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const { setup, error, again } = useConfirmed(offer.plan);
  const { card } = offer;
  const ways = offer.methods.flatMap((method) => {
    if (method === 'direct_debit') return [{ value: method, label: words.debit, text: words.debitText }];
    const another = { value: 'new', label: words.newCard, text: words.newCardText };
    return card === null
      ? [another]
      : [{ value: 'saved', label: fill(words.saved, { brand: cardBrand(card.brand, ''), digits: card.lastFour }) }, another];
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const way = chosen ?? ways[0]?.value ?? '';
  const join = useMutation(
    trpc.recurring.join.mutationOptions({
      onSuccess: async (answer) => {
        if (answer.outcome === 'redirect') globalThis.location.assign(answer.redirectUrl);
        else await queries.invalidateQueries(trpc.recurring.pathFilter());
      },
      // What it costs may have changed under the page.
      onError: () => queries.invalidateQueries(trpc.recurring.offer.pathFilter()),
    }),
  );
  if (!offer.isOpen) return <Empty title={words.closed} />;
  if (ways.length === 0) return <Empty title={words.none} />;
  const terms = { amount: figure(offer.amount) };
  return (
    <Section title={words.choose}>
      <div className="stack">
        {error ? <LoadFailed error={error} onRetry={again} /> : setup === 'pending' ? <Note kind="info">{words.pending}</Note> : null}
        {setup === 'failed' ? <Note kind="warn">{words.failed}</Note> : null}
        <ChoiceCards label={words.choose} value={way} options={ways} onChange={setChosen} />
        <p className="muted">{words.firstText}</p>
        <p className="muted">{words.stopHint}</p>
        {join.isError ? <Note kind="danger">{errorText(join.error)}</Note> : null}
        <Button
          kind="primary"
          size="pay"
          block
          isPending={join.isPending}
          onPress={() =>
            join.mutate({
              productId,
              method: way === 'direct_debit' ? 'direct_debit' : 'card',
              card: way === 'saved' ? 'saved' : 'new',
              amount: offer.amount,
              idempotencyKey: crypto.randomUUID(),
            })
          }
        >
          {fill(way === 'new' ? words.toCard : words.submit, terms)}
        </Button>
      </div>
    </Section>
  );
}

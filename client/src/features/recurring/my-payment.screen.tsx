import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { SavedCard } from './SavedCard.tsx';
import { myRecurringTexts } from './my-recurring-texts.ts';

// Each of those who have chosen it, or may.
const ChooseDues = lazy(() => import('./ChooseDues.tsx').then((module) => ({ default: module.ChooseDues })));
const DuesByCard = lazy(() => import('./DuesByCard.tsx').then((module) => ({ default: module.DuesByCard })));
const MyPlans = lazy(() => import('./MyPlans.tsx').then((module) => ({ default: module.MyPlans })));

/** お支払い方法: the registered card, and what is paid with it: dues, and what comes each month. */
export function MyPaymentScreen() {
  const org = useOrg();
  const words = useWords(myRecurringTexts).payment;
  const trpc = useTRPC();
  const mine = useQuery(trpc.recurring.mine.queryOptions());
  useLive(['bills', 'payments']);
  return (
    <MySubFrame title={words.title} back={{ to: '/$org/my/settings', params: { org } }}>
      <QueryState query={mine} skeleton={<ListSkeleton rows={4} />}>
        {(data) => (
          <>
            <SavedCard mine={data} />
            <Suspense>
              {data.paysDues ? <DuesByCard hasCard={data.card?.state === 'active'} /> : null}
              {data.duesOffer === null ? null : <ChooseDues offer={data.duesOffer} hasCard={data.card?.state === 'active'} />}
            </Suspense>
            <Section title={words.plans}>
              {data.plans.length === 0 ? (
                <p className="muted">{words.noPlans}</p>
              ) : (
                <Suspense>
                  <MyPlans plans={data.plans} />
                </Suspense>
              )}
            </Section>
          </>
        )}
      </QueryState>
    </MySubFrame>
  );
}

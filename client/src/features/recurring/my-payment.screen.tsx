import { useQuery } from '@tanstack/react-query';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { DuesByCard } from './DuesByCard.tsx';
import { MyPlans } from './MyPlans.tsx';
import { SavedCard } from './SavedCard.tsx';
import { myRecurringTexts } from './my-recurring-texts.ts';

/** お支払い方法: the registered card and what is paid with it each month. */
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
            {data.paysDues ? <DuesByCard hasCard={data.card?.state === 'active'} /> : null}
            <MyPlans plans={data.plans} />
          </>
        )}
      </QueryState>
    </MySubFrame>
  );
}

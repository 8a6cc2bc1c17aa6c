import { useInfiniteQuery } from '@tanstack/react-query';
import { Empty } from '../../components/Empty.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { PayoutItem } from './PayoutItem.tsx';
import { payoutDeskTexts } from './payout-desk-texts.ts';

/** Payouts of all organisations: what is still to be done, or what is over. The rest of a long list comes when it is asked for. */
export function PayoutList({ view }: { readonly view: 'waiting' | 'over' }) {
  const words = useWords(payoutDeskTexts)[view];
  const trpc = useTRPC();
  const pages = useInfiniteQuery(
    trpc.payoutDesk.page.infiniteQueryOptions({ view }, { getNextPageParam: (page) => page.next ?? undefined, initialCursor: null }),
  );
  return (
    <>
      <h2>{words.title}</h2>
      <QueryState query={pages} skeleton={<PanelSkeleton rows={4} />}>
        {(data) => {
          const payouts = data.pages.flatMap((page) => page.payouts);
          return (
            <>
              {payouts.length === 0 ? <Empty title={words.empty} text={words.emptyText} /> : null}
              {payouts.map((payout) => (
                <PayoutItem key={payout.payoutId} payout={payout} />
              ))}
              <NextPage pages={pages} label={words.more} />
            </>
          );
        }}
      </QueryState>
    </>
  );
}

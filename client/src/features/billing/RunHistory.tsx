import { useQuery } from '@tanstack/react-query';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Timeline } from '../../components/Timeline.tsx';
import { formatMomentShort } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingRunView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { runTexts } from './run-texts.ts';

/** 請求情報作成履歴: who did what with this run, and when it ended. */
export function RunHistory({ run }: { run: BillingRunView }) {
  const words = useWords(runTexts).history;
  const trpc = useTRPC();
  const history = useQuery(trpc.billing.runHistory.queryOptions({ billingRunId: run.billingRunId }));
  return (
    <Panel title={words.title}>
      <QueryState query={history} skeleton={<ListSkeleton rows={3} />}>
        {({ events }) => (
          <Timeline
            entries={events.map(({ at, actorName, byPerson, event }) => ({
              id: `${at}${event}`,
              title: words.events[event],
              sub: byPerson ? fill(words.by, { when: formatMomentShort(at), name: actorName }) : formatMomentShort(at),
            }))}
          />
        )}
      </QueryState>
    </Panel>
  );
}

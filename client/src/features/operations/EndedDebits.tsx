import { useQuery, useQueryClient } from '@tanstack/react-query';
import { DebitResultFile } from '../../components/DebitResultFile.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { formatDate } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { operationTexts } from './texts.ts';

/** Organisations that ended while the bank was drawing for them: their results are entered here, since they can enter none. */
export function EndedDebits() {
  const words = useWords(operationTexts).debits.ended;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const ended = useQuery(trpc.operations.endedDebits.queryOptions());
  return (
    <>
      <h2>{words.title}</h2>
      <p>{words.lead}</p>
      <QueryState query={ended} skeleton={<PanelSkeleton />}>
        {(organizations) =>
          organizations.length === 0 ? (
            <p className="muted">{words.none}</p>
          ) : (
            organizations.map(({ slug, orgName, count, purgedBy }) => (
              <Panel key={slug} title={orgName}>
                <div className="stack">
                  <p>{fill(words.waits, { count: figure(count), date: formatDate(purgedBy) })}</p>
                  <DebitResultFile
                    path={`/uploads/ops/debit-results/${slug}`}
                    onTaken={() => queries.invalidateQueries(trpc.operations.endedDebits.pathFilter())}
                  />
                </div>
              </Panel>
            ))
          )
        }
      </QueryState>
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { OperatorFrame } from './OperatorFrame.tsx';
import { RecoveryForm } from './RecoveryForm.tsx';
import { RecoveryItem } from './RecoveryItem.tsx';
import { operationTexts } from './texts.ts';

/** The recoveries of all organisations, for people of the operator. */
export function OperationsScreen() {
  const words = useWords(operationTexts);
  return (
    <OperatorFrame title={words.title} forSupport>
      <Recoveries />
    </OperatorFrame>
  );
}

function Recoveries() {
  const words = useWords(operationTexts);
  const trpc = useTRPC();
  const [isProposing, setProposing] = useState(false);
  const recoveries = useQuery(trpc.operations.recoveries.queryOptions());
  return (
    <>
      <p>{words.lead}</p>
      <div>
        <Button kind="primary" onPress={() => setProposing(true)}>
          {words.propose}
        </Button>
      </div>
      <h2>{words.list}</h2>
      <QueryState query={recoveries} skeleton={<PanelSkeleton rows={4} />}>
        {(rows) =>
          rows.length === 0 ? <Empty title={words.empty} /> : rows.map((row) => <RecoveryItem key={row.recoveryId} recovery={row} />)
        }
      </QueryState>
      {isProposing ? <RecoveryForm onClose={() => setProposing(false)} /> : null}
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Empty } from '../../components/Empty.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { OperatorFrame } from './OperatorFrame.tsx';
import { Suspensions } from './Suspensions.tsx';
import { SignUpItem } from './SignUpItem.tsx';
import { signUpTexts } from './sign-up-texts.ts';

/** Organisations that wait to be let in, whoever has waited longest first, and the suspension of those that are in. */
export function SignUpsScreen() {
  const words = useWords(signUpTexts);
  return (
    <OperatorFrame title={words.title}>
      <p>{words.lead}</p>
      <Waiting />
      <Suspensions />
    </OperatorFrame>
  );
}

function Waiting() {
  const words = useWords(signUpTexts);
  const trpc = useTRPC();
  const signUps = useQuery(trpc.operations.signUps.queryOptions());
  return (
    <QueryState query={signUps} skeleton={<PanelSkeleton rows={3} />}>
      {(rows) => (rows.length === 0 ? <Empty title={words.empty} /> : rows.map((row) => <SignUpItem key={row.slug} signUp={row} />))}
    </QueryState>
  );
}

import { Suspense, lazy } from 'react';
import { type ErrorFacts, factsOf, useErrorText } from '../lib/errors.ts';

const RefusalLink = lazy(() => import('./RefusalLink.tsx').then((module) => ({ default: module.RefusalLink })));

/** The way on from a refusal, as a link; nothing where there is none. Fetched when something is refused. */
export function RefusalWay(facts: Pick<ErrorFacts, 'domainCode' | 'params'>) {
  return (
    <Suspense fallback={null}>
      <RefusalLink {...facts} />
    </Suspense>
  );
}

/** What was refused, why, and the way on. */
export function Refusal({ error }: { readonly error: unknown }) {
  const text = useErrorText();
  return (
    <>
      {text(error)}
      <RefusalWay {...factsOf(error)} />
    </>
  );
}

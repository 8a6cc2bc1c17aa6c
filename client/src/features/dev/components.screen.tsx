import { Suspense, lazy } from 'react';

/** It needs every part there is: the list of what to fetch for it is not to stand in the router, which everybody loads. */
const PartsPage = lazy(() => import('./PartsPage.tsx').then((module) => ({ default: module.PartsPage })));

/** Every part and state on one page; development only. */
export function ComponentsScreen() {
  return (
    <Suspense fallback={null}>
      <PartsPage />
    </Suspense>
  );
}

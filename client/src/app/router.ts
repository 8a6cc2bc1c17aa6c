import { createRouter } from '@tanstack/react-router';
import { CrashedPage, NotFoundPage } from './ErrorPages.tsx';
import { doorOf, isSameDoor } from '../lib/session.ts';
import { queryClient } from '../lib/trpc.ts';
import { routeTree } from './routes.tsx';

declare module '@tanstack/react-router' {
  /** What a page hands to the next one beside the address. */
  interface HistoryState {
    /** Whom a mail went to. */
    readonly email?: string;
  }
}

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: CrashedPage,
  defaultNotFoundComponent: NotFoundPage,
});

// A reader hears the new page from its heading on; a list that only changes its address keeps its focus,
// and so does a field of the new page that somebody was quick to type in.
router.subscribe('onResolved', ({ pathChanged }) => {
  if (!pathChanged) return;
  requestAnimationFrame(() => {
    const main = document.getElementById('main');
    if (!main?.querySelector('input:focus, textarea:focus, select:focus')) main?.focus({ preventScroll: true });
  });
});

// What one person saw is nobody else's: behind another door nothing of it is left (TEN-09). On the way in as well: what the frame just left
// still asked for, as nobody, must not be taken for the answer to whoever comes straight back.
router.subscribe('onBeforeLoad', ({ fromLocation, toLocation }) => {
  // The first page opened has nobody before it, and may have put down what stood in its address.
  if (!fromLocation) return;
  if (!isSameDoor(doorOf(fromLocation.pathname), doorOf(toLocation.pathname))) queryClient.clear();
});

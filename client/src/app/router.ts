import { createRouter } from '@tanstack/react-router';
import { CrashedPage, NotFoundPage } from './ErrorPages.tsx';
import { routeTree } from './routes.tsx';

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

// A page of a version that is gone cannot load its parts: it is loaded anew, once.
addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('tsudoi.reloaded') === location.pathname) return;
  sessionStorage.setItem('tsudoi.reloaded', location.pathname);
  location.reload();
});

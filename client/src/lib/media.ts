import { useSyncExternalStore } from 'react';

/** Whether the window is as wide as two panes need. */
export function useIsWide(): boolean {
  return useSyncExternalStore(subscribe, () => wide().matches);
}

const wide = () => window.matchMedia('(min-width: 1081px)');

function subscribe(listener: () => void): () => void {
  const query = wide();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

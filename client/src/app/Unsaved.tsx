import { Outlet } from '@tanstack/react-router';
import { type ComponentType, useEffect, useState, useSyncExternalStore } from 'react';
import { hasForms, onFormsChange } from '../lib/unsaved.ts';

/**
 * Behind a door: keeps what is typed in its forms (interface.md 7, row 30). Its guard is fetched with the first form, since most pages
 * of members have none; a page whose guard does not come works as one without. Waited for by hand: what is lazy is shown a moment
 * later than it is there, and somebody may have typed by then.
 */
export function Unsaved() {
  const hasForm = useSyncExternalStore(onFormsChange, hasForms, hasForms);
  const [Guard, setGuard] = useState<ComponentType | null>(null);
  useEffect(() => {
    if (!hasForm) return;
    void import('./UnsavedGuard.tsx').then(
      (module) => setGuard(() => module.UnsavedGuard),
      () => undefined,
    );
  }, [hasForm]);
  return hasForm && Guard ? <Guard /> : null;
}

/** Behind the door of members: their pages, and what keeps what is typed on them. */
export function MyDoor() {
  return (
    <>
      <Outlet />
      <Unsaved />
    </>
  );
}

import { Outlet } from '@tanstack/react-router';
import { type ComponentType, Suspense, lazy, useSyncExternalStore } from 'react';
import { hasForms, onFormsChange } from '../lib/unsaved.ts';

// Fetched with the first form; a page whose guard does not come works as one without.
const Guard = lazy<ComponentType>(() =>
  import('./UnsavedGuard.tsx').then(
    (module) => ({ default: module.UnsavedGuard }),
    () => ({ default: () => null }),
  ),
);

/** Behind a door: keeps what is typed in its forms (interface.md 7, row 30). Most pages of members have none, and do not carry it. */
export function Unsaved() {
  const isTyping = useSyncExternalStore(onFormsChange, hasForms, hasForms);
  return <Suspense fallback={null}>{isTyping ? <Guard /> : null}</Suspense>;
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

import { Outlet, useBlocker } from '@tanstack/react-router';
import { type ComponentType, useEffect, useState, useSyncExternalStore } from 'react';
import { expectKeeper, hasForms, hasUnsaved, mayLeave, onFormsChange } from '../lib/unsaved.ts';

interface Way {
  readonly current: { readonly pathname: string };
  readonly next: { readonly pathname: string };
}

/** What only changes the address of the page it is on throws nothing away. */
const isHeldBack = async ({ current, next }: Way): Promise<boolean> => current.pathname !== next.pathname && !(await mayLeave());

function Blocker(): null {
  useBlocker({ shouldBlockFn: isHeldBack, enableBeforeUnload: hasUnsaved });
  return null;
}

/**
 * Behind a door: keeps what is typed in its forms (interface.md 7, row 30). What asks is fetched with the first form, since most pages
 * of members have none; who leaves before it is there waits for it, and where it does not come nobody is held. Waited for by hand:
 * what is lazy is shown a moment later than it is there, and somebody may have typed by then.
 */
export function Unsaved() {
  const hasForm = useSyncExternalStore(onFormsChange, hasForms, hasForms);
  const [Guard, setGuard] = useState<ComponentType | null>(null);
  useEffect(() => {
    if (!hasForm) return;
    const doesNotCome = expectKeeper();
    void import('./UnsavedGuard.tsx').then((module) => setGuard(() => module.UnsavedGuard), doesNotCome);
    return doesNotCome;
  }, [hasForm]);
  if (!hasForm) return null;
  return (
    <>
      <Blocker />
      {Guard ? <Guard /> : null}
    </>
  );
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

import { Suspense, lazy, useState } from 'react';
import type { PopoverProps } from './PopoverPanel.tsx';

const load = () => import('./PopoverPanel.tsx');
const PopoverPanel = lazy(() => load().then((module) => ({ default: module.PopoverPanel })));

/**
 * A short explanation that opens at a press and stays beside what it explains. What it takes to float is fetched when
 * somebody comes near: it weighs a fifth of a member's first page, and few ever open it.
 */
export function Popover(props: PopoverProps) {
  const [isAsked, setAsked] = useState(false);
  const closed = (
    <button
      type="button"
      className="pop__trigger"
      aria-haspopup="dialog"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setAsked(true)}
    >
      {props.trigger}
    </button>
  );
  if (!isAsked) return closed;
  return (
    <Suspense fallback={closed}>
      <PopoverPanel {...props} />
    </Suspense>
  );
}

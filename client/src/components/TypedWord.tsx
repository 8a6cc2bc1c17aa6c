import { Suspense, lazy } from 'react';
import type { DialogLineProps } from './DialogLine.tsx';

/** Few confirmations ask for a word: a member's pages do not carry the field for it. */
const DialogLine = lazy(() => import('./DialogLine.tsx').then((module) => ({ default: module.DialogLine })));

/** The word to type before something that cannot be taken back. */
export function TypedWord(props: DialogLineProps) {
  return (
    <Suspense fallback={null}>
      <DialogLine {...props} />
    </Suspense>
  );
}

import { useEffect, useState } from 'react';

/** On the way to a provider's page. Whoever swipes back finds this page as it was left, and may choose again. */
export function useLeaving(): { readonly isLeaving: boolean; readonly leave: (go: () => void) => void } {
  const [isLeaving, setLeaving] = useState(false);
  useEffect(() => {
    const shown = ({ persisted }: PageTransitionEvent) => persisted && setLeaving(false);
    addEventListener('pageshow', shown);
    return () => removeEventListener('pageshow', shown);
  }, []);
  const leave = (go: () => void) => {
    setLeaving(true);
    go();
  };
  return { isLeaving, leave };
}

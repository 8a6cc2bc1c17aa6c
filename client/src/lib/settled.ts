import { useEffect, useState } from 'react';

const breathMs = 150;

/** What was typed, after a breath and never in the middle of a composition. */
export function useSettled(text: string, isComposing: boolean): string {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    if (isComposing) return undefined;
    const timer = setTimeout(() => setSettled(text.trim()), breathMs);
    return () => clearTimeout(timer);
  }, [text, isComposing]);
  return settled;
}

import { useEffect, useRef } from 'react';
import { useLetterKeys } from '../../lib/shortcuts.ts';
import { type DeskAct, deskActOf } from './desk-keys.rules.ts';

type Keys = Readonly<Record<DeskAct, () => void>>;

const fields = 'input, textarea, select, [contenteditable]';

/** The keys of the desk. A field keeps its own keys, and so does a button that is not a deposit of the list; letters can be switched off. */
export function DeskKeys({ isOn, ...keys }: Keys & { readonly isOn: boolean }): null {
  const latest = useRef(keys);
  const letters = useLetterKeys();
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!isOn) return;
    const listen = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (target?.closest(fields) || target?.closest('[role="dialog"]')) return;
      const isDeposit = target?.closest('[data-deposit]') !== null && target !== null;
      const isElsewhere = !isDeposit && target?.closest('button, a, summary') !== null && target !== null;
      if (event.key === 'Enter' && isElsewhere) return;
      const act = deskActOf(event.key, event.repeat, letters);
      if (!act) return;
      event.preventDefault();
      latest.current[act]();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [isOn, letters]);
  return null;
}

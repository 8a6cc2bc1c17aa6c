import { useEffect, useState, useSyncExternalStore } from 'react';

/** Keys of one letter can be switched off: whoever speaks to the computer would press them by speaking (WCAG 2.1.4). */
const storageKey = 'tsudoi.letterKeys';
const listeners = new Set<() => void>();
let chosen: boolean | null = null;

function letterKeysOn(): boolean {
  if (chosen !== null) return chosen;
  try {
    return localStorage.getItem(storageKey) !== 'off';
  } catch {
    return true;
  }
}

export function setLetterKeys(on: boolean): void {
  chosen = on;
  try {
    if (on) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, 'off');
  } catch {
    // The choice then lasts for this page only.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLetterKeys(): boolean {
  return useSyncExternalStore(subscribe, letterKeysOn, () => true);
}

/**
 * Whether a key is meant for the page: not while somebody writes, composes kana, works in a menu or a dialog, or holds a
 * key of the browser down.
 */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return true;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"], select, textarea, [contenteditable="true"]')) return false;
  return !(target instanceof HTMLInputElement) || target.type === 'checkbox';
}

/** Whether the help is open, which the key ? does too; a page that has something else to show for it is asked first. */
export function useHelpKey(): readonly [boolean, (isOpen: boolean) => void] {
  const [isOpen, setOpen] = useState(false);
  const letters = useLetterKeys();
  useEffect(() => {
    if (!letters) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '?' || !isForPage(event)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [letters]);
  return [isOpen, setOpen];
}

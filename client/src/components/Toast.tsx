import { useEffect, useState, useSyncExternalStore } from 'react';
import { type KitWords, useKit } from '../lib/i18n/kit.ts';

export interface ToastDraft {
  readonly text: string;
  /** Takes back what was done; offered for ten seconds. */
  readonly undo?: () => void | Promise<unknown>;
}

interface Shown extends ToastDraft {
  readonly id: number;
}

const lifeMs = 10_000;
let queue: readonly Shown[] = [];
let next = 1;
const listeners = new Set<() => void>();

function change(toasts: readonly Shown[]): void {
  queue = toasts;
  for (const listener of listeners) listener();
}

/** Says that something was done. Never for errors, never for money. */
export function toast(draft: ToastDraft): void {
  const id = next;
  next += 1;
  change([...queue.slice(-2), { ...draft, id }]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Closes a notice and takes back what it tells of. */
function takeBack({ id, undo }: Shown, words: Pick<KitWords, 'undone' | 'notUndone'>): void {
  const undone = undo?.();
  change(queue.filter((one) => one.id !== id));
  void Promise.resolve(undone).then(
    () => toast({ text: words.undone }),
    () => toast({ text: words.notUndone }),
  );
}

/** In a field the same keys take back what was typed there. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"]') !== null;

export function ToastRegion() {
  const words = useKit();
  const toasts = useSyncExternalStore(subscribe, () => queue);
  // The notices stand behind everything else: nobody gets there by Tab within ten seconds.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isAsked = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z';
      const newest = isAsked && !event.isComposing && !isTyping(event.target) ? queue.findLast(({ undo }) => undo) : undefined;
      if (!newest) return;
      event.preventDefault();
      takeBack(newest, words);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [words]);
  return (
    <section className="toasts" aria-label={words.notifications} aria-live="polite">
      {toasts.map((shown) => (
        <Toast key={shown.id} shown={shown} />
      ))}
    </section>
  );
}

function Toast({ shown }: { readonly shown: Shown }) {
  const words = useKit();
  const [held, hold] = useState(false);
  const close = () => change(queue.filter((one) => one.id !== shown.id));
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => change(queue.filter((one) => one.id !== shown.id)), shown.undo ? lifeMs : lifeMs / 2);
    return () => clearTimeout(timer);
  }, [held, shown]);
  return (
    <div
      className="toast"
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <span>{shown.text}</span>
      {shown.undo ? (
        <button type="button" className="btn" aria-keyshortcuts="Control+Z Meta+Z" onClick={() => takeBack(shown, words)}>
          <svg className={`undo-ring${held ? ' is-held' : ''}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden>
            <circle cx="8" cy="8" r="6.5" />
          </svg>
          {words.undo}
        </button>
      ) : null}
      <button type="button" className="btn" onClick={close}>
        {words.close}
      </button>
    </div>
  );
}

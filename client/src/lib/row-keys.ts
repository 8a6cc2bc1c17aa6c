import { useEffect, useRef } from 'react';
import { isForPage, useLetterKeys } from './shortcuts.ts';

export interface RowKeys {
  /** The row whose details are open; '' when none is. */
  readonly openId: string;
  onMove(by: -1 | 1): void;
  onEnter(id: string): void;
  onToggle(id: string): void;
  onPress(id: string): void;
  onSearch(): void;
  onClose(): void;
  onHelp(): void;
}

const operated = 'a, button, input, label, select, textarea, [role="button"]';

/** Moves through the rows of a list by keys, and opens the row that is pressed beside its links. */
export function useRowKeys(keys: RowKeys): void {
  const letters = useLetterKeys();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isForPage(event)) return;
      const { openId, ...act } = latest.current;
      const target = event.target instanceof Element ? event.target : null;
      const inList = openId !== '' || target?.closest('.datatable') !== null;
      const done = (): void => event.preventDefault();
      if (event.key === 'Escape' && openId !== '') return act.onClose();
      if (inList && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
        done();
        return act.onMove(event.key === 'ArrowDown' ? 1 : -1);
      }
      if (event.key === 'Enter' && openId !== '' && target?.closest(operated) === null) return act.onEnter(openId);
      if (event.key === ' ' && openId !== '' && target?.closest(operated) === null) {
        done();
        return act.onToggle(openId);
      }
      if (!letters) return undefined;
      if (event.key === 'j' || event.key === 'k') return act.onMove(event.key === 'j' ? 1 : -1);
      if (event.key === 'x' && openId !== '') return act.onToggle(openId);
      if (event.key === '?') {
        done();
        return act.onHelp();
      }
      if (event.key !== '/') return undefined;
      done();
      return act.onSearch();
    };
    const onClick = (event: MouseEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (!target || target.closest(operated) || document.getSelection()?.toString()) return;
      const row = target.closest<HTMLElement>('[data-row]');
      if (row?.dataset['row']) latest.current.onPress(row.dataset['row']);
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('click', onClick);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('click', onClick);
    };
  }, [letters]);
  // The open row stays in sight.
  useEffect(() => {
    if (keys.openId !== '') document.querySelector(`[data-row="${CSS.escape(keys.openId)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [keys.openId]);
}

import { type RefObject, useEffect, useRef, useSyncExternalStore } from 'react';
import { isForPage, useLetterKeys } from './shortcuts.ts';

/** What the keys of a list do besides going from row to row. All of it may be left out: then the keyboard goes to the rows. */
export interface ListKeys {
  /** Shows a row beside the list; where there is no room for that, null: the keyboard goes to the row. */
  readonly onShow?: ((id: string) => void) | null;
  /** Closes what stands beside the list. */
  readonly onClose?: () => void;
  /** To the page of the row that stands beside the list. */
  readonly onEnter?: (id: string) => void;
  /** A row was pressed beside its links. */
  readonly onPress?: (id: string) => void;
  /** Something else than the help of the page. */
  readonly onHelp?: () => void;
}

export interface RowKeys extends ListKeys {
  readonly ids: readonly string[];
  /** The row whose details are open; '' when none is. */
  readonly openId: string;
  /** Chooses a row or lets it go; null where none can be chosen. */
  readonly onToggle: ((id: string) => void) | null;
}

/** The row before or behind the one in question; from nowhere, the first or the last. */
export function neighbour(ids: readonly string[], id: string, by: -1 | 1): string | null {
  const at = ids.indexOf(id);
  if (at < 0) return (by === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[at + by] ?? null;
}

type ListKeyName = 'search' | 'next' | 'previous' | 'enter' | 'select' | 'escape';

/** The keys of the list on the page, for whoever shows what the keyboard does; '' where no list has any. */
let onPage = '';
const listeners = new Set<() => void>();
function tell(names: string): void {
  onPage = names;
  for (const listener of listeners) listener();
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
export function useKeysOfList(): readonly ListKeyName[] {
  const names = useSyncExternalStore(
    subscribe,
    () => onPage,
    () => '',
  );
  return names === '' ? [] : (names.split(' ') as ListKeyName[]);
}

const operated = 'a, button, input, label, select, textarea, [role="button"]';
const rowAt = (list: HTMLElement, id: string) => list.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
const searchOf = (list: HTMLElement) => list.querySelector<HTMLElement>('.tools [role="search"] input');

/** The keyboard goes to the name of a row, or to what else can be worked in it; a row without anything is gone to itself. */
function goTo(row: HTMLElement | null): void {
  const stop = row?.querySelector<HTMLElement>('a.name') ?? row?.querySelector<HTMLElement>('td:not(.pick) :is(a[href], button)') ?? row;
  if (stop === row) row?.setAttribute('tabindex', '-1');
  stop?.focus();
}

/**
 * Moves through the rows of a list by keys, and opens the row that is pressed beside its links. The row in question is the
 * one that stands beside the list; where none does, the one that has the keyboard.
 */
export function useRowKeys(root: RefObject<HTMLElement | null>, keys: RowKeys | null): void {
  const letters = useLetterKeys();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  const isOn = keys !== null;
  const names =
    keys === null
      ? ''
      : ['search', 'next', 'previous', 'enter', ...(keys.onToggle ? ['select'] : []), ...(keys.onClose ? ['escape'] : [])].join(' ');
  useEffect(() => {
    if (names === '') return undefined;
    tell(names);
    return () => tell('');
  }, [names]);
  useEffect(() => {
    if (!isOn) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      const list = root.current;
      if (!isForPage(event) || !latest.current || !list) return;
      const { ids, openId, onToggle, ...act } = latest.current;
      const target = event.target instanceof Element && list.contains(event.target) ? event.target : null;
      const focused = target?.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? '';
      const id = openId === '' ? focused : openId;
      // What works by itself keeps its keys: but a link is no button, and a space on it would only move the page.
      const works = event.target instanceof Element ? event.target.closest(operated) : null;
      const isFree = works === null || (works.matches('a') && focused === id);
      const move = (by: -1 | 1) => {
        // What is to stand beside the list begins with the row that has the keyboard, where nothing stands there yet.
        const next = act.onShow && openId === '' && focused !== '' ? focused : neighbour(ids, id, by);
        if (next === null) return;
        if (act.onShow) act.onShow(next);
        else goTo(rowAt(list, next));
      };
      const [toggle, search] = [onToggle, searchOf(list)];
      const done = (work: () => void): void => {
        event.preventDefault();
        work();
      };
      if (event.key === 'Escape' && openId !== '') act.onClose?.();
      else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        if (openId !== '' || target !== null) done(() => move(event.key === 'ArrowDown' ? 1 : -1));
      } else if (event.key === 'Enter') {
        if (openId !== '' && works === null) act.onEnter?.(openId);
      } else if (event.key === ' ') {
        if (id !== '' && isFree && toggle) done(() => toggle(id));
      } else if (!letters) return;
      else if (event.key === 'j' || event.key === 'k') move(event.key === 'j' ? 1 : -1);
      else if (event.key === 'x') {
        if (id !== '') toggle?.(id);
      } else if (event.key === '?' && act.onHelp) done(act.onHelp);
      else if (event.key === '/' && search) done(() => search.focus());
    };
    const onClick = (event: MouseEvent) => {
      const target = event.target instanceof Element && root.current?.contains(event.target) ? event.target : null;
      if (!target || target.closest(operated) || document.getSelection()?.toString()) return;
      const row = target.closest<HTMLElement>('[data-row]');
      if (row?.dataset['row']) latest.current?.onPress?.(row.dataset['row']);
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('click', onClick);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('click', onClick);
    };
  }, [letters, isOn, root]);
  const openId = keys?.openId ?? '';
  // The open row stays in sight.
  useEffect(() => {
    if (openId !== '' && root.current) rowAt(root.current, openId)?.scrollIntoView({ block: 'nearest' });
  }, [openId, root]);
}

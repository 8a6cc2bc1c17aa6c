import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

type Value = string | number | boolean;

/**
 * The state of a list lives in the address: a copied link shows the same list. Defaults are left out of the address;
 * values of another type than the default are ignored, since anybody can write an address.
 */
export function useListState<T extends Record<string, Value>>(defaults: T): [T, (patch: Partial<T>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const state = { ...defaults };
  for (const key of Object.keys(defaults) as (keyof T & string)[]) {
    const given = search[key];
    const value = typeof defaults[key] === 'string' && typeof given === 'number' ? String(given) : given;
    if (typeof value === typeof defaults[key]) state[key] = value as T[typeof key];
  }
  const set = useCallback(
    (patch: Partial<T>) => {
      void navigate({
        to: '.',
        replace: true,
        resetScroll: false,
        search: (before: Record<string, unknown>) => {
          const next: Record<string, unknown> = { ...before, ...patch };
          for (const [key, value] of Object.entries(defaults)) if (next[key] === value) delete next[key];
          return next;
        },
      });
    },
    // oxlint-disable-next-line react/exhaustive-deps -- the defaults are written out at the call and never change
    [navigate],
  );
  return [state, set];
}

import { useState } from 'react';
import { domainCodeOf } from './errors.ts';

/**
 * What a form of settings began with, and the newest since: of two who save, the second gets what the first has saved and
 * is told so, instead of overwriting it.
 */
export function useVersioned<T>(first: T, latest: () => Promise<T>) {
  const [begun, setBegun] = useState(first);
  const [hasConflict, setConflict] = useState(false);
  return {
    begun,
    hasConflict,
    /** Runs the save. `newest` is what stands now, saved by oneself or by the one who was first. @throws what the save throws */
    async save(work: Promise<T>): Promise<{ readonly newest: T; readonly isSaved: boolean }> {
      let newest: T;
      let isSaved = true;
      try {
        newest = await work;
      } catch (error) {
        if (domainCodeOf(error) !== 'CONFLICT') throw error;
        newest = await latest();
        isSaved = false;
      }
      setBegun(newest);
      setConflict(!isSaved);
      return { newest, isSaved };
    },
  };
}

import { useState } from 'react';
import { domainCodeOf } from './errors.ts';

/** Somebody else has saved since a form began: what it began with, and what stands now, as its fields. */
export interface Conflict {
  readonly before: Readonly<Record<string, unknown>>;
  readonly theirs: Readonly<Record<string, unknown>>;
  /** Which one it is, of several in a row. */
  readonly count: number;
}

/**
 * What a form of settings began with, and the newest since: of two who save, the second is told so, keeps what they typed and
 * saves over what the first has saved, not over what nobody sees any more. `key` is the form's: it begins anew when it was saved.
 */
export function useVersioned<T>(first: T, latest: () => Promise<T>, defaultsOf: (begun: T) => Readonly<Record<string, unknown>>) {
  const [begun, setBegun] = useState(first);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [key, setKey] = useState(0);
  return {
    begun,
    conflict,
    key,
    /** Runs the save. `newest` is what stands now, saved by oneself or by the one who was first. @throws what the save throws */
    async save(work: Promise<T>): Promise<{ readonly newest: T; readonly isSaved: boolean }> {
      try {
        const newest = await work;
        setBegun(newest);
        setConflict(null);
        setKey((count) => count + 1);
        return { newest, isSaved: true };
      } catch (error) {
        if (domainCodeOf(error) !== 'CONFLICT') throw error;
        const newest = await latest();
        setBegun(newest);
        setConflict({ before: defaultsOf(begun), theirs: defaultsOf(newest), count: (conflict?.count ?? 0) + 1 });
        return { newest, isSaved: false };
      }
    },
    /** Runs the way back from a save. @throws also when somebody has saved since: then nothing was taken back, and it says so */
    async takeBack(work: Promise<T>): Promise<T> {
      const newest = await work;
      setBegun(newest);
      setConflict(null);
      setKey((count) => count + 1);
      return newest;
    },
  };
}

export interface Allowance {
  /** False: too many of late; nothing is stored and the provider sends it again. */
  take(orgId: string): boolean;
}

/**
 * How many unsigned notices of one organisation are taken in a minute by this process (T8). Who knows a shop's id can write
 * as many as they like; what is turned away in a flood is asked about by the polling all the same.
 */
export function hintAllowance(perMinute: number, now: () => number): Allowance {
  let window = -1;
  let taken = new Map<string, number>();
  return {
    take(orgId) {
      const minute = Math.floor(now() / 60_000);
      if (minute !== window) {
        window = minute;
        taken = new Map();
      }
      const count = (taken.get(orgId) ?? 0) + 1;
      if (count > perMinute) return false;
      taken.set(orgId, count);
      return true;
    },
  };
}

export interface Patience {
  /** False for a while after a provider kept us waiting: whoever else waits for it need not wait as long to learn nothing. */
  worthAsking(provider: string): boolean;
  /** How long an answer took, or its absence. */
  waited(provider: string, ms: number): void;
}

/** A provider that took longer than `slowMs` is let be for `restMs`; one that says quickly what we cannot use is not (T29). */
export function patience(slowMs: number, restMs: number, now: () => number): Patience {
  const restsUntil = new Map<string, number>();
  return {
    worthAsking: (provider) => (restsUntil.get(provider) ?? 0) <= now(),
    waited(provider, ms) {
      if (ms > slowMs) restsUntil.set(provider, now() + restMs);
    },
  };
}

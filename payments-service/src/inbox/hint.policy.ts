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

/** Calls in vain, one after another, until a provider is let be; how long it is then, and what counts as having kept us waiting. */
const breakerLimits = { calls: 3, restMs: 10_000, slowMs: 2500 } as const;

/** When a look at what a resting provider knows is taken again. */
export const askLaterMs = 60_000;

/** Who waits for a provider that does not answer would learn nothing, and keep others waiting: one breaker for each (T29). */
export interface Breaker {
  /** True for a while after a provider kept several in a row waiting in vain, and while one call finds out whether it is back. */
  isOpen(provider: string): boolean;
  /** Before every call. False: it is not to be made. */
  mayCall(provider: string): boolean;
  /** Whatever it said, and however long it took. */
  answered(provider: string): void;
  /** A call broke off after so long. One that breaks off at once keeps nobody waiting, and says nothing of the next. */
  brokeOff(provider: string, ms: number): void;
}

export function createBreaker(now: () => number): Breaker {
  const inVain = new Map<string, number>();
  const restsUntil = new Map<string, number>();
  const isOpen = (provider: string) => (restsUntil.get(provider) ?? 0) > now();
  const rest = (provider: string) => {
    if ((inVain.get(provider) ?? 0) >= breakerLimits.calls) restsUntil.set(provider, now() + breakerLimits.restMs);
  };
  return {
    isOpen,
    mayCall(provider) {
      if (isOpen(provider)) return false;
      // After a rest the first call alone finds out; the others come after its answer, or after another rest.
      rest(provider);
      return true;
    },
    answered(provider) {
      inVain.delete(provider);
      restsUntil.delete(provider);
    },
    brokeOff(provider, ms) {
      if (ms < breakerLimits.slowMs) return;
      inVain.set(provider, (inVain.get(provider) ?? 0) + 1);
      rest(provider);
    },
  };
}

/** What this process knows of the providers. Real time: no business day has to do with it. */
export const providerBreaker = createBreaker(() => performance.now());

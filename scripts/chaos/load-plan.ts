/** So many a second, for so many seconds. */
export interface Pace {
  readonly rate: number;
  readonly seconds: number;
}

export interface FloodPlan {
  readonly steady: Pace;
  /** All within one second. */
  readonly burst: number;
  /** Five times the steady rate. */
  readonly overload: Pace;
}

export interface SightPlan {
  /** Notices whose bills are looked at until they show paid. */
  readonly watched: Pace;
  /** Faster than they can be posted: what gathers is drained afterwards. */
  readonly heap: Pace;
}

export type LoadSize = 'full' | 'quick' | 'ci';

/** security.md 2, G4. */
export const floodPlans: Readonly<Record<LoadSize, FloodPlan>> = {
  full: { steady: { rate: 200, seconds: 60 }, burst: 1000, overload: { rate: 1000, seconds: 30 } },
  quick: { steady: { rate: 50, seconds: 10 }, burst: 500, overload: { rate: 250, seconds: 5 } },
  ci: { steady: { rate: 50, seconds: 1 }, burst: 200, overload: { rate: 250, seconds: 1 } },
};

/** security.md 2, G5. */
export const sightPlans: Readonly<Record<LoadSize, SightPlan>> = {
  full: { watched: { rate: 40, seconds: 60 }, heap: { rate: 200, seconds: 10 } },
  quick: { watched: { rate: 40, seconds: 5 }, heap: { rate: 200, seconds: 1 } },
  ci: { watched: { rate: 40, seconds: 1 }, heap: { rate: 200, seconds: 0.3 } },
};

/** Milliseconds, and mebibytes. */
export const bounds = { acceptMiddle: 40, acceptTail: 250, visible: 5000, drained: 300_000, memory: 512 } as const;

export const countOf = ({ rate, seconds }: Pace): number => Math.round(rate * seconds);
export const numbersFor = ({ watched, heap }: SightPlan): number => countOf(watched) + countOf(heap);

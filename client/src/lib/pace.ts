export interface Pace {
  readonly ratePerSecond: number;
  readonly etaSeconds: number;
}

/** Speed so far and time left; nothing before there is enough to judge by. */
export function paceOf(done: number, total: number, elapsedMs: number): Pace | null {
  if (done <= 0 || done >= total || elapsedMs < 1000) return null;
  const ratePerSecond = done / (elapsedMs / 1000);
  return { ratePerSecond: Math.max(1, Math.round(ratePerSecond)), etaSeconds: Math.max(1, Math.ceil((total - done) / ratePerSecond)) };
}

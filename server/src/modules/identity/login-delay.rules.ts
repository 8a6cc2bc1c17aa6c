/** Wrong passwords delay, they never lock (domain.md 3.5): after five per account and address 30 s, doubling to an hour. */
export const free = 5;
const firstDelayMs = 30_000;
const longestDelayMs = 3_600_000;

/** How long to wait after the n-th failure in a row. */
export function delayAfter(failures: number): number {
  if (failures < free) return 0;
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(20, failures - free));
}

/** The delays by number of failures; the last holds for all greater numbers. */
export const delays: readonly number[] = Array.from({ length: 14 }, (_, failures) => delayAfter(failures));

/** Failures of one address on any account, counted over a day that begins with the first of them. */
export const dailyFailuresPerAddress = 100;
export const addressWindowMs = 86_400_000;

/** Wrong passwords in a row from wherever: from then on only a link by mail, a day of peace, or a device that knows the log-in helps (security.md 4.7). */
export const failuresUntilReset = 100;

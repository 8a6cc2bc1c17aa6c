/** Tries in all; with the delays below the last one is about 9 hours after the first. */
export const maxMailAttempts = 9;
/** Resend keeps an idempotency key for a day: beyond it another try could be a second mail (security.md T30). */
const keyLifetimeMs = 24 * 3_600_000;

/** When to try again after a failure, or null to give up. Delays double from one minute to four hours. */
export function nextMailAttempt(attempts: number, createdAt: Date, now: Date, permanent: boolean): Date | null {
  if (permanent || attempts >= maxMailAttempts) return null;
  const delay = Math.min(4 * 3_600_000, 60_000 * 2 ** (attempts - 1));
  const next = new Date(now.getTime() + delay);
  return next.getTime() - createdAt.getTime() > keyLifetimeMs ? null : next;
}

/** Tries of one mail in all; with the delays below the last one is about a day after the first. */
export const maxMailAttempts = 14;
/** Resend keeps an idempotency key for a day: beyond it another try could be a second mail (security.md T30). */
const keyLifetimeMs = 24 * 3_600_000;

/** Why a mail did not go, and what that says (docs/decisions/0082). */
export interface Refusal {
  /** `recipient`: that address; `mail`: this one mail; `sender`: whoever delivers is busy or away, or refuses what we are. */
  readonly of: 'recipient' | 'mail' | 'sender';
  /** Of a recipient: it will not be otherwise tomorrow. */
  readonly lasting: boolean;
  /** It may have been taken nevertheless: the answer was lost. */
  readonly unsure: boolean;
  /** How long the provider asks to be left alone; null where it says nothing. */
  readonly waitMs: number | null;
  /** A name without anything of the mail in it. */
  readonly code: string;
}

/**
 * When to try a mail again, or null to give it up. Delays double from one minute to four hours. `doubtAt`: the first try of which
 * nobody knows whether it arrived; without one the provider holds no key, and nothing could come twice.
 */
export function nextMailAttempt(attempts: number, doubtAt: Date | null, now: Date): Date | null {
  if (attempts >= maxMailAttempts) return null;
  const next = new Date(now.getTime() + Math.min(4 * 3_600_000, 60_000 * 2 ** (attempts - 1)));
  return isTooLate(doubtAt, next) ? null : next;
}

/** Whether another try could be a second mail: the key of the first one is forgotten. */
export const isTooLate = (doubtAt: Date | null, at: Date): boolean => doubtAt !== null && at.getTime() - doubtAt.getTime() > keyLifetimeMs;

const longestRestMs = 600_000;

/**
 * How long nothing is sent once the provider takes nothing: as long as it asks for, else fifteen seconds and twice as long each
 * time in a row; ten minutes at most, so that a mended set-up is soon found.
 */
export function restMs(inARow: number, askedMs: number | null): number {
  return Math.min(longestRestMs, askedMs === null ? 15_000 * 2 ** (inARow - 1) : Math.max(1000, askedMs));
}

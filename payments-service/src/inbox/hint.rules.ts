/**
 * When a hint that could not be followed is looked at again: soon at first, every ten minutes later, never after a day
 * (polling of open charges goes on without it).
 */
export function nextHintAt(receivedAt: Date, attempts: number, now: Date): Date | null {
  if (now.getTime() - receivedAt.getTime() >= 86_400_000) return null;
  return new Date(now.getTime() + Math.min(600_000, 2000 * 2 ** Math.min(attempts, 12)));
}

const tellingMs = 600_000;

/**
 * Whether a provider that tells of each transfer in the same words says only once more what it said last: a gateway that has not
 * heard our answer does so within minutes, however often. Later it is a matter of its own.
 */
export function isSameTelling(lastToldAt: Date, toldAt: Date): boolean {
  return toldAt.getTime() - lastToldAt.getTime() < tellingMs;
}

/** The provider may know a trade a moment later than it tells of it; one that it denies three times was made up. */
export function isDenied(attempts: number): boolean {
  return attempts >= 3;
}

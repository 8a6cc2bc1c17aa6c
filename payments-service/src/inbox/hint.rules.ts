/**
 * When a hint that could not be followed is looked at again: soon at first, every ten minutes later, never after a day
 * (polling of open charges goes on without it).
 */
export function nextHintAt(receivedAt: Date, attempts: number, now: Date): Date | null {
  if (now.getTime() - receivedAt.getTime() >= 86_400_000) return null;
  return new Date(now.getTime() + Math.min(600_000, 2000 * 2 ** Math.min(attempts, 12)));
}

/** Told again sooner than this it is the same: a gateway that has not heard our answer says it once more. */
const tellingMs = 600_000;

/**
 * Which telling it is, of a provider that tells of each transfer in the same words: 0, what was answered first; each later one is a
 * matter of its own, however often it is repeated at its time.
 */
export function tellingSince(firstAnswerAt: Date | null, toldAt: Date): number {
  return firstAnswerAt === null ? 0 : Math.max(0, Math.floor((toldAt.getTime() - firstAnswerAt.getTime()) / tellingMs));
}

/** The provider may know a trade a moment later than it tells of it; one that it denies three times was made up. */
export function isDenied(attempts: number): boolean {
  return attempts >= 3;
}

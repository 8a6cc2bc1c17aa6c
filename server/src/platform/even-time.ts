import { setTimeout as pause } from 'node:timers/promises';
import type { Platform } from './platform.ts';

/**
 * Answers a stranger no sooner than EVEN_ANSWER_MS after they asked, a refusal included: whether there was a mail to write,
 * and so an account behind the address, does not show in how long it took (security.md T34).
 */
export async function evenly<T>(platform: Pick<Platform, 'env'>, work: Promise<T>): Promise<T> {
  const [answer] = await Promise.allSettled([work, pause(platform.env.EVEN_ANSWER_MS)]);
  if (answer.status === 'rejected') throw answer.reason;
  return answer.value;
}

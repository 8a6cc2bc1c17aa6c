import { setTimeout as rest } from 'node:timers/promises';
import { monotonicMs } from '@tsudoi/shared/service/clock';

/** Requests a second until the provider says how many: the least that Resend gives anybody (interface.md 2.3). */
const fewest = 2;

/** Keeps requests apart, as many a second as the provider's own `ratelimit-limit` allows; a burst would be refused. */
export function createPace() {
  let perSecond = fewest;
  let nextAt = 0;
  return {
    /** Resolves when it is one's turn. */
    async turn(): Promise<void> {
      const now = monotonicMs();
      const at = Math.max(now, nextAt);
      nextAt = at + 1000 / perSecond;
      if (at > now) await rest(at - now);
    },
    heard(headers: Readonly<Record<string, string>> | null): void {
      const limit = Number(headers?.['ratelimit-limit']);
      if (limit >= 1) perSecond = limit;
    },
  };
}

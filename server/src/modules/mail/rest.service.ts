import { monotonicMs } from '@tsudoi/shared/service/clock';
import type { Platform } from '../../platform/platform.ts';
import { type Refusal, restMs } from './mail-retry.rules.ts';

/** Whether anything can be sent at all; each process finds out by itself (docs/decisions/0082). */
export interface Rest {
  /** Nothing is tried now. */
  isOn(): boolean;
  /** The rest is over, and nothing has gone since: one mail is tried before the others. */
  isTrying(): boolean;
  /**
   * Whoever delivers did not take a mail that was handed over at `triedAt` (monotonic), and would take none. Of several that were
   * under way it is one rest.
   */
  begin(why: Refusal, triedAt: number): void;
  /** Milliseconds until it is over. */
  leftMs(): number;
  /** Whoever delivers has looked at a mail; that it did before the rest began is no news. */
  end(triedAt: number): void;
}

/** Says so in the log, and how long it has been in `tsudoi_mail_rest_seconds`. */
export function createRest({ log, metrics }: Pick<Platform, 'log' | 'metrics'>): Rest {
  let inARow = 0;
  let since = 0;
  let began = 0;
  let until = 0;
  return {
    isOn: () => monotonicMs() < until,
    isTrying: () => inARow > 0,
    begin({ code, waitMs, unsure }, triedAt) {
      const now = monotonicMs();
      if (now < until || (inARow > 0 && triedAt < began)) return;
      if (inARow === 0) since = now;
      inARow += 1;
      began = now;
      until = now + restMs(inARow, waitMs);
      metrics.mailRest.set((now - since) / 1000);
      log[waitMs === null ? 'error' : 'warn']({ code, unsure, restMs: Math.round(until - now) }, 'no mails can be sent; all of them wait');
    },
    leftMs: () => Math.max(0, until - monotonicMs()),
    end(triedAt) {
      if (inARow === 0 || triedAt < began) return;
      inARow = 0;
      until = 0;
      metrics.mailRest.set(0);
      log.info('mails can be sent again');
    },
  };
}

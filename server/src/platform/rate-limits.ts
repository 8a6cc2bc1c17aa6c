import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RequestActor } from './actor.ts';
import type { Operator } from './operators.ts';

export interface RateLimits {
  /** Counts a call. @throws DomainError TOO_MANY_REQUESTS with the seconds to wait */
  take(actor: RequestActor, ip: string, operator?: Operator | null): Promise<void>;
  /** Counts what sends a mail and may be asked for by anybody. @throws DomainError TOO_MANY_REQUESTS with the seconds to wait */
  takeMail(ip: string): Promise<void>;
}

interface Rates {
  readonly RATE_PER_SESSION: number;
  readonly RATE_PER_ADDRESS: number;
  readonly MAILS_PER_ADDRESS: number;
}

/**
 * Calls per minute: of a session, of somebody of the operator, and of an address that is not signed in (security.md 4.6); mails per hour of an
 * address. Counted in the memory of each process, because a write per call would cost more than the calls it keeps out;
 * with n processes up to n times as many pass. What costs money or guesses passwords has limits of its own in the database.
 */
export function createRateLimits(env: Rates): RateLimits {
  const sessions = new RateLimiterMemory({ points: env.RATE_PER_SESSION, duration: 60 });
  const addresses = new RateLimiterMemory({ points: env.RATE_PER_ADDRESS, duration: 60 });
  const mails = new RateLimiterMemory({ points: env.MAILS_PER_ADDRESS, duration: 3600 });
  return {
    take: (actor, ip, operator = null) => {
      if (operator) return consume(sessions, `operator:${operator.operatorId}`);
      return actor.kind === 'anonymous' ? consume(addresses, ip) : consume(sessions, actor.sessionId);
    },
    takeMail: (ip) => consume(mails, ip),
  };
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    const wait = refused instanceof RateLimiterRes ? refused.msBeforeNext : 60_000;
    throw new DomainError('TOO_MANY_REQUESTS', { seconds: Math.max(1, Math.ceil(wait / 1000)) });
  }
}

import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { RateLimiterMemory } from 'rate-limiter-flexible';

/** What anybody may ask for and what sends a mail: one address gets thirty an hour, per process. */
const limiter = new RateLimiterMemory({ points: 30, duration: 3600 });

/** @throws DomainError TOO_MANY_REQUESTS */
export async function limitMailsFrom(ip: string): Promise<void> {
  try {
    await limiter.consume(ip);
  } catch {
    throw new DomainError('TOO_MANY_REQUESTS');
  }
}

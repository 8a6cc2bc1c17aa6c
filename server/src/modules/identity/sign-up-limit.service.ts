import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Every sign-up hashes a password and sends a mail, so one address gets thirty an hour, per process. */
const limiter = new RateLimiterMemory({ points: 30, duration: 3600 });

/** @throws DomainError TOO_MANY_REQUESTS */
export async function limitSignUps(ip: string): Promise<void> {
  try {
    await limiter.consume(ip);
  } catch {
    throw new DomainError('TOO_MANY_REQUESTS');
  }
}

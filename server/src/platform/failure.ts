import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { isDatabaseAway } from '@tsudoi/shared/service/mongo';

/** What a caller may learn of anything thrown: our own refusals as they are, an absent database as such, nothing else. */
export function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  return new DomainError(isDatabaseAway(error) ? 'UNAVAILABLE' : 'UNEXPECTED');
}

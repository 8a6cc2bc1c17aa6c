import type { RenewalRefusal } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { domainCodeOf, factsOf, useErrorText } from '../../lib/errors.ts';

/** The words for an error: of a refused renewal those for its reason. */
export function useRenewalError(refusals: Readonly<Record<RenewalRefusal, string>>): (error: unknown) => string {
  const errorText = useErrorText();
  return (error) => {
    const why = domainCodeOf(error) === 'RENEWAL_REFUSED' ? (factsOf(error).params['why'] as RenewalRefusal) : null;
    return (why && refusals[why]) ?? errorText(error);
  };
}

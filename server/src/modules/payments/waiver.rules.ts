import type { PaymentMethod } from '@tsudoi/shared/contracts/payments/payment.contract';
import type * as z from 'zod';

interface Held {
  readonly payment: { readonly method: z.output<typeof PaymentMethod> };
}

/**
 * Of what lies on a bill what was waived and ends: all of it where no money is there besides. A shortage is waived only where
 * something was paid (domain.md 6, case 58).
 */
export function endedWaivers<H extends Held>(held: readonly H[]): readonly H[] {
  return held.every(({ payment }) => payment.method === 'write_off') ? held : [];
}

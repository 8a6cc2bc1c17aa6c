import * as z from 'zod';
import { screeningMethods } from '../contracts/payments/screening.contract.ts';
import { defineMessage } from './define-message.ts';

/** The methods an organisation may take money by, all of them; the higher revision is newer, whatever came first (PAY-02). */
export const methodsAllowed = defineMessage({
  name: 'screening.methods.allowed',
  version: 1,
  to: 'payments-service',
  // Direct debit was among them until 2026-11-28: what waits from before is read, and means nothing.
  payload: z.object({ methods: z.array(z.enum([...screeningMethods, 'direct_debit'])), revision: z.number().int().min(1) }),
  examples: [
    { methods: ['card'], revision: 4 },
    { methods: [], revision: 9 },
  ],
});

import * as z from 'zod';
import { ScreeningMethod } from '../contracts/payments/screening.contract.ts';
import { defineMessage } from './define-message.ts';

/** The methods an organisation may take money by, all of them; the higher revision is newer, whatever came first (PAY-02). */
export const methodsAllowed = defineMessage({
  name: 'screening.methods.allowed',
  version: 1,
  to: 'payments-service',
  payload: z.object({ methods: z.array(ScreeningMethod), revision: z.number().int().min(1) }),
  examples: [
    { methods: ['card'], revision: 4 },
    { methods: [], revision: 9 },
  ],
});

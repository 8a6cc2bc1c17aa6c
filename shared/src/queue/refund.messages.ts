import * as z from 'zod';
import { ChargeId, RefundId } from '../kernel/ids.ts';
import { PositiveYen } from '../kernel/yen.ts';
import { defineMessage } from './define-message.ts';

const exampleRefund = { refundId: 'rfd_01JZZZZZZZZZZZZZZZZZZZZZZZ', chargeId: 'chg_01JZZZZZZZZZZZZZZZZZZZZZZZ', amount: 4000 };

/** The office has decided that money goes back through its provider. The consumer asks the provider once per `refundId`. */
export const refundWanted = defineMessage({
  name: 'billing.refund.wanted',
  version: 1,
  to: 'payments-service',
  payload: z.object({ refundId: RefundId, chargeId: ChargeId, amount: PositiveYen }),
  examples: [exampleRefund],
});

/**
 * How far a refund has come. `done` is the provider's last word; the money itself is told by `payments.money.reversed`, as
 * for refunds that nobody asked us for. The higher sequence is newer, whatever arrives first.
 */
export const refundMoved = defineMessage({
  name: 'payments.refund.moved',
  version: 1,
  to: 'server',
  payload: z.object({
    refundId: RefundId,
    chargeId: ChargeId,
    state: z.enum(['sent', 'unknown', 'done', 'refused']),
    /** Why it was refused, or that nothing more is asked about; '' otherwise. */
    code: z.string().max(60),
    sequence: z.number().int().min(1),
    at: z.iso.datetime(),
  }),
  examples: [
    {
      refundId: exampleRefund.refundId,
      chargeId: exampleRefund.chargeId,
      state: 'done',
      code: '',
      sequence: 3,
      at: '2026-05-12T03:04:05.000Z',
    },
  ],
});

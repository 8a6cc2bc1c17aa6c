import * as z from 'zod';
import { BillId, MemberId } from '../kernel/ids.ts';
import { JstDate } from '../kernel/jst.ts';
import { PositiveYen, PriceYen } from '../kernel/yen.ts';
import { defineMessage } from './define-message.ts';

/** A payable is a confirmed bill as the payments-service sees it: enough to reconcile without asking back. */
export const Payable = z.object({
  payableId: BillId,
  memberId: MemberId,
  memberNumber: z.string(),
  memberKana: z.string(),
  amount: PositiveYen,
  dueOn: JstDate,
  /** The number on the bill, which payers name in a transfer; absent in messages of before. */
  payRef: z.string().optional(),
  /** Numbers that the member had before, which stand on papers and in mails that somebody holds; absent where nothing is known of them. */
  formerNumbers: z.array(z.string()).optional(),
});

/** Up to 200 bills share a message, so that confirming a run of 10,000 is 50 messages. */
export const payableOpened = defineMessage({
  name: 'billing.payable.opened',
  version: 1,
  to: 'payments-service',
  payload: z.object({ payables: z.array(Payable).min(1).max(200) }),
  examples: [
    {
      payables: [
        {
          payableId: 'bill_01JZZZZZZZZZZZZZZZZZZZZZZZ',
          memberId: 'mem_01JZZZZZZZZZZZZZZZZZZZZZZZ',
          memberNumber: '2026-0001',
          memberKana: 'タカハシ ミサキ',
          amount: 10_000,
          dueOn: '2026-06-01',
        },
      ],
    },
  ],
});

/**
 * The bill asks for another sum now, nothing included, or says something else of its member: what is kept of it is brought to
 * that. The higher revision is newer, whatever came first.
 */
export const payableChanged = defineMessage({
  name: 'billing.payable.changed',
  version: 1,
  to: 'payments-service',
  payload: z.object({ payable: Payable.extend({ amount: PriceYen }), revision: z.number().int().min(1) }),
  examples: [
    {
      payable: {
        payableId: 'bill_01JZZZZZZZZZZZZZZZZZZZZZZZ',
        memberId: 'mem_01JZZZZZZZZZZZZZZZZZZZZZZZ',
        memberNumber: '2026-0001',
        memberKana: 'タカハシ ミサキ',
        amount: 8000,
        dueOn: '2026-06-01',
      },
      revision: 2,
    },
  ],
});

/** The bill no longer asks for money: cancelled. Live slips are voided at the provider. */
export const payableClosed = defineMessage({
  name: 'billing.payable.closed',
  version: 1,
  to: 'payments-service',
  payload: z.object({ payableIds: z.array(BillId).min(1).max(200), reason: z.enum(['cancelled', 'settled_elsewhere']) }),
  examples: [{ payableIds: ['bill_01JZZZZZZZZZZZZZZZZZZZZZZZ'], reason: 'cancelled' }],
});

/**
 * Bills were paid whole outside the system, at the desk or by hand: what is still out for them is to take no second payment. The
 * payable stays as it is, because such a payment can be taken back; slips that were made later than this are left alone.
 */
export const payableSettled = defineMessage({
  name: 'billing.payable.settled',
  version: 1,
  to: 'payments-service',
  payload: z.object({ payableIds: z.array(BillId).min(1).max(200), settledAt: z.iso.datetime() }),
  examples: [{ payableIds: ['bill_01JZZZZZZZZZZZZZZZZZZZZZZZ'], settledAt: '2026-05-12T03:04:05.000Z' }],
});

import type { BillDocument } from '../billing/billing.public.ts';
import type { PaymentDocument } from './payment.repository.ts';

/** What a ledger may have moved of a payment. */
export function paymentChange(payment: PaymentDocument): Partial<PaymentDocument> {
  const { state, sequence, allocated, unallocated, reversed, refunded, disputed, returns, reversalKey, reversalReason, memo } = payment;
  const given = Object.fromEntries(Object.entries({ refunded, disputed, returns }).filter(([, value]) => value !== undefined));
  return { state, sequence, allocated, unallocated, reversed, ...given, reversalKey, reversalReason, memo };
}

/** What it may have moved of a bill. */
export function billChange(bill: BillDocument): Partial<BillDocument> {
  const { allocated, provisionalAllocated, status, charges } = bill;
  return { allocated, provisionalAllocated, status, charges };
}

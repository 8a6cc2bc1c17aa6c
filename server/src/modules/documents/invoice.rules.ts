import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';

/** Asked for and not taken back: a paid bill keeps its invoice (REC-02); over nothing there is nothing to ask. */
export function hasInvoice(status: BillStatus): boolean {
  return status === 'unpaid' || status === 'partly_paid' || status === 'paid' || status === 'overpaid';
}

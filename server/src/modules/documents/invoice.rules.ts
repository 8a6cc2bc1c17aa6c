import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { InvoiceContent } from './paper.repository.ts';
import { isTaxed } from './paper.rules.ts';

/** Asked for and not taken back: a paid bill keeps its invoice (REC-02); over nothing there is nothing to ask. */
export function hasInvoice(status: BillStatus): boolean {
  return status === 'unpaid' || status === 'partly_paid' || status === 'paid' || status === 'overpaid';
}

type Printed = Pick<InvoiceContent, 'bank' | 'body'>;

/**
 * Whether two invoices over the same lines print the same of their issuer's settings where money or a tax return hangs on it:
 * the account, the registration number, and the tax in yen. The form says nothing where nothing is taxed.
 */
export function isPrintedAlike(paper: Printed, now: Printed): boolean {
  const flat = ({ bank, body }: Printed) =>
    JSON.stringify([
      bank && [bank.name, bank.branch, bank.accountType, bank.accountNumber, bank.holder],
      body.registrationNumber,
      body.lines.some(({ taxCategory }) => isTaxed(taxCategory)) && body.form,
    ]);
  return flat(paper) === flat(now);
}

import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { billEditTexts } from './bill-edit-texts.ts';

/** Sums and tax by rate; a bill without any taxed line says nothing of it. */
export function BillTaxes({ bill }: { bill: BillDetail }) {
  const words = useWords(billEditTexts);
  const taxes = useWords(adminBillingTexts).items.taxes;
  if (bill.taxes.every(({ taxCategory }) => taxCategory === 'out_of_scope')) return null;
  return (
    <ul className="bill-taxes" aria-label={words.taxes}>
      {bill.taxes.map(({ taxCategory, amount, tax }) => (
        <li key={taxCategory}>{fill(tax === 0 ? words.noTaxOf : words.taxOf, { tax: taxes[taxCategory], amount, included: tax })}</li>
      ))}
    </ul>
  );
}

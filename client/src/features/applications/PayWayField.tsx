import { RadioCards } from '../../components/Choice.tsx';
import type { PayWays } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { payWayTexts } from './pay-way-texts.ts';

/** How the dues are paid; asked where there is another way than paying oneself. */
export function PayWayField({ ways, own }: { readonly ways: PayWays; readonly own: boolean }) {
  const words = useWords(payWayTexts);
  return (
    <RadioCards
      name="payBy"
      label={words.payBy}
      options={[
        { value: 'self', label: own ? words.self : words.selfOffice, text: words.selfText },
        ...(ways.offersDebit ? [{ value: 'direct_debit', label: words.debit, text: own ? words.debitText : words.debitOffice }] : []),
        ...(ways.offersCard ? [{ value: 'card', label: words.card, text: own ? words.cardText : words.cardOffice }] : []),
      ]}
      messages={{ required: words.missing, needs_email: words.needsEmail }}
      required
    />
  );
}

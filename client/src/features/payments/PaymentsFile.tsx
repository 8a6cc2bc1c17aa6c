import { paymentColumns, usualPaymentColumns } from '@tsudoi/shared/contracts/payments/payment-export.contract';
import { ListFileButton } from '../../components/ListFileButton.tsx';
import type { ListWish } from '../../components/ListFileForm.tsx';
import { today } from '../../lib/dates.ts';
import { fill, useWords } from '../../lib/words.ts';
import { paymentFileTexts } from './payment-file-texts.ts';

/** All payments that fit the conditions of the list as a file, not only those of its page. */
export function PaymentsFile({ asked }: { readonly asked: Omit<Extract<ListWish, { list: 'payments' }>, 'list'> }) {
  const words = useWords(paymentFileTexts);
  return (
    <ListFileButton
      title={words.title}
      wish={{ list: 'payments', ...asked }}
      columns={paymentColumns}
      usual={usualPaymentColumns}
      words={{ rows: words.rows, done: words.done, fileName: fill(words.fileName, { day: today() }) }}
    />
  );
}

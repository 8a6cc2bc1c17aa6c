import { billColumns, usualBillColumns } from '@tsudoi/shared/contracts/billing/bill-export.contract';
import { ListFileButton } from '../../components/ListFileButton.tsx';
import type { ListWish } from '../../components/ListFileForm.tsx';
import { today } from '../../lib/dates.ts';
import { fill, useWords } from '../../lib/words.ts';
import { billFileTexts } from './bill-file-texts.ts';

/** All bills that fit the conditions of the list as a file, not only those of its page. */
export function BillsFile({ asked }: { readonly asked: Omit<Extract<ListWish, { list: 'bills' }>, 'list'> }) {
  const words = useWords(billFileTexts);
  return (
    <ListFileButton
      title={words.title}
      wish={{ list: 'bills', ...asked }}
      columns={billColumns}
      usual={usualBillColumns}
      words={{ rows: words.rows, done: words.done, fileName: fill(words.fileName, { day: today() }) }}
    />
  );
}

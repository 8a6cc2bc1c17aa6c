import { runRowColumns } from '@tsudoi/shared/contracts/billing/run-rows.contract';
import { ListFileButton } from '../../components/ListFileButton.tsx';
import { today } from '../../lib/dates.ts';
import type { BillingRunView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { runFileTexts } from './run-file-texts.ts';

interface Props {
  readonly run: BillingRunView;
  readonly show: 'included' | 'excluded' | 'changed' | 'failed';
  readonly q: string;
}

/** The rows that are shown as a file: for the board before a run, for the files after it. */
export function RunRowsFile({ run: { billingRunId }, show, q }: Props) {
  const words = useWords(runFileTexts);
  return (
    <ListFileButton
      title={words.title}
      wish={{ list: 'run_rows', billingRunId, show, q }}
      columns={runRowColumns}
      usual={runRowColumns}
      words={{ rows: words.rows, done: words.done, fileName: fill(words.fileName, { day: today() }) }}
    />
  );
}

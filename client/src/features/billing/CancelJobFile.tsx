import { type CancelJobView, cancelJobColumns } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { ListFileButton } from '../../components/ListFileButton.tsx';
import { today } from '../../lib/dates.ts';
import { fill, useWords } from '../../lib/words.ts';
import { cancelJobTexts } from './cancel-job-texts.ts';

/** What became of each bill as a file: those that went and those that stayed. */
export function CancelJobFile({ job: { cancelJobId } }: { readonly job: CancelJobView }) {
  const words = useWords(cancelJobTexts).file;
  return (
    <ListFileButton
      title={words.title}
      wish={{ list: 'cancellations', cancelJobId }}
      columns={cancelJobColumns}
      usual={cancelJobColumns}
      words={{ rows: words.rows, done: words.done, fileName: fill(words.fileName, { day: today() }) }}
    />
  );
}

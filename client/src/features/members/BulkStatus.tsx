import { UserRoundPen } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../lib/words.ts';
import { type BulkSelection, useChosenIds } from './bulk-chosen.view.ts';
import { statusTexts } from './status-texts.ts';

// A dialog few open: the list must not carry it.
const StatusChangeDialog = lazy(async () => ({ default: (await import('./StatusChangeDialog.tsx')).StatusChangeDialog }));

/** Changes the status of whoever was chosen in the list, by hand or by the conditions. */
export function BulkStatus({ selection }: { readonly selection: BulkSelection }) {
  const words = useWords(statusTexts);
  const { ids, isLooking, begin, end } = useChosenIds(selection);
  return (
    <>
      <Button size="sm" isPending={isLooking} icon={<UserRoundPen size={16} aria-hidden />} onPress={begin}>
        {words.open}
      </Button>
      {ids === null ? null : (
        <Suspense>
          <StatusChangeDialog memberIds={ids} onClose={end} />
        </Suspense>
      )}
    </>
  );
}

import { Layers } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../lib/words.ts';
import { type BulkSelection, useChosenIds } from './bulk-chosen.view.ts';
import { typeJobTexts } from './type-job-texts.ts';

// A dialog few open: the list must not carry it.
const TypeChangeDialog = lazy(async () => ({ default: (await import('./TypeChangeDialog.tsx')).TypeChangeDialog }));

/** Gives whoever was chosen in the list another type, by hand or by the conditions. */
export function BulkType({ selection }: { readonly selection: BulkSelection }) {
  const words = useWords(typeJobTexts);
  const { ids, isLooking, begin, end } = useChosenIds(selection);
  return (
    <>
      <Button size="sm" isPending={isLooking} icon={<Layers size={16} aria-hidden />} onPress={begin}>
        {words.open}
      </Button>
      {ids === null ? null : (
        <Suspense>
          <TypeChangeDialog memberIds={ids} onClose={end} />
        </Suspense>
      )}
    </>
  );
}

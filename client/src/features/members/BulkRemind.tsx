import { mostChosen } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { BellRing } from 'lucide-react';
import { Suspense } from 'react';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../lib/words.ts';
import { type BulkSelection, type ChosenDialog, useChosenIds } from './bulk-chosen.view.ts';
import { rollTexts } from './roll-texts.ts';

/** Reminds whoever was chosen in the list, by hand or by the conditions, of what they owe. */
export function BulkRemind({ selection, dialog }: { readonly selection: BulkSelection; readonly dialog: ChosenDialog }) {
  const words = useWords(rollTexts).bulk;
  const { ids, isLooking, begin, end } = useChosenIds(selection, mostChosen);
  return (
    <>
      <Button size="sm" kind="primary" isPending={isLooking} icon={<BellRing size={16} aria-hidden />} onPress={begin}>
        {words.remind}
      </Button>
      {ids === null ? null : <Suspense>{dialog(ids, end)}</Suspense>}
    </>
  );
}

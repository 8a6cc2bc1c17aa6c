import { Tags } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../lib/words.ts';
import type { BulkProps } from './bulk-chosen.view.ts';
import { rollTexts } from './roll-texts.ts';

// A dialog few open: the list must not carry it.
const BulkTagsDialog = lazy(async () => ({ default: (await import('./BulkTagsDialog.tsx')).BulkTagsDialog }));

/** Puts a tag on whoever was chosen in the list, or takes it off. */
export function BulkTags(chosen: BulkProps) {
  const words = useWords(rollTexts).tags;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" icon={<Tags size={16} aria-hidden />} onPress={() => setOpen(true)}>
        {words.open}
      </Button>
      {isOpen ? (
        <Suspense>
          <BulkTagsDialog {...chosen} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

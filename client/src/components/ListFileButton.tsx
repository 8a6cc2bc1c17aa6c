import { Download } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { listFileWords } from '../lib/i18n/list-file.ts';
import { useMay } from '../lib/may.ts';
import { useWords } from '../lib/words.ts';
import { Button } from './Button.tsx';
import type { ListFileDialogProps } from './ListFileDialog.tsx';

const ListFileDialog = lazy(() => import('./ListFileDialog.tsx').then((module) => ({ default: module.ListFileDialog })));

/** Opens the dialog that makes a file of a list; not there for whoever may not have one. */
export function ListFileButton(props: Omit<ListFileDialogProps, 'onClose'>) {
  const words = useWords(listFileWords);
  const [isOpen, setOpen] = useState(false);
  if (!useMay()('members.export')) return null;
  return (
    <>
      <Button icon={<Download size={18} strokeWidth={1.75} aria-hidden />} onPress={() => setOpen(true)}>
        {words.open}
      </Button>
      {isOpen ? (
        <Suspense fallback={null}>
          <ListFileDialog {...props} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

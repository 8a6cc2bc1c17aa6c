import { Download } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { listFileWords } from '../lib/i18n/list-file.ts';
import { useMay } from '../lib/may.ts';
import { useWords } from '../lib/words.ts';
import { Button } from './Button.tsx';
import type { ListFileDialogProps } from './ListFileDialog.tsx';

const ListFileDialog = lazy(() => import('./ListFileDialog.tsx').then((module) => ({ default: module.ListFileDialog })));

interface ListFileButtonProps extends Omit<ListFileDialogProps, 'onClose'> {
  /** Where one list leaves in more than one way. */
  readonly label?: string;
}

/** Opens the dialog that makes a file of a list; not there for whoever may not have one. */
export function ListFileButton({ label, ...props }: ListFileButtonProps) {
  const words = useWords(listFileWords);
  const [isOpen, setOpen] = useState(false);
  if (!useMay()('members.export')) return null;
  return (
    <>
      <Button icon={<Download size={18} strokeWidth={1.75} aria-hidden />} onPress={() => setOpen(true)}>
        {label ?? words.open}
      </Button>
      {isOpen ? (
        <Suspense fallback={null}>
          <ListFileDialog {...props} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

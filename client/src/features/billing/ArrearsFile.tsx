import { arrearsColumns, usualArrearsColumns } from '@tsudoi/shared/contracts/billing/bill-export.contract';
import { Suspense, lazy, useState } from 'react';
import type { ListWish } from '../../components/ListFileForm.tsx';
import { Menu } from '../../components/Menu.tsx';
import { today } from '../../lib/dates.ts';
import { useMay } from '../../lib/may.ts';
import { fill, useWords } from '../../lib/words.ts';
import { arrearsTexts } from './arrears-texts.ts';

const ListFileDialog = lazy(() => import('../../components/ListFileDialog.tsx').then((module) => ({ default: module.ListFileDialog })));

/** The members of the list as a file: those who owe, or with what was paid, to be taken apart elsewhere. */
export function ArrearsFile({ asked }: { readonly asked: Omit<Extract<ListWish, { list: 'arrears' }>, 'list' | 'show'> }) {
  const words = useWords(arrearsTexts);
  const [show, setShow] = useState<'owing' | 'all' | null>(null);
  if (!useMay()('members.export')) return null;
  return (
    <>
      <Menu
        label={words.saveMenu}
        trigger={words.saveMenu}
        items={[
          { id: 'owing', label: words.save, onAction: () => setShow('owing') },
          { id: 'all', label: words.saveAll, onAction: () => setShow('all') },
        ]}
      />
      {show === null ? null : (
        <Suspense fallback={null}>
          <ListFileDialog
            title={show === 'all' ? words.saveAll : words.save}
            wish={{ list: 'arrears', ...asked, show }}
            columns={arrearsColumns}
            usual={usualArrearsColumns}
            words={{
              rows: words.fileRows,
              done: words.fileDone,
              fileName: fill(show === 'all' ? words.fileAll : words.fileName, { day: today() }),
            }}
            onClose={() => setShow(null)}
          />
        </Suspense>
      )}
    </>
  );
}

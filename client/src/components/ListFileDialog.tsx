import { type ListFormat, listFormats } from '@tsudoi/shared/contracts/list-file.contract';
import { useState } from 'react';
import { listFileWords } from '../lib/i18n/list-file.ts';
import { useWords } from '../lib/words.ts';
import { ChoiceCards } from './Choice.tsx';
import { Dialog } from './Dialog.tsx';
import { ListFileForm, type ListFileFormProps } from './ListFileForm.tsx';

export interface ListFileDialogProps extends Omit<ListFileFormProps, 'format' | 'offered'> {
  readonly title: string;
  readonly columns: readonly string[];
}

/** What a list shows, as a file: its kind, its columns, what would be lost. */
export function ListFileDialog({ title, columns, onClose, ...form }: ListFileDialogProps) {
  const words = useWords(listFileWords);
  const [format, setFormat] = useState<ListFormat>('csv_utf8');
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <ChoiceCards
        label={words.format}
        value={format}
        options={listFormats.map((each) => ({ value: each, label: words.formats[each], text: words.formatTexts[each] }))}
        onChange={(next) => setFormat(next as ListFormat)}
      />
      <ListFileForm {...form} format={format} offered={columns.map((column) => ({ column, label: column }))} onClose={onClose} />
    </Dialog>
  );
}

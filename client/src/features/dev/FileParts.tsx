import type { ListFormat } from '@tsudoi/shared/contracts/list-file.contract';
import type { DebitCollectionId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { DebitResult, DebitResultFile } from '../../components/DebitResultFile.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { FileField } from '../../components/FileField.tsx';
import { ListFileButton } from '../../components/ListFileButton.tsx';
import { ListFileDialog } from '../../components/ListFileDialog.tsx';
import { ListFileForm, type ListWish } from '../../components/ListFileForm.tsx';
import { useWords } from '../../lib/words.ts';
import type { UploadDebitResultOutput } from '../../lib/views.ts';
import { PartSection, Sample } from './Sample.tsx';
import { fileTexts } from './file-texts.ts';
import { devTexts } from './texts.ts';
import { fileColumns, noAnswer } from './typed.rules.ts';

const wish: ListWish = { list: 'members', q: '' };
const offered = fileColumns.map((column) => ({ column, label: column }));
const taken = {
  outcome: 'taken',
  collectionId: 'dbc_01JZZZZZZZZZZZZZZZZZZZZZZZ' as DebitCollectionId,
  resultId: 'dbr_01JZZZZZZZZZZZZZZZZZZZZZZZ',
  rows: 118,
  done: 112,
  failed: 6,
  unknown: 0,
  applied: true,
} as const satisfies UploadDebitResultOutput;
const nothing = () => undefined;

/** Files that come in and files that leave. */
export function FileParts() {
  const { sections, states } = useWords(devTexts);
  const words = useWords(fileTexts);
  const [open, setOpen] = useState<'dialog' | ListFormat | null>(null);
  const list = { title: words.title, wish, usual: fileColumns.slice(0, 2), words: words.list, columns: fileColumns };
  const close = () => setOpen(null);
  return (
    <PartSection id="files" {...sections.files}>
      <Sample of="FileField" state={states.empty}>
        <FileField label={words.roll} hint={words.rollHint} onFile={nothing} />
      </Sample>
      <Sample of="FileField" state={states.wrong}>
        <FileField label={words.roll} hint={words.rollHint} onFile={nothing} error={words.rollError} />
      </Sample>
      <Sample of="ListFileButton · ListFileDialog · ListFileForm" state={words.dialogs}>
        <div className="row row--wrap">
          <ListFileButton {...list} />
          <Button onPress={() => setOpen('dialog')}>{words.dialog}</Button>
          <Button onPress={() => setOpen('csv_sjis')}>{words.lost}</Button>
        </div>
        {open === 'dialog' ? <ListFileDialog {...list} onClose={close} /> : null}
        {open === 'csv_sjis' ? (
          <Dialog isOpen onClose={close} title={words.title}>
            <ListFileForm {...list} format={open} offered={offered} onClose={close} />
          </Dialog>
        ) : null}
      </Sample>
      <Sample of="DebitResultFile" state={states.empty}>
        <DebitResultFile path="/uploads/debit-results" onTaken={() => Promise.resolve()} />
      </Sample>
      <Sample of="DebitResult" state={words.reading}>
        <DebitResult answer={null} isReading error={null} onFile={nothing} />
      </Sample>
      <Sample of="DebitResult" state={words.taken}>
        <DebitResult answer={taken} isReading={false} error={null} onFile={nothing} />
      </Sample>
      <Sample of="DebitResult" state={words.unknown}>
        <DebitResult answer={{ ...taken, unknown: 2, applied: false }} isReading={false} error={null} onFile={nothing} />
      </Sample>
      <Sample of="DebitResult" state={words.refused}>
        <DebitResult answer={{ outcome: 'refused', problem: 'not_records', line: 3 }} isReading={false} error={null} onFile={nothing} />
      </Sample>
      <Sample of="DebitResult" state={states.failed}>
        <DebitResult answer={null} isReading={false} error={noAnswer} onFile={nothing} />
      </Sample>
    </PartSection>
  );
}

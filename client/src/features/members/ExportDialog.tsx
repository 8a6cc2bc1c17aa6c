import { useQuery } from '@tanstack/react-query';
import { type ListFormat, listFormats } from '@tsudoi/shared/contracts/list-file.contract';
import {
  corporateColumns,
  exportColumns,
  usualColumns,
  usualCorporateColumns,
} from '@tsudoi/shared/contracts/members/member-export.contract';
import { customTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import { memberPapers } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { useState } from 'react';
import { ChoiceCards } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ListFileForm } from '../../components/ListFileForm.tsx';
import { listFileWords } from '../../lib/i18n/list-file.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { PaperForm } from './PaperForm.tsx';
import type { ExportFilter } from './roll-state.rules.ts';
import { exportTexts } from './export-texts.ts';
import './export.css';

interface ExportDialogProps {
  readonly filter: ExportFilter;
  readonly onClose: () => void;
}

type Kind = ListFormat | (typeof memberPapers)[number];

/** What the list shows, as a file or on paper: kind, columns, and what would be lost, before anything is saved. */
export function ExportDialog({ filter, onClose }: ExportDialogProps) {
  const words = useWords(exportTexts);
  const files = useWords(listFileWords);
  const [kind, setKind] = useState<Kind>('csv_utf8');
  const paper = memberPapers.find((each) => each === kind);
  const options = [
    ...listFormats.map((each) => ({ value: each, label: files.formats[each], text: files.formatTexts[each] })),
    ...memberPapers.map((each) => ({ value: each, label: words.formats[each], text: words.formatTexts[each] })),
  ];
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <ChoiceCards label={files.format} value={kind} options={options} onChange={(next) => setKind(next as Kind)} />
      {paper ? (
        <PaperForm key={paper} paper={paper} filter={filter} onClose={onClose} />
      ) : (
        <FileForm format={kind as ListFormat} filter={filter} onClose={onClose} />
      )}
    </Dialog>
  );
}

function FileForm({ format, filter, onClose }: ExportDialogProps & { readonly format: ListFormat }) {
  const words = useWords(exportTexts);
  const own = useQuery(useTRPC().customFields.list.queryOptions());
  const ownColumns = (own.data?.fields ?? [])
    .filter(({ archived }) => !archived)
    .map((field) => ({ column: customTarget(field.fieldId) as string, label: field.label }));
  const isCorporate = filter.kind === 'corporate';
  return (
    <ListFileForm
      format={format}
      wish={{ list: 'members', ...filter }}
      offered={[...(isCorporate ? corporateColumns : exportColumns).map((column) => ({ column, label: column })), ...ownColumns]}
      usual={isCorporate ? usualCorporateColumns : usualColumns}
      words={
        isCorporate
          ? { rows: words.corporateRows, done: words.corporateDone, fileName: words.corporateFileName }
          : { rows: words.rows, done: words.done, fileName: words.fileName }
      }
      onClose={onClose}
    />
  );
}

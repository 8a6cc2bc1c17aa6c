import { useMutation, useQuery } from '@tanstack/react-query';
import {
  type ExportColumn,
  corporateColumns,
  exportColumns,
  exportFormats,
  usualColumns,
  usualCorporateColumns,
} from '@tsudoi/shared/contracts/members/member-export.contract';
import { customTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import { memberPapers } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Checkbox, ChoiceCards } from '../../components/Choice.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { PaperForm } from './PaperForm.tsx';
import type { ExportFilter } from './roll-state.rules.ts';
import { exportTexts } from './export-texts.ts';
import './export.css';

const kinds = [...exportFormats, ...memberPapers] as const;
type Kind = (typeof kinds)[number];

/** What the list shows, as a file or on paper: kind, columns, and what would be lost, before anything is saved. */
export function ExportDialog({ filter, onClose }: { readonly filter: ExportFilter; readonly onClose: () => void }) {
  const words = useWords(exportTexts);
  const [kind, setKind] = useState<Kind>('csv_utf8');
  const paper = memberPapers.find((each) => each === kind);
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <ChoiceCards
        label={words.format}
        value={kind}
        options={kinds.map((each) => ({ value: each, label: words.formats[each], text: words.formatTexts[each] }))}
        onChange={(next) => setKind(next as Kind)}
      />
      {paper ? (
        <PaperForm key={paper} paper={paper} filter={filter} onClose={onClose} />
      ) : (
        <FileForm format={kind as (typeof exportFormats)[number]} filter={filter} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface FileFormProps {
  readonly format: (typeof exportFormats)[number];
  readonly filter: ExportFilter;
  readonly onClose: () => void;
}

function FileForm({ format, filter, onClose }: FileFormProps) {
  const words = useWords(exportTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const own = useQuery(trpc.customFields.list.queryOptions());
  const ownColumns = (own.data?.fields ?? [])
    .filter(({ archived }) => !archived)
    .map((field) => ({ column: customTarget(field.fieldId), label: field.label }));
  const isCorporate = filter.kind === 'corporate';
  const offered: readonly { readonly column: ExportColumn; readonly label: string }[] = [
    ...(isCorporate ? corporateColumns : exportColumns).map((column) => ({ column, label: column })),
    ...ownColumns,
  ];
  const [chosen, setChosen] = useState<ReadonlySet<ExportColumn>>(new Set(isCorporate ? usualCorporateColumns : usualColumns));
  const columns = offered.map(({ column }) => column).filter((column) => chosen.has(column));
  const input = { ...filter, membershipTypeId: filter.membershipTypeId as never, format, columns };
  const check = useQuery(trpc.members.exportCheck.queryOptions(input, { enabled: columns.length > 0, staleTime: 0 }));
  const save = useMutation({
    mutationFn: () =>
      downloadFile(
        '/downloads/members',
        `${isCorporate ? words.corporateFileName : words.fileName}.${format === 'xlsx' ? 'xlsx' : 'csv'}`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
        },
      ),
    onSuccess: () => {
      toast({ text: fill(isCorporate ? words.corporateDone : words.done, { count: check.data?.rows ?? 0 }) });
      onClose();
    },
  });
  const issues = check.data?.issues ?? [];
  const left = (check.data?.issueCount ?? 0) - 5;
  return (
    <>
      <div className="stack">
        <p className="muted">
          {check.data ? fill(isCorporate ? words.corporateRows : words.rows, { count: check.data.rows }) : words.checking}
        </p>
        <fieldset className="fieldset">
          <legend>{words.columns}</legend>
          <div className="export-columns">
            {offered.map(({ column, label }) => (
              <Checkbox
                key={column}
                isSelected={chosen.has(column)}
                onChange={(on) => {
                  const next = new Set(chosen);
                  if (on) next.add(column);
                  else next.delete(column);
                  setChosen(next);
                }}
              >
                {label}
              </Checkbox>
            ))}
          </div>
          <div className="row">
            <Button size="sm" kind="ghost" onPress={() => setChosen(new Set(offered.map(({ column }) => column)))}>
              {words.all}
            </Button>
            <Button size="sm" kind="ghost" onPress={() => setChosen(new Set())}>
              {words.none}
            </Button>
          </div>
        </fieldset>
        {columns.length === 0 ? <Note kind="danger">{words.chooseOne}</Note> : null}
        {issues.length > 0 ? (
          <Note kind="warn" live title={fill(words.issues, { count: check.data?.issueCount ?? 0 })}>
            <p>{words.issuesText}</p>
            <ul>
              {issues.slice(0, 5).map(({ memberNumber, name, column, letters }) => (
                <li key={`${memberNumber}-${column}`}>{fill(words.issue, { number: memberNumber, name, column, letters })}</li>
              ))}
            </ul>
            {left > 0 ? <p>{fill(words.more, { count: left })}</p> : null}
          </Note>
        ) : null}
        {save.isError || check.isError ? <Note kind="danger">{errorText(save.error ?? check.error)}</Note> : null}
      </div>
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <Button
          kind="primary"
          size="lg"
          isPending={save.isPending || (columns.length > 0 && check.isPending)}
          onPress={() => columns.length > 0 && save.mutate()}
        >
          {words.submit}
        </Button>
      </DialogActions>
    </>
  );
}

import { useMutation, useQuery } from '@tanstack/react-query';
import { type ExportColumn, exportColumns, exportFormats, usualColumns } from '@tsudoi/shared/contracts/members/member-export.contract';
import type { RollState } from '@tsudoi/shared/contracts/members/saved-view.contract';
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
import { exportTexts } from './export-texts.ts';

export interface ExportFilter {
  readonly q: string;
  readonly status: RollState['status'];
  readonly membershipTypeId: string | null;
  readonly sort: 'kana' | 'number' | 'joined';
  readonly descending: boolean;
}

/** What the list shows, as a file: kind, columns, and what would be lost, before anything is saved. */
export function ExportDialog({ filter, onClose }: { readonly filter: ExportFilter; readonly onClose: () => void }) {
  const words = useWords(exportTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const [format, setFormat] = useState<(typeof exportFormats)[number]>('csv_utf8');
  const [chosen, setChosen] = useState<ReadonlySet<ExportColumn>>(new Set(usualColumns));
  const columns = exportColumns.filter((column) => chosen.has(column));
  const input = { ...filter, membershipTypeId: filter.membershipTypeId as never, format, columns };
  const check = useQuery(trpc.members.exportCheck.queryOptions(input, { enabled: columns.length > 0, staleTime: 0 }));
  const save = useMutation({
    mutationFn: () =>
      downloadFile('/downloads/members', `${words.fileName}.${format === 'xlsx' ? 'xlsx' : 'csv'}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      }),
    onSuccess: () => {
      toast({ text: fill(words.done, { count: check.data?.rows ?? 0 }) });
      onClose();
    },
  });
  const issues = check.data?.issues ?? [];
  const left = (check.data?.issueCount ?? 0) - 5;
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <div className="stack">
        <p className="muted">{check.data ? fill(words.rows, { count: check.data.rows }) : words.checking}</p>
        <ChoiceCards
          label={words.format}
          value={format}
          options={exportFormats.map((each) => ({ value: each, label: words.formats[each], text: words.formatTexts[each] }))}
          onChange={(next) => setFormat(next as typeof format)}
        />
        <fieldset className="fieldset">
          <legend>{words.columns}</legend>
          <div className="export-columns">
            {exportColumns.map((column) => (
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
                {column}
              </Checkbox>
            ))}
          </div>
          <div className="row">
            <Button size="sm" kind="ghost" onPress={() => setChosen(new Set(exportColumns))}>
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
    </Dialog>
  );
}

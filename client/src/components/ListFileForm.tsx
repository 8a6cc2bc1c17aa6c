import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type LetterIssue, type ListFormat, listMostAtOnce, xlsxMostRows } from '@tsudoi/shared/contracts/list-file.contract';
import type { ListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import { useState } from 'react';
import type * as z from 'zod';
import { useErrorText } from '../lib/errors.ts';
import { downloadFile } from '../lib/files.ts';
import { intentKeys } from '../lib/intent.ts';
import { listFileWords } from '../lib/i18n/list-file.ts';
import { useOrg } from '../lib/org.ts';
import { useTRPC } from '../lib/trpc.ts';
import { fill, useWords } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { Checkbox } from './Choice.tsx';
import { DialogActions } from './Dialog.tsx';
import { TextLink } from './Link.tsx';
import './list-file.css';
import { Note } from './Note.tsx';
import { toast } from './Toast.tsx';

type Given = z.input<typeof ListExportInput>;
/** What of which list, as its screen shows it. */
export type ListWish = { [Name in Given['list']]: Omit<Extract<Given, { list: Name }>, 'format' | 'columns'> }[Given['list']];

export interface ListFileFormProps {
  readonly format: ListFormat;
  readonly wish: ListWish;
  readonly offered: readonly { readonly column: string; readonly label: string }[];
  readonly usual: readonly string[];
  /** Of how many rows, and that they were saved; with {{count}}. */
  readonly words: { readonly rows: string; readonly done: string; readonly fileName: string };
  readonly onClose: () => void;
}

/** Columns of a file, and what would be lost, before anything is saved. Many rows are made in the background. */
export function ListFileForm({ format, wish, offered, usual, words: own, onClose }: ListFileFormProps) {
  const words = useWords(listFileWords);
  const errorText = useErrorText();
  const org = useOrg();
  const navigate = useNavigate();
  const trpc = useTRPC();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(usual));
  const columns = offered.map(({ column }) => column).filter((column) => chosen.has(column));
  const input = { ...wish, format, columns } as Given;
  // One key for one file: other columns after a press whose answer was lost are another one.
  const [intent] = useState(intentKeys);
  const check = useQuery(trpc.reports.exportCheck.queryOptions(input, { enabled: columns.length > 0, staleTime: 0 }));
  const rows = check.data?.rows ?? 0;
  const inBackground = rows > listMostAtOnce;
  const isTooLong = format === 'xlsx' && rows > xlsxMostRows;
  const isReady = columns.length > 0 && rows > 0 && !isTooLong;
  const save = useMutation({
    mutationFn: () =>
      downloadFile(`/downloads/${wish.list}`, `${own.fileName}.${format === 'xlsx' ? 'xlsx' : 'csv'}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      }),
    onSuccess: () => {
      toast({ text: fill(own.done, { count: rows }) });
      onClose();
    },
  });
  const start = useMutation(
    trpc.reports.startListExport.mutationOptions({
      onSuccess: () => {
        toast({ text: words.started });
        void navigate({ href: `/${org}/admin/exports` });
      },
    }),
  );
  const issues = check.data?.issues ?? [];
  const error = save.error ?? start.error ?? check.error;
  return (
    <>
      <div className="stack">
        <p className="muted">{check.data ? fill(own.rows, { count: rows }) : words.checking}</p>
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
        {check.data && rows === 0 ? <Note>{words.empty}</Note> : null}
        {isTooLong ? <Note kind="danger">{fill(words.tooLong, { most: xlsxMostRows })}</Note> : null}
        {issues.length > 0 ? <Issues issues={issues} count={check.data?.issueCount ?? 0} /> : null}
        {inBackground && isReady ? <Note>{words.background}</Note> : null}
        {error ? <Note kind="danger">{errorText(error)}</Note> : null}
      </div>
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <Button
          kind="primary"
          size="lg"
          isPending={save.isPending || start.isPending || (columns.length > 0 && check.isPending)}
          onPress={() => {
            if (!isReady) return;
            if (!inBackground) return save.mutate();
            start.mutate({ wish: input, idempotencyKey: intent.keyOf(JSON.stringify(input)) });
          }}
        >
          {inBackground ? words.start : words.submit}
        </Button>
      </DialogActions>
    </>
  );
}

/** Every letter that would be lost, as far as the server lists them, with the way to whose it is. */
function Issues({ issues, count }: { readonly issues: readonly LetterIssue[]; readonly count: number }) {
  const words = useWords(listFileWords);
  const org = useOrg();
  const left = count - issues.length;
  const title = fill(words.issues, { count });
  return (
    <>
      <Note kind="warn" live title={title}>
        <p>{words.issuesText}</p>
      </Note>
      {/* Beside what is read out when it comes: a hundred lines are looked through, not heard. It scrolls, so the keyboard gets there. */}
      <section className="scroll-box letter-issues" aria-label={title} tabIndex={0}>
        <ul>
          {issues.map(({ heading, memberId, memberNumber, name, column, letters }, index) => (
            <li key={index}>
              {heading ? (
                fill(words.headingIssue, { column, letters })
              ) : (
                <>
                  {memberId === null ? (
                    `${memberNumber} ${name}`
                  ) : (
                    <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId }}>
                      {memberNumber} {name}
                    </TextLink>
                  )}
                  {fill(words.issue, { column, letters })}
                </>
              )}
            </li>
          ))}
        </ul>
        {left > 0 ? <p>{fill(words.more, { count: left })}</p> : null}
      </section>
    </>
  );
}

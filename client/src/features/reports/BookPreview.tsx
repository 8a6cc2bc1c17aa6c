import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BookPreviewInput } from '@tsudoi/shared/contracts/reports/books.contract';
import { FileDown } from 'lucide-react';
import { useState } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { intentKeys } from '../../lib/intent.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BookPreviewView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { booksTexts } from './books-texts.ts';

export type BookQuestion = z.output<typeof BookPreviewInput>;
type Total = BookPreviewView['totals'][number];

export interface BookPreviewProps {
  readonly question: BookQuestion;
  readonly view: BookPreviewView;
  /** Still of what was asked before. */
  readonly isStale: boolean;
  readonly onFrom: (day: string) => void;
}

/** As the accounting program calls it, whatever language the screen is in. */
const named = (account: string) => <span lang="ja">{account}</span>;

/** What a file would hold, what is wrong with it, and the button that makes it. */
export function BookPreview({ question, view, isStale, onFrom }: BookPreviewProps) {
  const words = useWords(booksTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const mayExport = useMay()('members.export');
  const [intent] = useState(intentKeys);
  const make = useMutation(
    trpc.reports.exportBooks.mutationOptions({
      onSuccess: async (file) => {
        intent.done();
        if (file.state === 'done') {
          const { format, from, to } = file;
          await downloadFile(file.downloadPath, fill(words.fileName, { format: words.formats[format], from, to }));
          toast({ text: fill(words.made, { count: file.journals }) });
        }
        await Promise.all([
          queries.invalidateQueries(trpc.reports.bookExports.queryFilter()),
          queries.invalidateQueries(trpc.reports.previewBooks.pathFilter()),
        ]);
      },
    }),
  );
  const isReady = view.journals > 0 && view.unmapped.length === 0;
  const columns: Column<Total>[] = [
    { id: 'account', head: words.account, cell: (row) => named(row.account), at: 'title' },
    { id: 'sub', head: words.subAccount, cell: (row) => named(row.sub), at: 'sub' },
    { id: 'debit', head: words.debit, cell: (row) => <Side label={words.debitSide}>{figure(row.debit)}</Side>, align: 'end', at: 'end' },
    {
      id: 'credit',
      head: words.credit,
      cell: (row) => <Side label={words.creditSide}>{figure(row.credit)}</Side>,
      align: 'end',
      at: 'state',
    },
  ];
  return (
    <Panel
      title={words.preview}
      count={
        view.journals === 0
          ? undefined
          : fill(words.found, { journals: view.journals, rows: view.rows, encoding: words.encodings[question.encoding] })
      }
    >
      <div className="stack" aria-busy={isStale}>
        <Warnings question={question} view={view} onFrom={onFrom} />
        {view.journals === 0 ? (
          <p className="muted">{view.exported > 0 ? words.allExported : words.nothing}</p>
        ) : (
          <>
            {question.onlyNew && view.exported > 0 ? <p className="muted">{fill(words.exported, { count: view.exported })}</p> : null}
            <p>{fill(words.sum, { debit: view.debit, credit: view.credit })}</p>
            <DataTable label={words.totals} columns={columns} rows={view.totals} rowId={(row) => `${row.account} ${row.sub}`} />
          </>
        )}
        {make.isError ? <Note kind="danger">{errorText(make.error)}</Note> : null}
        {make.data?.state === 'running' ? <Note live>{words.background}</Note> : null}
        {isReady && !mayExport ? <p className="muted">{words.mayNotMake}</p> : null}
        {isReady && mayExport ? (
          <p>
            <Button
              kind="primary"
              size="lg"
              icon={<FileDown size={18} strokeWidth={1.75} aria-hidden />}
              isPending={make.isPending || isStale}
              onPress={() => make.mutate({ ...question, idempotencyKey: intent.keyOf(JSON.stringify(question)) })}
            >
              {make.isPending ? words.making : words.make}
            </Button>
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

/** On a phone the columns have lost their heads. */
function Side({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    <span className="nowrap">
      <span className="books-side">{label}</span>
      {children}
    </span>
  );
}

function Warnings({ question, view, onFrom }: Omit<BookPreviewProps, 'isStale'>) {
  const org = useOrg();
  const words = useWords(booksTexts);
  const maySet = useMay()('settings');
  const names = (roles: BookPreviewView['unmapped']) => roles.map((role) => words.settings.roles[role]).join('、');
  return (
    <>
      {view.unmapped.length > 0 ? (
        <Note
          kind="warn"
          title={fill(words.unmapped, { names: names(view.unmapped) })}
          action={
            maySet ? (
              <LinkButton size="sm" to="/$org/admin/books/accounts" params={{ org }}>
                {words.toSettings}
              </LinkButton>
            ) : undefined
          }
        >
          {words.unmappedText}
        </Note>
      ) : null}
      {view.tooLong.length > 0 ? <Note kind="warn">{fill(words.tooLong, { names: names(view.tooLong) })}</Note> : null}
      {view.letters.length > 0 ? <Note kind="warn">{fill(words.letters, { letters: view.letters.join(' ') })}</Note> : null}
      {view.earliestOn !== null && view.earliestOn < question.from ? (
        <Note
          action={
            <Button size="sm" onPress={() => onFrom(view.earliestOn!)}>
              {words.fromThere}
            </Button>
          }
        >
          {fill(words.earlier, { count: view.earlier, day: formatDate(view.earliestOn) })}
        </Note>
      ) : null}
    </>
  );
}

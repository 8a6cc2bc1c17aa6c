import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDateShort, formatMomentShort } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BookExportView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { booksTexts } from './books-texts.ts';

/** The files that were made, to be saved again or, where one was not taken in, discarded. */
export function BookFiles() {
  const words = useWords(booksTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [discarding, setDiscarding] = useState<BookExportView | null>(null);
  const files = useQuery({
    ...trpc.reports.bookExports.queryOptions(),
    refetchInterval: ({ state }) => (state.data?.exports.some((file) => file.state === 'running') ? 2000 : false),
  });
  const discard = useMutation(trpc.reports.discardBooks.mutationOptions());
  useLive(['books']);
  const mayExport = useMay()('members.export');
  const days = ({ from, to }: BookExportView) => `${formatDateShort(from)}〜${formatDateShort(to)}`;
  const columns: Column<BookExportView>[] = [
    {
      id: 'period',
      head: words.period,
      cell: (row) => <span className="num">{days(row)}</span>,
      note: (row) => fill(words.kindOf, { format: words.formats[row.format], encoding: words.encodings[row.encoding] }),
      at: 'title',
    },
    { id: 'count', head: words.count, cell: (row) => figure(row.journals), align: 'end', at: 'drop' },
    { id: 'amount', head: words.amount, cell: (row) => figure(row.debit), align: 'end', at: 'end' },
    {
      id: 'made',
      head: words.madeAt,
      cell: (row) => <span className="num nowrap">{formatMomentShort(row.madeAt)}</span>,
      note: (row) => row.madeBy,
      at: 'drop',
    },
    {
      id: 'state',
      head: words.state,
      cell: (row) => (row.state === 'done' ? words.states.done : <Tag>{words.states[row.state]}</Tag>),
      at: 'state',
    },
    {
      id: 'file',
      head: words.file,
      cell: (row) =>
        row.state === 'running' ? null : (
          <span className="books-file">
            <Save file={row} />
            {row.state === 'done' ? (
              <Button
                size="sm"
                kind="ghost"
                label={fill(words.discardOf, { day: formatMomentShort(row.madeAt) })}
                onPress={() => setDiscarding(row)}
              >
                {words.discard}
              </Button>
            ) : null}
          </span>
        ),
      at: 'sub',
    },
  ];
  return (
    <Panel title={words.history} flush>
      <DataTable
        label={words.historyTable}
        columns={mayExport ? columns : columns.filter(({ id }) => id !== 'file')}
        rows={files.data?.exports}
        rowId={(row) => row.bookExportId}
        query={files}
        empty={<Empty title={words.noneTitle} text={words.noneText} />}
      />
      {discarding === null ? null : (
        <ConfirmDialog
          isOpen
          kind="danger"
          title={words.discardTitle}
          confirmLabel={words.discard}
          rows={[
            { label: words.period, value: days(discarding) },
            { label: words.format, value: words.formats[discarding.format] },
            { label: words.count, value: figure(discarding.journals) },
          ]}
          onClose={() => setDiscarding(null)}
          onConfirm={async () => {
            await discard.mutateAsync({ bookExportId: discarding.bookExportId });
            await queries.invalidateQueries(trpc.reports.pathFilter());
          }}
        >
          <p>{words.discardText}</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}

function Save({ file }: { readonly file: BookExportView }) {
  const words = useWords(booksTexts);
  const errorText = useErrorText();
  const { format, from, to } = file;
  const save = useMutation({
    mutationFn: () => downloadFile(file.downloadPath, fill(words.fileName, { format: words.formats[format], from, to })),
  });
  return (
    <>
      <Button
        size="sm"
        label={fill(words.saveOf, { day: formatMomentShort(file.madeAt) })}
        isPending={save.isPending}
        onPress={() => save.mutate()}
      >
        {words.save}
      </Button>
      {save.isError ? <span role="alert">{errorText(save.error)}</span> : null}
    </>
  );
}

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { SearchPapersInput } from '@tsudoi/shared/contracts/documents/paper.contract';
import type { ReceiptId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { Download } from 'lucide-react';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { DateField, MoneyField, TextField } from '../../components/TextField.tsx';
import { formatDateLong, formatDateShort } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PaperKind, PaperRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { CreditNoteDialog } from './CreditNoteDialog.tsx';
import { creditNoteTexts } from './credit-note-texts.ts';
import { paperTexts } from './paper-texts.ts';
import './papers.css';

const start = { kind: 'receipt', from: '', to: '', least: -1, most: -1, who: '', cursor: '' };
const kinds = ['receipt', 'invoice', 'credit_note'] as const;
const Amount = SearchPapersInput.shape.least;
const Day = z.union([z.literal(''), SearchPapersInput.shape.from.unwrap().unwrap()]);
const Search = z.strictObject({ from: Day, to: Day, least: Amount, most: Amount, who: z.string().max(100, 'too_long') });

const givenAmount = (value: number) => (value < 0 ? null : value);
/** What somebody's address has instead of a day the server refuses. */
const givenDay = (value: string) => (value === '' ? null : (value as JstDate));

/** 電子帳簿保存法: every issued paper, found by date, range of sums and counterparty. */
export function PapersScreen() {
  const org = useOrg();
  const words = useWords(paperTexts);
  const trpc = useTRPC();
  const [state, set] = useListState(start);
  const kind = kinds.find((one) => one === state.kind) ?? 'receipt';
  const papers = useQuery({
    ...trpc.documents.searchPapers.queryOptions({
      kind,
      from: givenDay(state.from),
      to: givenDay(state.to),
      least: givenAmount(state.least),
      most: givenAmount(state.most),
      counterparty: state.who,
      cursor: state.cursor === '' ? null : state.cursor,
    }),
    placeholderData: keepPreviousData,
  });
  useLive(['receipts']);
  const { from, to, least, most, who } = state;
  const isNarrowed = from !== '' || to !== '' || least >= 0 || most >= 0 || who !== '';
  const found = papers.data;
  return (
    <>
      <PageHead title={words.title} sub={words.sub} />
      <LinkTabs
        label={words.kind}
        items={kinds.map((one) => ({
          label: words.kinds[one],
          isCurrent: one === kind,
          to: '/$org/admin/papers',
          params: { org },
          search: one === 'receipt' ? {} : { kind: one },
        }))}
      />
      <PageBody>
        <Panel>
          <Form
            key={JSON.stringify([kind, from, to, least, most, who])}
            schema={Search}
            label={words.search}
            className="papers-search"
            asks={false}
            defaults={{ from, to, least: givenAmount(least), most: givenAmount(most), who }}
            onSubmit={(values) =>
              set({
                from: values.from,
                to: values.to,
                least: values.least ?? -1,
                most: values.most ?? -1,
                who: values.who.trim(),
                cursor: '',
              })
            }
          >
            <div className="papers-search__fields">
              <DateField name="from" label={words.from} optional />
              <DateField name="to" label={words.to} optional />
              <MoneyField name="least" label={words.least} optional />
              <MoneyField name="most" label={words.most} optional />
              <TextField name="who" label={words.counterparty} hint={words.counterpartyHint} optional autoComplete="off" />
            </div>
            <FormButtons>
              <SubmitButton size="md">{words.search}</SubmitButton>
              {isNarrowed ? (
                <Button kind="ghost" onPress={() => set({ ...start, kind })}>
                  {words.clear}
                </Button>
              ) : null}
            </FormButtons>
          </Form>
        </Panel>
        <Found
          kind={kind}
          rows={found?.rows}
          query={papers}
          isNarrowed={isNarrowed}
          total={found?.total ?? 0}
          isCapped={found?.totalCapped ?? false}
        />
        {state.cursor !== '' || found?.nextCursor ? (
          <p className="papers-more">
            {state.cursor === '' ? null : <Button onPress={() => set({ cursor: '' })}>{words.toStart}</Button>}
            {found?.nextCursor ? <Button onPress={() => set({ cursor: found.nextCursor ?? '' })}>{words.more}</Button> : null}
          </p>
        ) : null}
        {found && found.total > 0 ? <Archive kind={kind} from={from} to={to} rows={found.rows} /> : null}
      </PageBody>
    </>
  );
}

interface FoundProps {
  readonly kind: PaperKind;
  readonly rows: readonly PaperRow[] | undefined;
  readonly query: Pick<ReturnType<typeof useQuery>, 'isError' | 'error' | 'refetch' | 'isFetching'>;
  readonly isNarrowed: boolean;
  readonly total: number;
  readonly isCapped: boolean;
}

function Found({ kind, rows, query, isNarrowed, total, isCapped }: FoundProps) {
  const org = useOrg();
  const words = useWords(paperTexts);
  const credit = useWords(creditNoteTexts);
  const mayWrite = useMay()('payments.write');
  const [crediting, setCrediting] = useState<PaperRow | null>(null);
  const columns: Column<PaperRow>[] = [
    {
      id: 'date',
      head: words.date,
      cell: (row) => <span className="num nowrap">{formatDateShort(row.datedOn)}</span>,
      note: (row) => fill(words.keptUntil, { date: formatDateShort(row.keptUntil) }),
      at: 'sub',
    },
    {
      id: 'number',
      head: words.number,
      cell: (row) => (
        <span className="papers-number">
          <span className="num nowrap">{row.number}</span>
          {row.voided ? <Tag>{words.voided}</Tag> : null}
          {row.reissues > 0 ? <Tag>{fill(words.reissued, { count: row.reissues })}</Tag> : null}
        </span>
      ),
      at: 'state',
    },
    { id: 'addressee', head: words.addressee, cell: (row) => row.addressee, note: (row) => row.memberNumber, at: 'title' },
    {
      id: 'bill',
      head: words.bill,
      cell: (row) => row.billName,
      to: (row) => (row.billId === null ? null : { to: '/$org/admin/bills/$billId', params: { org, billId: row.billId } }),
      at: 'drop',
    },
    { id: 'amount', head: words.amount, cell: (row) => figure(row.amount), align: 'end', at: 'end' },
    {
      id: 'file',
      head: words.file,
      cell: (row) => (
        <span className="papers-number">
          <Save row={row} />
          {row.kind === 'receipt' && mayWrite ? (
            <Button size="sm" kind="ghost" label={fill(credit.openOf, { number: row.number })} onPress={() => setCrediting(row)}>
              {credit.open}
            </Button>
          ) : null}
        </span>
      ),
      at: 'sub',
    },
  ];
  return (
    <Panel
      title={words.kinds[kind]}
      count={rows === undefined ? undefined : fill(isCapped ? words.foundMore : words.found, { count: figure(total) })}
      flush
    >
      <DataTable
        label={words.table}
        columns={columns}
        rows={rows}
        rowId={(row) => row.paperId}
        query={query}
        empty={<Empty title={isNarrowed ? words.nothingTitle : words.emptyTitle} text={isNarrowed ? words.nothingText : words.emptyText} />}
      />
      {crediting === null ? null : (
        <CreditNoteDialog
          of={{ receiptId: crediting.paperId as ReceiptId }}
          number={crediting.number}
          name={crediting.addressee}
          onClose={() => setCrediting(null)}
        />
      )}
    </Panel>
  );
}

function Save({ row }: { row: PaperRow }) {
  const words = useWords(paperTexts);
  const errorText = useErrorText();
  const save = useMutation({ mutationFn: () => downloadFile(row.downloadPath, `${row.number}.pdf`) });
  return (
    <>
      <Button size="sm" label={fill(words.saveOf, { number: row.number })} isPending={save.isPending} onPress={() => save.mutate()}>
        {words.save}
      </Button>
      {save.isError ? <span role="alert">{errorText(save.error)}</span> : null}
    </>
  );
}

/** The range that was searched for, or the year of the newest paper. */
function Archive({ kind, from, to, rows }: { kind: PaperKind; from: string; to: string; rows: readonly PaperRow[] }) {
  const words = useWords(paperTexts);
  const errorText = useErrorText();
  const year = (rows[0]?.datedOn ?? '').slice(0, 4);
  const range = { from: from === '' ? `${year}-01-01` : from, to: to === '' ? `${year}-12-31` : to };
  const pack = useMutation({
    mutationFn: () =>
      downloadFile('/downloads/papers', `${kind}-${range.from}-${range.to}.zip`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ kind, ...range }),
      }),
  });
  return (
    <Panel title={words.archiveTitle}>
      <div className="stack">
        <p>{fill(words.archiveText, { from: formatDateLong(range.from), to: formatDateLong(range.to), kind: words.kinds[kind] })}</p>
        {pack.isError ? <Note kind="danger">{errorText(pack.error)}</Note> : null}
        <p>
          <Button icon={<Download size={18} strokeWidth={1.75} />} isPending={pack.isPending} onPress={() => pack.mutate()}>
            {pack.isPending ? words.archiving : words.archive}
          </Button>
        </p>
      </div>
    </Panel>
  );
}

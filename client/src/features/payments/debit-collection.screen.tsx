import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { DebitResultFile } from '../../components/DebitResultFile.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Status } from '../../components/Status.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate, formatMonth } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { debitResultWords } from '../../lib/i18n/debit-result-words.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DebitCollectionRows, DebitCollectionView, DebitRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { collectionKinds } from './DebitCollections.tsx';
import { DebitDrop } from './DebitDrop.tsx';
import { bytesOf } from './debit-file.view.ts';
import { debitDropTexts } from './debit-drop-texts.ts';
import { debitTexts } from './debit-texts.ts';
import './payments-admin.css';

/** One month's debits: the file for the bank, the bank's result, and what became of each member's debit. */
export function DebitCollectionScreen() {
  const org = useOrg();
  const collectionId = useRouteId('collectionId');
  const words = useWords(debitTexts);
  const trpc = useTRPC();
  const detail = useQuery(trpc.debits.collection.queryOptions({ collectionId }));
  const month = detail.data ? formatMonth(detail.data.collection.month) : '';
  return (
    <>
      <PageHead
        title={fill(words.collection.title, { month })}
        crumb={[{ label: words.title, to: '/$org/admin/direct-debit', params: { org } }]}
      />
      <PageBody>
        <QueryState query={detail} skeleton={<PanelSkeleton />}>
          {(found) => <Detail {...found} />}
        </QueryState>
      </PageBody>
    </>
  );
}

function Detail({ collection, rows, sample }: DebitCollectionRows) {
  const words = useWords(debitTexts);
  const { collection: texts } = words;
  const mayWrite = useMay()('payments.write');
  const sum = (count: number, amount: number) => fill(texts.sum, { count, amount });
  return (
    <Columns
      side={
        mayWrite ? (
          <>
            {rows.some(({ dropped }) => dropped) ? null : <RequestFile collection={collection} />}
            {collection.madeAt === null ? null : <ResultFile collection={collection} sample={sample} />}
            <DebitDrop collection={collection} waiting={rows.filter(isWaiting).length} />
          </>
        ) : null
      }
    >
      <Panel>
        <Rows>
          <Row label={words.collections.state}>
            <Status kind={collectionKinds[collection.state]} label={words.collections.states[collection.state]} />
          </Row>
          <Row label={texts.debitOn}>{formatDate(collection.debitOn)}</Row>
          <Row label={texts.amount}>{sum(collection.count, collection.amount)}</Row>
          <Row label={texts.done}>{sum(collection.doneCount, collection.doneAmount)}</Row>
          <Row label={texts.failed}>{sum(collection.failedCount, collection.failedAmount)}</Row>
        </Rows>
      </Panel>
      {rows.length === 0 ? <Note>{texts.nothing}</Note> : <DebitRows rows={rows} />}
    </Columns>
  );
}

const noFile: readonly DebitCollectionView['state'][] = ['gathering', 'dropping', 'dropped'];
const isWaiting = (row: DebitRow): boolean => row.result === null && !row.withdrawn && !row.dropped;

/** Bytes that came in an answer, kept as a file of the person's own. */
function keepFile({ fileName, base64 }: { readonly fileName: string; readonly base64: string }): void {
  const url = URL.createObjectURL(new Blob([bytesOf(base64)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function RequestFile({ collection }: { readonly collection: DebitCollectionView }) {
  const words = useWords(debitTexts).collection;
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const file = useMutation(trpc.debits.file.mutationOptions());
  const save = async () => {
    keepFile(await file.mutateAsync({ collectionId: collection.collectionId }));
    toast({ text: words.fileDone });
    await queries.invalidateQueries(trpc.debits.pathFilter());
  };
  if (noFile.includes(collection.state) || collection.count === 0) return null;
  return (
    <Panel>
      <div className="stack debit-act">
        <Button
          kind={collection.state === 'ready' ? 'primary' : 'default'}
          isPending={file.isPending}
          onPress={() => void save().catch(() => undefined)}
        >
          {words.file}
        </Button>
        <p className="muted">{words.fileText}</p>
        {file.isError ? <Note kind="danger">{errorText(file.error)}</Note> : null}
      </div>
    </Panel>
  );
}

function ResultFile({ collection, sample }: Pick<DebitCollectionRows, 'collection' | 'sample'>) {
  const words = useWords(debitResultWords);
  const texts = useWords(debitTexts).collection;
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const answer = useMutation(trpc.debits.sampleResult.mutationOptions({ onSuccess: keepFile }));
  return (
    <Panel title={words.title}>
      <div className="stack debit-act">
        <DebitResultFile path="/uploads/debit-results" onTaken={() => queries.invalidateQueries(trpc.debits.pathFilter())} />
        {sample ? (
          <Button kind="ghost" isPending={answer.isPending} onPress={() => answer.mutate({ collectionId: collection.collectionId })}>
            {texts.sample}
          </Button>
        ) : null}
        {answer.isError ? <Note kind="danger">{errorText(answer.error)}</Note> : null}
      </div>
    </Panel>
  );
}

function DebitRows({ rows }: { readonly rows: readonly DebitRow[] }) {
  const org = useOrg();
  const words = useWords(debitTexts).collection;
  const columns: Column<DebitRow>[] = [
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.memberName,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    { id: 'customer', head: words.customer, cell: (row) => <span className="num muted">{row.customerNumber}</span>, at: 'sub' },
    { id: 'result', head: words.result, cell: (row) => <Result row={row} />, at: 'state' },
    { id: 'amount', head: words.rowAmount, cell: (row) => figure(row.amount), align: 'end', at: 'end' },
  ];
  return <DataTable label={words.rows} columns={columns} rows={rows} rowId={(row) => row.chargeId} />;
}

function Result({ row }: { readonly row: DebitRow }) {
  const words = useWords(debitTexts).collection;
  const { dropped } = useWords(debitDropTexts);
  if (row.withdrawn) return <Status kind="cancelled" label={words.withdrawn} />;
  if (row.result === null && row.dropped) return <Status kind="cancelled" label={dropped} />;
  if (row.result === null) return <Status kind="waiting" label={words.pending} />;
  return <Status kind={row.result === '0' ? 'paid' : 'failed'} label={words.results[row.result]} />;
}

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type depositGrades, depositViews } from '@tsudoi/shared/contracts/payments/deposit.contract';
import { Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Status, type StatusKind } from '../../components/Status.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DeskDeposit } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { likelyLink } from './deposit.rules.ts';
import { depositPayerTexts } from './deposit-payer-texts.ts';
import { depositTexts } from './deposit-texts.ts';
import { DepositUpload } from './DepositUpload.tsx';
import { DepositWork } from './DepositWork.tsx';
import './deposits.css';

const gradeKinds: Readonly<Record<(typeof depositGrades)[number], StatusKind>> = {
  sure: 'paid',
  likely: 'partly_paid',
  choose: 'partly_paid',
  none: 'unpaid',
};

/** 入金の消込: deposits left, evidence right, one key. */
export function DepositsScreen() {
  const org = useOrg();
  const words = useWords(depositTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [state, set] = useListState({ view: 'open', cursor: '', deposit: '' });
  const view = depositViews.find((one) => one === state.view) ?? 'open';
  const mayWrite = useMay()('payments.write');
  const [currentId, setCurrent] = useState<string | null>(state.deposit === '' ? null : state.deposit);
  const [place, setPlace] = useState(0);
  const [asks, setAsks] = useState<'upload' | 'sure' | null>(null);
  const [said, setSaid] = useState({ view: '', text: '' });
  const page = useQuery({
    ...trpc.deposits.list.queryOptions({ view, cursor: state.cursor === '' ? null : state.cursor, size: 50 }),
    placeholderData: keepPreviousData,
  });
  const confirmSure = useMutation(trpc.deposits.confirmSure.mutationOptions());
  useLive(['payments', 'bills']);
  const say = (text: string) => setSaid({ view, text });
  const rows = page.data?.rows ?? [];
  const found = rows.findIndex((row) => row.depositId === currentId);
  // What was settled has left the list: the next one has its place.
  const at = found >= 0 ? found : Math.min(place, rows.length - 1);
  const current = rows[at];
  const go = (next: number) => {
    const row = rows[next];
    if (!row) return;
    setCurrent(row.depositId);
    setPlace(next);
  };
  const sure = mayWrite && view === 'open' ? rows.filter((row) => row.grade === 'sure' && row.state === 'open') : [];
  const sums = page.data?.sums;
  return (
    <>
      <PageHead
        title={words.title}
        sub={sums && sums.open.count > 0 ? fill(words.left, { count: sums.open.count, amount: sums.open.amount }) : undefined}
        actions={
          <>
            <LinkButton to="/$org/admin/payments/settlements" params={{ org }}>
              {words.settlements}
            </LinkButton>
            {mayWrite ? (
              <Button icon={<Upload size={18} strokeWidth={1.75} aria-hidden />} onPress={() => setAsks('upload')}>
                {words.read}
              </Button>
            ) : null}
          </>
        }
      />
      <LinkTabs
        label={words.views.label}
        items={depositViews.map((one) => ({
          to: '/$org/admin/payments/reconcile',
          params: { org },
          search: one === 'open' ? {} : { view: one },
          label: words.views[one],
          isCurrent: one === view,
          ...(sums && one !== 'settled' ? { count: sums[one].count } : {}),
        }))}
      />
      <PageBody>
        <p className="deposit-said" role="status">
          {said.view === view ? said.text : ''}
        </p>
        <QueryState query={page} skeleton={<ListSkeleton rows={6} />}>
          {({ next }) =>
            current ? (
              <div className="deposit-desk">
                <section className="deposit-list" aria-label={words.list}>
                  {sure.length > 0 ? (
                    <p className="deposit-list__head">
                      <Button kind="ghost" size="sm" onPress={() => setAsks('sure')}>
                        {fill(words.allSure, { count: sure.length })}
                      </Button>
                    </p>
                  ) : null}
                  <DepositList
                    rows={rows}
                    current={current.depositId}
                    onChoose={(id) => go(rows.findIndex((row) => row.depositId === id))}
                  />
                  {state.cursor !== '' || next !== null ? (
                    <p className="deposit-list__foot">
                      {state.cursor === '' ? null : <Button onPress={() => set({ cursor: '' })}>{words.first}</Button>}
                      {next === null ? null : <Button onPress={() => set({ cursor: next })}>{words.more}</Button>}
                    </p>
                  ) : null}
                </section>
                <DepositWork
                  key={`${current.depositId}#${current.round}/${current.state}`}
                  deposit={current}
                  at={at}
                  count={rows.length}
                  onStep={(by) => go(at + by)}
                  onDone={say}
                />
              </div>
            ) : (
              <Empty
                title={{ open: words.empty, held: words.heldEmpty, settled: words.settledEmpty }[view]}
                {...(view === 'open' && mayWrite
                  ? { text: words.emptyText, action: <Button onPress={() => setAsks('upload')}>{words.read}</Button> }
                  : {})}
              />
            )
          }
        </QueryState>
        {current && mayWrite && view !== 'settled' ? <p className="muted deposit-keys">{words.keys}</p> : null}
      </PageBody>
      <Dialog isOpen={asks === 'upload'} onClose={() => setAsks(null)} title={words.upload.title}>
        <DepositUpload />
      </Dialog>
      {asks === 'sure' ? (
        <ConfirmDialog
          isOpen
          onClose={() => setAsks(null)}
          title={words.sureTitle}
          rows={[
            { label: words.sureCount, value: <span className="num">{sure.length}</span> },
            { label: words.sureAmount, value: <Yen value={sure.reduce((sum, row) => sum + row.amount, 0)} /> },
          ]}
          confirmLabel={words.sureDo}
          onConfirm={async () => {
            const done = await confirmSure.mutateAsync({ depositIds: sure.map((row) => row.depositId) });
            await queries.invalidateQueries(trpc.deposits.pathFilter());
            void queries.invalidateQueries(trpc.payments.pathFilter());
            say(
              [
                fill(words.allSureDone, { count: done.confirmed.length }),
                ...(done.left.length > 0 ? [fill(words.allSureLeft, { count: done.left.length })] : []),
              ].join(' '),
            );
          }}
        >
          <p>{words.sureText}</p>
        </ConfirmDialog>
      ) : null}
      {page.isError && page.data ? <LoadFailed error={page.error} onRetry={() => void page.refetch()} /> : null}
    </>
  );
}

interface DepositListProps {
  readonly rows: readonly DeskDeposit[];
  readonly current: string;
  onChoose(depositId: string): void;
}

function DepositList({ rows, current, onChoose }: DepositListProps) {
  const words = useWords(depositTexts);
  const payers = useWords(depositPayerTexts);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // Only the list moves, not the page.
    const box = list.current;
    const row = box?.querySelector<HTMLElement>('[aria-current="true"]');
    if (!box || !row) return;
    const top = row.offsetTop - box.offsetTop;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + row.offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + row.offsetHeight - box.clientHeight;
  }, [current]);
  return (
    <ul ref={list}>
      {rows.map((row) => (
        <li key={row.depositId}>
          <button
            type="button"
            data-deposit={row.depositId}
            aria-current={row.depositId === current}
            onClick={() => onChoose(row.depositId)}
          >
            <b className="deposit-list__name">{row.remitter || words.noRemitter}</b>
            <Yen value={row.amount} />
            <span className="deposit-list__by">{summaryOf(row, words, payers)}</span>
            <DepositMark row={row} />
          </button>
        </li>
      ))}
    </ul>
  );
}

type TextsOfDeposits = (typeof depositTexts)['en'];
type TextsOfPayers = (typeof depositPayerTexts)['en'];

function summaryOf(row: DeskDeposit, words: TextsOfDeposits, payers: TextsOfPayers): string {
  const [best] = row.candidates;
  const payer = likelyLink(row);
  if (row.cancels) return words.recall;
  if (row.state === 'settled') return row.settledFor.map(({ memberName }) => memberName).join('、');
  if (row.note !== '') return row.note;
  if (payer) return fill(payers.summary, { name: payer.payerName });
  if (!best || row.grade === 'choose' || row.grade === 'none') return '';
  return row.grade === 'sure' ? best.memberName : `${best.memberName} ${fill(words.fits[best.fit], { apart: best.apart })}`;
}

function DepositMark({ row }: { readonly row: DeskDeposit }) {
  const words = useWords(depositTexts);
  if (row.state === 'settled')
    return <Status kind={row.recallAsked ? 'late' : 'paid'} label={row.recallAsked ? words.states.recalled : words.states.settled} />;
  if (row.state === 'put_away') return <Status kind="cancelled" label={words.states.put_away} />;
  if (row.state === 'recalled' || row.cancels) return <Status kind="cancelled" label={words.states.recalled} />;
  if (row.state === 'settling') return <Status kind="waiting" label={words.states.settling} />;
  return <Status kind={gradeKinds[row.grade]} label={words.grades[row.grade]} />;
}

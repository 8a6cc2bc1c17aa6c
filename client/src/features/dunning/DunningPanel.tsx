import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate, formatDateShort } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DunningHistoryView, DunningNoticeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './dunning.css';
import { dunningTexts } from './dunning-texts.ts';
import { HoldDialog } from './HoldDialog.tsx';
import { ReadDialog } from './NoticeTable.tsx';
import { noticeName, stageName } from './stage-name.rules.ts';

/** Beside a member's money, or beside one bill: what was sent, what comes next, and the word to stop it. */
export function DunningPanel({ memberId, billId = null }: { memberId: MemberId; billId?: BillId | null }) {
  const words = useWords(dunningTexts).panel;
  const trpc = useTRPC();
  const input = { memberId, billId };
  const history = useQuery(trpc.dunning.history.queryOptions(input));
  const mayWrite = useMay()('billing.write');
  const [isHolding, setHolding] = useState(false);
  return (
    <Panel
      title={words.title}
      action={
        mayWrite ? (
          <Button size="sm" onPress={() => setHolding(true)}>
            {words.hold}
          </Button>
        ) : null
      }
    >
      <QueryState query={history} skeleton={<ListSkeleton rows={2} />}>
        {(found) => (
          <div className="stack">
            <Holds history={found} mayWrite={mayWrite} />
            <Next history={found} isBill={billId !== null} />
            <Sent history={found} />
          </div>
        )}
      </QueryState>
      {isHolding ? <HoldDialog memberId={memberId} billId={billId} onClose={() => setHolding(false)} /> : null}
    </Panel>
  );
}

function Holds({ history, mayWrite }: { history: DunningHistoryView; mayWrite: boolean }) {
  const words = useWords(dunningTexts).panel;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const release = useMutation(
    trpc.dunning.release.mutationOptions({
      onSuccess: async () => {
        toast({ text: words.released });
        await queries.invalidateQueries(trpc.dunning.pathFilter());
      },
    }),
  );
  return (
    <>
      {release.isError ? <Note kind="danger">{errorText(release.error)}</Note> : null}
      {history.holds.map(({ dunningHoldId, billId, billName, until, reason, by, on }) => (
        <Note
          key={dunningHoldId}
          kind="warn"
          title={`${billId === null ? words.heldAll : words.heldBill}${billName === '' ? '' : ` ${billName}`}`}
          action={
            mayWrite ? (
              <Button
                size="sm"
                isPending={release.isPending}
                label={fill(words.releaseOf, { name: reason })}
                onPress={() => release.mutate({ dunningHoldId })}
              >
                {words.release}
              </Button>
            ) : null
          }
        >
          {until === null ? null : <p>{fill(words.heldUntil, { date: formatDate(until) })}</p>}
          <p>{fill(words.why, { reason, by, date: formatDateShort(on) })}</p>
        </Note>
      ))}
    </>
  );
}

function Next({ history, isBill }: { history: DunningHistoryView; isBill: boolean }) {
  const texts = useWords(dunningTexts);
  const words = texts.panel;
  return (
    <>
      {history.next.map(({ billId, billName, on, stageDays, reason, until }) => (
        <p key={billId} className="muted">
          {isBill ? '' : fill(words.nextBill, { bill: billName })}
          {on !== null && stageDays !== null
            ? fill(words.next, { date: formatDate(on), stage: stageName(texts.stageName, stageDays) })
            : reason === null
              ? ''
              : fill(words.leftOut, { reason: texts.reasons[reason] })}
          {until === null ? '' : ` ${fill(texts.until, { date: formatDateShort(until) })}`}
        </p>
      ))}
    </>
  );
}

function Sent({ history }: { history: DunningHistoryView }) {
  const texts = useWords(dunningTexts);
  const words = texts.panel;
  const [read, setRead] = useState<DunningNoticeView | null>(null);
  if (history.notices.length === 0) return <p className="muted">{words.none}</p>;
  return (
    <>
      <ul className="dunning-history" aria-label={words.history}>
        {history.notices.map((notice) => (
          <li key={notice.dunningNoticeId}>
            <span className="num nowrap">{formatDateShort(notice.on)}</span>
            <span>{fill(texts.pair, { first: noticeName(texts, notice), second: texts.channels[notice.channel] })}</span>
            <span className="muted">{texts.states[notice.state]}</span>
            <Button
              size="sm"
              label={fill(words.textOf, { date: `${formatDateShort(notice.on)} ${texts.channels[notice.channel]}` })}
              onPress={() => setRead(notice)}
            >
              {words.text}
            </Button>
          </li>
        ))}
      </ul>
      {read === null ? null : <ReadDialog notice={read} onClose={() => setRead(null)} />}
    </>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { ConfirmBar } from '../../components/Page.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDateLong, formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DeskDeposit } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { type DraftShare, draftOf, emptyDraft, restOf, sharesOf } from './deposit.rules.ts';
import { depositTexts } from './deposit-texts.ts';
import { DeskKeys } from './DeskKeys.tsx';
import { DepositEvidence } from './DepositEvidence.tsx';
import { DepositFind } from './DepositFind.tsx';
import { DepositHold } from './DepositHold.tsx';
import { DepositShares } from './DepositShares.tsx';

interface DepositWorkProps {
  readonly deposit: DeskDeposit;
  readonly at: number;
  readonly count: number;
  onStep(by: 1 | -1): void;
  onDone(text: string): void;
}

/** One deposit: what the bank told, whose it may be and why, what goes where, and one press. */
export function DepositWork({ deposit, at, count, onStep, onDone }: DepositWorkProps) {
  const words = useWords(depositTexts);
  const text = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayWrite = useMay()('payments.write');
  const isWaiting = deposit.state === 'open' || deposit.state === 'held';
  const isOpen = mayWrite && isWaiting;
  const best = deposit.grade === 'sure' || deposit.grade === 'likely' ? deposit.candidates[0] : undefined;
  const [drafts, setDrafts] = useState<readonly DraftShare[]>(() => (best ? [draftOf(best)] : []));
  const [asks, setAsks] = useState<'find' | 'add' | 'hold' | 'undo' | null>(null);
  const [isAsked, setAsked] = useState(false);
  const confirm = useMutation(trpc.deposits.confirm.mutationOptions());
  const undo = useMutation(trpc.deposits.undo.mutationOptions());
  const release = useMutation(trpc.deposits.hold.mutationOptions());
  const { depositId, round } = deposit;
  const rest = restOf(deposit.amount, drafts);
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries(trpc.deposits.pathFilter()),
      queries.invalidateQueries(trpc.payments.pathFilter()),
      queries.invalidateQueries(trpc.billing.pathFilter()),
    ]);
  const settle = async () => {
    if (confirm.isPending || deposit.cancels || !mayWrite) return;
    const isResumed = deposit.state === 'settling';
    setAsked(true);
    if (!isResumed && (!isOpen || drafts.length === 0 || rest !== 0)) return;
    try {
      await confirm.mutateAsync({ depositId, round, shares: isResumed ? deposit.shares : sharesOf(drafts) } as never);
    } finally {
      await refresh();
    }
    onDone(fill(words.confirmed, { remitter: deposit.remitter || words.noRemitter, amount: deposit.amount }));
  };
  const chosen = new Set(drafts.map(({ candidate }) => candidate.memberId));
  const others = deposit.candidates.filter(({ memberId }) => !chosen.has(memberId));
  return (
    <div className="deposit-work">
      <DeskKeys
        isOn={asks === null}
        next={() => onStep(1)}
        previous={() => onStep(-1)}
        confirm={() => void settle().catch(() => undefined)}
        later={() => isOpen && !deposit.cancels && setAsks('hold')}
        find={() => isOpen && !deposit.cancels && setAsks('find')}
      />
      <div className="deposit-work__in">
        <div className="deposit-src">
          <p>{fill(words.source, { on: formatDateLong(deposit.bookedOn), account: deposit.account })}</p>
          <p className="deposit-src__sum">
            <span className="muted">{words.amount}</span> <Yen value={deposit.amount} size="l" />
          </p>
          <h2>{deposit.remitter || words.noRemitter}</h2>
          {deposit.from === '' ? null : <p>{fill(words.from, { from: deposit.from })}</p>}
        </div>
        {deposit.cancels ? <Note kind="warn">{words.recallText}</Note> : null}
        {deposit.recallAsked && deposit.state === 'settled' ? <Note kind="danger">{words.recallAsked}</Note> : null}
        {deposit.note === '' ? null : <Note>{fill(words.heldNote, { note: deposit.note })}</Note>}
        {isOpen && !deposit.cancels ? (
          <>
            {drafts.length === 0 ? <Note kind={isAsked ? 'danger' : 'info'}>{words.nobody}</Note> : null}
            {drafts.length > 0 ? (
              <section className="deposit-cand" aria-label={words.candidates}>
                {drafts.map((draft, place) => (
                  <div key={draft.candidate.memberId}>
                    <DepositShares
                      share={draft}
                      onChange={(next) => setDrafts(drafts.map((one, other) => (other === place ? next : one)))}
                      onRemove={() => setDrafts(drafts.filter((_, other) => other !== place))}
                    />
                    <DepositEvidence deposit={deposit} candidate={draft.candidate} />
                  </div>
                ))}
                <p className={`deposit-rest${rest === 0 ? '' : ' is-off'}`} role="status">
                  {rest === 0
                    ? words.restExact
                    : rest > 0
                      ? fill(words.restLeft, { amount: rest })
                      : fill(words.restOver, { amount: -rest })}
                </p>
              </section>
            ) : null}
            <div className="deposit-others">
              {others.length > 0 ? <h3>{words.others}</h3> : null}
              {others.map((candidate) => (
                <div key={candidate.memberId} className="deposit-other">
                  <DepositEvidence deposit={deposit} candidate={candidate} />
                  <Button label={fill(words.choose, { name: candidate.memberName })} onPress={() => setDrafts([draftOf(candidate)])}>
                    {fill(words.choose, { name: candidate.memberName })}
                  </Button>
                </div>
              ))}
              <p className="deposit-finds">
                <Button kbd="F" onPress={() => setAsks('find')}>
                  {words.find}
                </Button>
                {drafts.length > 0 ? <Button onPress={() => setAsks('add')}>{words.add}</Button> : null}
              </p>
            </div>
          </>
        ) : null}
        {isWaiting && !mayWrite && !deposit.cancels ? (
          <div className="deposit-others">
            {deposit.candidates.map((candidate) => (
              <div key={candidate.memberId} className="deposit-other">
                <DepositEvidence deposit={deposit} candidate={candidate} />
              </div>
            ))}
          </div>
        ) : null}
        {deposit.settledFor.length === 0 ? null : (
          <ul className="deposit-settled">
            {deposit.settledFor.map(({ memberId, memberName, amount }) => (
              <li key={memberId}>{fill(words.settledFor, { name: memberName, amount })}</li>
            ))}
          </ul>
        )}
        {deposit.decidedAt === null ? null : (
          <p className="muted">{fill(words.decided, { by: deposit.decidedBy, when: formatMoment(deposit.decidedAt) })}</p>
        )}
        {confirm.isError ? <Note kind="danger">{text(confirm.error)}</Note> : null}
        {release.isError ? <Note kind="danger">{text(release.error)}</Note> : null}
      </div>
      <ConfirmBar
        text={
          <>
            <b className="num">{fill(words.position, { at: at + 1, count })}</b>
            {isOpen ? <small>{words.canUndo}</small> : null}
          </>
        }
      >
        <span className="deposit-steps">
          <IconButton size={44} label={words.previous} icon={<ChevronUp size={20} aria-hidden />} onPress={() => onStep(-1)} />
          <IconButton size={44} label={words.next} icon={<ChevronDown size={20} aria-hidden />} onPress={() => onStep(1)} />
        </span>
        {deposit.state === 'held' && mayWrite ? (
          <Button
            isPending={release.isPending}
            onPress={() => release.mutate({ depositId, note: null } as never, { onSuccess: () => void refresh() })}
          >
            {words.unhold}
          </Button>
        ) : null}
        {deposit.state === 'open' && mayWrite && !deposit.cancels ? (
          <Button kbd="N" onPress={() => setAsks('hold')}>
            {words.later}
          </Button>
        ) : null}
        {deposit.state === 'settled' && mayWrite ? <Button onPress={() => setAsks('undo')}>{words.undo}</Button> : null}
        {(isOpen && !deposit.cancels) || (deposit.state === 'settling' && mayWrite) ? (
          <Button kind="primary" kbd="Enter" isPending={confirm.isPending} onPress={() => void settle().catch(() => undefined)}>
            {deposit.state === 'settling' ? words.resume : words.confirm}
          </Button>
        ) : null}
      </ConfirmBar>
      {asks === 'find' || asks === 'add' ? (
        <DepositFind
          depositId={depositId}
          onFound={(found) => setDrafts(asks === 'find' ? [draftOf(found)] : addTo(drafts, found))}
          onClose={() => setAsks(null)}
        />
      ) : null}
      {asks === 'hold' ? <DepositHold depositId={depositId} onClose={() => setAsks(null)} /> : null}
      {asks === 'undo' ? (
        <ConfirmDialog
          isOpen
          onClose={() => setAsks(null)}
          title={words.undoTitle}
          confirmLabel={words.undo}
          onConfirm={async () => {
            await undo.mutateAsync({ depositId, round, reason: words.undoReason } as never);
            await refresh();
            onDone(words.undone);
          }}
        >
          <p>{words.undoText}</p>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}

function addTo(drafts: readonly DraftShare[], found: DraftShare['candidate']): readonly DraftShare[] {
  return drafts.some(({ candidate }) => candidate.memberId === found.memberId) ? drafts : [...drafts, emptyDraft(found)];
}

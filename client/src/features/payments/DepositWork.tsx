import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { ConfirmBar } from '../../components/Page.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DeskDeposit, DeskLink } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import {
  type DraftPayer,
  type DraftShare,
  draftOf,
  emptyDraft,
  hasWrongBox,
  isPlaced,
  joinLinks,
  likelyLink,
  payerDraftOf,
  payerShareOf,
  restOf,
  sharesOf,
} from './deposit.rules.ts';
import { depositTexts } from './deposit-texts.ts';
import { DeskKeys } from './DeskKeys.tsx';
import { DepositEvidence } from './DepositEvidence.tsx';
import { DepositFind } from './DepositFind.tsx';
import { DepositHold } from './DepositHold.tsx';
import { DepositPayer, DepositPayerOffers } from './DepositPayer.tsx';
import { DepositRecall } from './DepositRecall.tsx';
import { DepositSettled } from './DepositSettled.tsx';
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
  const [links, setLinks] = useState<readonly DeskLink[]>(deposit.links);
  const [payer, setPayer] = useState<DraftPayer | null>(() => payerOf(deposit));
  const [asks, setAsks] = useState<'find' | 'add' | 'hold' | 'undo' | null>(null);
  const [isAsked, setAsked] = useState(false);
  const confirm = useMutation(trpc.deposits.confirm.mutationOptions());
  const undo = useMutation(trpc.deposits.undo.mutationOptions());
  const release = useMutation(trpc.deposits.hold.mutationOptions());
  const { depositId, round } = deposit;
  const rest = restOf(deposit.amount, payer ? [payer] : drafts);
  const shares = payer ? [payerShareOf(payer)] : sharesOf(drafts);
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries(trpc.deposits.pathFilter()),
      queries.invalidateQueries(trpc.payments.pathFilter()),
      queries.invalidateQueries(trpc.payLinks.pathFilter()),
      queries.invalidateQueries(trpc.billing.pathFilter()),
    ]);
  const settle = async () => {
    if (confirm.isPending || deposit.cancels || !mayWrite) return;
    const isResumed = deposit.state === 'settling';
    setAsked(true);
    if (!isResumed && hasWrongBox(payer ? [payer] : drafts)) return;
    if (!isResumed && (!isOpen || (payer ? !isPlaced(payer) : drafts.length === 0) || rest !== 0)) return;
    try {
      await confirm.mutateAsync({ depositId, round, shares: isResumed ? deposit.shares : shares });
    } finally {
      await refresh();
    }
    onDone(fill(words.confirmed, { remitter: deposit.remitter || words.noRemitter, amount: deposit.amount }));
  };
  const found = (candidate: DraftShare['candidate'], more: readonly DeskLink[]) => {
    const every = joinLinks(links, more);
    const whole = asks === 'find' ? likelyLink({ amount: deposit.amount, links: more }) : null;
    setLinks(every);
    setPayer(whole && payerDraftOf(whole));
    setDrafts(asks === 'find' ? [draftOf(candidate)] : addTo(drafts, candidate));
  };
  const choose = (candidate: DraftShare['candidate']) => {
    setPayer(null);
    setDrafts([draftOf(candidate)]);
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
        later={() => isOpen && setAsks('hold')}
        find={() => isOpen && !deposit.cancels && setAsks('find')}
      />
      <div className="deposit-work__in">
        <div className="deposit-src">
          <p>{fill(words.source, { on: formatDateLong(deposit.bookedOn), account: deposit.account })}</p>
          <p className="deposit-src__sum">
            <span className="muted">{deposit.cancels ? words.recall : words.amount}</span> <Yen value={deposit.amount} size="l" />
          </p>
          <h2>{deposit.remitter || words.noRemitter}</h2>
          {deposit.from === '' ? null : <p>{fill(words.from, { from: deposit.from })}</p>}
        </div>
        {deposit.recallFit === null ? null : <Note kind="warn">{words.recallText[deposit.recallFit]}</Note>}
        {deposit.recallAsked && deposit.state === 'settled' ? <Note kind="danger">{words.recallAsked}</Note> : null}
        {deposit.note === '' ? null : <Note>{fill(words.heldNote, { note: deposit.note })}</Note>}
        {isOpen && !deposit.cancels ? (
          <>
            {drafts.length === 0 && !payer ? <Note kind={isAsked ? 'danger' : 'info'}>{words.nobody}</Note> : null}
            {drafts.length > 0 || payer ? (
              <section className="deposit-cand" aria-label={words.candidates}>
                {payer ? <DepositPayer deposit={deposit} draft={payer} onChange={setPayer} onInstead={() => setPayer(null)} /> : null}
                {(payer ? [] : drafts).map((draft, place) => (
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
            {payer ? null : (
              <DepositPayerOffers deposit={deposit} links={links} drafts={drafts} onChoose={(link) => setPayer(payerDraftOf(link))} />
            )}
            <div className="deposit-others">
              {others.length > 0 ? <h3>{words.others}</h3> : null}
              {others.map((candidate) => (
                <div key={candidate.memberId} className="deposit-other">
                  <DepositEvidence deposit={deposit} candidate={candidate} />
                  <Button label={fill(words.choose, { name: candidate.memberName })} onPress={() => choose(candidate)}>
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
        {deposit.cancels && mayWrite ? <DepositRecall deposit={deposit} refresh={refresh} onDone={onDone} /> : null}
        <DepositSettled deposit={deposit} />
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
        {(deposit.state === 'held' || deposit.state === 'put_away') && mayWrite ? (
          <Button
            isPending={release.isPending}
            onPress={() => release.mutate({ depositId, note: null }, { onSuccess: () => void refresh() })}
          >
            {words.unhold}
          </Button>
        ) : null}
        {deposit.state === 'open' && mayWrite ? (
          <Button kbd="N" onPress={() => setAsks('hold')}>
            {deposit.cancels ? words.putAway : words.later}
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
          onFound={found}
          onPayer={(link) => {
            setLinks(joinLinks(links, [link]));
            setPayer(payerDraftOf(link));
          }}
          onClose={() => setAsks(null)}
        />
      ) : null}
      {asks === 'hold' ? <DepositHold depositId={depositId} isRecall={deposit.cancels} onClose={() => setAsks(null)} /> : null}
      {asks === 'undo' ? (
        <ConfirmDialog
          isOpen
          onClose={() => setAsks(null)}
          title={words.undoTitle}
          confirmLabel={words.undo}
          onConfirm={async () => {
            await undo.mutateAsync({ depositId, round, reason: words.undoReason });
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

/** A deposit that is just what a payer owes is shown as theirs first. */
function payerOf(deposit: DeskDeposit): DraftPayer | null {
  const link = likelyLink(deposit);
  return link && payerDraftOf(link);
}

function addTo(drafts: readonly DraftShare[], found: DraftShare['candidate']): readonly DraftShare[] {
  return drafts.some(({ candidate }) => candidate.memberId === found.memberId) ? drafts : [...drafts, emptyDraft(found)];
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Diff } from '../../components/Diff.tsx';
import { TextLink } from '../../components/Link.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { factsOf, useErrorText } from '../../lib/errors.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail, CorrectionView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { refusalOf } from './correction.rules.ts';
import { correctionTexts } from './correction-texts.ts';
import './correction.css';

/** The way into 訂正. */
export function CorrectLink({ billId }: { billId: string }) {
  const org = useOrg();
  const words = useWords(correctionTexts);
  if (!useMay()('payments.write')) return null;
  return (
    <LinkButton to="/$org/admin/bills/$billId/correct" params={{ org, billId }}>
      {words.link}
    </LinkButton>
  );
}

/** A refusal in words: those of 訂正 where it is one of its own. */
export function useRefusalText(): (error: unknown) => string {
  const words = useWords(correctionTexts);
  const errorText = useErrorText();
  return (error) => {
    const refusal = refusalOf(error);
    // Who did what says more than the reason does.
    const isTold = factsOf(error).params['happened'] !== undefined;
    return refusal && !isTold ? fill(words.refusals[refusal.why], { name: refusal.name }) : errorText(error);
  };
}

function useCorrections(bill: BillDetail): readonly CorrectionView[] {
  const trpc = useTRPC();
  const corrections = useQuery({
    ...trpc.payments.correctionsOfBill.queryOptions({ billId: bill.billId }),
    enabled: bill.status !== 'draft',
  });
  return corrections.data ?? [];
}

/** The last correction, while nothing was built on it: it can be taken back. */
export function LastCorrection({ bill }: { bill: BillDetail }) {
  const may = useMay();
  const open = useCorrections(bill).find((row) => row.undoable);
  return open && may('payments.write') ? <Undoable key={open.correctionId} correction={open} /> : null;
}

/** What was corrected about the bill, newest first. */
export function BillCorrections({ bill }: { bill: BillDetail }) {
  const words = useWords(correctionTexts);
  const rows = useCorrections(bill);
  if (rows.length === 0) return null;
  return (
    <Panel title={words.trail} flush>
      <ol className="corrections">
        {rows.map((row) => (
          <li key={row.correctionId}>
            <Correction row={row} billId={bill.billId} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Undoable({ correction }: { correction: CorrectionView }) {
  const org = useOrg();
  const words = useWords(correctionTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const refusalText = useRefusalText();
  const [asking, setAsking] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const undo = useMutation(trpc.payments.undoCorrection.mutationOptions());
  return (
    <Note
      kind="ok"
      title={words.done}
      action={
        <Button size="sm" onPress={() => setAsking(true)}>
          {words.undo}
        </Button>
      }
    >
      <p>{fill(words.doneText, { name: correction.actor, when: formatMoment(correction.at) })}</p>
      {undo.isError ? <p>{refusalText(undo.error)}</p> : null}
      <ConfirmDialog
        isOpen={asking}
        onClose={() => setAsking(false)}
        title={words.undoTitle}
        rows={correction.bills.map((row) => ({ label: row.billName, value: row.billNumber }))}
        confirmLabel={words.undo}
        onConfirm={async () => {
          const { billId } = await undo
            .mutateAsync({ correctionId: correction.correctionId, idempotencyKey: key })
            .catch(() => ({ billId: null }));
          await queries.invalidateQueries();
          if (billId !== null) await navigate({ to: '/$org/admin/bills/$billId', params: { org, billId } });
        }}
      >
        <p className="muted">{words.undoText}</p>
      </ConfirmDialog>
    </Note>
  );
}

function Correction({ row, billId }: { row: CorrectionView; billId: string }) {
  const org = useOrg();
  const words = useWords(correctionTexts);
  return (
    <>
      <p className="corrections__what">
        <b>{row.wrong === 'undo' ? words.undoing : words.kinds[row.wrong]}</b>
        {row.undone ? <small>{words.undone}</small> : null}
      </p>
      <p className="corrections__by">{fill(words.by, { name: row.actor, when: formatMoment(row.at) })}</p>
      <p>{row.reason}</p>
      {row.memberType ? (
        <p>
          {words.typeChange} <Diff was={row.memberType.from} now={row.memberType.to} />
        </p>
      ) : null}
      <ul>
        {row.money.map(({ amount, to, paymentNumber }, index) => (
          // Two parts of a payment may well go the same way.
          <li key={index}>
            {to === null
              ? fill(words.movedApart, { amount: figure(amount) })
              : fill(words.moved, { amount: figure(amount), name: `${row.bills[to]!.billName}` })}
            {paymentNumber === '' ? null : <small className="num">{fill(words.number, { number: paymentNumber })}</small>}
          </li>
        ))}
        {row.bills
          .filter((other) => other.billId !== billId)
          .map((other) => (
            <li key={other.billId}>
              <TextLink to="/$org/admin/bills/$billId" params={{ org, billId: other.billId }}>
                {other.billName}
              </TextLink>{' '}
              <small className="num">{other.billNumber}</small>
            </li>
          ))}
      </ul>
    </>
  );
}

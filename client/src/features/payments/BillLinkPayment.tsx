import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { TenantText } from '../../components/TenantText.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillLinkView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { LinkPayment } from './LinkPayment.tsx';
import { WithdrawnNote } from './WithdrawnNote.tsx';
import { PaymentOutcome } from './PaymentOutcome.tsx';
import { billLinkTexts } from './bill-link-texts.ts';
import { type Outcome, isCardPageLeft, outcomeOf } from './result.rules.ts';
import { paymentTexts } from './texts.ts';

interface BillLinkPaymentProps {
  readonly view: BillLinkView;
  readonly bill: NonNullable<BillLinkView['bill']>;
  readonly door: { readonly org: string; readonly token: string };
  readonly returned: boolean;
  readonly checkedAt: number;
}

/** What became of the payment, or the way to it. Coming back from a card page is never called a success. */
export function BillLinkPayment(props: BillLinkPaymentProps) {
  const { view, bill, returned } = props;
  const words = useWords(paymentTexts).result;
  const [goesOn, setGoesOn] = useState(false);
  const outcome = outcomeOf(bill, view.charge);
  if (outcome === 'paid' || outcome === 'provisional' || outcome === 'not_required' || outcome === 'authorized')
    return <Became outcome={outcome} {...props} />;
  // A card page that was only opened, and perhaps closed again, keeps nobody from paying: the provider ends it first.
  const mayGoOn = isCardPageLeft(view.charge) || (view.together && bill.pendingCharge?.state === 'awaiting');
  if (outcome === 'checking' && !goesOn && (returned || !mayGoOn))
    return (
      <>
        <Became outcome={outcome} {...props} />
        {mayGoOn ? (
          <Button kind="ghost" size="lg" block onPress={() => setGoesOn(true)}>
            {words.notYet}
          </Button>
        ) : null}
      </>
    );
  return <ToPay outcome={outcome} {...props} />;
}

function Became({ outcome, view, bill }: BillLinkPaymentProps & { readonly outcome: Outcome }) {
  const words = useWords(paymentTexts).result;
  const own = useWords(billLinkTexts);
  const said: Partial<Record<Outcome, readonly [title: string, text: string]>> = {
    paid: [words.paidTitle, view.paidAt === null ? own.receipt : `${fill(own.paidAt, { date: formatDate(view.paidAt) })}${own.receipt}`],
    checking: [words.checkingTitle, words.checkingText],
    authorized: [words.authorizedTitle, words.authorizedText],
    provisional: [words.provisionalTitle, words.provisionalText],
    not_required: [words.notRequiredTitle, ''],
  };
  const [title, text] = said[outcome] ?? ['', ''];
  return (
    <PaymentOutcome outcome={outcome} title={title} bill={bill} orgName={view.organization.name} paidAt={view.paidAt}>
      {text === '' ? null : <p className="pay-done__text">{text}</p>}
    </PaymentOutcome>
  );
}

function ToPay({ outcome, view, bill, door, returned, checkedAt }: BillLinkPaymentProps & { readonly outcome: Outcome }) {
  const words = useWords(paymentTexts);
  const own = useWords(billLinkTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const start = useMutation(
    trpc.billLinks.start.mutationOptions({
      // Refused or not: what stands there now is read anew.
      onSettled: () => void queries.invalidateQueries(trpc.billLinks.view.pathFilter()),
    }),
  );
  return (
    <>
      <section className="payer__sum" aria-label={own.asked}>
        <h1>
          <TenantText>{bill.billName}</TenantText>
        </h1>
        <Yen value={bill.outstanding} size="xl" />
        <p className="muted">
          <span className="nowrap">{fill(words.due, { date: formatDate(bill.dueOn) })}</span>
          {bill.overdue ? <span className="nowrap">{own.overdue}</span> : null}
        </p>
      </section>
      {outcome === 'failed' && returned ? (
        <Note kind="warn" title={words.result.failedTitle} live>
          {words.result.failedText}
        </Note>
      ) : null}
      {bill.status === 'partly_paid' ? (
        <Note title={words.result.partTitle}>{fill(words.result.partText, { amount: figure(bill.outstanding) })}</Note>
      ) : null}
      {bill.pendingCharge?.withdrawn ? <WithdrawnNote /> : null}
      {view.together ? <Note kind="warn">{own.together}</Note> : null}
      <LinkPayment
        charge={view.charge}
        methods={view.methods}
        total={bill.outstanding}
        asked={`${bill.billId} ${String(bill.outstanding)}`}
        isOverdue={bill.overdue}
        start={{ ...start, mutate: (choice, then) => start.mutate({ ...door, ...choice }, then) }}
        returned={false}
        checkedAt={checkedAt}
      />
    </>
  );
}

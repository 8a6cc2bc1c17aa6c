import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { Status } from '../../components/Status.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { RecurringPlanView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { standingOf } from './my-plan.rules.ts';
import { myRecurringTexts } from './my-recurring-texts.ts';

/** 継続のお支払い: what is paid each month, when next, and how to stop it. */
export function MyPlans({ plans }: { readonly plans: readonly RecurringPlanView[] }) {
  const words = useWords(myRecurringTexts).payment;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [stopping, setStopping] = useState<RecurringPlanView | null>(null);
  const cancel = useMutation(trpc.recurring.cancelMine.mutationOptions());
  return (
    <>
      {plans.map((plan) => (
        <MyPlan key={plan.planId} plan={plan} onStop={() => setStopping(plan)} />
      ))}
      {stopping === null ? null : (
        <ConfirmDialog
          isOpen
          onClose={() => setStopping(null)}
          title={fill(words.stopTitle, { name: stopping.productName })}
          confirmLabel={words.stop}
          kind="danger"
          onConfirm={async () => {
            await cancel.mutateAsync({ planId: stopping.planId, version: stopping.version });
            await queries.invalidateQueries(trpc.recurring.pathFilter());
            toast({ text: words.stoppedDone });
          }}
        >
          <p>{words.stopText}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function MyPlan({ plan, onStop }: { readonly plan: RecurringPlanView; onStop(): void }) {
  const org = useOrg();
  const texts = useWords(myRecurringTexts);
  const words = texts.payment;
  const goesOn = plan.state === 'active' || plan.state === 'past_due';
  const { lacksMandate, lastBill } = plan;
  const { kind, payable } = standingOf(plan);
  return (
    <div className="stack panel panel__body panel__body--bare">
      <p className="row">
        <strong>{plan.productName}</strong>
        <Status kind={kind} label={lacksMandate ? words.noMandate : texts.states[plan.state]} />
      </p>
      <Rows>
        <Row label={words.amount}>{fill(words.monthly, { amount: figure(plan.amount) })}</Row>
        <Row label={words.method}>{texts.methods[plan.method]}</Row>
        {plan.nextBillOn === null || plan.state === 'past_due' ? null : <Row label={words.next}>{formatDateLong(plan.nextBillOn)}</Row>}
        {lastBill?.retryOn ? <Row label={words.retry}>{formatDateLong(lastBill.retryOn)}</Row> : null}
      </Rows>
      {lacksMandate ? (
        <>
          <Note kind="warn">{words.noMandateText}</Note>
          <LinkButton to="/$org/my/debit" params={{ org }}>
            {words.toDebit}
          </LinkButton>
        </>
      ) : plan.state === 'past_due' || lastBill?.retryOn ? (
        <Note kind="warn">{words.pastDue}</Note>
      ) : null}
      {payable ? (
        <LinkButton to="/$org/my/pay/$billId" params={{ org, billId: payable }}>
          {words.pay}
        </LinkButton>
      ) : null}
      {goesOn ? (
        <OwnLoginOnly quiet>
          <Button kind="ghost" label={fill(words.stopOf, { name: plan.productName })} onPress={onStop}>
            {words.stop}
          </Button>
        </OwnLoginOnly>
      ) : null}
    </div>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RecordSplitInput, offlineMethods } from '@tsudoi/shared/contracts/payments/credit.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { PriceYen, yen } from '@tsudoi/shared/kernel/yen';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { RadioField } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { DateField, MoneyField, TextAreaField } from '../../components/TextField.tsx';
import { today } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { SplitPlanBill } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { moneyTexts } from './money-texts.ts';
import { linesOf, restOf } from './split.rules.ts';

const Received = RecordSplitInput.pick({ amount: true, method: true, receivedOn: true, memo: true });
type Received = z.output<typeof Received>;
const Shares = z.object({ shares: z.record(z.string(), PriceYen.nullable()) });

interface SplitDialogProps {
  readonly memberId: MemberId;
  readonly name: string;
  onClose(): void;
}

/** One receipt, first its sum, then how it is split. One dialog is one payment, however often it is pressed. */
export function SplitDialog({ memberId, name, onClose }: SplitDialogProps) {
  const words = useWords(moneyTexts).split;
  const [received, setReceived] = useState<Received | null>(null);
  const [isSplitting, setSplitting] = useState(false);
  // Not of the second step, which going back ends: what was recorded already, its answer lost, would be recorded again.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  return (
    <Dialog isOpen onClose={onClose} title={words.title} holdsInput={received !== null}>
      {received !== null && isSplitting ? (
        <Split
          memberId={memberId}
          received={received}
          idempotencyKey={idempotencyKey}
          onBack={() => setSplitting(false)}
          onClose={onClose}
        />
      ) : (
        <>
          <p className="muted">{fill(words.about, { name })}</p>
          <Form
            schema={Received}
            defaults={received ?? { amount: null, method: 'bank_transfer', receivedOn: today(), memo: '' }}
            onSubmit={(values) => {
              setReceived(values);
              setSplitting(true);
            }}
          >
            <SumFields />
            <FormButtons>
              <Button size="lg" onPress={onClose}>
                {words.cancel}
              </Button>
              <SubmitButton>{words.next}</SubmitButton>
            </FormButtons>
          </Form>
        </>
      )}
    </Dialog>
  );
}

function SumFields() {
  const { split: words, methods } = useWords(moneyTexts);
  return (
    <>
      <MoneyField name="amount" label={words.amount} required />
      <RadioField
        name="method"
        label={words.method}
        options={offlineMethods.map((method) => ({ value: method, label: methods[method] }))}
      />
      <DateField name="receivedOn" label={words.receivedOn} hint={words.receivedOnHint} required />
      <TextAreaField name="memo" label={words.memo} hint={words.memoHint} rows={2} optional />
    </>
  );
}

interface SplitProps {
  readonly memberId: MemberId;
  readonly received: Received;
  readonly idempotencyKey: string;
  onBack(): void;
  onClose(): void;
}

function Split({ memberId, received, idempotencyKey, onBack, onClose }: SplitProps) {
  const words = useWords(moneyTexts).split;
  const trpc = useTRPC();
  const queries = useQueryClient();
  // Read once: what somebody has typed is not overwritten by news.
  const plan = useQuery({
    ...trpc.payments.splitPlan.queryOptions({ memberId, amount: received.amount }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const record = useMutation(trpc.payments.recordSplit.mutationOptions());
  return (
    <QueryState query={plan} skeleton={<ListSkeleton rows={3} />}>
      {({ bills }) => (
        <Form
          schema={Shares}
          defaults={{ shares: Object.fromEntries(bills.map((bill) => [bill.billId, bill.suggested])) }}
          onSubmit={async ({ shares }) => {
            const lines = linesOf(shares);
            const advance = yen(Math.max(0, restOf(received.amount, shares)));
            await record.mutateAsync({ ...received, memberId, lines, advance, idempotencyKey });
            await Promise.all([
              queries.invalidateQueries(trpc.billing.pathFilter()),
              queries.invalidateQueries(trpc.payments.pathFilter()),
            ]);
            onClose();
          }}
        >
          <ShareFields bills={bills} amount={received.amount} />
          <FormButtons>
            <Button size="lg" onPress={onBack}>
              {words.back}
            </Button>
            <SubmitButton>{words.submit}</SubmitButton>
          </FormButtons>
        </Form>
      )}
    </QueryState>
  );
}

function ShareFields({ bills, amount }: { bills: readonly SplitPlanBill[]; amount: number }) {
  const words = useWords(moneyTexts).split;
  return (
    <>
      <p>
        <b>{fill(words.shares, { amount })}</b>
      </p>
      {bills.length === 0 ? <p className="muted">{words.noBills}</p> : <p className="muted">{words.sharesHint}</p>}
      {bills.map((bill) => (
        <MoneyField
          key={bill.billId}
          name={`shares.${bill.billId}`}
          label={fill(words.share, { bill: bill.billName, rest: bill.outstanding })}
        />
      ))}
      <Rest amount={amount} />
    </>
  );
}

/** What of the sum is left, said before the press. */
function Rest({ amount }: { amount: number }) {
  const words = useWords(moneyTexts).split;
  const rest = restOf(amount, (useFormValue('shares') ?? {}) as Readonly<Record<string, unknown>>);
  const text = rest === 0 ? words.exact : rest > 0 ? fill(words.advance, { amount: rest }) : fill(words.over, { amount: -rest });
  return (
    <p className={rest === 0 ? 'money-rest' : rest > 0 ? 'money-rest is-advance' : 'money-rest is-over'} role="status">
      {text}
    </p>
  );
}

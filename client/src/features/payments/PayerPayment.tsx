import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Section } from '../../components/Panel.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useLanguage } from '../../lib/language.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PayerCharge, PayerView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { LiveStrip } from './LiveStrip.tsx';
import { type Choice, MethodChoice } from './MethodChoice.tsx';
import { NumberSlip } from './NumberSlip.tsx';
import { PaySum } from './PaySum.tsx';
import { PayHow, ToBank } from './PaySteps.tsx';
import { numbersOf } from './number.rules.ts';
import { payerTexts } from './payer-texts.ts';
import { paymentTexts } from './texts.ts';

interface PayerPaymentProps {
  readonly view: PayerView;
  readonly door: { readonly org: string; readonly token: string };
  readonly returned: boolean;
  readonly checkedAt: number;
}

/** The number that is out, or the choice of a way to pay all that is open at once. */
export function PayerPayment({ view, door, returned, checkedAt }: PayerPaymentProps) {
  const words = useWords(payerTexts).pay;
  const [isChanging, setChanging] = useState(false);
  const { charge } = view;
  const onItsWay = charge !== null && ['authorized', 'provisional', 'unknown'].includes(charge.state);
  if (onItsWay) return <Note live>{words.checking}</Note>;
  if (charge?.state === 'awaiting' && numbersOf(charge) !== null && !isChanging)
    return <Number charge={charge} checkedAt={checkedAt} onChange={() => setChanging(true)} />;
  if (!view.methods.some((method) => method.available))
    return (
      <Section title={words.title}>
        <Note>{words.none}</Note>
      </Section>
    );
  return (
    <>
      {returned && charge?.method === 'card' ? <Note live>{words.checking}</Note> : null}
      <Choosing view={view} door={door} isChanging={isChanging} onStarted={() => setChanging(false)} />
    </>
  );
}

function Number({ charge, checkedAt, onChange }: { readonly charge: PayerCharge; readonly checkedAt: number; onChange(): void }) {
  const words = useWords(payerTexts).pay;
  const numbers = numbersOf(charge)!;
  return (
    <section aria-label={words.title}>
      <LiveStrip checkedAt={checkedAt} />
      <NumberSlip charge={charge} numbers={numbers} />
      <PayHow numbers={numbers} />
      <div className="pay-acts">
        <ToBank charge={charge} />
        <Button kind="ghost" size="lg" block onPress={onChange}>
          {words.change}
        </Button>
      </div>
    </section>
  );
}

interface ChoosingProps {
  readonly view: PayerView;
  readonly door: PayerPaymentProps['door'];
  readonly isChanging: boolean;
  onStarted(): void;
}

function Choosing({ view, door, isChanging, onStarted }: ChoosingProps) {
  const words = useWords(paymentTexts);
  const title = useWords(payerTexts).pay.title;
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const locale = useLanguage();
  const [choice, setChoice] = useState<Choice>({ method: view.methods.find((method) => method.available)?.method ?? null, store: null });
  const [storeMissing, setStoreMissing] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const intent = useRef<{ key: string; of: string } | null>(null);
  const start = useMutation(
    trpc.payLinks.payerStart.mutationOptions({
      onSuccess: (result) => {
        if (result.outcome === 'opened' && result.charge.redirectUrl !== null) {
          setLeaving(true);
          globalThis.location.assign(result.charge.redirectUrl);
          return;
        }
        onStarted();
      },
      // Refused or not: what stands there now is read anew.
      onSettled: () => void queries.invalidateQueries(trpc.payLinks.payerView.pathFilter()),
    }),
  );
  const asked = view.lines.filter((line) => line.state === 'open').map(({ billId, amount }) => ({ billId, amount: amount as never }));

  const fee = view.methods.find((method) => method.method === choice.method)?.memberFee ?? 0;

  function pay() {
    if (choice.method === null) return;
    if (choice.method === 'konbini' && choice.store === null) {
      setStoreMissing(true);
      document.querySelector<HTMLInputElement>('#pay-stores input')?.focus();
      return;
    }
    // One key per intent: pressing again, or a retry after a lost answer, has one effect.
    const of = `${choice.method}:${choice.store ?? ''}:${asked.map(({ billId, amount }) => `${billId} ${String(amount)}`).join()}`;
    if (intent.current?.of !== of) intent.current = { key: crypto.randomUUID(), of };
    start.mutate({
      ...door,
      method: choice.method,
      store: choice.method === 'konbini' ? choice.store : null,
      lines: asked,
      locale,
      idempotencyKey: intent.current.key,
    });
  }

  return (
    <Section title={title}>
      <MethodChoice
        methods={view.methods}
        choice={choice}
        isOverdue={false}
        storeMissing={storeMissing}
        onChange={(next) => {
          setChoice(next);
          setStoreMissing(false);
          if (start.isError) start.reset();
        }}
      />
      {isChanging ? <Note kind="warn">{words.method.switchNote}</Note> : null}
      {start.isError ? (
        <div role="alert">
          <Note kind="danger">{errorText(start.error)}</Note>
        </div>
      ) : null}
      <PaySum amount={view.total} fee={fee} />
      <Button kind="primary" size="pay" block onPress={pay} isPending={start.isPending || leaving}>
        {leaving ? words.method.redirecting : start.isPending ? words.method.starting : payWord(words, choice)}
      </Button>
    </Section>
  );
}

function payWord(words: ReturnType<typeof useWords<(typeof paymentTexts)['ja']>>, { method, store }: Choice): string {
  if (method === 'konbini')
    return store === null ? words.method.payKonbiniNone : fill(words.method.payKonbini, { store: words.stores[store] });
  return method === 'payeasy' ? words.method.payPayeasy : words.method.payCard;
}

import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Section } from '../../components/Panel.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { intentKeys } from '../../lib/intent.ts';
import { useLanguage } from '../../lib/language.ts';
import type { ChargeMethod, KonbiniStore, MethodAvailability, PayerCharge, PayerStarted } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { AccountSlip } from './AccountSlip.tsx';
import { LiveStrip } from './LiveStrip.tsx';
import { type Choice, MethodChoice } from './MethodChoice.tsx';
import { NumberSlip } from './NumberSlip.tsx';
import { PaySum } from './PaySum.tsx';
import { PayHow, ToBank } from './PaySteps.tsx';
import { type Account, accountOf, isAccountOpen } from './account.rules.ts';
import { leaveLinkFor } from './link-token.view.ts';
import { numbersOf } from './number.rules.ts';
import { payerTexts } from './payer-texts.ts';
import { paymentTexts } from './texts.ts';

/** What was chosen; the caller adds which link it is. */
export interface LinkChoice {
  readonly method: ChargeMethod;
  readonly store: KonbiniStore | null;
  readonly locale: 'ja' | 'en';
  readonly idempotencyKey: string;
}

/** The mutation that opens the charge of a link. */
interface LinkStart {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: unknown;
  reset(): void;
  mutate(choice: LinkChoice, then: { onSuccess(result: PayerStarted): void }): void;
}

interface LinkPaymentProps {
  readonly charge: PayerCharge | null;
  readonly methods: readonly MethodAvailability[];
  readonly total: number;
  /** What is asked for: for something else the same press is another intent. */
  readonly asked: string;
  readonly isOverdue: boolean;
  readonly start: LinkStart;
  readonly returned: boolean;
  readonly checkedAt: number;
}

/** For somebody who has a link and no log-in: the number that is out, or the choice of a way to pay all that is open at once. */
export function LinkPayment(props: LinkPaymentProps) {
  const { charge, methods, returned, checkedAt } = props;
  const words = useWords(payerTexts).pay;
  const [isChanging, setChanging] = useState(false);
  const onItsWay = charge !== null && ['authorized', 'provisional', 'unknown'].includes(charge.state);
  if (onItsWay) return <Note live>{words.checking}</Note>;
  const account = charge === null ? null : accountOf(charge);
  if (charge !== null && account !== null && isAccountOpen(charge) && !isChanging)
    return <Transfer charge={charge} account={account} checkedAt={checkedAt} onChange={() => setChanging(true)} />;
  if (charge?.state === 'awaiting' && numbersOf(charge) !== null && !isChanging)
    return <Number charge={charge} checkedAt={checkedAt} onChange={() => setChanging(true)} />;
  if (!methods.some((method) => method.available))
    return (
      <Section title={words.title}>
        <Note>{words.none}</Note>
      </Section>
    );
  return (
    <>
      {returned && charge?.method === 'card' ? <Note live>{words.checking}</Note> : null}
      <Choosing {...props} isChanging={isChanging} onStarted={() => setChanging(false)} />
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

interface TransferProps {
  readonly charge: PayerCharge;
  readonly account: Account;
  readonly checkedAt: number;
  onChange(): void;
}

function Transfer({ charge, account, checkedAt, onChange }: TransferProps) {
  const words = useWords(payerTexts).pay;
  return (
    <section aria-label={words.title}>
      <LiveStrip checkedAt={checkedAt} />
      <AccountSlip charge={charge} account={account} />
      <div className="pay-acts">
        <Button kind="ghost" size="lg" block onPress={onChange}>
          {words.change}
        </Button>
      </div>
    </section>
  );
}

interface ChoosingProps extends LinkPaymentProps {
  readonly isChanging: boolean;
  onStarted(): void;
}

function Choosing({ methods, total, asked, isOverdue, start, isChanging, onStarted }: ChoosingProps) {
  const words = useWords(paymentTexts);
  const title = useWords(payerTexts).pay.title;
  const errorText = useErrorText();
  const locale = useLanguage();
  const [choice, setChoice] = useState<Choice>({ method: methods.find((method) => method.available)?.method ?? null, store: null });
  const [storeMissing, setStoreMissing] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [intent] = useState(intentKeys);
  const fee = methods.find((method) => method.method === choice.method)?.memberFee ?? 0;

  function pay() {
    if (choice.method === null) return;
    if (choice.method === 'konbini' && choice.store === null) {
      setStoreMissing(true);
      document.querySelector<HTMLInputElement>('#pay-stores input')?.focus();
      return;
    }
    const of = `${choice.method}:${choice.store ?? ''}:${asked}`;
    const store = choice.method === 'konbini' ? choice.store : null;
    start.mutate(
      { method: choice.method, store, locale, idempotencyKey: intent.keyOf(of) },
      {
        onSuccess(result) {
          if (result.outcome === 'opened' && result.charge.redirectUrl !== null) {
            setLeaving(true);
            leaveLinkFor(result.charge.redirectUrl);
            return;
          }
          onStarted();
        },
      },
    );
  }

  return (
    <Section title={title}>
      <MethodChoice
        methods={methods}
        choice={choice}
        isOverdue={isOverdue}
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
      <PaySum amount={total} fee={fee} />
      <Button kind="primary" size="pay" block onPress={pay} isPending={start.isPending || leaving}>
        {leaving ? words.method.redirecting : start.isPending ? words.method.starting : payWord(words, choice)}
      </Button>
    </Section>
  );
}

function payWord(words: ReturnType<typeof useWords<(typeof paymentTexts)['ja']>>, { method, store }: Choice): string {
  if (method === 'konbini')
    return store === null ? words.method.payKonbiniNone : fill(words.method.payKonbini, { store: words.stores[store] });
  if (method === 'virtual_account') return words.method.payAccount;
  return method === 'payeasy' ? words.method.payPayeasy : words.method.payCard;
}

import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Section } from '../../components/Panel.tsx';
import { useLanguage } from '../../lib/language.ts';
import type { MethodAvailability, PayerCharge, PayerStarted } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { AccountSlip } from './AccountSlip.tsx';
import { LiveStrip } from './LiveStrip.tsx';
import { MethodChoice } from './MethodChoice.tsx';
import { NumberSlip } from './NumberSlip.tsx';
import { PayPress } from './PayPress.tsx';
import { PayHow, ToBank } from './PaySteps.tsx';
import { type Account, accountOf, isAccountOpen } from './account.rules.ts';
import { leaveLinkFor } from './link-token.view.ts';
import { numbersOf } from './number.rules.ts';
import { useLeaving } from './leaving.view.ts';
import { type Opening, type PayIntent, usePaying } from './paying.view.ts';
import { payerTexts } from './payer-texts.ts';
import { paymentTexts } from './texts.ts';

/** What was chosen; the caller adds which link it is. */
export interface LinkChoice extends PayIntent {
  readonly locale: 'ja' | 'en';
}

/** The mutation that opens the charge of a link. */
interface LinkStart extends Opening {
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
  const locale = useLanguage();
  const { isLeaving, leave } = useLeaving();
  const paying = usePaying({
    methods,
    asked,
    start,
    send: (intent) =>
      start.mutate(
        { ...intent, locale },
        {
          onSuccess(result) {
            const redirectUrl = result.outcome === 'opened' ? result.charge.redirectUrl : null;
            if (redirectUrl === null) onStarted();
            else leave(() => leaveLinkFor(redirectUrl));
          },
        },
      ),
  });
  return (
    <Section title={title}>
      <MethodChoice
        methods={methods}
        choice={paying.choice}
        isOverdue={isOverdue}
        storeMissing={paying.storeMissing}
        onChange={paying.choose}
      />
      {isChanging ? <Note kind="warn">{words.method.switchNote}</Note> : null}
      <PayPress amount={total} paying={paying} start={start} leaving={isLeaving} />
    </Section>
  );
}

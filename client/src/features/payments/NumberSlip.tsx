import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Slip } from '../../components/Panel.tsx';
import { Yen } from '../../components/Yen.tsx';
import { daysUntil, formatDate, formatTime } from '../../lib/dates.ts';
import type { ChargeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { type NumberLabel, type PayNumbers, copyText, groupDigits } from './number.rules.ts';
import { paymentTexts } from './texts.ts';

/** The number on paper: largest first, grouped for typing, with the deadline to the minute. */
export function NumberSlip({ charge, numbers }: { charge: Pick<ChargeView, 'amount' | 'expiresAt' | 'memberFee'>; numbers: PayNumbers }) {
  const words = useWords(paymentTexts).number;
  return (
    <section className="pay-ticket" aria-label={words.slip}>
      <Slip
        top={
          <>
            {numbers.bank === null ? null : (
              <div className="pay-bank">
                <p className="pay-label">{words.bank}</p>
                <p className="pay-mid">{numbers.bank}</p>
              </div>
            )}
            <p className="pay-label">
              {words[numbers.first.label]}
              {fill(words.digits, { count: numbers.first.value.length })}
            </p>
            <p className={numbers.first.value.length > 11 ? 'pay-big pay-big--long' : 'pay-big'}>
              <Grouped value={numbers.first.value} />
            </p>
            <div className="pay-copyrow">
              {numbers.second === null ? (
                <span />
              ) : (
                <div>
                  <p className="pay-label">{words[numbers.second.label]}</p>
                  <p className="pay-mid">{numbers.second.value}</p>
                </div>
              )}
              <CopyButton numbers={numbers} />
            </div>
          </>
        }
        foot={
          <div className="pay-facts">
            <Deadline expiresAt={charge.expiresAt} />
            <div className="pay-end">
              <p className="pay-label">{words.amount}</p>
              <Yen value={charge.amount + charge.memberFee} size="m" />
              {charge.memberFee === 0 ? null : (
                <p className="pay-hint">
                  {words.parts.dues} <Yen value={charge.amount} />
                  <br />
                  {words.parts.fee} <Yen value={charge.memberFee} />
                </p>
              )}
            </div>
          </div>
        }
      />
    </section>
  );
}

function Grouped({ value }: { value: string }) {
  return (
    <>
      <span className="sr-only">{value}</span>
      {groupDigits(value).map((group, index) => (
        <span key={index} aria-hidden="true">
          {group}
        </span>
      ))}
    </>
  );
}

function Deadline({ expiresAt }: { expiresAt: string | null }) {
  const words = useWords(paymentTexts).number;
  if (expiresAt === null) return <span />;
  const days = daysUntil(expiresAt);
  return (
    <div>
      <p className="pay-label">{fill(words.deadline, { left: days <= 0 ? words.leftToday : fill(words.leftDays, { count: days }) })}</p>
      <p className="pay-deadline">{fill(words.until, { date: formatDate(expiresAt), time: formatTime(expiresAt) })}</p>
    </div>
  );
}

function CopyButton({ numbers }: { numbers: PayNumbers }) {
  const words = useWords(paymentTexts).number;
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  async function copy() {
    try {
      await navigator.clipboard.writeText(copyText(numbers, (label: NumberLabel) => words[label]));
      setState('copied');
    } catch {
      // Refused by the browser or not a secure page: the person can still select the number.
      setState('failed');
    }
  }
  return (
    <>
      <Button
        size="lg"
        icon={state === 'copied' ? <Check size={18} strokeWidth={1.75} /> : <Copy size={18} strokeWidth={1.75} />}
        onPress={() => void copy()}
      >
        {state === 'copied' ? words.copied : words.copy}
      </Button>
      <span className={state === 'failed' ? 'pay-hint' : 'sr-only'} role="status">
        {state === 'failed' ? words.copyFailed : state === 'copied' ? words.copied : ''}
      </span>
    </>
  );
}

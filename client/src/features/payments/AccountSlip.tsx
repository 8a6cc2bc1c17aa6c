import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../components/Button.tsx';
import { Section, Slip } from '../../components/Panel.tsx';
import { Yen } from '../../components/Yen.tsx';
import { figure } from '../../lib/money.ts';
import type { ChargeView } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { Deadline } from './NumberSlip.tsx';
import { accountTexts } from './account-texts.ts';
import { type Account, restOf, rowsOf } from './account.rules.ts';

interface AccountSlipProps {
  readonly charge: Pick<ChargeView, 'amount' | 'account' | 'expiresAt'> & Partial<Pick<ChargeView, 'memberFee'>>;
  readonly account: Account;
}

/** The account on paper, each of its parts with a button of its own, and what is still to be transferred. */
export function AccountSlip({ charge, account }: AccountSlipProps) {
  const words = useWords(accountTexts);
  const received = charge.account?.received ?? 0;
  const rest = restOf(charge);
  return (
    <>
      <section className="pay-ticket" aria-label={words.slip}>
        <Slip
          top={
            <dl className="pay-account">
              {rowsOf(account, (type) => (type === 'other' ? '' : words.types[type])).map(({ row, shown, copied }) => (
                <div key={row}>
                  <dt className="pay-label">{words[row]}</dt>
                  <dd className={row === 'number' ? 'pay-mid pay-mid--number' : 'pay-mid'}>{shown}</dd>
                  <dd>
                    <CopyPart what={words[row]} text={copied} />
                  </dd>
                </div>
              ))}
            </dl>
          }
          foot={
            <div className="pay-facts">
              <Deadline expiresAt={charge.expiresAt} />
              <div className="pay-end">
                <p className="pay-label">{received > 0 ? words.rest : words.asked}</p>
                <Yen value={rest} size="m" />
                {received > 0 ? (
                  <p className="pay-label">
                    <Rich text={fill(words.received, { amount: figure(received) })} />
                  </p>
                ) : null}
              </div>
            </div>
          }
        />
      </section>
      <Section title={words.how}>
        <ol className="pay-how">
          {words.steps.map((step) => (
            <li key={step}>
              <Rich text={fill(step, { amount: figure(rest) })} />
            </li>
          ))}
        </ol>
        <p className="pay-hint">{words.note}</p>
      </Section>
    </>
  );
}

function CopyPart({ what, text }: { readonly what: string; readonly text: string }) {
  const words = useWords(accountTexts);
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      // Refused by the browser or not a secure page: the person can still select it.
      setState('failed');
    }
  }
  const Icon = state === 'copied' ? Check : Copy;
  return (
    <>
      <IconButton
        label={fill(words.copy, { what })}
        icon={<Icon size={18} strokeWidth={1.75} aria-hidden="true" />}
        size={44}
        onPress={() => void copy()}
      />
      <span className={state === 'failed' ? 'pay-hint' : 'sr-only'} role="status">
        {state === 'failed' ? words.copyFailed : state === 'copied' ? words.copied : ''}
      </span>
    </>
  );
}

import { useId } from 'react';
import { TriangleAlert } from 'lucide-react';
import { figure } from '../../lib/money.ts';
import type { ChargeMethod, KonbiniStore, MethodAvailability } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { paymentTexts } from './texts.ts';

export interface Choice {
  readonly method: ChargeMethod | null;
  readonly store: KonbiniStore | null;
}

interface MethodChoiceProps {
  readonly methods: readonly MethodAvailability[];
  readonly choice: Choice;
  readonly storeMissing: boolean;
  /** A late bill's number runs for a week; any other ends with the due day. */
  readonly isOverdue: boolean;
  onChange(next: Choice): void;
}

type PayerMethod = Exclude<ChargeMethod, 'direct_debit'>;
/** A bank account is drawn on by a mandate, never chosen for one payment. */
const isForPayers = <M extends { readonly method: ChargeMethod }>(method: M): method is M & { readonly method: PayerMethod } =>
  method.method !== 'direct_debit';

/** Radio cards of the methods that can be used, each with the time until the payment counts. */
export function MethodChoice({ methods, choice, storeMissing, isOverdue, onChange }: MethodChoiceProps) {
  const words = useWords(paymentTexts).method;
  const name = useId();
  const usable = methods.filter(isForPayers).filter((method) => method.available);
  const tooLarge = methods.filter(isForPayers).filter((method) => method.reason === 'over_limit' && method.limit !== null);
  const line: Record<PayerMethod, string> = {
    card: words.cardLine,
    konbini: fill(words.konbiniLine, { days: isOverdue ? words.konbiniWithin : words.konbiniByDue }),
    payeasy: words.payeasyLine,
    virtual_account: words.accountLine,
  };
  const when: Partial<Record<ChargeMethod, string>> = { card: words.atOnce, virtual_account: words.bankDays };
  return (
    <>
      <div className="pay-opts" role="radiogroup" aria-label={words.group}>
        {usable.map(({ method, memberFee, stores }) => {
          const on = choice.method === method;
          return (
            <div key={method}>
              <label className="pay-opt" data-selected={on || undefined}>
                <input className="sr-only" type="radio" name={name} checked={on} onChange={() => onChange({ ...choice, method })} />
                <span className="pay-radio" />
                <span className="pay-opt__main">
                  <span className="pay-opt__name">{words[method]}</span>
                  <span className="pay-opt__line">{line[method]}</span>
                  {memberFee > 0 ? <span className="pay-opt__line">{fill(words.feeLine, { amount: figure(memberFee) })}</span> : null}
                </span>
                <span className="pay-opt__when">
                  <span>{words.counts}</span>
                  {when[method] ?? words.minutes}
                </span>
              </label>
              {on && method === 'konbini' ? (
                <StoreChoice
                  stores={stores}
                  store={choice.store}
                  missing={storeMissing}
                  onChange={(store) => onChange({ method, store })}
                />
              ) : null}
            </div>
          );
        })}
      </div>
      {tooLarge.map(({ method, limit }) => (
        <p key={method} className="pay-hint">
          {fill(words.overLimit, { method: words[method], limit: figure(limit ?? 0) })}
        </p>
      ))}
    </>
  );
}

interface StoreChoiceProps {
  readonly stores: readonly KonbiniStore[];
  readonly store: KonbiniStore | null;
  readonly missing: boolean;
  onChange(store: KonbiniStore): void;
}

function StoreChoice({ stores, store, missing, onChange }: StoreChoiceProps) {
  const words = useWords(paymentTexts);
  const name = useId();
  return (
    <div
      className="pay-stores"
      id="pay-stores"
      tabIndex={-1}
      role="radiogroup"
      aria-label={words.method.storeTitle}
      aria-describedby={missing ? `${name}-error` : undefined}
    >
      <p className="pay-stores__title">
        <b>{words.method.storeTitle}</b>
        <span className="pay-hint">{words.method.storeHint}</span>
      </p>
      <div className="pay-shops">
        {stores.map((each) => (
          <label key={each} className="pay-shop" data-selected={each === store || undefined}>
            <input className="sr-only" type="radio" name={name} checked={each === store} onChange={() => onChange(each)} />
            <span className="pay-radio" />
            {words.stores[each]}
          </label>
        ))}
      </div>
      {missing ? (
        <p className="pay-error" id={`${name}-error`}>
          <TriangleAlert size={16} strokeWidth={2} aria-hidden="true" />
          {words.method.chooseStore}
        </p>
      ) : null}
    </div>
  );
}

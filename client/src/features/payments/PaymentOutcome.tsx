import type { ReactNode } from 'react';
import { Stamp } from '../../components/Stamp.tsx';
import { TenantText } from '../../components/TenantText.tsx';
import { Yen } from '../../components/Yen.tsx';
import { stampDate } from '../../lib/dates.ts';
import { useWords } from '../../lib/words.ts';
import { type Outcome, stampName } from './result.rules.ts';
import { paymentTexts } from './texts.ts';

interface PaymentOutcomeProps {
  readonly outcome: Outcome;
  readonly title: string;
  readonly bill: { readonly billName: string; readonly amount: number };
  readonly orgName: string;
  /** When it was paid, as far as it was. */
  readonly paidAt: string | null;
  readonly children?: ReactNode;
}

/** What has become of a payment: on My Page, and on the page that a mail opens. */
export function PaymentOutcome({ outcome, title, bill, orgName, paidAt, children }: PaymentOutcomeProps) {
  const words = useWords(paymentTexts).result;
  return (
    <section className="pay-done" role="status">
      {outcome === 'paid' && paidAt !== null ? (
        <Stamp top={stampName(orgName)} date={stampDate(paidAt)} bottom={words.stampWord} press />
      ) : null}
      {outcome === 'checking' ? <span className="pay-pulse pay-pulse--large" aria-hidden="true" /> : null}
      <h1>{title}</h1>
      <p className="pay-done__what">
        <TenantText>{bill.billName}</TenantText>
      </p>
      <p className="pay-done__amount">
        <Yen value={bill.amount} size="xl" />
      </p>
      {children}
    </section>
  );
}

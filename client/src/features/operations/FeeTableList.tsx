import { type FeeTableView, type MethodRate, exampleRates } from '@tsudoi/shared/contracts/payments/fee.contract';
import { Row, Rows } from '../../components/Panel.tsx';
import { formatDate } from '../../lib/dates.ts';
import { useRateText } from '../../lib/fee-rate.ts';
import { fill, useWords } from '../../lib/words.ts';
import { payoutDeskTexts } from './payout-desk-texts.ts';

/** The tables that the operator has set, or the example rates that are in force without one. */
export function FeeTableList({ tables }: { readonly tables: readonly FeeTableView[] }) {
  const words = useWords(payoutDeskTexts).fees;
  const rateText = useRateText();
  const told = (rates: readonly MethodRate[]) =>
    rates.map((rate) => fill(words.rate, { method: words.methods[rate.method], rate: rateText(rate) })).join(words.comma);
  return (
    <>
      <p className="muted">{words.debits}</p>
      {tables.length === 0 ? (
        <p>{fill(words.none, { rates: told(exampleRates) })}</p>
      ) : (
        <Rows>
          {tables.map(({ from, rates }) => (
            <Row key={from} label={fill(words.from, { date: formatDate(from ?? '') })}>
              {told(rates)}
            </Row>
          ))}
        </Rows>
      )}
    </>
  );
}

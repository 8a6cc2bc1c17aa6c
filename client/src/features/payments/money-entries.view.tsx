import { TextLink } from '../../components/Link.tsx';
import type { TimelineEntry } from '../../components/Timeline.tsx';
import { formatDate, formatMoment, formatMonth } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useProviderName } from '../../lib/provider-name.ts';
import type { MoneyTrace } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { payoutTexts } from './payout-texts.ts';
import { settlementTexts } from './settlement-texts.ts';
import { traceTexts } from './trace-texts.ts';

type Entry = Omit<TimelineEntry, 'id'>;

/** Where the money of a payment went, as lines of its trace. */
export function useMoneyEntries() {
  const org = useOrg();
  const words = useWords(traceTexts);
  const states = useWords(payoutTexts).states;
  const transfers = useWords(settlementTexts).transfers;
  const providerName = useProviderName();

  const payoutEntry = ({ payout, net, carriedBy, bookedOn }: MoneyTrace['payouts'][number]): Entry => {
    const texts = words.payouts;
    const carried = carriedBy.map(({ closeMonth }) => formatMonth(closeMonth)).join('、');
    const passedOn = carried === '' ? [] : [fill(texts.carried, { months: carried })];
    const facts = { net: figure(net) };
    if (payout === null) return { title: fill(texts.waiting, facts), sub: [formatDate(bookedOn), ...passedOn].join(' · '), future: true };
    const { payoutId, closeMonth, state, payOn, paidOn } = payout;
    const month = formatMonth(closeMonth);
    const isPaid = state === 'paid' && paidOn !== null;
    return {
      title: isPaid
        ? fill(texts.paid, { ...facts, month, day: formatDate(paidOn) })
        : fill(texts.under, { ...facts, month, state: states[state] }),
      sub: (
        <>
          {[...(isPaid ? [] : [fill(texts.payOn, { day: formatDate(payOn) })]), ...passedOn].map((part) => `${part} · `)}
          <TextLink to="/$org/admin/payouts/$payoutId" params={{ org, payoutId }}>
            {fill(texts.link, { month })}
          </TextLink>
        </>
      ),
      future: !isPaid,
    };
  };

  const settlementEntry = (settlement: MoneyTrace['settlements'][number]): Entry => {
    const { settlementId, provider, reference, kind, amount, at, transfer, transferAt } = settlement;
    const parts = [formatMoment(transferAt ?? at), transfers[transfer], ...(reference === '' ? [] : [reference])];
    return {
      title: fill(words.settlements[kind], { provider: providerName(provider), amount: figure(amount) }),
      sub: (
        <>
          {parts.join(' · ')}{' '}
          <TextLink to="/$org/admin/payments/settlements/$settlementId" params={{ org, settlementId }}>
            {words.settlements.link}
          </TextLink>
        </>
      ),
    };
  };

  return { payoutEntry, settlementEntry };
}

import { Status, type StatusKind } from '../../components/Status.tsx';
import { formatDate } from '../../lib/dates.ts';
import { useProviderName } from '../../lib/provider-name.ts';
import type { SettlementView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { settlementTexts } from './settlement-texts.ts';

type Named = Pick<SettlementView, 'provider' | 'cutoffAt'>;

/** Whose settlement, and up to which day. */
export function useSettlementName(): (settlement: Named) => string {
  const words = useWords(settlementTexts);
  const providerName = useProviderName();
  return ({ provider, cutoffAt }) => {
    const name = { provider: providerName(provider) };
    return cutoffAt === null ? fill(words.newOf, name) : fill(words.nameOf, { ...name, day: formatDate(cutoffAt) });
  };
}

const transferKinds: Readonly<Record<SettlementView['transfer'], StatusKind>> = {
  pending: 'waiting',
  paid: 'paid',
  suspended: 'late',
  bounced: 'failed',
  cancelled: 'failed',
};

/** Where its transfer stands. */
export function TransferTag({ transfer }: Pick<SettlementView, 'transfer'>) {
  const words = useWords(settlementTexts);
  return <Status kind={transferKinds[transfer]} label={words.transfers[transfer]} />;
}

/** Whether it fits, or how much somebody has to look at. */
export function SettlementTag({ settlement }: { readonly settlement: Pick<SettlementView, 'state' | 'asking'> }) {
  const words = useWords(settlementTexts);
  const { state, asking } = settlement;
  const kinds: Readonly<Record<SettlementView['state'], StatusKind>> = { announced: 'waiting', read: 'paid', unreadable: 'failed' };
  if (state === 'read' && asking > 0) return <Status kind="late" label={fill(words.asking, { count: asking })} />;
  return <Status kind={kinds[state]} label={words.states[state]} />;
}

import { Status, type StatusKind } from '../../components/Status.tsx';
import type { PayLinkState } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { payLinkTexts } from './pay-link-texts.ts';

const kinds: Readonly<Record<PayLinkState, StatusKind>> = {
  open: 'unpaid',
  paying: 'waiting',
  paid: 'paid',
  expired: 'late',
  withdrawn: 'cancelled',
  empty: 'not_required',
};

export function PayLinkStateTag({ state }: { readonly state: PayLinkState }) {
  return <Status kind={kinds[state]} label={useWords(payLinkTexts).states[state]} />;
}

import { Status, type StatusKind } from '../../components/Status.tsx';
import type { ApplicationRow } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { applicationTexts } from './admin-texts.ts';

const kinds: Readonly<Record<ApplicationRow['state'], StatusKind>> = {
  email_pending: 'scheduled',
  expired: 'cancelled',
  submitted: 'applied',
  returned: 'waiting',
  awaiting_payment: 'waiting',
  approved: 'active',
  rejected: 'cancelled',
  withdrawn: 'cancelled',
  registered: 'not_required',
};

export function ApplicationState({ state, soft = false }: { readonly state: ApplicationRow['state']; readonly soft?: boolean }) {
  const words = useWords(applicationTexts).states;
  return <Status kind={kinds[state]} label={words[state]} soft={soft} />;
}

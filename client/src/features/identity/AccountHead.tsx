import { useQuery } from '@tanstack/react-query';
import { PageHead } from '../../components/Page.tsx';
import { navWords } from '../../lib/i18n/nav-words.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { adminIdentityTexts } from './admin-texts.ts';

/** The head of one's own account, which is no place of the menu: it has a way back of its own. */
export function AccountHead() {
  const { title } = useWords(adminIdentityTexts).account;
  const { tasks } = useWords(navWords);
  const org = useOrg();
  const viewer = useQuery(useTRPC().identity.viewer.queryOptions());
  // Whoever has to set up a second step first is led here from every other place.
  const isHeld = viewer.data?.audience === 'admin' && viewer.data.secondStepDue;
  return <PageHead title={title} {...(isHeld ? {} : { crumb: [{ label: tasks, to: '/$org/admin', params: { org } }] })} />;
}

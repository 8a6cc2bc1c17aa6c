import { LinkTabs } from '../../components/Tabs.tsx';
import { useOrg } from '../../lib/org.ts';
import { useWords } from '../../lib/words.ts';
import { historyTexts } from './history-texts.ts';

/** The pages of one member; each has an address of its own. */
export function MemberTabs({ memberId, current }: { readonly memberId: string; readonly current: 'basic' | 'files' | 'history' }) {
  const words = useWords(historyTexts);
  const params = { org: useOrg(), memberId };
  return (
    <LinkTabs
      label={words.tabs}
      items={[
        { label: words.basic, to: '/$org/admin/members/$memberId', params, isCurrent: current === 'basic' },
        { label: words.files, to: '/$org/admin/members/$memberId/files', params, isCurrent: current === 'files' },
        { label: words.history, to: '/$org/admin/members/$memberId/history', params, isCurrent: current === 'history' },
      ]}
    />
  );
}

import type { RollState } from '@tsudoi/shared/contracts/members/saved-view.contract';
import { Download, Plus, Upload } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageHead } from '../../components/Page.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { useOrg } from '../../lib/org.ts';
import type { MemberCountsView, SavedViewView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { exportTexts } from './export-texts.ts';
import { addressOf, searchOf, tabStatuses } from './roll-state.rules.ts';

export interface RollHeadProps {
  readonly state: RollState;
  readonly current: SavedViewView | null;
  readonly views: readonly SavedViewView[];
  readonly counts: MemberCountsView | undefined;
  readonly onExport: (() => void) | null;
}

/** What the roll is called, what is done with all of it, and the ways it is looked at: by status, or as somebody saved it. */
export function RollHead({ state, current, views, counts, onExport }: RollHeadProps) {
  const org = useOrg();
  const words = useWords(adminMemberTexts).list;
  const exportWords = useWords(exportTexts);
  const to = '/$org/admin/members';
  return (
    <>
      <PageHead
        title={words.title}
        sub={counts ? fill(words.count, { count: counts.total }) : undefined}
        actions={
          <>
            {onExport === null ? null : (
              <Button icon={<Download size={18} strokeWidth={1.75} aria-hidden />} onPress={onExport}>
                {exportWords.open}
              </Button>
            )}
            <LinkButton to="/$org/admin/members/import" params={{ org }} icon={<Upload size={18} strokeWidth={1.75} aria-hidden />}>
              {words.import}
            </LinkButton>
            <LinkButton
              to="/$org/admin/members/new"
              params={{ org }}
              kind="primary"
              icon={<Plus size={18} strokeWidth={1.75} aria-hidden />}
            >
              {words.add}
            </LinkButton>
          </>
        }
      />
      <LinkTabs
        label={words.views}
        items={[
          ...tabStatuses.map((status) => ({
            label: words.view[status],
            to,
            params: { org },
            search: searchOf({ ...addressOf({ ...state, status }), view: '' }),
            isCurrent: current === null && status === state.status,
            ...(counts ? { count: status === 'all' ? counts.total : (counts.byStatus[status] ?? 0) } : {}),
          })),
          ...views.map((one) => ({
            label: one.name,
            to,
            params: { org },
            search: searchOf({ ...addressOf(one.state), view: one.savedViewId }),
            isCurrent: one === current,
          })),
        ]}
      />
    </>
  );
}

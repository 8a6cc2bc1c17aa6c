import type { RollState } from '@tsudoi/shared/contracts/views/saved-view.contract';
import { Download, Plus, Upload } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageHead } from '../../components/Page.tsx';
import { viewTabs } from '../../components/lists/ListTools.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { searchOf } from '../../lib/list-place.ts';
import type { useListViews } from '../../lib/list-views.ts';
import { useOrg } from '../../lib/org.ts';
import type { MemberCountsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { exportTexts } from './export-texts.ts';
import { type RollAddress, addressOf, rollPlace, tabStatuses } from './roll-state.rules.ts';

export interface RollHeadProps {
  readonly state: RollState;
  readonly kept: Pick<ReturnType<typeof useListViews<'members', RollAddress>>, 'views' | 'current' | 'none'>;
  readonly counts: MemberCountsView | undefined;
  readonly onExport: (() => void) | null;
  readonly mayWrite: boolean;
}

/** What the roll is called, what is done with all of it, and the ways it is looked at: by status, or as somebody saved it. */
export function RollHead({ state, kept, counts, onExport, mayWrite }: RollHeadProps) {
  const org = useOrg();
  const words = useWords(adminMemberTexts).list;
  const exportWords = useWords(exportTexts);
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
            {mayWrite ? (
              <>
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
            ) : null}
          </>
        }
      />
      <LinkTabs
        label={words.views}
        items={[
          ...tabStatuses.map((status) => ({
            label: words.view[status],
            to: rollPlace.to,
            params: { org },
            search: searchOf(rollPlace, { ...addressOf({ ...state, status }), view: kept.none }),
            isCurrent: kept.current === null && status === state.status,
            ...(counts ? { count: status === 'all' ? counts.total : (counts.byStatus[status] ?? 0) } : {}),
          })),
          ...viewTabs(rollPlace, kept, org),
        ]}
      />
    </>
  );
}

import type { ViewStates } from '@tsudoi/shared/contracts/views/saved-view.contract';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';
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
import { type RollAddress, type RollList, type RollPlace, tabStatuses } from './roll-state.rules.ts';

export type RollCounts = Pick<MemberCountsView, 'total' | 'byStatus'>;

export interface RollHeadProps<L extends RollList> {
  readonly place: RollPlace<L>;
  readonly said: { readonly title: string; readonly count: string };
  readonly state: ViewStates[L];
  readonly kept: Pick<ReturnType<typeof useListViews<L, RollAddress>>, 'views' | 'current' | 'none'>;
  readonly counts: RollCounts | undefined;
  readonly onExport: (() => void) | null;
  readonly acts: ReactNode;
}

/** What the roll is called, what is done with all of it, and the ways it is looked at: by status, or as somebody saved it. */
export function RollHead<L extends RollList>({ place, said, state, kept, counts, onExport, acts }: RollHeadProps<L>) {
  const org = useOrg();
  const words = useWords(adminMemberTexts).list;
  const exportWords = useWords(exportTexts);
  return (
    <>
      <PageHead
        title={said.title}
        sub={counts ? fill(said.count, { count: counts.total }) : undefined}
        actions={
          <>
            {onExport === null ? null : (
              <Button icon={<Download size={18} strokeWidth={1.75} aria-hidden />} onPress={onExport}>
                {exportWords.open}
              </Button>
            )}
            {acts}
          </>
        }
      />
      <LinkTabs
        label={words.views}
        items={[
          ...tabStatuses.map((status) => ({
            label: words.view[status],
            to: place.to,
            params: { org },
            search: searchOf(place, { ...place.addressOf({ ...state, status }), view: kept.none } as Partial<RollAddress>),
            isCurrent: kept.current === null && status === state.status,
            ...(counts ? { count: status === 'all' ? counts.total : (counts.byStatus[status] ?? 0) } : {}),
          })),
          ...viewTabs(place, kept, org),
        ]}
      />
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { NumberAssignment } from './NumberAssignment.tsx';
import { NumberingForm } from './NumberingForm.tsx';
import { numberTexts } from './number-texts.ts';
import './numbers.css';

/** 採番: who has no number yet gets one here; and how numbers are made. */
export function NumbersScreen() {
  const org = useOrg();
  const words = useWords(numberTexts);
  const trpc = useTRPC();
  const may = useMay();
  const maySet = may('settings');
  const list = useQuery(trpc.members.numbersToGive.queryOptions());
  const numbering = useQuery(trpc.members.numbering.queryOptions());
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  useLive(['members']);
  return (
    <>
      <PageHead title={words.title} sub={words.sub} crumb={[{ label: words.crumb, to: '/$org/admin/members', params: { org } }]} />
      <PageBody>
        <Panel title={words.waiting} count={list.data ? fill(words.count, { count: list.data.total }) : undefined}>
          <QueryState query={list} skeleton={<PanelSkeleton rows={4} />}>
            {(data) =>
              data.rows.length === 0 ? (
                <Empty title={words.emptyTitle} text={numbering.data?.mode === 'by_hand' ? words.emptyByHand : words.emptyAutomatic} />
              ) : (
                <NumberAssignment list={data} />
              )
            }
          </QueryState>
        </Panel>
        {maySet && numbering.data && types.data ? (
          <Panel title={words.settings}>
            <NumberingForm numbering={numbering.data} types={types.data.filter((type) => !type.archived)} />
          </Panel>
        ) : null}
      </PageBody>
    </>
  );
}

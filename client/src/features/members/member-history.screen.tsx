import { fullName } from '@tsudoi/shared/kernel/names';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { HistoryRow } from '@tsudoi/shared/contracts/members/member-history.contract';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { HistoryChanges } from './HistoryChanges.tsx';
import { HistoryItem } from './HistoryItem.tsx';
import { historyTexts } from './history-texts.ts';
import { MemberReaders } from './MemberReaders.tsx';
import { MemberTabs } from './MemberTabs.tsx';
import { useIsAdmin } from './record.view.ts';
import './history.css';

/** Everything that was done to one member, and the way back from each change that has one. */
export function MemberHistoryScreen() {
  const org = useOrg();
  const memberId = useRouteId('memberId');
  const words = useWords(historyTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const crumb = [{ label: useWords(adminMemberTexts).detail.crumb, to: '/$org/admin/members', params: { org } }];
  const [undoing, setUndoing] = useState<HistoryRow | null>(null);
  const member = useQuery(trpc.members.get.queryOptions({ memberId }));
  const mayWrite = useMay()('members.write') && member.data?.isMerged === false;
  const maySeeReaders = useIsAdmin();
  const history = useInfiniteQuery(
    trpc.members.history.infiniteQueryOptions({ memberId }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const undo = useMutation(trpc.members.undoChange.mutationOptions());
  useLive(['members']);
  const pages = history.data?.pages ?? [];
  const rows = pages.flatMap((page) => page.rows);
  const name = member.data ? fullName(member.data) : '';
  return (
    <>
      <PageHead title={member.data ? fill(words.title, { name }) : words.history} sub={member.data?.memberNumber} crumb={crumb} />
      <MemberTabs memberId={memberId} current="history" />
      <PageBody>
        <Panel title={words.list}>
          {history.isError && pages.length === 0 ? (
            <LoadFailed error={history.error} onRetry={() => void history.refetch()} />
          ) : pages.length === 0 ? (
            <PanelSkeleton rows={6} />
          ) : (
            <>
              <ol className="history">
                {rows.map((row) => (
                  <HistoryItem key={row.auditId} row={row} onUndo={mayWrite ? () => setUndoing(row) : undefined} />
                ))}
                {history.hasNextPage || rows.some((row) => row.action === 'member.create') ? null : (
                  <li>
                    <div className="history__head">
                      <b>{pages[0]!.beganBy === null ? words.began : fill(words.beganBy, { file: pages[0]!.beganBy })}</b>
                      <time className="muted" dateTime={pages[0]!.beganAt}>
                        {formatMoment(pages[0]!.beganAt)}
                      </time>
                    </div>
                  </li>
                )}
              </ol>
              <NextPage pages={history} label={words.more} />
            </>
          )}
        </Panel>
        {maySeeReaders ? <MemberReaders memberId={memberId} /> : null}
      </PageBody>
      {undoing ? (
        <ConfirmDialog
          isOpen
          onClose={() => setUndoing(null)}
          title={words.undoTitle}
          confirmLabel={words.undoConfirm}
          onConfirm={async () => {
            await undo.mutateAsync({ memberId, auditId: undoing.auditId });
            await queries.invalidateQueries(trpc.members.pathFilter());
            toast({ text: words.undone });
          }}
        >
          <HistoryChanges changes={(undoing.changes ?? []).map(({ field, before, after }) => ({ field, before: after, after: before }))} />
          <p className="muted">{words.undoText}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { readTexts } from './read-texts.ts';

/** Who of the office saw data of one member, for owners and admins. */
export function MemberReaders({ memberId }: { readonly memberId: MemberId }) {
  const words = useWords(readTexts);
  const trpc = useTRPC();
  const readers = useInfiniteQuery(
    trpc.members.readers.infiniteQueryOptions({ memberId, size: 20 }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const pages = readers.data?.pages ?? [];
  const rows = pages.flatMap((page) => page.rows);
  return (
    <Panel title={words.title}>
      <p className="muted">{words.about}</p>
      {readers.isError && pages.length === 0 ? (
        <LoadFailed error={readers.error} onRetry={() => void readers.refetch()} />
      ) : pages.length === 0 ? (
        <PanelSkeleton rows={3} />
      ) : rows.length === 0 ? (
        <p className="readers__none">{words.empty}</p>
      ) : (
        <ol className="readers">
          {rows.map((row) => (
            <li key={row.memberReadId} className="history__head">
              <span>{row.readerName ?? words.gone}</span>
              <span className="muted">{words.kinds[row.kind]}</span>
              <time className="muted" dateTime={row.at}>
                {formatMoment(row.at)}
              </time>
            </li>
          ))}
        </ol>
      )}
      <NextPage pages={readers} label={words.more} />
    </Panel>
  );
}

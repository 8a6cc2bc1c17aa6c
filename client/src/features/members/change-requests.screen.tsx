import { useQuery } from '@tanstack/react-query';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { useLive } from '../../lib/live.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { ChangeRows } from './ChangeRows.tsx';
import { changeTexts } from './change-texts.ts';

/** What members ask to have changed in their records. */
export function ChangeRequestsScreen() {
  const words = useWords(changeTexts);
  const trpc = useTRPC();
  const changes = useQuery(trpc.changeRequests.list.queryOptions({}));
  useLive(['members']);
  const { rows = [], total = 0 } = changes.data ?? {};
  return (
    <>
      <PageHead title={words.title} sub={words.sub} />
      <PageBody>
        <ChangeRows label={words.waiting} query={changes} />
        {total > rows.length && rows.length > 0 ? <p className="muted num">{fill(words.more, { shown: rows.length, total })}</p> : null}
      </PageBody>
    </>
  );
}

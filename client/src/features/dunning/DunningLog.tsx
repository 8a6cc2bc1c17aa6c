import { useQuery } from '@tanstack/react-query';
import type { DunningNoticeId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';
import { NoticeTable } from './NoticeTable.tsx';

/** Everything that was sent, newest first. */
export function DunningLog() {
  const words = useWords(dunningTexts).log;
  const trpc = useTRPC();
  const [cursor, setCursor] = useState<DunningNoticeId | null>(null);
  const log = useQuery(trpc.dunning.log.queryOptions({ cursor }));
  const next = log.data?.nextCursor ?? null;
  return (
    <>
      <NoticeTable
        label={words.table}
        dayHead={words.day}
        rows={log.data?.rows}
        query={log}
        hasState
        empty={<Empty title={words.emptyTitle} text={words.emptyText} />}
      />
      <p className="dunning-letters">
        {cursor === null ? null : <Button onPress={() => setCursor(null)}>{words.toStart}</Button>}
        {next === null ? null : <Button onPress={() => setCursor(next)}>{words.more}</Button>}
      </p>
    </>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type PrintLettersInput, mostChosen } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import type { DunningNoticeId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { toast } from '../../components/Toast.tsx';
import { today } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DunningNoticeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './dunning.css';
import { dunningTexts } from './dunning-texts.ts';
import { NoticeTable } from './NoticeTable.tsx';
import { noticeName } from './stage-name.rules.ts';

type Asked = z.input<typeof PrintLettersInput>;

/** 手紙: taken out as one file a stage; what was taken out is marked when it is posted; marked wrongly, it goes back. */
export function DunningLetters() {
  const texts = useWords(dunningTexts);
  const words = texts.letters;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const mayWrite = useMay()('billing.write');
  const [chosen, setChosen] = useState<ReadonlySet<DunningNoticeId>>(new Set());
  const letters = useQuery(trpc.dunning.letters.queryOptions());
  const print = useMutation({
    mutationFn: (asked: Asked) =>
      downloadFile('/downloads/dunning-letters', `${fill(words.fileName, { day: today() })}.pdf`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(asked),
      }),
    onSuccess: () => queries.invalidateQueries(trpc.dunning.letters.pathFilter()),
  });
  const mark = useMutation(
    trpc.dunning.markLetters.mutationOptions({
      onSuccess: async (now) => {
        queries.setQueryData(trpc.dunning.letters.queryKey(), now);
        setChosen(new Set());
        await queries.invalidateQueries(trpc.dunning.plan.pathFilter());
      },
    }),
  );
  const markFile = useMutation(
    trpc.dunning.markPrinted.mutationOptions({
      onSuccess: async ({ letters: now }) => {
        queries.setQueryData(trpc.dunning.letters.queryKey(), now);
        setChosen(new Set());
        await queries.invalidateQueries(trpc.dunning.plan.pathFilter());
      },
    }),
  );
  const setPosted = async (ids: readonly DunningNoticeId[], posted: boolean) => {
    await mark.mutateAsync({ dunningNoticeIds: [...ids], posted });
    if (posted)
      toast({
        text: fill(words.marked, { count: ids.length }),
        undo: () => mark.mutateAsync({ dunningNoticeIds: [...ids], posted: false }),
      });
  };
  const setPrintedPosted = async (until: string) => {
    const { dunningNoticeIds } = await markFile.mutateAsync({ until });
    if (dunningNoticeIds.length === 0) return;
    toast({
      text: fill(words.marked, { count: dunningNoticeIds.length }),
      undo: async () => {
        for (let from = 0; from < dunningNoticeIds.length; from += mostChosen)
          await mark.mutateAsync({ dunningNoticeIds: dunningNoticeIds.slice(from, from + mostChosen), posted: false });
      },
    });
  };
  const data = letters.data;
  const count = data?.kinds.reduce((sum, kind) => sum + kind.letters, 0) ?? 0;
  const printed = data?.printed;
  const failure = mark.error ?? markFile.error;
  return (
    <>
      <p className="muted">{words.about}</p>
      {print.isError ? <Note kind="danger">{words.failed}</Note> : null}
      {failure === null ? null : <Note kind="danger">{errorText(failure)}</Note>}
      {data && count > 0 && mayWrite ? (
        <p className="dunning-letters">
          {data.kinds.map(({ about, stage, days, letters: some }) => (
            <Button key={`${about} ${stage}`} isPending={print.isPending} onPress={() => print.mutate({ about, stage })}>
              {fill(words.print, { name: noticeName(texts, { about, stageDays: days }), count: some })}
            </Button>
          ))}
          {data.kinds.length > 1 ? (
            <Button isPending={print.isPending} onPress={() => print.mutate({ about: null, stage: null })}>
              {fill(words.printAll, { count })}
            </Button>
          ) : null}
          {printed ? (
            <Button isPending={markFile.isPending} onPress={() => void setPrintedPosted(printed.until)}>
              {fill(words.markPrinted, { count: printed.letters })}
            </Button>
          ) : null}
        </p>
      ) : null}
      {data && count > data.waiting.length ? <p className="muted">{fill(words.first, { count, shown: data.waiting.length })}</p> : null}
      <Panel title={words.waiting} flush>
        <NoticeTable
          label={words.waitingTable}
          dayHead={words.made}
          rows={data?.waiting}
          query={letters}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} />}
          {...(mayWrite
            ? {
                selection: {
                  selected: chosen,
                  onChange: setChosen,
                  nameOf: (row: DunningNoticeView) => row.memberName,
                  bulk: (ids: readonly DunningNoticeId[]) => (
                    <Button size="sm" kind="primary" isPending={mark.isPending} onPress={() => void setPosted(ids, true)}>
                      {fill(words.mark, { count: ids.length })}
                    </Button>
                  ),
                },
              }
            : {})}
        />
      </Panel>
      {data && data.posted.length > 0 ? (
        <Panel title={words.posted} flush>
          <NoticeTable
            label={words.postedTable}
            dayHead={words.postedOn}
            rows={data.posted}
            act={(row) =>
              mayWrite ? (
                <Button
                  size="sm"
                  label={fill(words.unmarkOf, { name: row.memberName })}
                  isPending={mark.isPending}
                  onPress={() => void setPosted([row.dunningNoticeId], false)}
                >
                  {words.unmark}
                </Button>
              ) : null
            }
          />
        </Panel>
      ) : null}
    </>
  );
}

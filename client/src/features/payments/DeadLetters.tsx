import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useTold } from '../../components/told.ts';
import { toast } from '../../components/Toast.tsx';
import { formatMomentShort } from '../../lib/dates.ts';
import { useMay } from '../../lib/may.ts';
import { useProviderName } from '../../lib/provider-name.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DeadLetterRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { traceTexts } from './trace-texts.ts';

/** What was told and could not be taken in; nothing is shown while there is none. */
export function DeadLetters() {
  const words = useWords(traceTexts).dead;
  const providerName = useProviderName();
  const mayWrite = useMay()('payments.write');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const letters = useQuery(trpc.moneyTraces.deadLetters.queryOptions());
  const told = useTold();
  const replay = useMutation(trpc.moneyTraces.replay.mutationOptions(told));
  if (!letters.data || letters.data.rows.length === 0) return null;
  const nameOf = (row: DeadLetterRow) =>
    row.kind === 'notice' ? fill(words.noticeOf, { provider: providerName(row.name) }) : words.message;
  const columns: Column<DeadLetterRow>[] = [
    { id: 'name', head: words.name, cell: nameOf, note: (row) => row.id, at: 'title' },
    { id: 'when', head: words.when, cell: (row) => <span className="nowrap">{formatMomentShort(row.at)}</span>, at: 'sub' },
    { id: 'reason', head: words.reason, cell: (row) => <span className="trial-code">{row.reason}</span>, at: 'drop' },
    { id: 'attempts', head: words.attempts, cell: (row) => row.attempts, align: 'end', at: 'drop' },
    {
      id: 'actions',
      head: <span className="sr-only">{words.actions}</span>,
      cell: (row) => (
        <Button
          size="sm"
          label={fill(words.replayOf, { name: nameOf(row) })}
          isPending={replay.isPending && replay.variables.id === row.id}
          onPress={() =>
            replay.mutate(
              { kind: row.kind, id: row.id },
              {
                onSuccess: async () => {
                  toast({ text: words.replayed });
                  await queries.invalidateQueries(trpc.moneyTraces.pathFilter());
                },
              },
            )
          }
        >
          {words.replay}
        </Button>
      ),
      align: 'end',
      at: 'end',
    },
  ];
  return (
    <Panel title={words.title} flush>
      <p className="money-about">{words.text}</p>
      <DataTable
        label={words.table}
        columns={columns.filter(({ id }) => mayWrite || id !== 'actions')}
        rows={letters.data.rows}
        rowId={(row) => `${row.kind}:${row.id}`}
      />
    </Panel>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WebhookDeliveryId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Panel } from '../../components/Panel.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { useTold } from '../../components/told.ts';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { WebhookDeliveryRow, WebhookView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { WebhookMessage } from './WebhookMessage.tsx';
import { DeliveryState } from './WebhookState.tsx';
import { webhookTexts } from './webhook-texts.ts';

const views = ['all', 'failed', 'waiting', 'delivered'] as const;
const atStart = { view: 'all', after: '' };

/** What a system was told, newest first; one whose answer is waited for is looked at again. */
export function WebhookLog({ webhook }: { readonly webhook: WebhookView }) {
  const org = useOrg();
  const words = useWords(webhookTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [state, set] = useListState(atStart);
  const [shown, show] = useState<WebhookDeliveryRow | null>(null);
  const view = views.find((one) => one === state.view) ?? 'all';
  const { webhookEndpointId } = webhook;
  const log = useQuery({
    ...trpc.webhooks.deliveries.queryOptions({
      webhookEndpointId,
      state: view === 'all' ? null : view,
      after: state.after === '' ? null : (state.after as WebhookDeliveryId),
    }),
    refetchInterval: ({ state: { data } }) => (data?.rows.some((row) => row.state === 'waiting' && row.tries === 0) ? 1000 : false),
  });
  const told = useTold();
  const replay = useMutation(trpc.webhooks.replayFailed.mutationOptions(told));
  const failed = log.data?.failed ?? 0;
  const columns: Column<WebhookDeliveryRow>[] = [
    {
      id: 'what',
      head: words.log.what,
      cell: (row) => (
        <Button kind="ghost" size="sm" onPress={() => show(row)}>
          {row.type === 'ping' ? words.ping : words.eventNames[row.type]}
        </Button>
      ),
      at: 'title',
    },
    { id: 'when', head: words.log.when, cell: (row) => <span className="nowrap">{formatMoment(row.occurredAt)}</span>, at: 'sub' },
    {
      id: 'state',
      head: words.state,
      cell: (row) => <DeliveryState state={row.state} />,
      note: (row) => (row.nextAt !== null && row.tries > 0 ? fill(words.log.nextTry, { when: formatMoment(row.nextAt) }) : null),
      at: 'state',
    },
    { id: 'tries', head: words.log.tries, cell: (row) => row.tries, align: 'end', at: 'drop' },
    { id: 'answer', head: words.log.answer, cell: (row) => row.lastStatus ?? words.log.noAnswer, align: 'end', at: 'end' },
  ];
  return (
    <Panel
      title={words.log.title}
      flush
      {...(failed > 0 && webhook.state === 'on'
        ? {
            action: (
              <Button
                size="sm"
                isPending={replay.isPending}
                onPress={() =>
                  replay.mutate(
                    { webhookEndpointId },
                    {
                      onSuccess: async ({ replayed }) => {
                        toast({ text: fill(words.log.replayed, { count: replayed }) });
                        await queries.invalidateQueries(trpc.webhooks.pathFilter());
                      },
                    },
                  )
                }
              >
                {fill(words.log.replayFailed, { count: failed })}
              </Button>
            ),
          }
        : {})}
    >
      <LinkTabs
        label={words.log.views}
        items={views.map((one) => ({
          label: one === 'all' ? words.log.all : words.log.states[one],
          to: '/$org/admin/settings/webhooks/$webhookId',
          params: { org, webhookId: webhookEndpointId },
          search: one === 'all' ? {} : { view: one },
          isCurrent: one === view,
        }))}
      />
      <DataTable
        label={words.log.table}
        columns={columns}
        rows={log.data?.rows}
        rowId={(row) => row.webhookDeliveryId}
        query={log}
        empty={<Empty title={words.log.emptyTitle} text={words.log.emptyText} />}
      />
      {state.after === '' && (log.data?.next ?? null) === null ? null : (
        <p className="acts">
          {state.after === '' ? null : <Button onPress={() => set({ after: '' })}>{words.log.first}</Button>}
          {log.data?.next ? <Button onPress={() => set({ after: log.data.next ?? '' })}>{words.log.next}</Button> : null}
        </p>
      )}
      {shown === null ? null : <WebhookMessage row={shown} mayReplay={webhook.state === 'on'} onClose={() => show(null)} />}
    </Panel>
  );
}

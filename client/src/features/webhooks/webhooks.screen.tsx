import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { WebhookView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { AddWebhookDialog } from './WebhookDialog.tsx';
import { WebhookSecret } from './WebhookSecret.tsx';
import { WebhookState } from './WebhookState.tsx';
import { webhookTexts } from './webhook-texts.ts';

/** 設定 → 外部への通知: the systems that are told of money. */
export function WebhooksScreen() {
  const org = useOrg();
  const words = useWords(webhookTexts);
  const trpc = useTRPC();
  const list = useQuery(trpc.webhooks.list.queryOptions());
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const add = (
    <Button kind="primary" onPress={() => setAdding(true)}>
      {words.add}
    </Button>
  );
  const columns: Column<WebhookView>[] = [
    {
      id: 'name',
      head: words.name,
      cell: (row) => (row.label === '' ? new URL(row.url).host : row.label),
      note: (row) => (row.label === '' ? null : new URL(row.url).host),
      to: (row) => ({ to: '/$org/admin/settings/webhooks/$webhookId', params: { org, webhookId: row.webhookEndpointId } }),
      at: 'title',
    },
    { id: 'events', head: words.events, cell: (row) => row.events.map((event) => words.eventNames[event]).join('、'), at: 'sub' },
    { id: 'state', head: words.state, cell: (row) => <WebhookState webhook={row} />, at: 'state' },
  ];
  return (
    <>
      <PageHead title={words.title} actions={list.data?.length === 0 ? undefined : add} />
      <PageBody>
        <p className="muted">{words.about}</p>
        <DataTable
          label={words.table}
          columns={columns}
          rows={list.data}
          rowId={(row) => row.webhookEndpointId}
          query={list}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} action={add} />}
        />
      </PageBody>
      {isAdding ? (
        <AddWebhookDialog
          onClose={() => setAdding(false)}
          onAdded={(given) => {
            setAdding(false);
            setSecret(given);
          }}
        />
      ) : null}
      {secret === null ? null : <WebhookSecret secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

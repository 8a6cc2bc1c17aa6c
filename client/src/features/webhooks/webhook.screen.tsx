import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { useTold } from '../../components/told.ts';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { WebhookView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { ChangeWebhookDialog } from './WebhookDialog.tsx';
import { WebhookLog } from './WebhookLog.tsx';
import { WebhookSecret } from './WebhookSecret.tsx';
import { WebhookState } from './WebhookState.tsx';
import { webhookTexts } from './webhook-texts.ts';
import './webhooks.css';

/** One system: how it fares, what it was told, and sending again what did not get through. */
export function WebhookScreen() {
  const webhookId = useRouteId('webhookId');
  const org = useOrg();
  const words = useWords(webhookTexts);
  const trpc = useTRPC();
  const webhook = useQuery(trpc.webhooks.get.queryOptions({ webhookEndpointId: webhookId }));
  const { data } = webhook;
  return (
    <>
      <PageHead
        title={data ? data.label || new URL(data.url).host : words.title}
        crumb={[{ label: words.title, to: '/$org/admin/settings/webhooks', params: { org } }]}
        {...(data ? { actions: <Acts webhook={data} /> } : {})}
      />
      <PageBody>
        <QueryState query={webhook} skeleton={<ListSkeleton rows={4} />}>
          {(found) => (
            <>
              <Facts webhook={found} />
              <WebhookLog webhook={found} />
            </>
          )}
        </QueryState>
      </PageBody>
    </>
  );
}

function Facts({ webhook }: { readonly webhook: WebhookView }) {
  const words = useWords(webhookTexts);
  const { state, failingSince, oldSecretUntil } = webhook;
  return (
    <>
      {state === 'failing' ? <Note kind="warn">{words.stopped}</Note> : null}
      {state === 'off' ? <Note kind="info">{words.goneOn}</Note> : null}
      {state === 'on' && failingSince !== null ? <Note kind="warn">{fill(words.since, { when: formatMoment(failingSince) })}</Note> : null}
      <Panel title={words.detail.facts}>
        <Rows>
          <Row label={words.state}>
            <WebhookState webhook={webhook} />
          </Row>
          <Row label={words.detail.url}>
            <span className="webhook-code">{webhook.url}</span>
          </Row>
          <Row label={words.events}>{webhook.events.map((event) => words.eventNames[event]).join('、')}</Row>
          <Row label={words.detail.created}>{formatMoment(webhook.createdAt)}</Row>
          {oldSecretUntil === null ? null : <Row label={words.secret.old}>{formatMoment(oldSecretUntil)}</Row>}
        </Rows>
      </Panel>
    </>
  );
}

type Doing = 'change' | 'rotate' | 'remove' | null;

function Acts({ webhook }: { readonly webhook: WebhookView }) {
  const org = useOrg();
  const words = useWords(webhookTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [doing, setDoing] = useState<Doing>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const { webhookEndpointId } = webhook;
  const refresh = () => queries.invalidateQueries(trpc.webhooks.pathFilter());
  const told = useTold();
  const ping = useMutation(trpc.webhooks.ping.mutationOptions(told));
  const rotate = useMutation(trpc.webhooks.rotateSecret.mutationOptions());
  const remove = useMutation(trpc.webhooks.remove.mutationOptions());
  return (
    <>
      <Button
        isPending={ping.isPending}
        onPress={() =>
          ping.mutate(
            { webhookEndpointId },
            {
              onSuccess: async () => {
                toast({ text: words.detail.tested });
                await refresh();
              },
            },
          )
        }
      >
        {words.detail.test}
      </Button>
      <Button onPress={() => setDoing('rotate')}>{words.secret.rotate}</Button>
      <Button onPress={() => setDoing('remove')}>{words.detail.remove}</Button>
      <Button kind="primary" onPress={() => setDoing('change')}>
        {words.detail.edit}
      </Button>
      {doing === 'change' ? <ChangeWebhookDialog webhook={webhook} onClose={() => setDoing(null)} /> : null}
      <ConfirmDialog
        isOpen={doing === 'rotate'}
        onClose={() => setDoing(null)}
        title={words.secret.rotateTitle}
        confirmLabel={words.secret.rotateConfirm}
        onConfirm={async () => {
          const made = await rotate.mutateAsync({ webhookEndpointId });
          await refresh();
          setSecret(made.secret);
        }}
      >
        <p>{words.secret.rotateText}</p>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={doing === 'remove'}
        onClose={() => setDoing(null)}
        title={words.detail.removeTitle}
        confirmLabel={words.detail.removeConfirm}
        kind="danger"
        onConfirm={async () => {
          await remove.mutateAsync({ webhookEndpointId });
          toast({ text: words.detail.removed });
          await navigate({ to: '/$org/admin/settings/webhooks', params: { org } });
          await refresh();
        }}
      >
        <p>{words.detail.removeText}</p>
      </ConfirmDialog>
      {secret === null ? null : <WebhookSecret secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

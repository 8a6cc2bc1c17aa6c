import type { WebhookView } from '@tsudoi/shared/contracts/webhooks/webhook.contract';
import type * as z from 'zod';
import type { WebhookEndpointDocument } from './webhook-endpoint.repository.ts';

export const nameOf = ({ label, url }: Pick<WebhookEndpointDocument, 'label' | 'url'>): string =>
  label === '' ? new URL(url).host : label;

export function endpointView(endpoint: WebhookEndpointDocument, realNow: Date): z.output<typeof WebhookView> {
  const { _id, url, label, events, secrets, state, failingSince, createdAt, version } = endpoint;
  const old = secrets.find(({ until }) => until !== null && until > realNow);
  return {
    webhookEndpointId: _id,
    url,
    label,
    events,
    state,
    failingSince: failingSince?.toISOString() ?? null,
    oldSecretUntil: old?.until?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    version,
  };
}

import type { WebhookEvent } from '@tsudoi/shared/contracts/webhooks/webhook.contract';
import type { OrgId, WebhookEndpointId } from '@tsudoi/shared/kernel/ids';

export interface WebhookSecret {
  readonly sealed: string;
  /** Null: the present one. The one before it signs too until then. */
  readonly until: Date | null;
}

/** Another system's address. */
export interface WebhookEndpointDocument {
  _id: WebhookEndpointId;
  orgId: OrgId;
  url: string;
  label: string;
  events: WebhookEvent[];
  /** The newest first. */
  secrets: WebhookSecret[];
  state: 'on' | 'off' | 'failing';
  failingSince: Date | null;
  /** The last time that it did not receive. */
  failedAt?: Date | null;
  createdAt: Date;
  version: number;
}

export const webhookEndpointCollection = 'webhook_endpoints';

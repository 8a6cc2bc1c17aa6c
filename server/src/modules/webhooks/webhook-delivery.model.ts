import type { WebhookProblem, WebhookType } from '@tsudoi/shared/contracts/webhooks/webhook.contract';
import type { OrgId, WebhookDeliveryId, WebhookEndpointId, WebhookMessageId } from '@tsudoi/shared/kernel/ids';

export interface WebhookAttempt {
  readonly at: Date;
  readonly status: number | null;
  readonly problem: WebhookProblem | null;
  readonly took: number;
}

/** One message on its way to one endpoint; written in the transaction of what it tells of. */
export interface WebhookDeliveryDocument {
  _id: WebhookDeliveryId;
  orgId: OrgId;
  endpointId: WebhookEndpointId;
  messageId: WebhookMessageId;
  /** What it tells of: never told twice to one endpoint. */
  key: string;
  type: WebhookType;
  /** The bytes that are signed and sent, the same each time. */
  body: string;
  occurredAt: Date;
  state: 'waiting' | 'sending' | 'delivered' | 'failed';
  /** Tries of the present round; sending again begins a new one. */
  tries: number;
  /** The last ones, oldest first. */
  attempts: WebhookAttempt[];
  /** Real time, like the lease: nobody outside follows a clock that was moved. */
  nextAt: Date;
  leaseUntil: Date | null;
  claim: string | null;
  createdAt: Date;
}

export const webhookDeliveryCollection = 'webhook_deliveries';

import type {
  WebhookDeliveries,
  WebhookDeliveriesInput,
  WebhookDeliveryRow,
  WebhookDeliveryView,
} from '@tsudoi/shared/contracts/webhooks/webhook.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type WebhookDeliveryId, type WebhookEndpointId, newWebhookMessageId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import {
  type WebhookDeliveryDocument,
  countFailed,
  getDelivery,
  insertDeliveries,
  pageOfDeliveries,
  replayDeliveries,
} from './webhook-delivery.repository.ts';
import { getEndpoint } from './webhook-endpoint.repository.ts';
import { nameOf } from './webhook-endpoint.view.ts';
import { deliveryOf } from './webhook-message.service.ts';
import { messageBody } from './webhook.rules.ts';

const pageSize = 50;
type State = z.output<typeof WebhookDeliveryRow>['state'];

/** Nobody has to know that it is being sent just now. */
const shownState = (state: WebhookDeliveryDocument['state']): State => (state === 'sending' ? 'waiting' : state);
const storedStates = (state: State): WebhookDeliveryDocument['state'][] => (state === 'waiting' ? ['waiting', 'sending'] : [state]);

function rowOf(delivery: WebhookDeliveryDocument): z.output<typeof WebhookDeliveryRow> {
  const { _id, messageId, type, state, occurredAt, attempts, nextAt } = delivery;
  return {
    webhookDeliveryId: _id,
    messageId,
    type,
    state: shownState(state),
    occurredAt: occurredAt.toISOString(),
    tries: attempts.length,
    nextAt: state === 'waiting' ? nextAt.toISOString() : null,
    lastStatus: attempts.at(-1)?.status ?? null,
  };
}

/** What an endpoint was told, newest first. @throws DomainError NOT_FOUND */
export async function webhookDeliveries(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof WebhookDeliveriesInput>,
): Promise<z.output<typeof WebhookDeliveries>> {
  const db = platform.databases.server;
  const { _id } = await getEndpoint(db, scope, input.webhookEndpointId);
  const states = input.state ? storedStates(input.state) : null;
  const found = await pageOfDeliveries(db, scope, _id, states, input.after ?? null, pageSize + 1);
  const shown = found.slice(0, pageSize);
  return {
    rows: shown.map(rowOf),
    next: found.length > pageSize ? shown.at(-1)!._id : null,
    failed: await countFailed(db, scope, _id),
  };
}

/** One message with its bytes and what every try met. @throws DomainError NOT_FOUND */
export async function webhookDelivery(
  platform: Platform,
  scope: OrgScope,
  deliveryId: WebhookDeliveryId,
): Promise<z.output<typeof WebhookDeliveryView>> {
  const delivery = await getDelivery(platform.databases.server, scope, deliveryId);
  return {
    ...rowOf(delivery),
    webhookEndpointId: delivery.endpointId,
    body: delivery.body,
    attempts: delivery.attempts.map(({ at, ...attempt }) => ({ at: at.toISOString(), ...attempt })),
  };
}

/** @throws DomainError NOT_FOUND, WEBHOOK_OFF */
async function replay(
  platform: Platform,
  actor: UserActor,
  endpointId: WebhookEndpointId,
  states: readonly State[],
  deliveryId?: WebhookDeliveryId,
): Promise<number> {
  const db = platform.databases.server;
  return inTransaction(platform.databases.client, async (session) => {
    const endpoint = await getEndpoint(db, actor.scope, endpointId, session);
    if (endpoint.state !== 'on') throw new DomainError('WEBHOOK_OFF');
    const which = { endpointId, ...(deliveryId === undefined ? {} : { _id: deliveryId }) };
    const replayed = await replayDeliveries(db, actor.scope, which, states, platform.clock.realNow(), session);
    if (replayed > 0) {
      const note = {
        action: 'webhook.replay',
        subjectKind: 'webhook',
        subjectId: endpointId,
        subjectName: nameOf(endpoint),
        fields: [],
      } as const;
      await recordAudit(platform, actor.scope, actor, note, session);
    }
    return replayed;
  });
}

/** Sends one message again, with its own id. @throws DomainError NOT_FOUND, WEBHOOK_OFF */
export async function replayWebhook(
  platform: Platform,
  actor: UserActor,
  deliveryId: WebhookDeliveryId,
): Promise<z.output<typeof WebhookDeliveryView>> {
  const { endpointId } = await getDelivery(platform.databases.server, actor.scope, deliveryId);
  await replay(platform, actor, endpointId, ['delivered', 'failed', 'waiting'], deliveryId);
  return webhookDelivery(platform, actor.scope, deliveryId);
}

/** Sends everything again that did not get through. @throws DomainError NOT_FOUND, WEBHOOK_OFF */
export async function replayFailedWebhooks(
  platform: Platform,
  actor: UserActor,
  endpointId: WebhookEndpointId,
): Promise<{ replayed: number }> {
  return { replayed: await replay(platform, actor, endpointId, ['failed']) };
}

/** A message that tells of nothing, to try the address out; once, whatever comes of it. @throws DomainError NOT_FOUND */
export async function pingWebhook(
  platform: Platform,
  actor: UserActor,
  endpointId: WebhookEndpointId,
): Promise<z.output<typeof WebhookDeliveryView>> {
  const db = platform.databases.server;
  const { slug } = await findOrganization(actor.scope);
  const id = newWebhookMessageId();
  const body = messageBody('ping', platform.clock.now(), { organization: slug });
  const deliveryId = await inTransaction(platform.databases.client, async (session) => {
    const endpoint = await getEndpoint(db, actor.scope, endpointId, session);
    const delivery = deliveryOf(platform, endpoint, { id, type: 'ping', key: `ping:${id}`, body });
    await insertDeliveries(db, actor.scope, [delivery], session);
    return delivery._id;
  });
  return webhookDelivery(platform, actor.scope, deliveryId);
}

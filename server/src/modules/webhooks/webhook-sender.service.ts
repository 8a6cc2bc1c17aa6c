import { randomUUID } from 'node:crypto';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { monotonicMs } from '@tsudoi/shared/service/clock';
import { type Drain, sideBySide, startDrain } from '@tsudoi/shared/service/drain';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { Webhook } from 'standardwebhooks';
import type { Platform } from '../../platform/platform.ts';
import { unseal } from '../../platform/sealed.ts';
import {
  type WebhookDeliveryDocument,
  claimDeliveries,
  organisationsWithDeliveries,
  returnLeftDeliveries,
  settleDelivery,
  withAttempt,
} from './webhook-delivery.repository.ts';
import { type WebhookEndpointDocument, getEndpoint, noteReach } from './webhook-endpoint.repository.ts';
import { giveUpOn } from './webhook-failing.service.ts';
import { postMessage } from './webhook-request.service.ts';
import { failingFrom, isGivenUp, isGone, isReceived, nextTry } from './webhook.rules.ts';

const batchSize = 24;
/** Of one organisation, and how many organisations. */
const atOnce = 8;
const organisationsAtOnce = 20;
/** Longer than a slow receiver may take with what is left of a batch. */
const leaseMs = 180_000;
/** What is not begun by then is given back: where all places are taken, the next organisation has its turn (T18). */
const takeMs = 5000;
const sweepMs = 2000;

export const sealedFor = 'webhook';

/** Signatures of all secrets that are still good, so that a receiver may change over in its own time (Standard Webhooks). */
function signaturesOf(platform: Pick<Platform, 'env'>, endpoint: WebhookEndpointDocument, delivery: WebhookDeliveryDocument, at: Date) {
  return endpoint.secrets
    .filter(({ until }) => until === null || until > at)
    .map(({ sealed }) => new Webhook(unseal(platform, sealedFor, endpoint._id, sealed)).sign(delivery.messageId, at, delivery.body))
    .join(' ');
}

async function endpointOf(platform: Platform, scope: OrgScope, delivery: WebhookDeliveryDocument): Promise<WebhookEndpointDocument | null> {
  return getEndpoint(platform.databases.server, scope, delivery.endpointId).catch((error: unknown) => {
    if (error instanceof DomainError) return null;
    throw error;
  });
}

async function send(platform: Platform, delivery: WebhookDeliveryDocument & { readonly claim: string }): Promise<void> {
  const db = platform.databases.server;
  const scope = mintOrgScope(delivery.orgId);
  const endpoint = await endpointOf(platform, scope, delivery);
  const tries = delivery.tries + 1;
  const realNow = platform.clock.realNow();
  // What was waiting when its endpoint was switched off or taken out goes nowhere; a trial goes in any case.
  if (!endpoint || (endpoint.state !== 'on' && delivery.type !== 'ping')) {
    await settleDelivery(db, scope, delivery, { state: 'failed', tries, nextAt: realNow, attempts: delivery.attempts });
    return;
  }
  const headers = {
    'webhook-id': delivery.messageId,
    'webhook-timestamp': String(Math.floor(realNow.getTime() / 1000)),
    'webhook-signature': signaturesOf(platform, endpoint, delivery, realNow),
  };
  const answer = await postMessage(endpoint.url, headers, delivery.body, platform.env.WEBHOOK_PRIVATE);
  const attempts = withAttempt(delivery.attempts, { at: realNow, ...answer });
  if (isReceived(answer.status)) {
    await settleDelivery(db, scope, delivery, { state: 'delivered', tries, nextAt: realNow, attempts });
    if (endpoint.failingSince !== null) await noteReach(db, scope, endpoint._id, { failingSince: null, failedAt: null });
    return;
  }
  const again = isGone(answer.status) || delivery.type === 'ping' ? null : nextTry(tries, realNow);
  await settleDelivery(db, scope, delivery, { state: again ? 'waiting' : 'failed', tries, nextAt: again ?? realNow, attempts });
  if (delivery.type === 'ping') return;
  const failingSince = failingFrom(endpoint, realNow);
  await noteReach(db, scope, endpoint._id, { failingSince, failedAt: realNow });
  if (isGone(answer.status) || isGivenUp(failingSince, realNow)) await giveUpOn(platform, scope, endpoint);
}

/**
 * Sends what waits. A message is leased, posted and marked; one whose sender dies is posted again when the lease is over, with
 * the same id, by which the receiver knows it. Organisations are served side by side, and who comes meanwhile is looked for
 * while a receiver hangs: it keeps its own organisation waiting and no other (T18).
 */
export function startWebhookSender(platform: Platform): Drain {
  const db = platform.databases.server;
  const sendBatch = async (orgId: OrgId, stopping: () => boolean): Promise<void> => {
    const claim = randomUUID();
    const taken = await claimDeliveries(db, orgId, { now: platform.clock.realNow(), leaseMs, limit: batchSize, claim });
    const queue = [...taken];
    const begun = monotonicMs();
    const work = async () => {
      while (!stopping() && monotonicMs() - begun < takeMs) {
        const delivery = queue.shift();
        if (!delivery) return;
        await send(platform, { ...delivery, claim });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const realNow = platform.clock.realNow();
    for (const { _id, tries, attempts } of queue)
      await settleDelivery(db, mintOrgScope(orgId), { _id, claim }, { state: 'waiting', tries, nextAt: realNow, attempts });
  };
  const drain = startDrain(
    async (_look, round) => {
      await returnLeftDeliveries(db, platform.clock.realNow(), batchSize);
      await sideBySide(
        round,
        { places: organisationsAtOnce, lookMs: sweepMs },
        async (limit) => (await organisationsWithDeliveries(db, platform.clock.realNow(), limit)).map((orgId) => ({ orgId })),
        ({ orgId }) => sendBatch(orgId, round.stopping),
      );
    },
    { log: platform.log, failure: 'messages to other systems could not be sent', sweepMs },
  );
  drain.nudge();
  return drain;
}

import { randomBytes } from 'node:crypto';
import {
  type AddWebhookInput,
  type UpdateWebhookInput,
  type WebhookView,
  type WebhookWithSecret,
  mostEndpoints,
} from '@tsudoi/shared/contracts/webhooks/webhook.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type WebhookEndpointId, newWebhookEndpointId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { seal } from '../../platform/sealed.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { refusalOfUrl } from './webhook-address.rules.ts';
import { deleteDeliveriesOf } from './webhook-delivery.repository.ts';
import {
  type WebhookEndpointDocument,
  deleteEndpoint,
  getEndpoint,
  insertEndpoint,
  listEndpoints,
  saveEndpoint,
} from './webhook-endpoint.repository.ts';
import { endpointView, nameOf } from './webhook-endpoint.view.ts';
import { sealedFor } from './webhook-sender.service.ts';

type View = z.output<typeof WebhookView>;
type WithSecret = z.output<typeof WebhookWithSecret>;

/** Standard Webhooks: `whsec_` and the bytes of the key, 24 to 64 of them. */
const drawSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
/** Until then the receiver may still check with the secret before. */
const changeoverMs = 24 * 3_600_000;

type Verb = 'webhook.add' | 'webhook.update' | 'webhook.rotate' | 'webhook.remove';

function record(platform: Platform, actor: UserActor, action: Verb, endpoint: WebhookEndpointDocument, session: ClientSession) {
  const note = { action, subjectKind: 'webhook', subjectId: endpoint._id, subjectName: nameOf(endpoint), fields: [] } as const;
  return recordAudit(platform, actor.scope, actor, note, session);
}

/** @throws DomainError INVALID_INPUT naming the address when it is none of the open internet */
function checkUrl(platform: Platform, url: string): void {
  const refusal = refusalOfUrl(url, platform.env.WEBHOOK_PRIVATE);
  if (refusal !== null) throw new DomainError('INVALID_INPUT', {}, [{ path: ['url'], code: refusal }]);
}

/** The other systems that an organisation tells of its money. */
export async function webhooks(platform: Platform, scope: OrgScope): Promise<View[]> {
  const realNow = platform.clock.realNow();
  return (await listEndpoints(platform.databases.server, scope)).map((endpoint) => endpointView(endpoint, realNow));
}

/** @throws DomainError NOT_FOUND */
export async function webhook(platform: Platform, scope: OrgScope, endpointId: WebhookEndpointId): Promise<View> {
  return endpointView(await getEndpoint(platform.databases.server, scope, endpointId), platform.clock.realNow());
}

/** The secret is in the answer and never again anywhere. @throws DomainError WEBHOOK_LIMIT, INVALID_INPUT */
export async function addWebhook(platform: Platform, actor: UserActor, input: z.output<typeof AddWebhookInput>): Promise<WithSecret> {
  const { scope } = actor;
  const db = platform.databases.server;
  checkUrl(platform, input.url);
  const secret = drawSecret();
  const _id = newWebhookEndpointId();
  const endpoint: WebhookEndpointDocument = {
    _id,
    orgId: scope.orgId,
    ...input,
    secrets: [{ sealed: seal(platform, sealedFor, _id, secret), until: null }],
    state: 'on',
    failingSince: null,
    createdAt: platform.clock.now(),
    version: 0,
  };
  await inTransaction(platform.databases.client, async (session) => {
    if ((await listEndpoints(db, scope, session)).length >= mostEndpoints) throw new DomainError('WEBHOOK_LIMIT', { limit: mostEndpoints });
    await insertEndpoint(db, scope, endpoint, session);
    await record(platform, actor, 'webhook.add', endpoint, session);
  });
  return { webhook: endpointView(endpoint, platform.clock.realNow()), secret };
}

/** Switching it on again begins anew: it is not failing any more. @throws DomainError NOT_FOUND, CONFLICT, INVALID_INPUT */
export async function updateWebhook(platform: Platform, actor: UserActor, input: z.output<typeof UpdateWebhookInput>): Promise<View> {
  const { webhookEndpointId, isOn, version, ...fields } = input;
  const db = platform.databases.server;
  checkUrl(platform, input.url);
  await inTransaction(platform.databases.client, async (session) => {
    const endpoint = await getEndpoint(db, actor.scope, webhookEndpointId, session);
    if (endpoint.version !== version) throw new DomainError('CONFLICT');
    const state = isOn ? 'on' : endpoint.state === 'failing' ? 'failing' : 'off';
    const anew = isOn && endpoint.state !== 'on' ? { failingSince: null } : {};
    await saveEndpoint(db, actor.scope, endpoint, { ...fields, state, ...anew }, session);
    await record(platform, actor, 'webhook.update', { ...endpoint, ...fields }, session);
  });
  return webhook(platform, actor.scope, webhookEndpointId);
}

/** A new secret; the one before signs too for a day. One that was on its way out ends at once. @throws DomainError NOT_FOUND */
export async function rotateWebhookSecret(platform: Platform, actor: UserActor, endpointId: WebhookEndpointId): Promise<WithSecret> {
  const db = platform.databases.server;
  const secret = drawSecret();
  await inTransaction(platform.databases.client, async (session) => {
    const endpoint = await getEndpoint(db, actor.scope, endpointId, session);
    const until = new Date(platform.clock.realNow().getTime() + changeoverMs);
    const before = endpoint.secrets.filter((known) => known.until === null).map(({ sealed }) => ({ sealed, until }));
    const secrets = [{ sealed: seal(platform, sealedFor, endpointId, secret), until: null }, ...before];
    await saveEndpoint(db, actor.scope, endpoint, { secrets }, session);
    await record(platform, actor, 'webhook.rotate', endpoint, session);
  });
  return { webhook: await webhook(platform, actor.scope, endpointId), secret };
}

/** Takes it out, and what was told to it. @throws DomainError NOT_FOUND */
export async function removeWebhook(platform: Platform, actor: UserActor, endpointId: WebhookEndpointId): Promise<void> {
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const endpoint = await getEndpoint(db, actor.scope, endpointId, session);
    await deleteEndpoint(db, actor.scope, endpointId, session);
    await deleteDeliveriesOf(db, actor.scope, endpointId, session);
    await record(platform, actor, 'webhook.remove', endpoint, session);
  });
}

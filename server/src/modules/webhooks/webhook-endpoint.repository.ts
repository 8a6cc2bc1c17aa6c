import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgId, WebhookEndpointId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type WebhookEndpointDocument, webhookEndpointCollection } from './webhook-endpoint.model.ts';

export type { WebhookEndpointDocument } from './webhook-endpoint.model.ts';

const endpoints = (db: Db, scope: OrgScope) => tenantCollection<WebhookEndpointDocument>(db, scope, webhookEndpointCollection);
const within = (session?: ClientSession) => (session ? { session } : {});

/** The oldest first. */
export async function listEndpoints(db: Db, scope: OrgScope, session?: ClientSession): Promise<WebhookEndpointDocument[]> {
  const found = await endpoints(db, scope).find({}, within(session)).toArray();
  return found.toSorted((left, right) => left.createdAt.getTime() - right.createdAt.getTime());
}

/** @throws DomainError NOT_FOUND */
export async function getEndpoint(
  db: Db,
  scope: OrgScope,
  endpointId: WebhookEndpointId,
  session?: ClientSession,
): Promise<WebhookEndpointDocument> {
  const endpoint = await endpoints(db, scope).findOne({ _id: endpointId }, session);
  if (!endpoint) throw new DomainError('NOT_FOUND');
  return endpoint;
}

export const insertEndpoint = (db: Db, scope: OrgScope, endpoint: WebhookEndpointDocument, session: ClientSession): Promise<void> =>
  endpoints(db, scope).insert([endpoint], { session });

/** @throws DomainError CONFLICT when it is no longer as it was read */
export async function saveEndpoint(
  db: Db,
  scope: OrgScope,
  endpoint: WebhookEndpointDocument,
  change: Partial<Pick<WebhookEndpointDocument, 'url' | 'label' | 'events' | 'secrets' | 'state' | 'failingSince'>>,
  session?: ClientSession,
): Promise<void> {
  const filter = { _id: endpoint._id, version: endpoint.version };
  const { matchedCount } = await endpoints(db, scope).updateOne(filter, { $set: change, $inc: { version: 1 } }, session);
  if (matchedCount !== 1) throw new DomainError('CONFLICT');
}

/** What the sender learns of an endpoint is no change that the office has to see before it changes something itself. */
export async function noteReach(
  db: Db,
  scope: OrgScope,
  endpointId: WebhookEndpointId,
  reach: Required<Pick<WebhookEndpointDocument, 'failingSince' | 'failedAt'>>,
): Promise<void> {
  await endpoints(db, scope).updateOne({ _id: endpointId }, { $set: reach });
}

export async function deleteEndpoint(db: Db, scope: OrgScope, endpointId: WebhookEndpointId, session: ClientSession): Promise<void> {
  await endpoints(db, scope).deleteMany({ _id: endpointId }, session);
}

/** Whose endpoints want to hear of overdue bills. */
export async function organizationsTold(db: Db): Promise<OrgId[]> {
  const found = await db
    .collection<WebhookEndpointDocument>(webhookEndpointCollection)
    .find({ orgId: { $gt: '' as OrgId }, state: 'on', events: 'bill.overdue' }, { projection: { orgId: 1 } })
    .toArray();
  return [...new Set(found.map(({ orgId }) => orgId))];
}

export async function createEndpointIndexes(db: Db): Promise<void> {
  await db.collection(webhookEndpointCollection).createIndexes([
    { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
    { key: { orgId: 1, state: 1, events: 1 }, name: 'told' },
  ]);
}

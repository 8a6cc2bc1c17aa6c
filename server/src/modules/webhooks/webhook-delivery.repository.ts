import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgId, WebhookDeliveryId, WebhookEndpointId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { type DueRow, type Lease, claimDue, organisationsDue, returnLeft } from '../../platform/claim-due.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type WebhookAttempt, type WebhookDeliveryDocument, webhookDeliveryCollection } from './webhook-delivery.model.ts';

export type { WebhookAttempt, WebhookDeliveryDocument } from './webhook-delivery.model.ts';

const deliveries = (db: Db, scope: OrgScope) => tenantCollection<WebhookDeliveryDocument>(db, scope, webhookDeliveryCollection);
/** The sender works for all organisations at once, like that of mails. */
const all = (db: Db) => db.collection<WebhookDeliveryDocument>(webhookDeliveryCollection);

export async function createDeliveryIndexes(db: Db): Promise<void> {
  await all(db).createIndexes([
    { key: { orgId: 1, endpointId: 1, key: 1 }, name: 'told_once', unique: true },
    { key: { orgId: 1, endpointId: 1, _id: 1 }, name: 'list' },
    { key: { orgId: 1, endpointId: 1, state: 1, _id: 1 }, name: 'state' },
    { key: { state: 1, nextAt: 1 }, name: 'due' },
    { key: { state: 1, leaseUntil: 1 }, name: 'left' },
    { key: { createdAt: 1 }, name: 'age' },
  ]);
}

/** All that is equal first, lists of ids last (docs/decisions/0052). */
export async function createDeliveryClaimIndexes(db: Db): Promise<void> {
  await all(db).createIndexes([
    { key: { state: 1, claim: 1, _id: 1, orgId: 1 }, name: 'claim_rows' },
    { key: { orgId: 1, _id: 1 }, name: 'row' },
  ]);
}

/** Each organisation in its turn. */
export async function createDeliveryTurnIndexes(db: Db): Promise<void> {
  await all(db).createIndexes([{ key: { state: 1, orgId: 1, nextAt: 1 }, name: 'turn' }]);
}

export const insertDeliveries = (
  db: Db,
  scope: OrgScope,
  rows: readonly WebhookDeliveryDocument[],
  session: ClientSession,
): Promise<void> => deliveries(db, scope).insert(rows, { session });

/** Each by itself, outside of every transaction, so that the unique key holds; what was told before is passed over. */
export async function insertNewDeliveries(db: Db, scope: OrgScope, rows: readonly WebhookDeliveryDocument[]): Promise<void> {
  for (const row of rows)
    await deliveries(db, scope)
      .insert([row])
      .catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
      });
}

const keysAtOnce = 500;

/** Of the keys, those that an endpoint was told of already. */
export async function keysTold(
  db: Db,
  scope: OrgScope,
  endpointId: WebhookEndpointId,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const told = new Set<string>();
  for (let from = 0; from < keys.length; from += keysAtOnce) {
    const key = { $in: keys.slice(from, from + keysAtOnce) };
    for (const found of await deliveries(db, scope)
      .find({ endpointId, key }, { projection: { key: 1 } })
      .toArray())
      told.add(found.key);
  }
  return told;
}

/** @throws DomainError NOT_FOUND */
export async function getDelivery(db: Db, scope: OrgScope, deliveryId: WebhookDeliveryId): Promise<WebhookDeliveryDocument> {
  const delivery = await deliveries(db, scope).findOne({ _id: deliveryId });
  if (!delivery) throw new DomainError('NOT_FOUND');
  return delivery;
}

/** Newest first. */
export function pageOfDeliveries(
  db: Db,
  scope: OrgScope,
  endpointId: WebhookEndpointId,
  states: readonly WebhookDeliveryDocument['state'][] | null,
  after: WebhookDeliveryId | null,
  limit: number,
): Promise<WebhookDeliveryDocument[]> {
  const filter = {
    endpointId,
    ...(states === null ? {} : { state: { $in: [...states] } }),
    ...(after === null ? {} : { _id: { $lt: after } }),
  } as Filter<WebhookDeliveryDocument>;
  return deliveries(db, scope).find(filter).sort({ _id: -1 }).limit(limit).toArray();
}

export const countFailed = (db: Db, scope: OrgScope, endpointId: WebhookEndpointId): Promise<number> =>
  deliveries(db, scope).count({ endpointId, state: 'failed' }, 1000);

/** Begins a new round of tries; how many there were to be sent again. */
export async function replayDeliveries(
  db: Db,
  scope: OrgScope,
  which: Pick<WebhookDeliveryDocument, 'endpointId'> & { readonly _id?: WebhookDeliveryId },
  states: readonly ('delivered' | 'failed' | 'waiting')[],
  realNow: Date,
  session: ClientSession,
): Promise<number> {
  let again = 0;
  for (const state of states) {
    const change = { $set: { state: 'waiting' as const, tries: 0, nextAt: realNow } };
    again += (await deliveries(db, scope).updateMany({ ...which, state }, change, session)).matchedCount;
  }
  return again;
}

export async function deleteDeliveriesOf(db: Db, scope: OrgScope, endpointId: WebhookEndpointId, session: ClientSession): Promise<void> {
  await deliveries(db, scope).deleteMany({ endpointId }, session);
}

const dueRows = (db: Db) => db.collection<DueRow>(webhookDeliveryCollection);
export const organisationsWithDeliveries = (db: Db, now: Date, limit: number): Promise<OrgId[]> =>
  organisationsDue(dueRows(db), now, limit);
/** What a sender that died had in its hands. */
export const returnLeftDeliveries = (db: Db, now: Date, limit: number): Promise<void> => returnLeft(dueRows(db), now, limit);

export async function claimDeliveries(db: Db, orgId: OrgId, lease: Lease): Promise<WebhookDeliveryDocument[]> {
  const some = await claimDue(dueRows(db), { orgId }, lease);
  return some ? all(db).find({ state: 'sending', claim: lease.claim }).toArray() : [];
}

/** What became of a try; written only while the claim holds. */
export async function settleDelivery(
  db: Db,
  scope: OrgScope,
  delivery: Pick<WebhookDeliveryDocument, '_id'> & { readonly claim: string },
  next: Pick<WebhookDeliveryDocument, 'state' | 'tries' | 'nextAt' | 'attempts'>,
): Promise<void> {
  await deliveries(db, scope).updateOne(
    { state: 'sending', claim: delivery.claim, _id: delivery._id },
    { $set: { ...next, leaseUntil: null, claim: null } },
  );
}

export async function deleteDeliveriesBefore(db: Db, before: Date): Promise<void> {
  await all(db).deleteMany({ createdAt: { $lt: before } });
}

export const withAttempt = (attempts: readonly WebhookAttempt[], attempt: WebhookAttempt): WebhookAttempt[] => [
  ...attempts.slice(-19),
  attempt,
];

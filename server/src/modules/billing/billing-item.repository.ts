import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillingItemId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type BillingItemDocument, billingItemCollection } from './billing-item.model.ts';

export type { BillingItemDocument } from './billing-item.model.ts';

const items = (db: Db, scope: OrgScope) => tenantCollection<BillingItemDocument>(db, scope, billingItemCollection);

export function listItems(db: Db, scope: OrgScope): Promise<BillingItemDocument[]> {
  return items(db, scope).find({}).sort({ _id: 1 }).toArray();
}

export async function getItem(db: Db, scope: OrgScope, itemId: BillingItemId, session?: ClientSession): Promise<BillingItemDocument> {
  const item = await items(db, scope).findOne({ _id: itemId }, session);
  if (!item) throw new DomainError('NOT_FOUND');
  return item;
}

export async function insertItem(db: Db, scope: OrgScope, item: BillingItemDocument, session?: ClientSession): Promise<void> {
  try {
    await items(db, scope).insert([item], { session });
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('BILLING_ITEM_NAME_TAKEN', { name: item.name });
    throw error;
  }
}

/** Writes the item anew as `change` makes it of the present one. @throws DomainError NOT_FOUND, CONFLICT, BILLING_ITEM_NAME_TAKEN */
export async function changeItem(
  db: Db,
  scope: OrgScope,
  itemId: BillingItemId,
  version: number,
  change: (item: BillingItemDocument) => Partial<BillingItemDocument>,
  session: ClientSession,
): Promise<BillingItemDocument> {
  const item = await getItem(db, scope, itemId, session);
  const changed: BillingItemDocument = { ...item, ...change(item), version: version + 1 };
  try {
    if (!(await items(db, scope).rewrite({ _id: itemId, version }, changed, session))) throw new DomainError('CONFLICT');
    return changed;
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('BILLING_ITEM_NAME_TAKEN', { name: changed.name });
    throw error;
  }
}

/** The item of the joining fee, if the office has one: the oldest. */
export async function joiningItem(db: Db, scope: OrgScope): Promise<BillingItemDocument | null> {
  return (await listItems(db, scope)).find((item) => item.category === 'joining') ?? null;
}

/** The item of the annual dues that stand on the membership type: the oldest, which a renewal is billed with. */
export async function duesItem(db: Db, scope: OrgScope): Promise<BillingItemDocument | null> {
  const annual = (await listItems(db, scope)).filter(({ category }) => category === 'annual');
  return annual.find(({ feesFrom = 'membership_type' }) => feesFrom === 'membership_type') ?? annual[0] ?? null;
}

/** Makes the transactions that start a run of the item wait for one another: each writes this row. */
export async function holdItem(db: Db, scope: OrgScope, itemId: BillingItemId, session: ClientSession): Promise<void> {
  await items(db, scope).updateOne({ _id: itemId }, { $inc: { starts: 1 } }, session);
}

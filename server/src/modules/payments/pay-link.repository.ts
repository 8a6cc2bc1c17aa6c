import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId, PayLinkId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type PayLinkDocument, payLinkCollection } from './pay-link.model.ts';

export type { PayLinkDocument } from './pay-link.model.ts';

const links = (db: Db, scope: OrgScope) => tenantCollection<PayLinkDocument>(db, scope, payLinkCollection);

export function insertPayLink(db: Db, scope: OrgScope, link: PayLinkDocument, session: ClientSession): Promise<void> {
  return links(db, scope).insert([link], { session });
}

/** @throws DomainError NOT_FOUND */
export async function getPayLink(db: Db, scope: OrgScope, payLinkId: PayLinkId, session?: ClientSession): Promise<PayLinkDocument> {
  const link = await links(db, scope).findOne({ _id: payLinkId }, session);
  if (!link) throw new DomainError('NOT_FOUND');
  return link;
}

export function findPayLinks(db: Db, scope: OrgScope, ids: readonly PayLinkId[], session?: ClientSession): Promise<PayLinkDocument[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return links(db, scope)
    .find({ _id: { $in: [...ids] } }, session ? { session } : {})
    .toArray();
}

export function payLinkOfRequest(db: Db, scope: OrgScope, requestKey: string, session?: ClientSession): Promise<PayLinkDocument | null> {
  return links(db, scope).findOne({ requestKey }, session);
}

export function payLinkOfHash(db: Db, scope: OrgScope, hash: string): Promise<PayLinkDocument | null> {
  return links(db, scope).findOne({ hashes: hash } as Filter<PayLinkDocument>);
}

/** Every link that one of the bills was ever in. */
export function payLinksOfBills(db: Db, scope: OrgScope, billIds: readonly BillId[]): Promise<PayLinkDocument[]> {
  if (billIds.length === 0) return Promise.resolve([]);
  return links(db, scope)
    .find({ billIds: { $in: [...billIds] } } as Filter<PayLinkDocument>)
    .toArray();
}

/** Newest first, behind one of them; one more than `size` where there are more. */
export function pageOfPayLinks(db: Db, scope: OrgScope, after: PayLinkId | null, size: number): Promise<PayLinkDocument[]> {
  const filter = (after === null ? {} : { _id: { $lt: after } }) as Filter<PayLinkDocument>;
  return links(db, scope)
    .find(filter)
    .sort({ _id: -1 })
    .limit(size + 1)
    .toArray();
}

const namesAtOnce = 1000;
type NamedLink = Pick<PayLinkDocument, '_id' | 'payerName' | 'withdrawnAt'>;

/** Who was asked by every link there is, the newest first, some at a time along the index of the ids. */
export async function* payersOfLinks(db: Db, scope: OrgScope): AsyncGenerator<NamedLink[]> {
  const projection = { orgId: 1, payerName: 1, withdrawnAt: 1 };
  for (let after: PayLinkId | null = null; ;) {
    const filter = (after === null ? {} : { _id: { $lt: after } }) as Filter<PayLinkDocument>;
    const page: NamedLink[] = await links(db, scope).find(filter, { projection }).sort({ _id: -1 }).limit(namesAtOnce).toArray();
    yield page;
    if (page.length < namesAtOnce) return;
    after = page.at(-1)!._id;
  }
}

export function countPayLinks(db: Db, scope: OrgScope, cap: number): Promise<number> {
  return links(db, scope).count({}, cap + 1);
}

/** @throws DomainError CONFLICT when a colleague was faster */
export async function changePayLink(
  db: Db,
  scope: OrgScope,
  link: PayLinkDocument,
  change: Partial<PayLinkDocument>,
  session: ClientSession,
): Promise<PayLinkDocument> {
  const { _id, version } = link;
  const { modifiedCount } = await links(db, scope).updateOne({ _id, version }, { $set: change, $inc: { version: 1 } }, session);
  if (modifiedCount !== 1) throw new DomainError('CONFLICT');
  return { ...link, ...change, version: version + 1 };
}

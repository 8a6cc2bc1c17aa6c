import type { PaymentId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type CreditUseDocument, creditUseCollection } from './credit-use.model.ts';

export type { CreditUseDocument } from './credit-use.model.ts';

const uses = (db: Db, scope: OrgScope) => tenantCollection<CreditUseDocument>(db, scope, creditUseCollection);

export function useOfRequest(db: Db, scope: OrgScope, requestKey: string, session?: ClientSession): Promise<CreditUseDocument | null> {
  return uses(db, scope).findOne({ requestKey }, session);
}

export function insertUse(db: Db, scope: OrgScope, use: CreditUseDocument, session: ClientSession): Promise<void> {
  return uses(db, scope).insert([use], { session });
}

/** In the order they were made. */
export function usesOfPayments(db: Db, scope: OrgScope, paymentIds: readonly PaymentId[]): Promise<CreditUseDocument[]> {
  if (paymentIds.length === 0) return Promise.resolve([]);
  return uses(db, scope)
    .find({ paymentId: { $in: [...paymentIds] } })
    .sort({ _id: 1 })
    .toArray();
}

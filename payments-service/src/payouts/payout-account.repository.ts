import type { PayoutAccountView } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { PayoutAccountId } from '@tsudoi/shared/kernel/payout-ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Collection, Db } from 'mongodb';

/** A row for each account there ever was, the newest counts. The number stands in `sealed` alone. */
export interface PayoutAccountDocument {
  _id: PayoutAccountId;
  orgId: OrgId;
  version: number;
  sealed: string;
  view: PayoutAccountView;
  /** Entered by the operator in the organisation's place. */
  inPlace?: { readonly operatorId: string; readonly evidence: string };
  createdAt: Date;
}

const accountsOf = (db: Db): Collection<PayoutAccountDocument> => db.collection<PayoutAccountDocument>('payout_accounts');

export async function currentPayoutAccount(db: Db, scope: OrgScope): Promise<PayoutAccountDocument | null> {
  const [newest] = await accountsOf(db).find({ orgId: scope.orgId }).sort({ version: -1 }).limit(1).toArray();
  return newest ?? null;
}

/** False when that version is taken: somebody else was first. */
export async function insertPayoutAccount(db: Db, scope: OrgScope, row: PayoutAccountDocument): Promise<boolean> {
  try {
    await accountsOf(db).insertOne({ ...row, orgId: scope.orgId });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Of an organisation that is no more. */
export async function deletePayoutAccounts(db: Db, scope: OrgScope): Promise<number> {
  return (await accountsOf(db).deleteMany({ orgId: scope.orgId })).deletedCount;
}

export async function createPayoutAccountIndexes(db: Db): Promise<void> {
  await accountsOf(db).createIndexes([{ key: { orgId: 1, version: -1 }, name: 'org_version', unique: true }]);
}

import type { FeeBearer } from '@tsudoi/shared/contracts/payments/fee.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import type { Collection, Db } from 'mongodb';
import type { WrittenRate } from './fee.rules.ts';

/** Rates of the deployment from a day on; never changed, a new one takes its place. */
export interface FeeTableDocument {
  /** The day. */
  _id: JstDate;
  from: JstDate;
  rates: WrittenRate[];
  setBy: string;
  setAt: Date;
}

/** Who bears the fee in an organisation; where there is no row, the organisation does. */
interface FeeTermsDocument {
  _id: OrgId;
  orgId: OrgId;
  bearer: FeeBearer;
  version: number;
}

const tablesOf = (db: Db): Collection<FeeTableDocument> => db.collection<FeeTableDocument>('fee_tables');
const termsCollection = (db: Db): Collection<FeeTermsDocument> => db.collection<FeeTermsDocument>('fee_terms');

/** All tables, the newest first: one for each change of prices. */
export function listFeeTables(db: Db): Promise<FeeTableDocument[]> {
  return tablesOf(db).find().sort({ _id: -1 }).limit(200).toArray();
}

/** False where a table of that day stands already. */
export async function insertFeeTable(db: Db, _scope: SystemScope, table: FeeTableDocument): Promise<boolean> {
  try {
    await tablesOf(db).insertOne(table);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

export async function findFeeTerms(db: Db, scope: OrgScope): Promise<Pick<FeeTermsDocument, 'bearer' | 'version'>> {
  return (await termsCollection(db).findOne({ _id: scope.orgId, orgId: scope.orgId })) ?? { bearer: 'org', version: 0 };
}

/** False when somebody else was first. */
export async function changeFeeTerms(db: Db, scope: OrgScope, version: number, bearer: FeeBearer): Promise<boolean> {
  const { orgId } = scope;
  if (version > 0) {
    const result = await termsCollection(db).updateOne({ _id: orgId, orgId, version }, { $set: { bearer }, $inc: { version: 1 } });
    return result.modifiedCount === 1;
  }
  try {
    await termsCollection(db).insertOne({ _id: orgId, orgId, bearer, version: 1 });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

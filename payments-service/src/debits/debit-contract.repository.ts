import type { AccountKind, DebitContractView } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type { OrgId, ProviderAccountId } from '@tsudoi/shared/kernel/ids';
import type { BankLetters } from '@tsudoi/shared/kernel/zengin-kana';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Collection, Db } from 'mongodb';

/** An account as files name it; its number is sealed, its last digits tell it apart. Names are kana of bank files. */
export interface BankPlaceDocument {
  bankCode: string;
  bankName: string;
  branchCode: string;
  branchName: string;
  accountKind: AccountKind;
  sealedAccountNumber: string;
  accountTail: string;
}

/** The organisation's contract with its bank (委託契約): at most one. */
export interface DebitContractDocument extends BankPlaceDocument {
  _id: ProviderAccountId;
  orgId: OrgId;
  consignorCode: string;
  consignorName: string;
  debitDay: number;
  leadDays: number;
  /** How the bank wants names written; absent in contracts of before it was asked: the common ones. */
  letters?: BankLetters;
  state: DebitContractView['state'];
  /** Mandates that were asked for before name a contract that is over; absent while there was none. */
  mandatesFrom?: Date;
  /** Of the customer numbers that were given out. */
  lastCustomer: number;
  version: number;
}

function collection(db: Db): Collection<DebitContractDocument> {
  return db.collection<DebitContractDocument>('debit_contracts');
}

export function findContract(db: Db, scope: OrgScope): Promise<DebitContractDocument | null> {
  return collection(db).findOne({ orgId: scope.orgId });
}

export async function insertContract(db: Db, scope: OrgScope, contract: DebitContractDocument): Promise<void> {
  await collection(db).insertOne({ ...contract, orgId: scope.orgId });
}

/** False when somebody else changed it in between. */
export async function updateContract(
  db: Db,
  scope: OrgScope,
  version: number,
  changes: Partial<Omit<DebitContractDocument, '_id' | 'orgId' | 'version'>>,
): Promise<boolean> {
  const { modifiedCount } = await collection(db).updateOne({ orgId: scope.orgId, version }, { $set: changes, $inc: { version: 1 } });
  return modifiedCount === 1;
}

/** The next number under which the bank will know a member; none is ever given twice. */
export async function drawCustomerNumber(db: Db, scope: OrgScope): Promise<string | null> {
  const contract = await collection(db).findOneAndUpdate(
    { orgId: scope.orgId },
    { $inc: { lastCustomer: 1 } },
    { returnDocument: 'after' },
  );
  return contract && `M${String(contract.lastCustomer).padStart(6, '0')}`;
}

/** Contracts of all organisations that have ended: whatever is left of them is given up. */
export function endedContracts(db: Db): Promise<Pick<DebitContractDocument, '_id' | 'orgId'>[]> {
  return collection(db)
    .find({ state: 'ended' }, { projection: { orgId: 1 } })
    .toArray();
}

/** Contracts of all organisations that draw: the job that closes lists looks at each. */
export function approvedContracts(db: Db): Promise<DebitContractDocument[]> {
  return collection(db).find({ state: 'approved' }).toArray();
}

export async function createContractIndexes(db: Db): Promise<void> {
  await collection(db).createIndexes([
    { key: { orgId: 1 }, name: 'one_per_org', unique: true },
    { key: { orgId: 1, version: 1 }, name: 'org_version' },
    { key: { state: 1 }, name: 'approved' },
  ]);
}

import type { ChargeMethod } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { OrgId, ProviderAccountId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Collection, Db } from 'mongodb';

/** An organisation's account at a provider. Secrets are sealed; two may be valid while one is being replaced. */
export interface AccountDocument {
  _id: ProviderAccountId;
  orgId: OrgId;
  provider: string;
  mode: 'test' | 'live';
  /** What it takes new payments by: of what its connector can, what the operator has chosen. */
  methods: ChargeMethod[];
  sealedApiKey: string;
  sealedWebhookSecrets: string[];
  /** Those before, each valid until its day so that notices on their way are still taken (providers.md 10, 26). */
  oldWebhookSecrets?: { sealed: string; until: Date }[];
  connectedAt: Date;
  /** When it was last chosen for new payments, where that was not when it was connected. */
  chosenAt?: Date;
  /** How many of its settlements are read: two are never matched with the same charges at once. */
  settlementsRead?: number;
}

function collection(db: Db): Collection<AccountDocument> {
  return db.collection<AccountDocument>('provider_accounts');
}

/** Those of an organisation, the one that takes new payments first. */
export async function listAccounts(db: Db, scope: OrgScope): Promise<AccountDocument[]> {
  const accounts = await collection(db).find({ orgId: scope.orgId }).toArray();
  const chosen = (account: AccountDocument) => (account.chosenAt ?? account.connectedAt).getTime();
  return accounts.sort((left, right) => chosen(right) - chosen(left) || (left._id < right._id ? 1 : -1));
}

/** From here on it goes before the others for new payments, by the methods given or by those it takes already. */
export async function chooseAccount(
  db: Db,
  scope: OrgScope,
  accountId: ProviderAccountId,
  chosen: Pick<AccountDocument, 'chosenAt'> & Partial<Pick<AccountDocument, 'methods'>>,
): Promise<void> {
  await collection(db).updateOne({ orgId: scope.orgId, _id: accountId }, { $set: chosen });
}

export function findAccount(db: Db, scope: OrgScope, accountId: ProviderAccountId): Promise<AccountDocument | null> {
  return collection(db).findOne({ orgId: scope.orgId, _id: accountId });
}

/** Replaces the present secret by another, in the key of calls too where it is part of that; of two who do it at once one wins. */
export async function replaceSecrets(
  db: Db,
  scope: OrgScope,
  before: AccountDocument,
  next: Pick<AccountDocument, 'sealedWebhookSecrets' | 'sealedApiKey'> & { oldWebhookSecrets: { sealed: string; until: Date }[] },
): Promise<boolean> {
  const { sealedWebhookSecrets, sealedApiKey } = before;
  const guard = { orgId: scope.orgId, _id: before._id, sealedWebhookSecrets, sealedApiKey };
  return (await collection(db).updateOne(guard, { $set: next })).modifiedCount === 1;
}

/** False when somebody else replaced it in between. */
export async function replaceApiKey(
  db: Db,
  scope: OrgScope,
  before: AccountDocument,
  next: Pick<AccountDocument, 'sealedApiKey'> & Partial<Pick<AccountDocument, 'sealedWebhookSecrets'>>,
): Promise<boolean> {
  const guard = { orgId: scope.orgId, _id: before._id, sealedApiKey: before.sealedApiKey };
  return (await collection(db).updateOne(guard, { $set: next })).modifiedCount === 1;
}

/** Counts a settlement as read. @throws Error when another one of the account was read since `before` was */
export async function countSettlement(db: Db, scope: OrgScope, before: AccountDocument, session: ClientSession): Promise<void> {
  const result = await collection(db).updateOne(
    { orgId: scope.orgId, _id: before._id, settlementsRead: before.settlementsRead ?? { $exists: false } },
    { $set: { settlementsRead: (before.settlementsRead ?? 0) + 1 } },
    { session },
  );
  if (result.matchedCount !== 1) throw new Error('another settlement of the account was read at the same time');
}

/** Accounts at some providers, over all organisations. */
export function accountsAt(db: Db, providers: readonly string[]): Promise<AccountDocument[]> {
  return collection(db)
    .find({ provider: { $in: [...providers] } })
    .toArray();
}

/** The callback gate: the account in the address decides the organisation, never the body. */
export function findAccountForCallback(db: Db, provider: string, accountId: string): Promise<AccountDocument | null> {
  return collection(db).findOne({ _id: accountId as ProviderAccountId, provider });
}

export async function insertAccount(db: Db, scope: OrgScope, account: AccountDocument): Promise<void> {
  await collection(db).insertOne({ ...account, orgId: scope.orgId });
}

export async function createAccountIndexes(db: Db): Promise<void> {
  await collection(db).createIndexes([{ key: { orgId: 1, provider: 1, mode: 1 }, name: 'org_provider', unique: true }]);
}

import type { MailId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { type BouncedAddressRow, addressKey, bouncedAddressCollection, bouncedAddressId } from '../../platform/bounced-addresses.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';

const rows = (db: Db, scope: OrgScope) => tenantCollection<BouncedAddressRow>(db, scope, bouncedAddressCollection);

/** Writes down that a mail came back; the same one again changes nothing. Gives the address as it stands now. */
export async function addBounce(
  db: Db,
  scope: OrgScope,
  address: string,
  { mailId, at, isLasting }: { readonly mailId: MailId; readonly at: Date; readonly isLasting: boolean },
): Promise<BouncedAddressRow> {
  const _id = bouncedAddressId(scope.orgId, address);
  const fresh: BouncedAddressRow = { _id, orgId: scope.orgId, address: addressKey(address), state: 'watched', soft: [], at };
  await rows(db, scope)
    .insert([fresh])
    .catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  const change = isLasting ? { $set: { at, state: 'bouncing' as const } } : { $set: { at }, $addToSet: { soft: { mailId, at } } };
  const row = await rows(db, scope).findOneAndUpdate({ _id }, change);
  return row!;
}

/** From now on an address counts as one that takes no mail. */
export async function stopAddress(db: Db, scope: OrgScope, address: string): Promise<void> {
  await rows(db, scope).updateOne({ _id: bouncedAddressId(scope.orgId, address) }, { $set: { state: 'bouncing' } });
}

/** The newest first. */
export function bouncingAddresses(db: Db, scope: OrgScope, limit: number): Promise<BouncedAddressRow[]> {
  return rows(db, scope).find({ state: 'bouncing' }).sort({ at: -1 }).limit(limit).toArray();
}

/** False where nothing was known of the address. */
export async function forgetAddress(db: Db, scope: OrgScope, address: string, session: ClientSession): Promise<boolean> {
  return (await rows(db, scope).deleteMany({ _id: bouncedAddressId(scope.orgId, address) }, session)).deletedCount > 0;
}

export async function createBouncedAddressIndexes(db: Db): Promise<void> {
  await db.collection(bouncedAddressCollection).createIndexes([
    { key: { orgId: 1, _id: 1, state: 1 }, name: 'row' },
    // The sender looks for those of all organisations at once.
    { key: { _id: 1, state: 1 }, name: 'sender' },
    { key: { orgId: 1, state: 1, at: -1 }, name: 'list' },
  ]);
}

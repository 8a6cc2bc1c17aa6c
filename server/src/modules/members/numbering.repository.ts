import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type Numbering, firstNumbering } from './member-number.rules.ts';

interface NumberingDocument extends Numbering {
  _id: OrgId;
  orgId: OrgId;
  version: number;
}

/** A number that only stands in the place of one until the office gives it. */
interface ReceptionDocument {
  _id: string;
  orgId: OrgId;
  number: string;
}

const settingsCollection = 'numbering';
const receptionCollection = 'reception_numbers';
const settings = (db: Db, scope: OrgScope) => tenantCollection<NumberingDocument>(db, scope, settingsCollection);
const receptions = (db: Db, scope: OrgScope) => tenantCollection<ReceptionDocument>(db, scope, receptionCollection);

export async function getNumbering(db: Db, scope: OrgScope, session?: ClientSession): Promise<Numbering & { readonly version: number }> {
  return (await settings(db, scope).findOne({ _id: scope.orgId }, session)) ?? { ...firstNumbering, version: 0 };
}

/** False when the version is not the one given. */
export async function saveNumbering(
  db: Db,
  scope: OrgScope,
  version: number,
  numbering: Numbering,
  session: ClientSession,
): Promise<boolean> {
  if (version === 0) {
    await settings(db, scope).insert([{ ...numbering, _id: scope.orgId, orgId: scope.orgId, version: 1 }], { session });
    return true;
  }
  const result = await settings(db, scope).updateOne(
    { _id: scope.orgId, version },
    { $set: { ...numbering, version: version + 1 } },
    session,
  );
  return result.modifiedCount === 1;
}

export async function keepReceptions(db: Db, scope: OrgScope, numbers: readonly string[], session: ClientSession): Promise<void> {
  const rows = numbers.map((number) => ({ _id: `${scope.orgId}:${number}`, orgId: scope.orgId, number }));
  await receptions(db, scope).insert(rows, { session });
}

/** In the order they were given, from behind one of them on; empty: from the first. */
export async function openReceptions(db: Db, scope: OrgScope, after: string, limit: number): Promise<string[]> {
  const rows = await receptions(db, scope)
    .find(after === '' ? {} : { number: { $gt: after } })
    .sort({ number: 1 })
    .limit(limit)
    .toArray();
  return rows.map((row) => row.number);
}

export function countReceptions(db: Db, scope: OrgScope, most: number): Promise<number> {
  return receptions(db, scope).count({}, most);
}

/** Of these numbers, those that only stand in the place of one. */
export async function receptionsAmong(db: Db, scope: OrgScope, numbers: readonly string[], session?: ClientSession): Promise<Set<string>> {
  const rows = await receptions(db, scope)
    .find({ number: { $in: [...numbers] } }, session ? { session } : {})
    .toArray();
  return new Set(rows.map((row) => row.number));
}

export async function dropReceptions(db: Db, scope: OrgScope, numbers: readonly string[], session: ClientSession): Promise<void> {
  await receptions(db, scope).deleteMany({ number: { $in: [...numbers] } }, session);
}

export async function createNumberingIndexes(db: Db): Promise<void> {
  await db.collection(settingsCollection).createIndexes([{ key: { orgId: 1, _id: 1, version: 1 }, name: 'settings' }]);
  await db.collection(receptionCollection).createIndexes([{ key: { orgId: 1, number: 1 }, name: 'number', unique: true }]);
}

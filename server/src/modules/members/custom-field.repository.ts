import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { CustomFieldId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type CustomFieldsDocument, customFieldsCollection } from './custom-field.model.ts';
import type { MemberDocument } from './member.repository.ts';

export type { CustomFieldsDocument } from './custom-field.model.ts';

const collection = (db: Db, scope: OrgScope) => tenantCollection<CustomFieldsDocument>(db, scope, customFieldsCollection);

export async function findCustomFields(db: Db, scope: OrgScope, session?: ClientSession): Promise<CustomFieldsDocument> {
  const { orgId } = scope;
  return (await collection(db, scope).findOne({ _id: orgId }, session)) ?? { _id: orgId, orgId, fields: [], version: 0 };
}

/** False when the version is not the one given. */
export async function changeCustomFields(
  db: Db,
  scope: OrgScope,
  version: number,
  fields: readonly CustomField[],
  session: ClientSession,
): Promise<boolean> {
  const { orgId } = scope;
  if (version > 0) {
    const update = { $set: { fields: [...fields] }, $inc: { version: 1 } };
    return (await collection(db, scope).updateOne({ _id: orgId, version }, update, session)).matchedCount === 1;
  }
  try {
    await collection(db, scope).insert([{ _id: orgId, orgId, fields: [...fields], version: 1 }], { session });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Whether any member has a value of a field. Seldom asked, so without an index of its own. */
export async function isFieldUsed(db: Db, scope: OrgScope, fieldId: CustomFieldId): Promise<boolean> {
  const filter = { [`custom.${fieldId}`]: { $exists: true } } as Filter<MemberDocument>;
  return (await tenantCollection<MemberDocument>(db, scope, 'members').count(filter, 1)) > 0;
}

export async function createCustomFieldIndexes(db: Db): Promise<void> {
  await db.collection(customFieldsCollection).createIndexes([{ key: { orgId: 1 }, name: 'organization', unique: true }]);
}

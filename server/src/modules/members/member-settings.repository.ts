import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { type MemberSettingsDocument, MemberSettingsModel } from './member-settings.model.ts';

export type { MemberSettingsDocument } from './member-settings.model.ts';

/** No ranks, and no My Page of corporate members, until the office says otherwise. */
export async function findMemberSettings(scope: OrgScope, session?: ClientSession): Promise<MemberSettingsDocument> {
  const { orgId } = scope;
  const found = await MemberSettingsModel.findOne({ orgId, _id: orgId })
    .session(session ?? null)
    .lean()
    .exec();
  return (found as MemberSettingsDocument | null) ?? { _id: orgId, orgId, corporateMyPage: false, ranks: [], version: 0 };
}

/** False when the version is not the one given. */
export async function changeMemberSettings(
  scope: OrgScope,
  version: number,
  changes: Pick<MemberSettingsDocument, 'corporateMyPage' | 'ranks'>,
  session: ClientSession,
): Promise<boolean> {
  const { orgId } = scope;
  if (version > 0) {
    const update = { $set: changes, $inc: { version: 1 } };
    return (await MemberSettingsModel.updateOne({ orgId, _id: orgId, version }, update, { session }).exec()).matchedCount === 1;
  }
  try {
    await MemberSettingsModel.create([{ _id: orgId, orgId, ...changes, version: 1 }], { session });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

export async function createMemberSettingsIndexes(db: Db): Promise<void> {
  await db.collection('member_settings').createIndexes([{ key: { orgId: 1 }, name: 'organization', unique: true }]);
}

import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type DunningSettings, type DunningSettingsDocument, dunningSettingsCollection } from './dunning-settings.model.ts';

export type { DunningSettings, DunningStage } from './dunning-settings.model.ts';

const rows = (db: Db, scope: OrgScope) => tenantCollection<DunningSettingsDocument>(db, scope, dunningSettingsCollection);

export function findDunningSettings(db: Db, scope: OrgScope, session?: ClientSession): Promise<DunningSettingsDocument | null> {
  return rows(db, scope).findOne({ _id: scope.orgId }, session);
}

/** False when the version is not the one given; version 0 is of settings that were never saved. */
export async function saveDunningSettings(
  db: Db,
  scope: OrgScope,
  version: number,
  settings: DunningSettings,
  lastKey: number,
  session: ClientSession,
): Promise<boolean> {
  const change = { settings, automatic: settings.automatic, lastKey };
  const result = await rows(db, scope).updateOne({ _id: scope.orgId, version }, { $set: change, $inc: { version: 1 } }, session);
  if (result.matchedCount === 1) return true;
  if (version !== 0 || (await findDunningSettings(db, scope, session)) !== null) return false;
  try {
    await rows(db, scope).insert([{ _id: scope.orgId, orgId: scope.orgId, ...change, version: 1 }], { session });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Organisations whose stages go by themselves; for the daily round, over all of them. */
export async function automaticOrganizations(db: Db): Promise<{ orgId: OrgId; sendHour: number }[]> {
  const found = await db
    .collection<DunningSettingsDocument>(dunningSettingsCollection)
    .find({ orgId: { $gt: '' as OrgId }, automatic: true })
    .toArray();
  return found.map(({ orgId, settings }) => ({ orgId, sendHour: settings.sendHour }));
}

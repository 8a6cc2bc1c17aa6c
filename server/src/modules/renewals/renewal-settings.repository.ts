import { type TermSettings, termSettingsAtFirst } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MembershipTypeId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type RenewalSettingsDocument, renewalSettingsCollection } from './renewal-settings.model.ts';

export type { RenewalSettingsDocument } from './renewal-settings.model.ts';

const rows = (db: Db, scope: OrgScope) => tenantCollection<RenewalSettingsDocument>(db, scope, renewalSettingsCollection);

export async function settingsByType(db: Db, scope: OrgScope): Promise<Map<MembershipTypeId, RenewalSettingsDocument>> {
  return new Map((await rows(db, scope).find({}).toArray()).map((row) => [row._id, row]));
}

/** Of a type; how it is at first where nobody has set anything. */
export async function settingsOfType(
  db: Db,
  scope: OrgScope,
  typeId: MembershipTypeId,
  session?: ClientSession,
): Promise<RenewalSettingsDocument> {
  const row = await rows(db, scope).findOne({ _id: typeId }, session);
  return row ?? { _id: typeId, orgId: scope.orgId, ...termSettingsAtFirst, roundOn: '', entries: 0, version: 0 };
}

/** Version 0 is of settings that were never saved. @throws DomainError CONFLICT */
export async function saveSettings(
  db: Db,
  scope: OrgScope,
  before: RenewalSettingsDocument,
  settings: TermSettings,
  session: ClientSession,
): Promise<void> {
  const change = { ...settings, roundOn: '' };
  if (before.version === 0) {
    await rows(db, scope).insert([{ ...before, ...change, version: 1 }], { session });
    return;
  }
  const { matchedCount } = await rows(db, scope).updateOne(
    { _id: before._id, version: before.version },
    { $set: change, $inc: { version: 1 } },
    session,
  );
  if (matchedCount !== 1) throw new DomainError('CONFLICT');
}

/** Makes transactions that enter terms for a type wait for one another: each writes this row. */
export async function holdType(db: Db, scope: OrgScope, typeId: MembershipTypeId, session: ClientSession): Promise<void> {
  await rows(db, scope).updateOne({ _id: typeId }, { $inc: { entries: 1 } }, session);
}

/** The day's round of these types is over. */
export async function endRound(db: Db, scope: OrgScope, typeIds: readonly MembershipTypeId[], today: JstDate): Promise<void> {
  await rows(db, scope).updateMany({ _id: { $in: [...typeIds] } }, { $set: { roundOn: today } });
}

/**
 * Organisations with a type whose round of the day is not over; for the job, over all of them. One whose terms were switched off
 * counts too: members may have agreed while there were some, and are to hear that nothing is renewed.
 */
export async function organizationsToRenew(db: Db, today: JstDate): Promise<OrgId[]> {
  const found = await db
    .collection<RenewalSettingsDocument>(renewalSettingsCollection)
    .find({ orgId: { $gt: '' as OrgId } }, { projection: { _id: 0, orgId: 1, roundOn: 1 } })
    .toArray();
  return [...new Set(found.filter(({ roundOn }) => roundOn < today).map(({ orgId }) => orgId))];
}

export async function createSettingsIndexes(db: Db): Promise<void> {
  await db.collection(renewalSettingsCollection).createIndexes([{ key: { orgId: 1, _id: 1, version: 1 }, name: 'row' }]);
}

import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { monotonicMs } from '@tsudoi/shared/service/clock';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { trusted } from 'mongoose';
import { type OrganizationDocument, OrganizationModel } from './organization.model.ts';

export type { OrganizationDocument } from './organization.model.ts';

const plain = (row: unknown): OrganizationDocument | null => row as OrganizationDocument | null;

export async function findById(scope: OrgScope, session?: ClientSession): Promise<OrganizationDocument | null> {
  return plain(
    await OrganizationModel.findOne({ _id: scope.orgId })
      .session(session ?? null)
      .lean()
      .exec(),
  );
}

/** The one look-up by the public name in the address. */
export async function findBySlug(slug: string, session?: ClientSession): Promise<OrganizationDocument | null> {
  return plain(
    await OrganizationModel.findOne({ slug })
      .session(session ?? null)
      .lean()
      .exec(),
  );
}

const rememberedMs = 5000;
const mostRemembered = 1000;
/** By the name in the address, which is one organisation's alone; also that a name is nobody's, so that both answer alike. */
const remembered = new Map<string, { readonly until: number; readonly found: Promise<OrganizationDocument | null> }>();

/**
 * The same as it was less than five seconds ago, for log-ins: a storm of them asks once. A change made here is felt at once,
 * one that another process made within five seconds, as with what people may do.
 */
export function recentBySlug(slug: string): Promise<OrganizationDocument | null> {
  const known = remembered.get(slug);
  if (known && known.until > monotonicMs()) return known.found;
  if (remembered.size >= mostRemembered) remembered.clear();
  const found = findBySlug(slug);
  remembered.set(slug, { until: monotonicMs() + rememberedMs, found });
  found.catch(() => remembered.delete(slug));
  return found;
}

/** After a change: with the transaction it belongs to what is read too early is not remembered. */
function forget(session: ClientSession): void {
  remembered.clear();
  session.once('ended', () => remembered.clear());
}

/** Takes back an application that was never confirmed, or was turned down; false when it is in that state no more. */
export async function removeApplication(scope: OrgScope, status: 'applied' | 'rejected', session: ClientSession): Promise<boolean> {
  forget(session);
  const result = await OrganizationModel.deleteOne({ _id: scope.orgId, status }, { session }).exec();
  return result.deletedCount === 1;
}

export async function insertOrganizationRow(row: OrganizationDocument, session: ClientSession): Promise<void> {
  forget(session);
  await OrganizationModel.create([row], { session });
}

/** Null when the version is not the one given. */
export async function changeOrganization(
  scope: OrgScope,
  version: number,
  changes: Partial<OrganizationDocument>,
  session: ClientSession,
): Promise<OrganizationDocument | null> {
  forget(session);
  return plain(
    await OrganizationModel.findOneAndUpdate(
      { _id: scope.orgId, version },
      { $set: changes, $inc: { version: 1 } },
      { session, returnDocument: 'after' },
    )
      .lean()
      .exec(),
  );
}

export async function setStatus(
  orgId: OrgId,
  from: OrganizationDocument['status'],
  to: OrganizationDocument['status'],
  session: ClientSession,
): Promise<boolean> {
  forget(session);
  const result = await OrganizationModel.updateOne(
    { _id: orgId, status: from },
    { $set: { status: to }, $inc: { version: 1 } },
    { session },
  ).exec();
  return result.modifiedCount === 1;
}

/** Organisations in one state, for the jobs of the platform; each is then worked on under its own scope. */
export async function organizationsIn(status: OrganizationDocument['status']): Promise<OrganizationDocument[]> {
  return (await OrganizationModel.find({ status }).limit(1000).lean().exec()) as unknown as OrganizationDocument[];
}

/** What organisations are called, for work on the mails of all of them; who is gone is left out. */
export async function namesOfOrganizations(orgIds: readonly OrgId[]): Promise<Map<OrgId, string>> {
  if (orgIds.length === 0) return new Map();
  const rows = await OrganizationModel.find({ _id: trusted({ $in: [...orgIds] }) }, { name: 1 })
    .lean()
    .exec();
  return new Map((rows as unknown as Pick<OrganizationDocument, '_id' | 'name'>[]).map(({ _id, name }) => [_id, name]));
}

/** How organisations stand, for work on the mails of all of them; who is gone is left out. */
export async function standingsOf(orgIds: readonly OrgId[]): Promise<Pick<OrganizationDocument, '_id' | 'status' | 'closing'>[]> {
  if (orgIds.length === 0) return [];
  const rows = await OrganizationModel.find({ _id: trusted({ $in: [...orgIds] }) }, { status: 1, closing: 1 })
    .lean()
    .exec();
  return rows as unknown as OrganizationDocument[];
}

export async function createStatusIndexes(db: Db): Promise<void> {
  await db.collection('organizations').createIndexes([{ key: { status: 1 }, name: 'status' }]);
}

export async function createOrganizationIndexes(db: Db): Promise<void> {
  await db.collection('organizations').createIndexes([{ key: { slug: 1 }, name: 'slug', unique: true }]);
}

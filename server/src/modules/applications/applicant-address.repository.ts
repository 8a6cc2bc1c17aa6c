import { createHash } from 'node:crypto';
import type { ApplicationDraft } from '@tsudoi/shared/contracts/applications/application.contract';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type ApplicantAddressDocument, type DraftDocument, addressCollection, draftCollection } from './applicant-address.model.ts';
import { mailsPerHour } from './application.rules.ts';

const hourMs = 3_600_000;
const draftDays = 30;
const draftMs = draftDays * 86_400_000;

/** Addresses that only asked are kept as hashes. */
const keyOf = (scope: OrgScope, email: string): string => `${scope.orgId}:${createHash('sha256').update(email).digest('base64url')}`;

const addresses = (db: Db, scope: OrgScope) => tenantCollection<ApplicantAddressDocument>(db, scope, addressCollection);
const drafts = (db: Db, scope: OrgScope) => tenantCollection<DraftDocument>(db, scope, draftCollection);

/** Outside the transaction that takes its turn: an upsert inside would fail for whoever loses the race to make the row. */
export async function knowAddress(db: Db, scope: OrgScope, email: string, now: Date): Promise<void> {
  const _id = keyOf(scope, email);
  if (await addresses(db, scope).findOne({ _id })) return;
  try {
    await addresses(db, scope).insert([{ _id, orgId: scope.orgId, windowFrom: now, mails: 0 }]);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

/** Writes the address's row, so that requests for it come one after the other. False: it has had its mails for this hour. */
export async function takeTurn(db: Db, scope: OrgScope, email: string, now: Date, session: ClientSession): Promise<boolean> {
  const _id = keyOf(scope, email);
  const row = await addresses(db, scope).findOne({ _id }, session);
  const isFresh = !row || now.getTime() - row.windowFrom.getTime() >= hourMs;
  const mails = (isFresh ? 0 : row.mails) + 1;
  await addresses(db, scope).updateOne({ _id }, { $set: { mails, ...(isFresh ? { windowFrom: now } : {}) } }, session);
  return mails <= mailsPerHour;
}

export async function findDraft(db: Db, scope: OrgScope, email: string, now: Date): Promise<DraftDocument | null> {
  const draft = await drafts(db, scope).findOne({ _id: keyOf(scope, email) });
  return draft && now.getTime() - draft.savedAt.getTime() < draftMs ? draft : null;
}

export async function saveDraft(db: Db, scope: OrgScope, email: string, values: ApplicationDraft, savedAt: Date): Promise<void> {
  const _id = keyOf(scope, email);
  const save = () => drafts(db, scope).findOneAndUpdate({ _id }, { $set: { values, savedAt } }, undefined, true);
  try {
    await save();
  } catch (error) {
    // Two first savings at the same moment: the second finds the row of the first.
    if (!isDuplicateKey(error)) throw error;
    await save();
  }
}

export async function dropDraft(db: Db, scope: OrgScope, email: string, session: ClientSession): Promise<void> {
  await drafts(db, scope).deleteMany({ _id: keyOf(scope, email) }, session);
}

export async function createApplicantAddressIndexes(db: Db): Promise<void> {
  await db.collection(addressCollection).createIndexes([{ key: { windowFrom: 1 }, name: 'ttl', expireAfterSeconds: 86_400 }]);
  await db.collection(draftCollection).createIndexes([{ key: { savedAt: 1 }, name: 'ttl', expireAfterSeconds: draftDays * 86_400 }]);
}

import { splitAddress } from '@tsudoi/shared/kernel/postal-address';
import { type Migration, dropIndexes } from '@tsudoi/shared/service/mongo';
import type { Db, Filter } from 'mongodb';
import { createLane } from '../../platform/leased-jobs.ts';
import { type MemberMergeDocument, createMergeIndexes } from './member-merge.repository.ts';
import { createDismissalIndexes } from './duplicate.repository.ts';
import { createImportJobIndexes, createImportPlanIndexes, createImportEndIndexes } from './import-job.repository.ts';
import { createImportMapIndexes } from './import-map.repository.ts';
import { withAddress } from './member-address.rules.ts';
import { listFieldsOf } from './member-list.rules.ts';
import { type MemberDocument, createMemberIndexes } from './member.repository.ts';
import { createMemberSettingsIndexes } from './member-settings.repository.ts';
import { createNumberingIndexes } from './numbering.repository.ts';
import { createTagJobIndexes } from './tag-job.repository.ts';
import { createTypeJobIndexes } from './type-job.repository.ts';
import { createStatusJobIndexes } from './status-job.repository.ts';
import { createChangeRequestIndexes } from './change-request.repository.ts';
import { createProofIndexes } from './proof.repository.ts';
import { createStoredFileIndexes } from './stored-file.repository.ts';
import { createCustomFieldIndexes } from './custom-field.repository.ts';
import { createTextIndexes, keepTextsAnew } from './member-text.repository.ts';
import { createMembershipTypeIndexes } from './membership-type.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-24-members-indexes',
    async run(db) {
      await createMemberIndexes(db);
      await createMembershipTypeIndexes(db);
      await createImportJobIndexes(db);
    },
  },
  { id: '2026-11-26-members-status-jobs', run: createStatusJobIndexes },
  { id: '2026-11-26-members-numbering', run: createNumberingIndexes },
  // Who has an address is asked with every application.
  { id: '2026-11-26-members-contact-email', run: createMemberIndexes },
  // Lists of a hundred thousand: what they are sorted, filtered and searched by is kept with each member.
  {
    id: '2026-11-26-members-lists',
    async run(db) {
      await deriveListFields(db);
      await dropFormerIndexes(db);
      await createMemberIndexes(db);
      await countTalliesAnew(db);
    },
  },
  // What a member is found by became half of what it was.
  { id: '2026-11-26-members-search-keys', run: deriveListFields },
  { id: '2026-11-26-members-tag-jobs', run: createTagJobIndexes },
  { id: '2026-11-26-members-duplicates', run: createDismissalIndexes },
  { id: '2026-11-26-member-merges', run: createMergeIndexes },
  { id: '2026-11-26-custom-fields', run: createCustomFieldIndexes },
  { id: '2026-11-26-member-settings', run: createMemberSettingsIndexes },
  // Persons and corporate members are listed and counted apart.
  {
    id: '2026-11-26-members-kinds',
    async run(db) {
      await nameKinds(db);
      await deriveListFields(db);
      await countTalliesAnew(db);
    },
  },
  { id: '2026-11-26-stored-files', run: createStoredFileIndexes },
  { id: '2026-11-26-proofs', run: createProofIndexes },
  {
    id: '2026-11-26-members-import-plans',
    async run(db) {
      await createImportPlanIndexes(db);
      await createImportMapIndexes(db);
    },
  },
  // Proofs of a member, for a merge.
  { id: '2026-11-26-proofs-of-members', run: createProofIndexes },
  {
    // A row is found by organisation and id: both in one index (docs/decisions/0008).
    id: '2026-11-27-files-and-merges-by-row',
    async run(db) {
      for (const name of ['stored_files', 'member_merges'])
        await db.collection(name).createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
    },
  },
  // Members are found by values of own fields, too.
  { id: '2026-11-27-members-own-keys', run: deriveListFields },
  // One text of an address became its parts.
  { id: '2026-11-27-members-address-parts', run: splitAddresses },
  { id: '2026-11-27-members-merged-addresses', run: freeMergedAddresses },
  // What was taken in late could not be taken back for its whole week.
  { id: '2026-11-28-members-import-jobs-to-the-end', run: createImportEndIndexes },
  // Bodies are found by the mail and the telephone of all their people.
  { id: '2026-11-28-members-people-of-bodies', run: (db) => deriveListFields(db, { kind: 'corporate' }) },
  // Parts of own texts are looked for without reading members.
  {
    id: '2026-11-28-members-texts',
    async run(db) {
      await createTextIndexes(db);
      await keepTextsAnew(db);
    },
  },
  // Own texts are kept as they are compared.
  {
    id: '2026-11-28-members-folded-texts',
    async run(db) {
      await deriveListFields(db, { custom: { $exists: true } });
      await keepTextsAnew(db);
    },
  },
  { id: '2026-11-28-members-joining-days', run: beginOnJoiningDays },
  // Readings and names in Latin letters are found without their space. Of everybody: whose keys change, only the rule knows.
  { id: '2026-11-28-members-joined-readings', run: deriveListFields },
  // A file that was saved under the number before means the same person.
  { id: '2026-11-29-members-former-numbers', run: (db) => deriveListFields(db, { 'formerNumbers.0': { $exists: true } }) },
  // More letters are one: whose texts have them, only the rule knows.
  {
    id: '2026-11-29-members-letter-forms',
    async run(db) {
      await deriveListFields(db);
      await keepTextsAnew(db);
    },
  },
  { id: '2026-11-29-members-type-jobs', run: createTypeJobIndexes },
  { id: '2026-11-29-change-requests', run: createChangeRequestIndexes },
  {
    id: '2026-11-29-members-job-lanes',
    async run(db) {
      for (const name of ['status_jobs', 'tag_jobs', 'type_jobs']) await createLane(db, name);
    },
  },
  // Numbers that read like a telephone, or are short behind their year, are found as they stand.
  {
    id: '2026-11-30-members-short-numbers',
    run: (db) => deriveListFields(db, { $or: [{ memberNumber: /-/ }, { 'formerNumbers.0': { $exists: true } }] }),
  },
];

/**
 * 入会日 that was put right once left the history on the former day, on which alone whoever had not left or rested since was a
 * member. Only where nothing else came: what is between two days nobody knows here. May be run again.
 */
export async function beginOnJoiningDays(db: Db): Promise<void> {
  const members = db.collection<MemberDocument>('members');
  const known = { orgId: 1, joinedOn: 1, nextStatusOn: 1, statusEntries: 1 };
  const cursor = members.find({}, { projection: known, batchSize: 500 });
  while (await cursor.hasNext()) {
    const updates = cursor.readBufferedDocuments().flatMap(({ _id, orgId, joinedOn, nextStatusOn, statusEntries }) => {
      const [first, ...later] = statusEntries;
      if (first?.status !== 'active' || later.length > 0 || first.effectiveOn <= joinedOn) return [];
      // Whatever has come due by the new day is looked at by the job of statuses.
      const history = { statusEntries: [{ ...first, effectiveOn: joinedOn }], nextStatusOn: nextStatusOn && joinedOn };
      return [{ updateOne: { filter: { _id, orgId }, update: { $set: history } } }];
    });
    if (updates.length > 0) await members.bulkWrite(updates, { ordered: false });
  }
}

/** Accounts that a merge had shut kept their log-in address, which nobody could use any more; the merge remembers it for its undo. */
export async function freeMergedAddresses(db: Db): Promise<void> {
  const merges = db.collection<MemberMergeDocument>('member_merges');
  const accounts = db.collection<{ _id: string; memberId: string; loginEmail: string | null }>('member_accounts');
  for (const { _id, mergedId, accounts: held } of await merges.find({ undoneAt: null }).toArray()) {
    const ids = held.map(({ accountId }) => accountId as string);
    const shut = (await accounts.find({ _id: { $in: ids } }).toArray()).filter(
      (row) => row.memberId === mergedId && row.loginEmail !== null,
    );
    for (const { _id: accountId, loginEmail } of shut) {
      const told = held.map((one) => (one.accountId === accountId ? { ...one, loginEmail } : one));
      await merges.updateOne({ _id }, { $set: { accounts: told } });
      await accounts.updateOne({ _id: accountId }, { $set: { loginEmail: null } });
    }
  }
}

/** Persons from before there were corporate members. */
async function nameKinds(db: Db): Promise<void> {
  await db.collection('members').updateMany({ kind: { $exists: false } }, { $set: { kind: 'individual' } });
}

/**
 * Addresses from before there were parts: split, and the text as the parts make it, which is the same but for blanks. Whoever
 * has parts is left alone, so that it may be run again.
 */
export async function splitAddresses(db: Db): Promise<void> {
  const members = db.collection<MemberDocument>('members');
  const cursor = members.find({}, { projection: { orgId: 1, address: 1, addressParts: 1 }, batchSize: 500 });
  while (await cursor.hasNext()) {
    const updates = cursor
      .readBufferedDocuments()
      .filter(({ addressParts }) => !addressParts)
      .map(({ _id, orgId, address }) => ({
        updateOne: { filter: { _id, orgId }, update: { $set: withAddress({ addressParts: splitAddress(address) }) } },
      }));
    if (updates.length > 0) await members.bulkWrite(updates, { ordered: false });
  }
}

/** Of everybody or of those named, anew: for members that were written before there were such fields, or after their rules changed. */
async function deriveListFields(db: Db, whose: Filter<MemberDocument> = {}): Promise<void> {
  const members = db.collection<MemberDocument>('members');
  const cursor = members.find(whose, { batchSize: 500 });
  while (await cursor.hasNext()) {
    const updates = cursor.readBufferedDocuments().map((member) => ({
      updateOne: { filter: { _id: member._id, orgId: member.orgId }, update: { $set: listFieldsOf(member) } },
    }));
    if (updates.length > 0) await members.bulkWrite(updates, { ordered: false });
  }
}

/**
 * Who owes something, over all organisations, with what follows from it for lists and counts: for data from before it was
 * kept. May be run again.
 */
export async function keepOwingAnew(db: Db, debtors: ReadonlySet<string>): Promise<void> {
  const members = db.collection<MemberDocument>('members');
  const cursor = members.find({}, { projection: { orgId: 1, owing: 1 }, batchSize: 500 });
  while (await cursor.hasNext()) {
    const updates = cursor
      .readBufferedDocuments()
      .filter((member) => (member.owing ?? false) !== debtors.has(member._id))
      .map(({ _id, orgId }) => ({ updateOne: { filter: { _id, orgId }, update: { $set: { owing: debtors.has(_id) } } } }));
    if (updates.length > 0) await members.bulkWrite(updates, { ordered: false });
  }
  await deriveListFields(db);
  await countTalliesAnew(db);
}

/** Indexes that others have made superfluous; each costs every write. */
const dropFormerIndexes = (db: Db): Promise<void> =>
  dropIndexes(db.collection('members'), ['kana', 'joined', 'status', 'type', 'contact_email']);

/** Counts everything anew, over all organisations: for data that was written before there were tallies. */
async function countTalliesAnew(db: Db): Promise<void> {
  const counted = await db
    .collection('members')
    .aggregate<{ _id: { orgId: string; status: string; type: string; kind?: string; owing?: boolean }; count: number }>([
      { $match: { mergedInto: null } },
      {
        $group: {
          _id: { orgId: '$orgId', status: '$status', type: '$membershipTypeId', kind: '$kind', owing: '$owing' },
          count: { $sum: 1 },
        },
      },
    ])
    .toArray();
  const rows = new Map<string, { readonly _id: string; readonly count: number }>();
  for (const { _id, count } of counted) {
    const { orgId, status, type: membershipTypeId, kind = 'individual' } = _id;
    for (const owing of _id.owing === true ? [false, true] : [false]) {
      const key = `${orgId}:${status}:${membershipTypeId}:${kind}${owing ? ':owing' : ''}`;
      const row = { orgId, status, membershipTypeId, kind, owing, count: (rows.get(key)?.count ?? 0) + count };
      rows.set(key, { _id: key, ...row });
    }
  }
  const tallies = db.collection<{ _id: string }>('member_tallies');
  await tallies.deleteMany({});
  if (rows.size > 0) await tallies.insertMany([...rows.values()]);
}

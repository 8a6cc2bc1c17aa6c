import type { ApplicationId, OrgId } from '@tsudoi/shared/kernel/ids';
import { createClock } from '@tsudoi/shared/service/clock';
import type { Migration } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db, Filter } from 'mongodb';
import { createMailTurnIndexes } from '../../platform/mail-turns.ts';
import { createDraftIndexes, draftKey } from './application-draft.repository.ts';
import {
  type ApplicationDocument,
  applicationCollection,
  createApplicationIndexes,
  createPaysAheadIndexes,
} from './application.repository.ts';
import { draftOwner, openStates } from './application.rules.ts';
import { createSignedFormIndexes } from './signed-form.repository.ts';
import { createJoiningIndexes } from './joining-settings.repository.ts';

/** Whose planned admission was taken back before that opened the application again: nothing could end their 申請中. */
export async function reopenLeftBehind(db: Db): Promise<void> {
  const applications = db.collection<ApplicationDocument>(applicationCollection);
  const left = db.collection('members').find({ status: 'applied', nextStatusOn: null, mergedInto: null }, { projection: { orgId: 1 } });
  for (const { _id: memberId, orgId } of await left.toArray()) {
    const theirs: Filter<ApplicationDocument> = { orgId, memberId: memberId as never };
    if (await applications.findOne({ ...theirs, state: { $in: [...openStates] } })) continue;
    const [newest] = await applications
      .find({ ...theirs, state: 'approved' })
      .sort({ _id: -1 })
      .limit(1)
      .toArray();
    if (!newest) continue;
    const now = createClock().now();
    const step = { at: now, what: 'reopened', actor: '', note: '' } as const;
    await applications.updateOne(
      { _id: newest._id },
      { $set: { state: 'submitted', since: now }, $inc: { version: 1 }, $push: { steps: step } },
    );
  }
}

/** Files that wait in an open form belonged to its application; since then to the kept form, so that a new link finds them (docs/decisions/0018). */
export async function giveFilesToForms(db: Db): Promise<void> {
  const files = db.collection<{ _id: string; orgId: OrgId; uploadedBy: string }>('stored_files');
  const waiting = files.find({ state: 'waiting', uploadedBy: /^apl_/ } as never, { projection: { orgId: 1, uploadedBy: 1 } });
  for (const { _id, orgId, uploadedBy } of await waiting.toArray()) {
    const application = await db
      .collection<ApplicationDocument>(applicationCollection)
      .findOne({ orgId, _id: uploadedBy as ApplicationId });
    if (application)
      await files.updateOne({ orgId, _id }, { $set: { uploadedBy: draftKey(mintOrgScope(orgId), draftOwner(application)) } });
  }
}

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-26-applications-indexes',
    async run(db) {
      await createApplicationIndexes(db);
      await createMailTurnIndexes(db);
      await createDraftIndexes(db);
      await createJoiningIndexes(db);
    },
  },
  { id: '2026-11-26-signed-forms', run: createSignedFormIndexes },
  { id: '2026-11-27-applications-pay-ahead', run: createPaysAheadIndexes },
  {
    // A row is found by organisation and id: both in one index (docs/decisions/0008).
    id: '2026-11-27-applications-by-row',
    async run(db) {
      for (const name of ['applications', 'applicant_addresses', 'application_drafts'])
        await db.collection(name).createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
    },
  },
  { id: '2026-11-27-applications-left-behind', run: reopenLeftBehind },
  { id: '2026-11-29-applications-files-of-forms', run: giveFilesToForms },
];

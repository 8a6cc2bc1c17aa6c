import { createHash } from 'node:crypto';
import type { CustomInput, CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { type MemberFilesView, type UploadedFile, fileLimits } from '@tsudoi/shared/contracts/members/member-file.contract';
import { fileValue } from '@tsudoi/shared/kernel/file-value';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type CustomFieldId, type FileId, type MemberId, newFileId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor, SignedInActor } from '../../platform/actor.ts';
import { checkedContent } from '../../platform/file-content.ts';
import { type LeavingOrLost, gridFileStore } from '../../platform/files.ts';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Upload } from '../../platform/upload.ts';
import { scanForViruses } from '../../platform/virus-scan.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { type CustomFiller, fieldsFor, fieldsShown } from './custom-field.rules.ts';
import { findMember, findMembers } from './member.repository.ts';
import {
  type StoredFileDocument,
  countWaiting,
  filesLeaving,
  filesOnNoRecord,
  filesSince,
  findFile,
  findFiles,
  forgetFile,
  insertFile,
  keptFiles,
  moveFile,
  recordWith,
} from './stored-file.repository.ts';
import { type FileOnField, fileRests, filesAmong, isNamed, mayBePutOn, proofPurpose } from './stored-file.rules.ts';

const keyOf = (fileId: FileId): string => `stored/${fileId}`;

/** Who stands behind an upload, and so who may put it on a record. */
export function uploaderOf(actor: AuditActor): string {
  return actor.kind === 'user' ? actor.userId : actor.kind === 'member' ? actor.memberId : '';
}

interface Sender {
  readonly uploadedBy: string;
  readonly filler: CustomFiller;
}

/** They do not fill the store. @throws DomainError FILES_WAITING */
export async function expectUpload(platform: Platform, scope: OrgScope, uploadedBy: string): Promise<void> {
  const waiting = await countWaiting(platform.databases.server, scope, uploadedBy, fileLimits.waiting);
  if (waiting >= fileLimits.waiting) throw new DomainError('FILES_WAITING');
}

/** Before a byte is read: the field is asked of this person, and they do not fill the store. @throws DomainError NOT_FOUND, FILES_WAITING */
export async function expectFile(platform: Platform, scope: OrgScope, fieldId: CustomFieldId, sender: Sender): Promise<void> {
  const db = platform.databases.server;
  const asked = fieldsFor((await findCustomFields(db, scope)).fields, sender.filler);
  if (!asked.some((field) => field.fieldId === fieldId && field.kind === 'file')) throw new DomainError('NOT_FOUND');
  await expectUpload(platform, scope, sender.uploadedBy);
}

/**
 * Takes a file in; it waits until a form that names it is saved.
 * @throws DomainError FILE_TYPE_REFUSED, FILE_NOT_AS_NAMED, FILE_UNREADABLE, FILE_ACTIVE, FILE_INFECTED, SCANNER_UNAVAILABLE
 */
export async function takeFile(
  platform: Platform,
  scope: OrgScope,
  purpose: string,
  uploadedBy: string,
  { name, bytes: sent }: Upload,
): Promise<z.output<typeof UploadedFile>> {
  const db = platform.databases.server;
  // As it came, and before anything of ours unpacks it.
  await scanForViruses(platform.env, sent);
  const { bytes, contentType } = await checkedContent(name, sent);
  const fileId = newFileId();
  const now = platform.clock.now();
  const file: StoredFileDocument = {
    _id: fileId,
    orgId: scope.orgId,
    state: 'waiting',
    at: now,
    purpose,
    memberId: null,
    uploadedBy,
    name,
    contentType,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    createdAt: now,
  };
  // The record first: bytes without one would never be found again.
  await insertFile(db, scope, file);
  await gridFileStore(db).put(scope, keyOf(fileId), bytes, contentType);
  return { fileId, name, contentType, size: bytes.length, value: fileValue({ fileId, name }) };
}

const hasFiles = (values: CustomValues | CustomInput): boolean =>
  Object.values(values).some((value) => typeof value === 'string' && value.startsWith('fil_'));

/**
 * Runs in the transaction that writes a record: files that came onto it are kept from now on, those that went off it are
 * let go. @throws DomainError INVALID_INPUT where a file is not this person's to put there
 */
export async function settleFiles(
  platform: Platform,
  scope: OrgScope,
  record: { readonly memberId: MemberId; readonly before: CustomValues | CustomInput; readonly after: CustomValues | CustomInput },
  uploadedBy: string,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  if (!hasFiles(record.before) && !hasFiles(record.after)) return;
  const { fields } = await findCustomFields(db, scope, session);
  const [before, after] = [filesAmong(fields, record.before), filesAmong(fields, record.after)];
  for (const on of after) {
    if (before.some(({ fileId, fieldId }) => fileId === on.fileId && fieldId === on.fieldId)) continue;
    const refusal = new DomainError('INVALID_INPUT', {}, [{ path: ['custom', on.fieldId], code: 'not_a_file' }]);
    const file = await findFile(db, scope, on.fileId, session);
    if (!file || !mayBePutOn(file, on, record.memberId, uploadedBy)) throw refusal;
    const change = { state: 'kept' as const, at: platform.clock.now(), memberId: record.memberId };
    if (!(await moveFile(db, scope, file._id, [file.state], change, session))) throw refusal;
  }
  await release(platform, scope, record.memberId, { before, after }, session);
}

async function release(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  { before, after }: { readonly before: readonly FileOnField[]; readonly after: readonly FileOnField[] },
  session: ClientSession,
): Promise<void> {
  const released = { state: 'released' as const, at: platform.clock.now(), memberId };
  for (const { fileId } of before)
    if (!after.some((on) => on.fileId === fileId)) await moveFile(platform.databases.server, scope, fileId, ['kept'], released, session);
}

/** Runs in the transaction after which values lead to nothing: files among them that the record does not have are let go. */
export async function releaseFiles(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  { values, record = {} }: { readonly values: CustomValues | CustomInput | undefined; readonly record: CustomValues | undefined },
  session: ClientSession,
): Promise<void> {
  if (!values || !hasFiles(values)) return;
  const { fields } = await findCustomFields(platform.databases.server, scope, session);
  await release(platform, scope, memberId, { before: filesAmong(fields, values), after: filesAmong(fields, record) }, session);
}

/** A file of a member that is no value of a field: theirs from now on. @throws DomainError NOT_FOUND when it has gone meanwhile */
export async function attachFile(
  platform: Platform,
  scope: OrgScope,
  fileId: FileId,
  memberId: MemberId,
  session: ClientSession,
): Promise<void> {
  const kept = { state: 'kept' as const, at: platform.clock.now(), memberId };
  if (!(await moveFile(platform.databases.server, scope, fileId, ['waiting'], kept, session))) throw new DomainError('NOT_FOUND');
}

/** Runs in the transaction that makes a file superfluous: nobody can have it any more; its bytes go after the commit. */
export async function letGo(platform: Platform, scope: OrgScope, fileId: FileId, session: ClientSession): Promise<void> {
  const leaving = { state: 'leaving' as const, at: platform.clock.now() };
  await moveFile(platform.databases.server, scope, fileId, ['waiting', 'kept', 'released'], leaving, session);
}

/** The bytes of a member's files that were let go. What a dying process leaves the sweep finds. */
export async function removeLeaving(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<void> {
  for (const file of await filesLeaving(platform.databases.server, scope, memberId)) await destroy(platform, file);
}

/** The files that values name, by their ids; those that were deleted since are not among them. */
export async function filesBehind(
  platform: Platform,
  scope: OrgScope,
  named: readonly FileOnField[],
): Promise<ReadonlyMap<FileId, StoredFileDocument>> {
  if (named.length === 0) return new Map();
  const ids = named.map(({ fileId }) => fileId);
  return new Map((await findFiles(platform.databases.server, scope, ids)).map((file) => [file._id, file]));
}

/** What files stand on a record, in the order of the fields; of fields put away too. @throws DomainError NOT_FOUND */
export async function memberFiles(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<z.output<typeof MemberFilesView>> {
  const db = platform.databases.server;
  const [{ custom = {} }, { fields }] = await Promise.all([findMember(scope, memberId), findCustomFields(db, scope)]);
  const named = filesAmong(fields, custom);
  const found = await filesBehind(platform, scope, named);
  return named.flatMap(({ fileId, fieldId, name }) => {
    const file = found.get(fileId);
    const label = fields.find((field) => field.fieldId === fieldId)?.label ?? '';
    return file ? [{ fileId, fieldId, label, name, contentType: file.contentType, size: file.size, at: file.at.toISOString() }] : [];
  });
}

/** Whether somebody may have a file: the office with the roll; a member what stands on their own record and is shown to them. */
async function isReadable(platform: Platform, actor: SignedInActor, file: StoredFileDocument): Promise<boolean> {
  if (actor.kind === 'user') return isAllowed(actor, 'members.read');
  if (file.purpose === proofPurpose) return file.memberId === actor.memberId;
  const { fields } = await findCustomFields(platform.databases.server, actor.scope);
  const { custom = {} } = await findMember(actor.scope, actor.memberId);
  return filesAmong(fieldsShown(fields), custom).some(({ fileId }) => fileId === file._id);
}

/** Rights are looked at with every download. @throws DomainError NOT_FOUND, also for whoever may not have it */
export async function downloadFile(
  platform: Platform,
  actor: SignedInActor,
  fileId: FileId,
): Promise<Pick<StoredFileDocument, 'name' | 'contentType'> & { readonly bytes: Buffer }> {
  const db = platform.databases.server;
  const file = await findFile(db, actor.scope, fileId);
  if (!file || file.state === 'leaving' || !(await isReadable(platform, actor, file))) throw new DomainError('NOT_FOUND');
  const bytes = await gridFileStore(db).get(actor.scope, keyOf(fileId));
  if (!bytes) throw new DomainError('NOT_FOUND');
  if (actor.kind === 'user') platform.reads.taken(actor, 'file', fileId, [file.memberId]);
  return { name: file.name, contentType: file.contentType, bytes };
}

/** Every file that members have, under their number and name. */
export async function* allMemberFiles(platform: Platform, scope: OrgScope): AsyncGenerator<LeavingOrLost> {
  const db = platform.databases.server;
  for await (const files of keptFiles(db, scope)) {
    const members = await findMembers(
      scope,
      files.flatMap(({ memberId }) => memberId ?? []),
    );
    const owners = new Map(members.map((member) => [member._id, `${member.memberNumber}_${fullName(member)}`]));
    for (const { _id, memberId, name, at } of files) {
      yield { name: `${owners.get(memberId!) ?? ''}_${name}`, at, bytes: await gridFileStore(db).get(scope, keyOf(_id)) };
    }
  }
}

async function destroy(platform: Platform, file: StoredFileDocument): Promise<void> {
  const db = platform.databases.server;
  const scope = mintOrgScope(file.orgId);
  // Whoever saves a form with it at this moment either was first, or is told that it is gone.
  if (!(await moveFile(db, scope, file._id, [file.state], { state: 'leaving', at: platform.clock.now() }))) return;
  await gridFileStore(db).remove(scope, keyOf(file._id));
  await forgetFile(db, scope, file._id);
}

/**
 * What is marked as kept and on no record is let go like anything else, unless it belongs to a form that waits: whoever comes
 * back has it on their record with the approval only.
 */
async function releaseUnnamed(platform: Platform, files: readonly StoredFileDocument[]): Promise<void> {
  for (const file of files) {
    const scope = mintOrgScope(file.orgId);
    if (isNamed(file, await platform.hooks.valuesApplied(scope, file.memberId!))) continue;
    const released = { state: 'released' as const, at: platform.clock.now() };
    await moveFile(platform.databases.server, scope, file._id, ['kept'], released);
  }
}

/** A form that is kept with the file keeps the file: looked at again when another rest is over. */
async function waitsOn(platform: Platform, scope: OrgScope, file: StoredFileDocument): Promise<boolean> {
  if (file.state !== 'waiting') return false;
  const value = fileValue({ fileId: file._id, name: file.name });
  if (!(await platform.hooks.isInDraft(scope, file.uploadedBy, file.purpose, value))) return false;
  return moveFile(platform.databases.server, scope, file._id, ['waiting'], { state: 'waiting', at: platform.clock.now() });
}

/**
 * Deletes what is on no record any more, or never was, once its rest is over; and at once what was a deleted member's.
 * Twice, or by two processes at once, is the same as once.
 */
export async function sweepFiles(platform: Platform): Promise<void> {
  const db = platform.databases.server;
  const now = platform.clock.now().getTime();
  const rested = (state: 'leaving' | 'waiting' | 'released') => filesSince(db, state, new Date(now - fileRests[state]), 500);
  for (const file of await rested('leaving')) await destroy(platform, file);
  const { ofNobody, unnamed } = await filesOnNoRecord(db);
  await releaseUnnamed(platform, unnamed);
  for (const file of [...(await rested('waiting')), ...(await rested('released')), ...ofNobody]) {
    const scope = mintOrgScope(file.orgId);
    // What a record says is true, whatever the marks say: two records may have been made one.
    const memberId = await recordWith(db, scope, file.purpose, fileValue({ fileId: file._id, name: file.name }));
    if (memberId !== null) await moveFile(db, scope, file._id, [file.state], { state: 'kept', at: platform.clock.now(), memberId });
    else if (!(await waitsOn(platform, scope, file))) await destroy(platform, file);
  }
}

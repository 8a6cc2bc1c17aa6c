import { type ScreeningDocument, type ScreeningView, screeningFilesMost } from '@tsudoi/shared/contracts/payments/screening.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type FileId, newFileId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../../platform/actor.ts';
import { checkedContent } from '../../../platform/file-content.ts';
import { gridFileStore } from '../../../platform/files.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Upload } from '../../../platform/upload.ts';
import { scanForViruses } from '../../../platform/virus-scan.ts';
import { recordAudit } from '../../audit/audit.public.ts';
import { type ScreeningFileRow, type ScreeningRow, addFile, findScreening, takeFileOff } from './screening.repository.ts';
import { takesDocuments, whyKept } from './screening.rules.ts';
import { begun, screeningOf } from './screening.service.ts';

export const screeningFileKey = (fileId: FileId): string => `screening/${fileId}`;

/**
 * Takes a document in. Its type is told by its bytes; a picture is drawn anew.
 * @throws DomainError SCREENING_UNDER_REVIEW, SCREENING_FILES_FULL, FILE_*, SCANNER_UNAVAILABLE
 */
export async function addScreeningFile(
  platform: Platform,
  scope: OrgScope,
  kind: ScreeningDocument,
  { name, bytes: sent }: Upload,
): Promise<{ fileId: FileId }> {
  const db = platform.databases.server;
  const { row } = await begun(platform, scope);
  if (!takesDocuments(row.methods)) throw new DomainError('SCREENING_UNDER_REVIEW');
  const full = new DomainError('SCREENING_FILES_FULL', { most: screeningFilesMost });
  // What stays as evidence takes no room from what is being prepared.
  const most = screeningFilesMost + row.files.filter((file) => whyKept(row, file) !== null).length;
  if (row.files.length >= most) throw full;
  await scanForViruses(platform.env, sent);
  const { bytes, contentType } = await checkedContent(name, sent);
  const file: ScreeningFileRow = { fileId: newFileId(), kind, name, contentType, size: bytes.length, at: platform.clock.now() };
  await gridFileStore(db).put(scope, screeningFileKey(file.fileId), bytes, contentType);
  if (!(await addFile(db, scope, row._id, file, most))) {
    await gridFileStore(db).remove(scope, screeningFileKey(file.fileId));
    throw full;
  }
  return { fileId: file.fileId };
}

/** By the organisation, which it stands in the log of. @throws DomainError NOT_FOUND, SCREENING_UNDER_REVIEW, SCREENING_FILE_KEPT, CONFLICT */
export async function removeScreeningFile(platform: Platform, actor: UserActor, fileId: FileId): Promise<z.input<typeof ScreeningView>> {
  const { scope } = actor;
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const row = await findScreening(db, scope, session);
    const file = row?.files.find((one) => one.fileId === fileId);
    if (!row || !file) throw new DomainError('NOT_FOUND');
    const why = whyKept(row, file);
    if (why) throw new DomainError(why);
    if (!(await takeFileOff(db, scope, row, fileId, session))) throw new DomainError('CONFLICT');
    const note = { action: 'screening.remove_file', subjectKind: 'screening', subjectId: row._id, subjectName: file.name } as const;
    await recordAudit(platform, scope, actor, { ...note, fields: [] }, session);
  });
  await gridFileStore(db).remove(scope, screeningFileKey(fileId));
  return screeningOf(platform, scope);
}

export interface ScreeningPaper {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** One document of an application. @throws DomainError NOT_FOUND */
export async function screeningFile(
  platform: Platform,
  scope: OrgScope,
  fileId: FileId,
  row: ScreeningRow | null,
): Promise<ScreeningPaper> {
  const file = row?.files.find((one) => one.fileId === fileId);
  const bytes = file ? await gridFileStore(platform.databases.server).get(scope, screeningFileKey(fileId)) : null;
  if (!file || !bytes) throw new DomainError('NOT_FOUND');
  return { name: file.name, contentType: file.contentType, bytes };
}

/** The organisation's own. @throws DomainError NOT_FOUND */
export async function ownScreeningFile(platform: Platform, scope: OrgScope, fileId: FileId): Promise<ScreeningPaper> {
  return screeningFile(platform, scope, fileId, await findScreening(platform.databases.server, scope));
}

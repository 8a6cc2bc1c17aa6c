import { type ListFileCheck, listMostAtOnce } from '@tsudoi/shared/contracts/list-file.contract';
import type { ListExportInput, ListExportView, StartListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type ListExportId, newListExportId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { UserActor } from '../../../platform/actor.ts';
import { gridFileStore } from '../../../platform/files.ts';
import { assertFits, checkList, listFileType, writeList } from '../../../platform/list-file.ts';
import type { Platform } from '../../../platform/platform.ts';
import { unsealFile } from '../../../platform/sealed-file.ts';
import { recordAudit } from '../../audit/audit.public.ts';
import { type ListExportDocument, countRunningExports, listExports, listExportsOf } from './list-export.repository.ts';
import { listFileName } from './list-file-name.rules.ts';
import { assertMayExport, noteExport, noteTaken, openList } from './list-source.service.ts';
import { listSeal } from './list-work.service.ts';

export const listExportJob = 'reports.list-export';
/** Of one organisation at a time. */
const mostRunning = 5;
const mostListed = 50;

/** How many rows a file would have and what Shift_JIS would lose. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function checkListExport(platform: Platform, actor: UserActor, wish: ListExportInput): Promise<ListFileCheck> {
  assertMayExport(actor, wish);
  return checkList(await openList(platform, actor.scope, wish), wish.format);
}

/**
 * A file of few rows at once, piece by piece; who took how many is in the log first.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, EXPORT_IN_BACKGROUND
 */
export async function* exportAtOnce(platform: Platform, actor: UserActor, wish: ListExportInput): AsyncGenerator<Buffer> {
  assertMayExport(actor, wish);
  const file = await openList(platform, actor.scope, wish);
  const rows = await file.count();
  if (rows > listMostAtOnce) throw new DomainError('EXPORT_IN_BACKGROUND', { most: listMostAtOnce });
  await inTransaction(platform.databases.client, (session) => noteExport(platform, actor, wish, rows, session));
  const id = newListExportId();
  yield* writeList(file, wish.format, (_, memberIds) => noteTaken(platform, actor, id, memberIds));
}

function toView({ _id, wish, state, done, rows, madeAt, expiresAt }: ListExportDocument): ListExportView {
  return {
    listExportId: _id,
    list: wish.list,
    format: wish.format,
    state,
    done,
    rows,
    madeAt: madeAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    fileName: listFileName(wish, jstDateOf(madeAt)),
    downloadPath: `/documents/lists/${_id}`,
  };
}

async function madeBefore(
  platform: Platform,
  actor: UserActor,
  { wish, idempotencyKey }: z.output<typeof StartListExportInput>,
): Promise<ListExportView | null> {
  const known = await listExports.byKey(platform.databases.server, actor.scope, idempotencyKey);
  if (known && (known.userId !== actor.userId || JSON.stringify(known.wish) !== JSON.stringify(wish)))
    throw new DomainError('IDEMPOTENCY_MISMATCH');
  return known && toView(known);
}

/**
 * Has a file made in the background; whoever asked gets a mail (interface.md 5.1). Asking is in the log.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, EXPORT_TOO_LARGE, EXPORTS_RUNNING, IDEMPOTENCY_MISMATCH
 */
export async function startListExport(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof StartListExportInput>,
): Promise<ListExportView> {
  const { scope } = actor;
  const db = platform.databases.server;
  const { wish, idempotencyKey } = input;
  assertMayExport(actor, wish);
  const before = await madeBefore(platform, actor, input);
  if (before) return before;
  const rows = await (await openList(platform, scope, wish)).count();
  assertFits(rows, wish.format);
  if ((await countRunningExports(db, scope, mostRunning)) >= mostRunning) throw new DomainError('EXPORTS_RUNNING', { most: mostRunning });
  const row: ListExportDocument = {
    _id: newListExportId(),
    orgId: scope.orgId,
    requestKey: idempotencyKey,
    wish,
    state: 'running',
    done: 0,
    rows,
    fileKey: null,
    userId: actor.userId,
    userName: actor.name,
    madeAt: platform.clock.now(),
    expiresAt: null,
    leaseUntil: null,
    leaseToken: 0,
  };
  try {
    await inTransaction(platform.databases.client, async (session) => {
      await listExports.insert(db, scope, row, session);
      await noteExport(platform, actor, wish, rows, session);
    });
  } catch (error) {
    const other = isDuplicateKey(error) ? await madeBefore(platform, actor, input) : null;
    if (other) return other;
    throw error;
  }
  await platform.wakeJob(listExportJob, { orgId: scope.orgId, listExportId: row._id });
  return toView(row);
}

const isKept = ({ expiresAt }: ListExportDocument, now: Date): boolean => expiresAt === null || expiresAt > now;

/** What somebody asked for, as long as it is kept. */
export async function myListExports(platform: Platform, actor: UserActor): Promise<{ exports: ListExportView[] }> {
  const found = await listExportsOf(platform.databases.server, actor.scope, actor.userId, mostListed);
  return { exports: found.filter((row) => isKept(row, platform.clock.now())).map(toView) };
}

export interface KeptListFile {
  readonly fileName: string;
  readonly type: string;
  readonly pieces: AsyncIterable<Buffer>;
}

/**
 * A file that was made, opened as it is read. Who takes it must be allowed to make it, now; that they took it is in the log.
 * @throws DomainError NOT_FOUND, also for one that is not ready or whose day is over, FORBIDDEN
 */
export async function keptListFile(platform: Platform, actor: UserActor, id: ListExportId): Promise<KeptListFile> {
  const { scope } = actor;
  const db = platform.databases.server;
  const row = await listExports.get(db, scope, id);
  if (row.fileKey === null || !isKept(row, platform.clock.now())) throw new DomainError('NOT_FOUND');
  assertMayExport(actor, row.wish);
  const sealed = await gridFileStore(db).getPieces(scope, row.fileKey);
  if (!sealed) throw new DomainError('NOT_FOUND');
  const { fileName } = toView(row);
  const note = { action: 'list.download', subjectKind: 'listExport', subjectId: id, subjectName: fileName, fields: [] } as const;
  await inTransaction(platform.databases.client, (session) => recordAudit(platform, scope, actor, note, session));
  platform.reads.taken(actor, 'export', id, []);
  return { fileName, type: listFileType(row.wish.format), pieces: unsealFile(platform, listSeal.purpose, listSeal.owner(row), sealed) };
}

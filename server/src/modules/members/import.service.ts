import type {
  ChangeEncodingInput,
  CheckImportInput,
  ImportEncoding,
  ImportJobRow,
  ImportJobView,
  ImportKind,
  ImportRowsInput,
  ImportRowsOutput,
  IssuePairsInput,
  IssuePairsOutput,
  RunImportInput,
} from '@tsudoi/shared/contracts/members/member-import.contract';
import { importLimits } from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type ImportJobId, type MemberId, newImportJobId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { drawPairsFor } from '../identity/identity.public.ts';
import { countsOf, openUntil } from './import-check.service.ts';
import { checkHeadings, checkTargets, guessTargets } from './import-column.rules.ts';
import { CsvReader, separatorOf } from './import-csv.rules.ts';
import {
  type ImportJobDocument,
  deleteFile,
  fileChunks,
  findOutcome,
  getImportJob,
  getPart,
  insertChunk,
  insertImportJob,
  latestImportJobs,
  moveImportJob,
} from './import-job.repository.ts';
import { announceImport } from './import-lease.service.ts';
import { findMap, knownHeadings, rememberMap } from './import-map.repository.ts';
import { membersById } from './import-member.repository.ts';
import { TextSniffer } from './import-text.rules.ts';
import { importJobRow, importJobView, importRowView } from './import.view.ts';
import { mayLogIn } from './member-status.rules.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

type View = z.output<typeof ImportJobView>;
export const importJobName = 'members.work-on-import';
const chunkBytes = 512 * 1024;
const sampleRows = 20;
const shownJobs = 20;

/** Pieces of about one size, however the network cut them. */
async function* inChunks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    length += piece.length;
    if (length < chunkBytes) continue;
    const whole = Buffer.concat(waiting);
    let from = 0;
    for (; whole.length - from >= chunkBytes; from += chunkBytes) yield whole.subarray(from, from + chunkBytes);
    waiting = [whole.subarray(from)];
    length = whole.length - from;
  }
  if (length > 0) yield Buffer.concat(waiting);
}

/**
 * Takes a file in as it comes and proposes what its columns are; nothing is read beyond the first rows yet. Memory holds
 * one piece of it.
 * @throws DomainError CSV_NOT_TEXT, CSV_UNREADABLE, CSV_TOO_LARGE, CSV_EMPTY, CSV_TOO_MANY_COLUMNS, CSV_BROKEN_LINE
 */
export async function receiveImport(
  platform: Platform,
  actor: UserActor,
  fileName: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ importJobId: ImportJobId }> {
  const { scope } = actor;
  const db = platform.databases.server;
  const jobId = newImportJobId();
  const createdAt = platform.clock.now();
  const sniffer = new TextSniffer();
  let chunks = 0;
  let bytes = 0;
  let head: Uint8Array = new Uint8Array();
  try {
    for await (const chunk of inChunks(pieces)) {
      bytes += chunk.length;
      if (bytes > importLimits.bytes) throw new DomainError('CSV_TOO_LARGE', { rows: importLimits.rows });
      sniffer.take(chunk);
      if (chunks === 0) head = chunk;
      await insertChunk(db, scope, jobId, chunks, chunk, createdAt);
      chunks += 1;
    }
    const { encodings, lines } = sniffer.end();
    const job: ImportJobDocument = {
      _id: jobId,
      orgId: scope.orgId,
      createdBy: actor.userId,
      createdByName: actor.name,
      fileName: fileName.slice(0, 200),
      state: 'uploaded',
      encodings,
      chunks,
      ...readHead(head, encodings[0]!, chunks === 1),
      encoding: encodings[0]!,
      targets: [],
      remembered: false,
      match: 'none',
      emptyClears: false,
      total: Math.max(0, lines - 1),
      done: 0,
      parts: [],
      mixesNumbers: false,
      cleaned: [],
      skipErrors: false,
      outcomes: {},
      undone: {},
      refusal: null,
      checkedAt: null,
      startedBy: null,
      startedAt: null,
      finishedAt: null,
      active: false,
      leaseUntil: null,
      leaseToken: 0,
      claims: 0,
      createdAt,
    };
    await insertImportJob(db, scope, { ...job, ...(await proposal(platform, scope, job.headings)) });
    return { importJobId: jobId };
  } catch (error) {
    await deleteFile(db, scope, jobId);
    throw error;
  }
}

/** Headings and the first rows, as they are in an encoding. */
function readHead(
  head: Uint8Array,
  encoding: ImportEncoding,
  isWhole: boolean,
): Pick<ImportJobDocument, 'headings' | 'sample' | 'separator'> {
  // A letter may be cut in two where the piece ends.
  const text = new TextDecoder(encoding).decode(head, { stream: !isWhole });
  const separator = separatorOf(/^[^\r\n]*/.exec(text)![0]);
  const reader = new CsvReader(separator);
  const records = reader.feed(text);
  if (isWhole) records.push(...reader.end());
  const [first, ...others] = records;
  if (!first) throw new DomainError('CSV_EMPTY');
  const headings = checkHeadings(first.cells);
  const sample = others
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .slice(0, sampleRows)
    .map(({ cells }) => headings.map((_, at) => (cells[at] ?? '').trim().slice(0, 60)));
  return { headings, sample, separator };
}

/** What the organisation chose for these headings the last time, else what the headings say (IMP-02). */
async function proposal(
  platform: Platform,
  scope: OrgScope,
  headings: readonly string[],
): Promise<Pick<ImportJobDocument, 'targets' | 'remembered' | 'match' | 'emptyClears'>> {
  const db = platform.databases.server;
  const map = await findMap(db, scope, headings);
  if (map) return { targets: map.targets, remembered: true, match: map.match, emptyClears: map.emptyClears };
  const targets = guessTargets(headings, await knownHeadings(db, scope));
  return { targets, remembered: false, match: 'none', emptyClears: false };
}

/** @throws DomainError NOT_FOUND */
export async function importJob(platform: Platform, scope: OrgScope, jobId: ImportJobId): Promise<View> {
  return importJobView(await getImportJob(platform.databases.server, scope, jobId));
}

/** The files of the last two weeks, newest first. */
export async function importJobs(platform: Platform, scope: OrgScope): Promise<z.output<typeof ImportJobRow>[]> {
  return (await latestImportJobs(platform.databases.server, scope, shownJobs)).map(importJobRow);
}

const atColumns = { state: { $in: ['uploaded', 'refused', 'checked'] as ImportJobDocument['state'][] } };

/** Reads the first rows anew in another encoding. @throws DomainError NOT_FOUND, CSV_UNREADABLE, IMPORT_ALREADY_RUN */
export async function changeEncoding(platform: Platform, scope: OrgScope, input: z.output<typeof ChangeEncodingInput>): Promise<View> {
  const db = platform.databases.server;
  const job = await getImportJob(db, scope, input.importJobId);
  if (!job.encodings.includes(input.encoding)) throw new DomainError('CSV_UNREADABLE');
  for await (const head of fileChunks(db, scope, { _id: job._id, chunks: 1 })) {
    const read = readHead(head, input.encoding, job.chunks === 1);
    const change = { ...read, encoding: input.encoding, state: 'uploaded' as const, refusal: null };
    const moved = await moveImportJob(db, scope, job._id, atColumns, { ...change, ...(await proposal(platform, scope, read.headings)) });
    if (!moved) throw new DomainError('IMPORT_ALREADY_RUN');
    return importJobView(moved);
  }
  throw new DomainError('NOT_FOUND');
}

/** Begins the dry run over the whole file, and remembers the columns. @throws DomainError NOT_FOUND, CSV_HEADER_MISSING, _TWICE */
export async function checkImport(platform: Platform, scope: OrgScope, input: z.output<typeof CheckImportInput>): Promise<View> {
  const db = platform.databases.server;
  const { importJobId, targets, match, emptyClears } = input;
  const job = await getImportJob(db, scope, importJobId);
  checkTargets(job.headings, targets, match);
  const moved = await moveImportJob(db, scope, importJobId, atColumns, {
    state: 'checking',
    active: true,
    targets,
    match,
    emptyClears,
    done: 0,
    parts: [],
    cleaned: [],
    refusal: null,
    leaseUntil: null,
    claims: 0,
    startedAt: platform.clock.now(),
    finishedAt: null,
  });
  if (!moved) throw new DomainError('IMPORT_ALREADY_RUN');
  await rememberMap(db, scope, { headings: job.headings, targets, match, emptyClears, usedAt: platform.clock.now() });
  await wake(platform, scope, importJobId);
  return importJobView(moved);
}

async function wake(platform: Platform, scope: OrgScope, jobId: ImportJobId): Promise<void> {
  await announceImport(platform, scope, jobId);
  await platform.wakeJob(importJobName, { orgId: scope.orgId, jobId });
}

/** Starts carrying a plan out. @throws DomainError NOT_FOUND, CSV_HAS_ERRORS, IMPORT_PLAN_STALE, IMPORT_ALREADY_RUN */
export async function startImport(platform: Platform, actor: UserActor, input: z.output<typeof RunImportInput>): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const now = platform.clock.now();
  const job = await getImportJob(db, scope, input.importJobId);
  if (job.state !== 'checked') throw new DomainError('IMPORT_ALREADY_RUN');
  const { error, new: added, changed } = countsOf(job.parts);
  if (error > 0 && !input.skipErrors) throw new DomainError('CSV_HAS_ERRORS', { rows: error });
  if (job.checkedAt === null || openUntil(job.checkedAt) < now) throw new DomainError('IMPORT_PLAN_STALE');
  const moved = await inTransaction(platform.databases.client, async (session) => {
    const change = {
      state: 'running' as const,
      active: true,
      skipErrors: input.skipErrors,
      done: 0,
      leaseUntil: null,
      claims: 0,
      startedBy: { userId: actor.userId, name: actor.name },
      startedAt: now,
      finishedAt: null,
    };
    const started = await moveImportJob(db, scope, job._id, { state: 'checked' }, change, session);
    if (!started) throw new DomainError('IMPORT_ALREADY_RUN');
    const subjectName = `${job.fileName}（新規${added}・変更${changed}）`;
    const note = { action: 'member.import_start' as const, subjectKind: 'import', subjectId: job._id, subjectName, fields: [] };
    await recordAudit(platform, scope, actor, note, session);
    return started;
  });
  await wake(platform, scope, job._id);
  return importJobView(moved);
}

/** Starts taking an import back. @throws DomainError NOT_FOUND, INVALID_TRANSITION, IMPORT_UNDO_OVER */
export async function startUndo(platform: Platform, actor: UserActor, jobId: ImportJobId): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const now = platform.clock.now();
  const job = await getImportJob(db, scope, jobId);
  if ((job.state !== 'done' && job.state !== 'failed') || job.finishedAt === null) throw new DomainError('INVALID_TRANSITION');
  if (openUntil(job.finishedAt) < now) throw new DomainError('IMPORT_UNDO_OVER');
  const moved = await moveImportJob(
    db,
    scope,
    jobId,
    { state: job.state },
    {
      state: 'undoing',
      active: true,
      done: 0,
      leaseUntil: null,
      claims: 0,
      startedBy: { userId: actor.userId, name: actor.name },
      startedAt: now,
      finishedAt: null,
    },
  );
  if (!moved) throw new DomainError('INVALID_TRANSITION');
  await wake(platform, scope, jobId);
  return importJobView(moved);
}

/** Rows of one kind, read from the parts that have some. @throws DomainError NOT_FOUND */
export async function importRows(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof ImportRowsInput>,
): Promise<z.output<typeof ImportRowsOutput>> {
  const db = platform.databases.server;
  const job = await getImportJob(db, scope, input.importJobId);
  const typeNames = new Map((await listMembershipTypes(scope)).map((type) => [type._id, type.name]));
  const rows: z.output<typeof ImportRowsOutput>['rows'] = [];
  const sizes = job.parts.map((part) => part.new + part.changed + part.unchanged + part.error);
  const { kind } = input;
  const isDone = ['running', 'done', 'undoing', 'undone', 'failed'].includes(job.state);
  let place = 0;
  for (const [number, size] of sizes.entries()) {
    const end = place + size;
    const seen = input.after ?? 0;
    const holdsSome = kind === 'all' || kind === 'failed' || kind === 'kept' || job.parts[number]![kind as ImportKind] > 0;
    if (end > seen && holdsSome) {
      const [part, outcome] = await Promise.all([
        getPart(db, scope, job._id, number),
        isDone ? findOutcome(db, scope, job._id, number) : Promise.resolve(null),
      ]);
      for (const [at, row] of part.rows.entries()) {
        if (place + at < seen) continue;
        const view = importRowView(row, at, outcome, typeNames);
        if (!isWanted(view, kind)) continue;
        if (rows.length === input.size) return { rows, next: place + at };
        rows.push(view);
      }
    }
    place = end;
  }
  return { rows, next: null };
}

function isWanted(row: z.output<typeof ImportRowsOutput>['rows'][number], kind: z.output<typeof ImportRowsInput>['kind']): boolean {
  if (kind === 'failed') return row.outcome === 'number_taken' || row.outcome === 'changed_since' || row.outcome === 'type_gone';
  if (kind === 'kept') return row.undo === 'kept_changed' || row.undo === 'kept_used';
  return kind === 'all' || row.kind === kind;
}

/** Draws the provisional pairs of those who came in with a part of an import, and shows them once (ACC-01). */
export async function issueImportPairs(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof IssuePairsInput>,
): Promise<z.output<typeof IssuePairsOutput>> {
  const { scope } = actor;
  const db = platform.databases.server;
  const job = await getImportJob(db, scope, input.importJobId);
  if (job.state !== 'done') throw new DomainError('INVALID_TRANSITION');
  const outcome = await findOutcome(db, scope, job._id, input.part);
  const next = input.part + 1 < job.parts.length ? input.part + 1 : null;
  if (!outcome) return { pairs: [], next };
  const { rows } = await getPart(db, scope, job._id, input.part);
  const added = rows.flatMap((row, at): MemberId[] => (outcome.outcomes[at] === 'added' && row.memberId ? [row.memberId] : []));
  const members = await membersById(db, scope, added);
  const may = added.filter((memberId) => mayLogIn(members.get(memberId)?.status ?? 'withdrawn'));
  const drawn = await inTransaction(platform.databases.client, async (session) => {
    const pairs = await drawPairsFor(platform, scope, may, session);
    if (pairs.length > 0)
      await recordAudit(
        platform,
        scope,
        actor,
        {
          action: 'account.provisional',
          subjectKind: 'import',
          subjectId: job._id,
          subjectName: `${job.fileName}（${pairs.length}名）`,
          fields: [],
        },
        session,
      );
    return pairs;
  });
  const order = new Map(added.map((memberId, at) => [memberId, at]));
  const pairs = drawn
    .sort((left, right) => order.get(left.memberId)! - order.get(right.memberId)!)
    .map((pair) => {
      const member = members.get(pair.memberId)!;
      return { ...pair, memberNumber: member.memberNumber, name: `${member.familyName} ${member.givenName}` };
    });
  return { pairs, next };
}

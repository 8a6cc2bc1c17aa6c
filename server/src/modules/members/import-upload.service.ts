import {
  type ChangeEncodingInput,
  type ImportEncoding,
  type ImportJobView,
  importLimits,
  isCustomTarget,
} from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type ImportJobId, newImportJobId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { checkHeadings } from './import-column.rules.ts';
import { customTargets, guessTargets } from './import-heading.rules.ts';
import { CsvReader, separatorOf } from './import-csv.rules.ts';
import {
  type ImportJobDocument,
  deleteFile,
  fileChunks,
  getImportJob,
  insertChunk,
  insertImportJob,
  moveImportJob,
} from './import-job.repository.ts';
import { findMap, knownHeadings } from './import-map.repository.ts';
import { TextSniffer } from './import-text.rules.ts';
import { assertOpen } from './import-check.service.ts';
import { atColumns, viewOf } from './import.service.ts';

type View = z.output<typeof ImportJobView>;
const chunkBytes = 512 * 1024;
const sampleRows = 20;

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
  const custom = customTargets((await findCustomFields(db, scope)).fields);
  if (map) {
    // A field that was put away since is nobody's target.
    const targets = map.targets.map((target) => (isCustomTarget(target) && !custom.has(target) ? 'ignore' : target));
    return { targets, remembered: true, match: map.match, emptyClears: map.emptyClears };
  }
  const targets = guessTargets(headings, await knownHeadings(db, scope), custom);
  return { targets, remembered: false, match: 'none', emptyClears: false };
}

/** Reads the first rows anew in another encoding. @throws DomainError NOT_FOUND, IMPORT_PLAN_STALE, CSV_UNREADABLE, IMPORT_ALREADY_RUN */
export async function changeEncoding(platform: Platform, scope: OrgScope, input: z.output<typeof ChangeEncodingInput>): Promise<View> {
  const db = platform.databases.server;
  const job = await getImportJob(db, scope, input.importJobId);
  // A plan that is still good is not given up for one that could not be made any more.
  assertOpen(job.createdAt, platform.clock.now());
  if (!job.encodings.includes(input.encoding)) throw new DomainError('CSV_UNREADABLE');
  for await (const head of fileChunks(db, scope, { _id: job._id, chunks: 1 })) {
    const read = readHead(head, input.encoding, job.chunks === 1);
    const change = { ...read, encoding: input.encoding, state: 'uploaded' as const, refusal: null };
    const moved = await moveImportJob(db, scope, job._id, atColumns, { ...change, ...(await proposal(platform, scope, read.headings)) });
    if (!moved) throw new DomainError('IMPORT_ALREADY_RUN');
    return viewOf(platform, scope, moved);
  }
  throw new DomainError('NOT_FOUND');
}

import { type CleanKind, type ImportTarget, importDays, importLimits } from '@tsudoi/shared/contracts/members/member-import.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';

import { findCustomFields } from './custom-field.repository.ts';
import { customTargets } from './import-heading.rules.ts';
import { newMemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { monotonicMs } from '@tsudoi/shared/service/clock';
import type { Platform } from '../../platform/platform.ts';
import { loginKeyOfNumber, loginKeysInUse, numbersWithLoginTaken } from '../identity/identity.public.ts';
import { type ColumnPlan, type RowTerms, columnPlan } from './import-cell.rules.ts';
import type { SeenRows } from './import-repeat.rules.ts';
import { type KnownMembers, type PlannedRow, planRow } from './import-row.rules.ts';
import { type CsvRecord, CsvReader } from './import-csv.rules.ts';
import { byName } from './import-kept.rules.ts';
import { type ImportJobDocument, type KindCounts, deleteParts, fileChunks, insertPart } from './import-job.repository.ts';
import type { ImportWork } from './import-lease.service.ts';
import { membersByEmail, membersNumbered, numbersInUse } from './import-member.repository.ts';
import { looksLikeReception } from './member-number.rules.ts';
import { countByStatus } from './member-tally.repository.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

const partSize = 500;
const readAtOnce = 64 * 1024;
const progressEveryMs = 400;

/** A roll that is short beside the file: who is in it is read once, which costs less than asking for every row. */
interface Standing {
  readonly numbers: ReadonlySet<string>;
  readonly loginKeys: ReadonlySet<string>;
}

/** As many rows as a piece of a file holds at the least, or so. */
const membersPerChunk = 1000;

/** Null when the roll is long. What is given away after this the unique indexes tell, as they do after the plan is made. */
async function standingOf(platform: Platform, scope: OrgScope, job: ImportJobDocument): Promise<Standing | null> {
  const members = [...(await countByStatus(scope)).values()].reduce((sum, count) => sum + count, 0);
  if (members > membersPerChunk * job.chunks) return null;
  const [numbers, loginKeys] = await Promise.all([numbersInUse(platform.databases.server, scope), loginKeysInUse(platform, scope)]);
  return { numbers, loginKeys };
}

interface Asked {
  readonly records: readonly CsvRecord[];
  readonly plan: ColumnPlan;
  readonly terms: RowTerms;
  readonly standing: Standing | null;
}

/** Members whom the rows of a part may be. */
async function membersOf(platform: Platform, scope: OrgScope, { records, plan, terms, standing }: Asked): Promise<KnownMembers> {
  const db = platform.databases.server;
  const column = (target: ImportTarget) => plan.places.find((one) => one.target === target)?.at[0];
  const texts = (at: number | undefined, fold: (text: string) => string): string[] =>
    at === undefined
      ? []
      : [...new Set(records.map((record) => fold((record.cells[at] ?? '').normalize('NFKC').trim())))].filter((text) => text !== '');
  const numbers = texts(column('memberNumber'), (text) => text.toUpperCase());
  const addresses = (['contactEmail', 'liaisonEmail', 'representativeEmail'] as const).map(column);
  const emails = terms.match === 'contactEmail' ? addresses.flatMap((at) => texts(at, (text) => text.toLowerCase())) : [];
  const [byNumber, byEmail, loginsTaken] = await Promise.all([
    membersNumbered(db, scope, standing ? numbers.filter((number) => standing.numbers.has(number) || looksLikeReception(number)) : numbers),
    membersByEmail(db, scope, emails),
    standing
      ? new Set(numbers.filter((number) => standing.loginKeys.has(terms.keyOfNumber(number))))
      : numbersWithLoginTaken(platform, scope, numbers),
  ]);
  return { byNumber, byEmail, loginsTaken };
}

/** Records without those that are only separators, a part at a time; the first record is the headings. @throws DomainError */
async function* partsOfFile(platform: Platform, scope: OrgScope, job: ImportJobDocument): AsyncGenerator<CsvRecord[]> {
  const reader = new CsvReader(job.separator);
  const decoder = new TextDecoder(job.encoding, { fatal: true });
  let pending: CsvRecord[] = [];
  let isFirst = true;
  let total = 0;
  const take = (records: readonly CsvRecord[]) => {
    for (const record of records) {
      if (isFirst) isFirst = false;
      else if (record.cells.some((cell) => cell.trim() !== '')) pending.push(record);
    }
  };
  for await (const bytes of fileChunks(platform.databases.server, scope, job)) {
    // Little at a time, so that records are gone before the collector takes them for something that stays.
    for (let from = 0; from < bytes.length; from += readAtOnce) {
      take(reader.feed(decoder.decode(bytes.subarray(from, from + readAtOnce), { stream: true })));
      while (pending.length >= partSize) {
        const part = pending.slice(0, partSize);
        pending = pending.slice(partSize);
        total += part.length;
        if (total > importLimits.rows) throw new DomainError('CSV_TOO_LARGE', { rows: importLimits.rows });
        yield part;
      }
    }
  }
  take(reader.feed(decoder.decode()));
  take(reader.end());
  for (; pending.length > 0; pending = pending.slice(partSize)) {
    const part = pending.slice(0, partSize);
    total += part.length;
    if (total > importLimits.rows) throw new DomainError('CSV_TOO_LARGE', { rows: importLimits.rows });
    yield part;
  }
}

/** Who is added has an id from here on, so that adding somebody twice is adding them once. */
const withId = (row: PlannedRow): PlannedRow => (row.kind === 'new' ? Object.assign(row, { memberId: newMemberId() }) : row);

interface KnownPart {
  readonly records: readonly CsvRecord[];
  readonly known: KnownMembers;
}

/** Parts with the members whom their rows may be; those of the next one are looked for while one is planned. */
async function* withKnown(parts: AsyncIterable<CsvRecord[]>, look: (records: readonly CsvRecord[]) => Promise<KnownMembers>) {
  let waiting: { readonly records: readonly CsvRecord[]; readonly known: Promise<KnownMembers> } | null = null;
  const whole = async ({ records, known }: NonNullable<typeof waiting>): Promise<KnownPart> => ({ records, known: await known });
  for await (const records of parts) {
    const known = look(records);
    known.catch(() => undefined);
    if (waiting) yield await whole(waiting);
    waiting = { records, known };
  }
  if (waiting) yield await whole(waiting);
}

class CheckSums {
  readonly parts: KindCounts[] = [];
  readonly #cleaned = new Map<CleanKind, Omit<ImportJobDocument['cleaned'][number], 'kind'>>();
  readonly statuses: Partial<Record<MemberStatus, number>> = {};
  rows = 0;
  #numbered = 0;
  #unnumbered = 0;

  add(rows: readonly PlannedRow[]): void {
    const counts: KindCounts = { new: 0, changed: 0, unchanged: 0, error: 0 };
    for (const row of rows) {
      counts[row.kind] += 1;
      if (row.kind === 'new' && row.memberNumber === '') this.#unnumbered += 1;
      else if (row.kind === 'new') this.#numbered += 1;
      const last = row.statuses?.at(-1)?.status;
      if (last) this.statuses[last] = (this.statuses[last] ?? 0) + 1;
      for (const { kind, target, before, after } of row.cleaned) {
        const known = this.#cleaned.get(kind);
        if (known) known.count += 1;
        else this.#cleaned.set(kind, { count: 1, target, before, after });
      }
    }
    this.parts.push(counts);
    this.rows += rows.length;
  }

  get mixesNumbers(): boolean {
    return this.#numbered > 0 && this.#unnumbered > 0;
  }

  get cleaned(): ImportJobDocument['cleaned'] {
    return [...this.#cleaned].map(([kind, one]) => ({ kind, ...one }));
  }
}

/**
 * Reads the whole file and freezes what would be done with every row. A process that dies begins anew: the plan is only
 * looked at when it is whole.
 */
export async function checkFile(platform: Platform, scope: OrgScope, { job, progress }: ImportWork): Promise<void> {
  const db = platform.databases.server;
  await deleteParts(db, scope, job._id);
  const types = (await listMembershipTypes(scope)).map(({ _id: id, name, archived }) => ({ id, name, archived }));
  const ranks = (await findMemberSettings(scope)).ranks.map(({ rankId: id, ...rank }) => ({ ...rank, id }));
  const terms: RowTerms = {
    targets: job.targets,
    match: job.match,
    emptyClears: job.emptyClears,
    types: byName(types),
    typeNames: new Map(types.map(({ id, name }) => [id, name])),
    ranks: byName(ranks),
    archived: new Set<string>([...types, ...ranks].filter(({ archived }) => archived).map(({ id }) => id)),
    custom: customTargets((await findCustomFields(db, scope)).fields),
    today: platform.clock.today(),
    keyOfNumber: loginKeyOfNumber,
  };
  const plan = columnPlan(job.targets);
  const seen: SeenRows = { numbers: new Map(), former: new Map(), emails: new Map(), people: new Map() };
  const sums = new CheckSums();
  const createdAt = platform.clock.now();
  let writing: Promise<void> = Promise.resolve();
  let reportedAt = monotonicMs();
  try {
    let standing: Promise<Standing | null> | undefined;
    const parts = withKnown(partsOfFile(platform, scope, job), async (records) => {
      if (records.length === partSize) standing ??= standingOf(platform, scope, job);
      return membersOf(platform, scope, { records, plan, terms, standing: (await standing) ?? null });
    });
    for await (const { records, known } of parts) {
      const rows = records.map((record) => withId(planRow(record, plan, terms, known, seen)));
      await writing;
      writing = insertPart(db, scope, { jobId: job._id, part: sums.parts.length, rows, createdAt });
      // What goes wrong surfaces at the next turn; here it must not count as unhandled.
      writing.catch(() => undefined);
      sums.add(rows);
      if (monotonicMs() - reportedAt > progressEveryMs) {
        reportedAt = monotonicMs();
        if (!(await progress({ done: sums.rows }))) return;
      }
    }
    await writing;
    if (sums.rows === 0) throw new DomainError('CSV_EMPTY');
  } catch (error) {
    await writing.catch(() => undefined);
    if (!(error instanceof DomainError)) throw error instanceof TypeError ? new DomainError('CSV_UNREADABLE') : error;
    await deleteParts(db, scope, job._id);
    await progress({
      state: 'refused',
      active: false,
      refusal: { code: error.code, params: error.params },
      finishedAt: platform.clock.now(),
    });
    return;
  }
  const now = platform.clock.now();
  await progress({
    state: 'checked',
    active: false,
    total: sums.rows,
    done: sums.rows,
    parts: sums.parts,
    cleaned: sums.cleaned,
    statuses: sums.statuses,
    mixesNumbers: sums.mixesNumbers,
    checkedAt: now,
    finishedAt: now,
  });
}

/** Until when a plan made at a moment can be carried out, or an import of that moment be taken back. */
export function openUntil(since: Date): Date {
  return new Date(since.getTime() + importDays * 86_400_000);
}

/** The file itself can be read for as long as a plan. @throws DomainError IMPORT_PLAN_STALE */
export function assertOpen(since: Date | null, now: Date): void {
  if (since === null || openUntil(since) < now) throw new DomainError('IMPORT_PLAN_STALE');
}

/** What a plan would add, change and leave, over all its parts. */
export function countsOf(parts: readonly KindCounts[]): KindCounts {
  const sum: KindCounts = { new: 0, changed: 0, unchanged: 0, error: 0 };
  for (const part of parts) for (const kind of ['new', 'changed', 'unchanged', 'error'] as const) sum[kind] += part[kind];
  return sum;
}

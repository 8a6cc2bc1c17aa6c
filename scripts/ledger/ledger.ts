import type { Collection, Db, Filter } from 'mongodb';

/** The three databases that hold the truth about money. Everything here only reads. */
export interface LedgerDatabases {
  readonly server: Db;
  readonly payments: Db;
  readonly queue: Db;
}

export interface LedgerRow {
  readonly _id: string;
  readonly orgId: string;
}

/** Something that is not as it must be: which row, and what about it in ids and sums, never in names of people. */
export interface Finding {
  readonly row: string;
  readonly fact: string;
}

export interface CheckResult {
  readonly name: string;
  readonly says: string;
  readonly rows: number;
  readonly broken: number;
  /** The first of them; all are counted. */
  readonly findings: readonly Finding[];
}

export interface Check {
  readonly name: string;
  /** The invariant in one sentence. */
  readonly says: string;
  /** `patienceMs`: how long to wait before looking again at what looks wrong. */
  run(databases: LedgerDatabases, patienceMs: number): Promise<CheckResult>;
}

const pageSize = 500;
const kept = 20;
const looks = 4;
const wait = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

interface RowCheck<T extends LedgerRow> {
  readonly name: string;
  readonly says: string;
  readonly database: keyof LedgerDatabases;
  readonly collection: string;
  readonly filter?: Filter<T>;
  readonly projection?: Readonly<Record<string, 0 | 1>>;
  inspect(databases: LedgerDatabases, rows: readonly T[]): Promise<Finding[]> | Finding[];
}

/**
 * Walks a collection in pages by id, so that memory stays at one page whatever the size. The system may be running: what
 * looks wrong is looked at again a little later, and only what stays wrong counts.
 */
export function rowCheck<T extends LedgerRow>(given: RowCheck<T>): Check {
  return {
    name: given.name,
    says: given.says,
    async run(databases, patienceMs) {
      const collection = databases[given.database].collection<T>(given.collection);
      const findings: Finding[] = [];
      let rows = 0;
      let broken = 0;
      for await (const page of pagesOf(collection, given)) {
        rows += page.length;
        const found = await settle(databases, collection, given, page, patienceMs);
        broken += found.length;
        findings.push(...found.slice(0, kept - findings.length));
      }
      return { name: given.name, says: given.says, rows, broken, findings };
    },
  };
}

/** One cursor in the order of ids, cut into pages. */
async function* pagesOf<T extends LedgerRow>(collection: Collection<T>, given: RowCheck<T>): AsyncGenerator<T[]> {
  const options = { batchSize: pageSize, ...(given.projection ? { projection: given.projection } : {}) };
  let page: T[] = [];
  for await (const row of collection.find(given.filter ?? {}, options).sort({ _id: 1 })) {
    page.push(row as unknown as T);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function settle<T extends LedgerRow>(
  databases: LedgerDatabases,
  collection: Collection<T>,
  given: RowCheck<T>,
  page: readonly T[],
  patienceMs: number,
): Promise<Finding[]> {
  let found = await given.inspect(databases, page);
  for (let look = 1; look < looks && found.length > 0; look += 1) {
    await wait(patienceMs * look);
    const ids = [...new Set(found.map((finding) => finding.row))];
    const again = await collection
      .find(
        { $and: [given.filter ?? {}, { _id: { $in: ids } }] } as unknown as Filter<T>,
        given.projection ? { projection: given.projection } : {},
      )
      .sort({ _id: 1 })
      .toArray();
    found = await given.inspect(databases, again as unknown as T[]);
  }
  return found;
}

interface WholeCheck {
  readonly name: string;
  readonly says: string;
  inspect(databases: LedgerDatabases): Promise<{ rows: number; findings: Finding[] }>;
}

/** A statement about a whole collection, such as a series without gaps. */
export function wholeCheck({ name, says, inspect }: WholeCheck): Check {
  return {
    name,
    says,
    async run(databases, patienceMs) {
      let result = await inspect(databases);
      for (let look = 1; look < looks && result.findings.length > 0; look += 1) {
        await wait(patienceMs * look);
        result = await inspect(databases);
      }
      return { name, says, rows: result.rows, broken: result.findings.length, findings: result.findings.slice(0, kept) };
    },
  };
}

/** The rows of a page name a stretch of ids: bounding both ends costs what it returns on every engine, `$in` does not. */
function stretch(rows: readonly LedgerRow[]): object {
  if (rows.length < 20) return { $in: rows.map((row) => row._id) };
  return { $gte: rows[0]!._id, $lte: rows.at(-1)!._id };
}

/** What points at the rows of a page by one field, organisation by organisation, as the indexes begin. */
export async function pointingAt<T extends LedgerRow>(
  db: Db,
  collection: string,
  field: keyof T & string,
  rows: readonly LedgerRow[],
  projection: Readonly<Record<string, 1>> = {},
): Promise<T[]> {
  const found: T[] = [];
  for (const orgId of orgsOf(rows)) {
    const own = rows.filter((row) => row.orgId === orgId);
    const filter = { orgId, [field]: stretch(own) } as unknown as Filter<T>;
    found.push(...((await db.collection<T>(collection).find(filter, { projection }).toArray()) as unknown as T[]));
  }
  return found;
}

/** Rows of another collection under the same ids, by id. */
export async function sameIds<T extends LedgerRow>(db: Db, collection: string, rows: readonly LedgerRow[]): Promise<Map<string, T>> {
  const found = await db
    .collection<T>(collection)
    .find({ _id: stretch(rows) } as unknown as Filter<T>)
    .toArray();
  return new Map((found as unknown as T[]).map((row) => [row._id, row]));
}

/** Rows by their ids alone: a second condition beside them would make the embedded engine walk the collection. */
export async function byIds<T extends { readonly _id: string }>(
  db: Db,
  collection: string,
  ids: readonly string[],
  projection: Readonly<Record<string, 1>> = {},
): Promise<Map<string, T>> {
  if (ids.length === 0) return new Map();
  const found = await db
    .collection<T>(collection)
    .find({ _id: { $in: [...new Set(ids)] } } as unknown as Filter<T>, { projection })
    .toArray();
  return new Map((found as unknown as T[]).map((row) => [row._id, row]));
}

const orgsOf = (rows: readonly LedgerRow[]): string[] => [...new Set(rows.map((row) => row.orgId))];
export const idsOf = (rows: readonly LedgerRow[]): string[] => rows.map((row) => row._id);
export const isYen = (value: unknown, least = 0, most = 9_999_999): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;

/** Values of one field that several rows share, where each must stand alone. */
export async function duplicates(db: Db, collection: string, match: object, fields: readonly string[]): Promise<Finding[]> {
  const key = Object.fromEntries(fields.map((field) => [field, `$${field}`]));
  const groups = await db
    .collection(collection)
    .aggregate<{ _id: Record<string, unknown>; count: number }>(
      [{ $match: match }, { $group: { _id: key, count: { $sum: 1 } } }, { $match: { count: { $gt: 1 } } }],
      { allowDiskUse: true },
    )
    .toArray();
  return groups.map((group) => ({ row: Object.values(group._id).join(' '), fact: `${group.count} rows share ${fields.join(', ')}` }));
}

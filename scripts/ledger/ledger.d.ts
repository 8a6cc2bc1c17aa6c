import type { Db, Filter } from 'mongodb';
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
export declare function rowCheck<T extends LedgerRow>(given: RowCheck<T>): Check;
interface WholeCheck {
  readonly name: string;
  readonly says: string;
  inspect(databases: LedgerDatabases): Promise<{
    rows: number;
    findings: Finding[];
  }>;
}
/** A statement about a whole collection, such as a series without gaps. */
export declare function wholeCheck({ name, says, inspect }: WholeCheck): Check;
/** What points at the rows of a page by one field, organisation by organisation, as the indexes begin. */
export declare function pointingAt<T extends LedgerRow>(
  db: Db,
  collection: string,
  field: keyof T & string,
  rows: readonly LedgerRow[],
  projection?: Readonly<Record<string, 1>>,
): Promise<T[]>;
/** Rows of another collection under the same ids, by id. */
export declare function sameIds<T extends LedgerRow>(db: Db, collection: string, rows: readonly LedgerRow[]): Promise<Map<string, T>>;
/** Rows by their ids alone: a second condition beside them would make the embedded engine walk the collection. */
export declare function byIds<
  T extends {
    readonly _id: string;
  },
>(db: Db, collection: string, ids: readonly string[], projection?: Readonly<Record<string, 1>>): Promise<Map<string, T>>;
export declare const idsOf: (rows: readonly LedgerRow[]) => string[];
export declare const isYen: (value: unknown, least?: number, most?: number) => boolean;
/** Values of one field that several rows share, where each must stand alone. */
export declare function duplicates(db: Db, collection: string, match: object, fields: readonly string[]): Promise<Finding[]>;
export {};

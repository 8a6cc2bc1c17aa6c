import { randomUUID } from 'node:crypto';
import {
  MongoBulkWriteError,
  type ClientSession,
  type Collection,
  type Db,
  type Document,
  type Filter,
  MongoClient,
  type MongoClientOptions,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';

export interface Databases {
  readonly client: MongoClient;
  readonly server: Db;
  readonly payments: Db;
  readonly queue: Db;
  readonly sandbox: Db;
}

/** Every write is acknowledged by the majority and journalled; every read sees what the majority has. */
export const mongoOptions = {
  writeConcern: { w: 'majority', journal: true },
  readConcern: { level: 'majority' },
  ignoreUndefined: true,
  // A page must not hang while the database is away: it answers 503 and is tried again.
  serverSelectionTimeoutMS: 3000,
} as const satisfies MongoClientOptions;

/** One pool per process. */
export async function connectMongo(uri: string, prefix: string, maxPoolSize = 20): Promise<Databases> {
  const client = new MongoClient(uri, { ...mongoOptions, maxPoolSize });
  await client.connect();
  return databasesOf(client, prefix);
}

export function databasesOf(client: MongoClient, prefix: string): Databases {
  return {
    client,
    server: client.db(prefix),
    payments: client.db(`${prefix}_payments`),
    queue: client.db(`${prefix}_queue`),
    sandbox: client.db(`${prefix}_sandbox`),
  };
}

/** Thrown inside a trial, so that it is given up. */
class GivenUp extends Error {}

/**
 * Money needs transactions and live pages need change streams, so the server must be a replica set or a cluster, a trial
 * transaction that is given up must leave nothing and another must commit; else the process refuses to start (design.md 7).
 */
export async function probeTransactions(client: MongoClient, db: Db): Promise<void> {
  const probe = db.collection<{ _id: string; at: Date; trial?: string }>('boot_probe');
  await probe.updateOne({ _id: 'probe' }, { $setOnInsert: { at: new Date(0) } }, { upsert: true });
  const trial = randomUUID();
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    if (!hello['setName'] && hello['msg'] !== 'isdbgrid') throw new Error('the server is neither in a replica set nor a cluster');
    await inTransaction(client, async (session) => {
      await probe.updateOne({ _id: 'probe' }, { $set: { trial } }, { session });
      throw new GivenUp();
    }).catch((error: unknown) => {
      if (!(error instanceof GivenUp)) throw error;
    });
    if (await probe.findOne({ _id: 'probe', trial })) throw new Error('a transaction that was given up stayed');
    await inTransaction(client, async (session) => {
      await probe.updateOne({ _id: 'probe' }, { $currentDate: { at: true } }, { session });
    });
  } catch (error) {
    throw new Error(
      'This MongoDB does not run transactions and change streams. Tsudoi needs a replica set (one node is enough) or a sharded cluster.',
      {
        cause: error,
      },
    );
  }
}

/** One short transaction, retried on transient errors by the driver; the callback may run several times. */
export async function inTransaction<T>(client: MongoClient, work: (session: ClientSession) => Promise<T>): Promise<T> {
  return client.withSession((session) =>
    session.withTransaction(() => work(session), {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', journal: true },
    }),
  );
}

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11_000;
}

/**
 * Which rows of an unordered insert were there before, by their places. The driver gives a broken connection and a write
 * that is not durable the same class, with no row named: of those nothing is known. @throws the error, unless every row but these is stored
 */
export function duplicatesOf(error: unknown): number[] {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) throw error;
  const faults = [error.writeErrors].flat();
  if (faults.length === 0 || faults.some(({ code }) => code !== 11_000)) throw error;
  return faults.map(({ index }) => index);
}

/** Codes of a server that is going down, coming up or not the primary at the moment. */
const awayCodes: ReadonlySet<unknown> = new Set([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);

/** Whether the database could not be reached, as opposed to having refused something: trying again later helps. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError) return true;
  // What broke a bulk write stands inside of the driver's error for it.
  if (error instanceof MongoBulkWriteError && error.errorResponse instanceof Error) return isDatabaseAway(error.errorResponse);
  if (error instanceof MongoServerError) return awayCodes.has(error.code);
  // mongoose says it in a class of its own.
  return error instanceof Error && error.name === 'MongooseServerSelectionError';
}

/** The earliest moment among rows that fit; all of it stands in one index: the filter's fields, then that one. */
export async function earliest<T extends Document>(
  rows: Collection<T>,
  filter: Filter<T>,
  field: 'nextAt' | 'createdAt',
): Promise<Date | null> {
  const first = await rows.findOne(filter, { sort: { [field]: 1 }, projection: { [field]: 1 } });
  return (first as Partial<Record<typeof field, Date>> | null)?.[field] ?? null;
}

export interface Migration {
  /** Sorts the migrations of one database, e.g. `2026-11-24-bills-indexes`. */
  readonly id: string;
  run(db: Db): Promise<void>;
}

interface MigrationDocument {
  _id: string;
  state: 'running' | 'done';
  startedAt: Date;
}

/**
 * Runs what has not run yet, in order, once per database, under a lock document. A process that died in the middle
 * gives up its lock after two minutes; migrations are written so that running one again is harmless.
 */
export async function runMigrations(db: Db, migrations: readonly Migration[], realNow: () => Date): Promise<void> {
  const collection = db.collection<MigrationDocument>('migrations');
  const ordered = [...migrations].sort((left, right) => (left.id < right.id ? -1 : 1));
  const left = async () => {
    const done = new Set((await collection.find({ state: 'done' }).toArray()).map((row) => row._id));
    return ordered.filter(({ id }) => !done.has(id));
  };
  if ((await left()).length === 0) return;
  await takeLock(collection, realNow);
  try {
    // Asked again: whoever had the lock before us has run some.
    for (const migration of await left()) {
      await migration.run(db);
      await collection.replaceOne({ _id: migration.id }, { state: 'done', startedAt: realNow() }, { upsert: true });
    }
  } finally {
    await collection.deleteOne({ _id: 'lock' });
  }
}

/** For migrations: what a run that ended in its middle has dropped already is no fault. */
export async function dropIndexes(collection: Collection, names: readonly string[]): Promise<void> {
  const there = new Set((await collection.indexes()).map(({ name }) => name));
  for (const name of names) if (there.has(name)) await collection.dropIndex(name);
}

async function takeLock(collection: Collection<MigrationDocument>, realNow: () => Date): Promise<void> {
  const deadline = realNow().getTime() + 150_000;
  for (;;) {
    const stale = new Date(realNow().getTime() - 120_000);
    await collection.deleteOne({ _id: 'lock', startedAt: { $lt: stale } });
    try {
      await collection.insertOne({ _id: 'lock', state: 'running', startedAt: realNow() });
      return;
    } catch (error) {
      if (!isDuplicateKey(error) || realNow().getTime() > deadline) throw error;
      await new Promise((wake) => setTimeout(wake, 200));
    }
  }
}

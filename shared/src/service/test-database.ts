import { randomBytes } from 'node:crypto';
import type { Collection, Db } from 'mongodb';
import { watchedUri } from './command-counter.ts';
import { type Databases, connectMongo } from './mongo.ts';

export interface TestDatabase {
  readonly uri: string;
  readonly prefix: string;
  readonly databases: Databases;
  /** Closes the connection; on a server that outlives the test run the databases are dropped as well. */
  drop(): Promise<void>;
}

/** What earlier files of this process have left empty, with every index: to make four hundred of them anew costs a file more than many a test. */
const emptied: string[] = [];
/** To take more rows out than this would cost more than new databases do. */
const mostTakenOut = 3000;

/**
 * Databases of one test file on the server that the test run has started; the names are drawn, so that runs never meet.
 * `watched`: whoever connects to the address can count commands (see command-counter). `emptied`: they may be those of a file
 * before, without a row; for whoever brings them up to date by the product's own migrations and leaves indexes as they are.
 */
export async function testDatabase(watched: 'watched' | 'plain' = 'plain', made: 'new' | 'emptied' = 'new'): Promise<TestDatabase> {
  const given = process.env['TSUDOI_TEST_MONGODB_URI'];
  if (!given) throw new Error('TSUDOI_TEST_MONGODB_URI is not set: run the tests through vitest’s db, scenario or browser project');
  const uri = watched === 'watched' ? watchedUri(given) : given;
  const known = made === 'emptied' ? emptied.pop() : undefined;
  const prefix = known ?? `tsudoi_t${randomBytes(6).toString('hex')}`;
  const databases = await connectMongo(uri, prefix);
  return {
    uri,
    prefix,
    databases,
    async drop() {
      const all = [databases.server, databases.payments, databases.queue, databases.sandbox];
      // A server of our own goes with its whole folder; a drop there would wait for transactions that a killed process left open.
      if (process.env['TSUDOI_TEST_DATABASE_KEPT'] === '1') for (const db of all) await db.dropDatabase();
      else if (made === 'emptied' && (await takeOut(all))) emptied.push(prefix);
      await databases.client.close();
    },
  };
}

/** Takes every row out but the notes of what migrations have run; false, and nothing is promised, where there are too many. */
async function takeOut(all: readonly Db[]): Promise<boolean> {
  const collections = (await Promise.all(all.map((db) => db.collections()))).flat();
  const filled: Collection[] = [];
  let rows = 0;
  for (const collection of collections) {
    if (collection.collectionName === 'migrations' || collection.collectionName.startsWith('system.')) continue;
    const count = await collection.estimatedDocumentCount();
    rows += count;
    if (count > 0) filled.push(collection);
  }
  if (rows > mostTakenOut) return false;
  for (const collection of filled) await collection.deleteMany({});
  return true;
}

import { randomBytes } from 'node:crypto';
import { watchedUri } from './command-counter.ts';
import { type Databases, connectMongo } from './mongo.ts';

export interface TestDatabase {
  readonly uri: string;
  readonly prefix: string;
  readonly databases: Databases;
  /** Closes the connection; on a server that outlives the test run the databases are dropped as well. */
  drop(): Promise<void>;
}

/**
 * Databases of one test file on the server that the test run has started; the names are drawn, so that runs never meet.
 * `watched`: whoever connects to the address can count commands (see command-counter).
 */
export async function testDatabase(watched: 'watched' | 'plain' = 'plain'): Promise<TestDatabase> {
  const given = process.env['TSUDOI_TEST_MONGODB_URI'];
  if (!given) throw new Error('TSUDOI_TEST_MONGODB_URI is not set: run the tests through vitest’s db, scenario or browser project');
  const uri = watched === 'watched' ? watchedUri(given) : given;
  const prefix = `tsudoi_t${randomBytes(6).toString('hex')}`;
  const databases = await connectMongo(uri, prefix);
  return {
    uri,
    prefix,
    databases,
    async drop() {
      // A server of our own goes with its whole folder; a drop there would wait for transactions that a killed process left open.
      if (process.env['TSUDOI_TEST_DATABASE_KEPT'] === '1') {
        for (const db of [databases.server, databases.payments, databases.queue, databases.sandbox]) await db.dropDatabase();
      }
      await databases.client.close();
    },
  };
}

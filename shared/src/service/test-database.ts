import { randomBytes } from 'node:crypto';
import { type Databases, connectMongo } from './mongo.ts';

export interface TestDatabase {
  readonly uri: string;
  readonly prefix: string;
  readonly databases: Databases;
  /** Closes the connection; on a server that outlives the test run the databases are dropped as well. */
  drop(): Promise<void>;
}

/** Databases of one test file on the server that the test run has started; the names are drawn, so that runs never meet. */
export async function testDatabase(): Promise<TestDatabase> {
  const uri = process.env['TSUDOI_TEST_MONGODB_URI'];
  if (!uri) throw new Error('TSUDOI_TEST_MONGODB_URI is not set: run the tests through vitest’s db, scenario or browser project');
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

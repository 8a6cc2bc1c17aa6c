import { type Collection, type Document, MongoServerError } from 'mongodb';
import { type TestDatabase, testDatabase } from './test-database.ts';

/** What the contract tests of the database write. */
export interface Row extends Document {
  _id: string;
  orgId: string;
  n: number;
  at?: Date;
  lines?: { id: number; amount: number }[];
}

export const row = (_id: string, n: number, more: Partial<Row> = {}): Row => ({ _id, orgId: 'org_1', n, ...more });

export interface TestRows {
  readonly test: TestDatabase;
  /** Whether the engine found is the embedded one, which differs in what database.contract.db.test.ts pins. */
  readonly embedded: boolean;
  /** A collection of its own for each test, made before any transaction uses it. */
  collection<T extends Document = Row>(): Promise<Collection<T>>;
}

export async function openTestRows(): Promise<TestRows> {
  const test = await testDatabase();
  const info = await test.databases.client.db('admin').command({ buildInfo: 1 });
  let drawn = 0;
  return {
    test,
    embedded: /secantus/i.test(JSON.stringify(info)),
    collection<T extends Document = Row>(): Promise<Collection<T>> {
      drawn += 1;
      return test.databases.server.createCollection<T>(`rows_${drawn}`);
    },
  };
}

/** The code the server refused with, or that it did not. */
export async function codeOf(work: Promise<unknown>): Promise<number | string | undefined> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined) return 'no error';
  if (error instanceof MongoServerError) return error.code;
  throw error;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type KeptDatabase, keepDatabase } from './kept-database.ts';

const dataDirectory = process.env['TSUDOI_DATA_DIR'] ?? join(import.meta.dirname, '..', '..', '.data');
let directory: string;
let database: KeptDatabase;
let client: MongoClient;
const said: string[] = [];
const givenUp: string[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsudoi-kept-'));
  vi.stubEnv('MONGODB_URI', undefined);
  database = await keepDatabase(
    { mode: 'durable-test', directory: join(directory, 'data'), dataDirectory },
    { say: (line) => void said.push(line), giveUp: (reason) => void givenUp.push(reason) },
  );
  client = new MongoClient(database.uri, { serverSelectionTimeoutMS: 20_000 });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await client.close();
  await database.stop();
  await rm(directory, { recursive: true, force: true });
});

/** kill -9, then wait until another process has its place or it was given up. */
async function crash(): Promise<void> {
  const pid = database.pid()!;
  const given = givenUp.length;
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(database.pid() !== pid || givenUp.length > given).toBe(true), { timeout: 20_000 });
}

it('T59: a killed database comes back with its data at the same address and says so in one line; a loop of crashes ends', async () => {
  const rows = client.db('kept').collection<{ _id: string }>('rows');
  await rows.insertOne({ _id: 'before' });
  await crash();
  expect(said).toEqual([expect.stringMatching(/^データベースが止まったため、起動し直しました: \S+/)]);
  expect(await rows.findOne({ _id: 'before' })).not.toBeNull();
  await rows.insertOne({ _id: 'after' });
  await crash();
  expect(await rows.countDocuments()).toBe(2);
  await crash();
  expect(givenUp).toEqual([expect.stringContaining('1分のあいだに3回止まった')]);
  expect(said).toHaveLength(2);
});

it('a database that was stopped stays stopped', async () => {
  said.length = 0;
  const pid = database.pid()!;
  await database.stop();
  expect(() => process.kill(pid, 0)).toThrow();
  expect(said).toEqual([]);
});

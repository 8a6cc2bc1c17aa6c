import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endDeadTransactions } from '@tsudoi/shared/service/dead-transactions';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningDatabase, startDatabase } from './database.ts';

const dataDirectory = process.env['TSUDOI_DATA_DIR'] ?? join(import.meta.dirname, '..', '..', '.data');
let directory: string;
// Of its own: whatever others have under way ends as well.
let database: RunningDatabase;
let client: MongoClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsudoi-dead-'));
  database = await startDatabase({ mode: 'test', directory, dataDirectory });
  client = new MongoClient(database.uri);
});
afterAll(async () => {
  await client.close();
  await database.stop();
  await rm(directory, { recursive: true, force: true });
});

/** A process that has changed the row in a transaction and says so. */
async function holder(): Promise<ChildProcess> {
  const driver = createRequire(import.meta.url).resolve('mongodb');
  const code = `
    const { MongoClient } = require(${JSON.stringify(driver)});
    const client = new MongoClient(${JSON.stringify(database.uri)});
    const session = client.startSession();
    session.startTransaction();
    client.db('dead').collection('rows').updateOne({ _id: 'row' }, { $set: { by: 'the dead' } }, { session }).then(() => console.log('held'));
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

it('the rows of a process that was killed in a transaction are free again, and as they were before it', async () => {
  const rows = client.db('dead').collection<{ _id: string; by: string }>('rows');
  await rows.insertOne({ _id: 'row', by: 'nobody' });
  const child = await holder();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const waiting = rows.findOneAndUpdate({ _id: 'row' }, { $set: { by: 'the living' } });
  await endDeadTransactions(database.uri);
  expect(await waiting).toEqual({ _id: 'row', by: 'nobody' });
  expect(await rows.findOne({})).toEqual({ _id: 'row', by: 'the living' });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatabase } from '../database/database.ts';

/** One server for a whole run, a database of its own for every test file: see `testDatabase`. */
export default async function setup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'tsudoi-test-'));
  const dataDirectory = process.env['TSUDOI_DATA_DIR'] ?? join(import.meta.dirname, '..', '..', '.data');
  const database = await startDatabase({ mode: 'test', directory, dataDirectory });
  process.env['TSUDOI_TEST_MONGODB_URI'] = database.uri;
  process.env['TSUDOI_TEST_DATABASE_KEPT'] = database.source === 'uri' ? '1' : '0';
  process.stdout.write(`database: ${database.label}\n`);
  return async () => {
    await database.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

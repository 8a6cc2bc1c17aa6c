import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatabase } from '../database/database.ts';
import { ensureClientBuild } from '../stack/client-build.ts';
import { anyPort } from '../stack/ports.ts';
import { drawSecrets, startStack } from '../stack/stack.ts';
import { ensureBrowser } from './browser.ts';

/** The whole product for the browser tests: a database, three processes and the built pages, on ports drawn at run time. */
export default async function setup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'tsudoi-browser-'));
  const dataDirectory = process.env['TSUDOI_DATA_DIR'] ?? join(import.meta.dirname, '..', '..', '.data');
  const clientDist = join(dataDirectory, 'client');
  const [database, browser] = await Promise.all([
    startDatabase({ mode: 'test', directory, dataDirectory }),
    ensureBrowser(),
    ensureClientBuild(clientDist),
  ]);
  const ports = { web: await anyPort(), payments: await anyPort(), internal: await anyPort(), sandbox: await anyPort() };
  const stack = await startStack({
    databaseUri: database.uri,
    prefix: 'tsudoi_browser',
    nodeEnv: 'test',
    ports,
    secrets: drawSecrets(),
    clientDist,
    bcryptCost: 4,
    onLine: (service, line) => process.stdout.write(`[${service}] ${line}\n`),
  });
  process.env['TSUDOI_TEST_STACK'] = JSON.stringify({
    web: stack.web,
    payments: stack.payments,
    sandbox: stack.sandbox,
    browser,
    clientDist,
  });
  process.stdout.write(`database: ${database.label}\n`);
  return async () => {
    await stack.stop();
    await database.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

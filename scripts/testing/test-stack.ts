import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClock, isClockFollowed, moveSharedClock } from '@tsudoi/shared/service/clock';
import { connectMongo } from '@tsudoi/shared/service/mongo';
import { createOperator } from '../../server/src/modules/operations/operator-account.service.ts';
import { startDatabase } from '../database/database.ts';
import { ensureClientBuild } from '../stack/client-build.ts';
import { anyPort } from '../stack/ports.ts';
import { type ServiceName, drawSecrets, startStack } from '../stack/stack.ts';
import { ensureBrowser } from './browser.ts';

/**
 * The whole product for the browser tests, as a process of its own: a database, three services and the built pages, on
 * ports drawn at run time. Says where everything is in one line, and ends when its standard input closes.
 */
const directory = await mkdtemp(join(tmpdir(), 'tsudoi-browser-'));
const dataDirectory = process.env['TSUDOI_DATA_DIR'] ?? join(import.meta.dirname, '..', '..', '.data');
const clientDist = join(dataDirectory, 'client');
const browser = ensureBrowser();
const [database] = await Promise.all([startDatabase({ mode: 'test', directory, dataDirectory }), ensureClientBuild(clientDist)]);
const ports = { web: await anyPort(), payments: await anyPort(), internal: await anyPort(), sandbox: await anyPort() };
const prefix = 'tsudoi_browser';
const stack = await startStack({
  databaseUri: database.uri,
  prefix,
  nodeEnv: 'test',
  schedulerLookMs: 250,
  ports,
  secrets: drawSecrets(),
  clientDist,
  bcryptCost: 4,
  onLine: (service, line) => process.stderr.write(`[${service}] ${line}\n`),
});
const databases = await connectMongo(database.uri, prefix, 1);
/** People of the operator, each with the link on which they set their log-in up; it opens nothing but this run. */
const people = [
  { operatorId: 'ito', name: '伊藤 直' },
  { operatorId: 'kato', name: '加藤 碧' },
  { operatorId: 'mori', name: '森 千尋' },
  { operatorId: 'hara', name: '原 和也' },
];
const operatorTokens: string[] = [];
for (const person of people) operatorTokens.push(await createOperator(databases.server, person, createClock().realNow()));
/**
 * Business time, so many days from now, and in every process: what one wrote on a day of before, the other took for later than its own
 * now. What looks at the day once a minute looks at once, so that nobody waits for it.
 */
async function moveDays(days: number): Promise<void> {
  await moveSharedClock(databases.queue, days * 86_400_000);
  while (!(await isClockFollowed(databases.queue))) await delay(20);
  await databases.queue
    .collection('agenda_jobs')
    .updateMany({ name: { $in: ['members.apply-statuses', 'dunning.daily'] } }, { $set: { nextRunAt: createClock().realNow() } });
}
/** A test says which process falls and waits until it is back: it runs in another process than the product's keeper. */
const control = createServer((request, response) => {
  const [, what, about] = (request.url ?? '').split('/') as [string, string, string];
  const done =
    what === 'clock' ? moveDays(Number(about)) : what === 'kill' ? stack.kill(about as ServiceName) : stack.back(about as ServiceName);
  void done.then(() => response.end());
});
await new Promise<void>((listening) => control.listen(0, '127.0.0.1', listening));
const controlUrl = `http://127.0.0.1:${(control.address() as AddressInfo).port}`;
const facts = {
  database: database.label,
  web: stack.web,
  control: controlUrl,
  payments: stack.payments,
  sandbox: stack.sandbox,
  browser,
  clientDist,
  operatorTokens,
};
process.stdout.write(`${JSON.stringify(facts)}\n`);

async function end(): Promise<void> {
  control.close();
  await databases.client.close();
  await stack.stop();
  await database.stop();
  await rm(directory, { recursive: true, force: true });
  process.exit(0);
}
process.stdin.resume();
process.stdin.on('end', () => void end());

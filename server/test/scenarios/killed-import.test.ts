import { join } from 'node:path';
import { type ChildService, startChildService } from '@tsudoi/shared/service/child-service';
import { endDeadTransactions } from '@tsudoi/shared/service/dead-transactions';
import { testService } from '@tsudoi/shared/service/test-service';
import type { ImportJobId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { getImportJob } from '../../src/modules/members/import-job.repository.ts';
import { receiveImport } from '../../src/modules/members/import-upload.service.ts';
import { checkImport, startImport, startUndo } from '../../src/modules/members/import.service.ts';
import { type TestOrganization, openOrganization } from '../organization.factory.ts';
import { type TestServer, startTestServer } from '../server.factory.ts';

/** Real processes on the database of the test: one is killed in the middle of a file, the next one goes on behind the lease. */
const leaseMs = 20_000;
const allowedMs = leaseMs + 5000;
const rows = 6000;
let server: TestServer;
let org: TestOrganization;
const children: ChildService[] = [];

beforeAll(async () => {
  // The database forgets plans and files by its own clock.
  server = await startTestServer(new Date().toISOString());
  org = await openOrganization(server);
});
afterAll(async () => {
  for (const child of children) await child.kill();
  await server.close();
});

async function startProcess(): Promise<ChildService> {
  const { env } = server.platform;
  const child = await startChildService({
    entry: testService('server'),
    cwd: join(import.meta.dirname, '..', '..'),
    env: {
      NODE_ENV: 'test',
      MONGODB_URI: env.MONGODB_URI,
      DATABASE_PREFIX: env.DATABASE_PREFIX,
      LOG_LEVEL: 'warn',
      SERVICE_SECRET: env.SERVICE_SECRET,
      JWT_SECRET: env.JWT_SECRET,
      PASSWORD_PEPPER: env.PASSWORD_PEPPER,
      PORT: '0',
      PUBLIC_URL: env.PUBLIC_URL,
      PAYMENTS_INTERNAL_URL: env.PAYMENTS_INTERNAL_URL,
      MAIL_DRIVER: 'mailbox',
    },
  });
  children.push(child);
  return child;
}

async function* file(): AsyncGenerator<Uint8Array> {
  const lines = Array.from({ length: rows }, (_, at) => `${at % 2 === 0 ? `K-${at}` : ''},波,春${at},ナミ,ハル,正会員`);
  yield new TextEncoder().encode(['会員番号,姓,名,セイ,メイ,会員種別', ...lines].join('\n'));
}

const job = (jobId: ImportJobId) => getImportJob(server.platform.databases.server, org.scope, jobId);
const members = () => server.platform.databases.server.collection('members').find({ orgId: org.scope.orgId }).toArray();
const reached = (jobId: ImportJobId, state: string) =>
  vi.waitFor(async () => expect((await job(jobId)).state).toBe(state), { timeout: 90_000, interval: 50 });

/** Kills the process once the work has come so far, starts another, and says after how long it went on. */
async function killAndFollow(jobId: ImportJobId, working: string, done: string): Promise<number> {
  const first = await startProcess();
  await vi.waitFor(async () => expect((await job(jobId)).done).toBeGreaterThan(0), { timeout: 30_000, interval: 5 });
  await first.kill();
  // What the killed one had in hand lies in the engine until it is ended; mongod sees to that by itself (decision 0002).
  await endDeadTransactions(server.platform.env.MONGODB_URI);
  const left = await job(jobId);
  expect(left.state).toBe(working);
  const killed = performance.now();
  const second = await startProcess();
  await vi.waitFor(async () => expect((await job(jobId)).claims).toBeGreaterThan(left.claims), { timeout: 90_000, interval: 50 });
  const took = performance.now() - killed;
  await reached(jobId, done);
  await second.stop();
  return took;
}

test('T13 IMP-01: an import whose server is killed is gone on with behind the lease, nobody comes in twice, and it is taken back whole', async () => {
  const { platform } = server;
  const { importJobId } = await receiveImport(platform, org.owner, '名簿.csv', file());
  const targets = ['memberNumber', 'familyName', 'givenName', 'familyNameKana', 'givenNameKana', 'membershipType'] as const;
  await checkImport(platform, org.scope, { importJobId, targets: [...targets], match: 'none', emptyClears: false });
  const checker = await startProcess();
  await reached(importJobId, 'checked');
  await checker.stop();
  await startImport(platform, org.owner, { importJobId, skipErrors: false });
  expect(await killAndFollow(importJobId, 'running', 'done')).toBeLessThan(allowedMs);
  expect((await job(importJobId)).outcomes).toEqual({ added: rows });
  const made = await members();
  expect(made).toHaveLength(rows);
  expect(new Set(made.map((member) => member['memberNumber'])).size).toBe(rows);
  expect(new Set(made.map((member) => member['givenName'])).size).toBe(rows);
  await startUndo(platform, org.owner, importJobId);
  expect(await killAndFollow(importJobId, 'undoing', 'undone')).toBeLessThan(allowedMs);
  expect((await job(importJobId)).undone).toEqual({ removed: rows });
  expect(await members()).toEqual([]);
});

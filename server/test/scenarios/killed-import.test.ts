import type { ImportJobId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { getImportJob } from '../../src/modules/members/import-job.repository.ts';
import { receiveImport } from '../../src/modules/members/import-upload.service.ts';
import { checkImport, startImport, startUndo } from '../../src/modules/members/import.service.ts';
import { type TestOrganization, openOrganization } from '../organization.factory.ts';
import { type TestServer, startTestServer } from '../server.factory.ts';
import { type LongWork, type Processes, allowedMs, killAndFollow, processesOf } from './killed-process.ts';

/** Real processes on the database of the test: one is killed in the middle of a file, the next one goes on behind the lease. */
const rows = 6000;
let server: TestServer;
let org: TestOrganization;
let processes: Processes;

beforeAll(async () => {
  // The database forgets plans and files by its own clock.
  server = await startTestServer(new Date().toISOString());
  processes = processesOf(server);
  org = await openOrganization(server);
});
afterAll(async () => {
  await processes.end();
  await server.close();
});

async function* file(): AsyncGenerator<Uint8Array> {
  const lines = Array.from({ length: rows }, (_, at) => `${at % 2 === 0 ? `K-${at}` : ''},波,春${at},ナミ,ハル,正会員`);
  yield new TextEncoder().encode(['会員番号,姓,名,セイ,メイ,会員種別', ...lines].join('\n'));
}

const job = (jobId: ImportJobId) => getImportJob(server.platform.databases.server, org.scope, jobId);
const members = () => server.platform.databases.server.collection('members').find({ orgId: org.scope.orgId }).toArray();
const reached = (jobId: ImportJobId, state: string) =>
  vi.waitFor(async () => expect((await job(jobId)).state).toBe(state), { timeout: 90_000, interval: 50 });

interface PartOutcome {
  _id: string;
  jobId?: ImportJobId;
  undo?: unknown;
  held?: boolean;
}
const outcomes = () => server.platform.databases.server.collection<PartOutcome>('import_outcomes');

/** Kills the process in the middle of what `begin` asks for; `hold` is what the last part writes. */
const killed = (jobId: ImportJobId, done: 'done' | 'undone', begin: () => Promise<unknown>, hold: LongWork<unknown>['hold']) =>
  killAndFollow(server, processes, {
    hold,
    begin,
    // Counted where the parts are: how far it is, the job itself says only now and then.
    look: async () => ({
      job: await job(jobId),
      parts: await outcomes().countDocuments({ jobId, undo: done === 'done' ? null : { $ne: null } }),
    }),
    isUnderWay: ({ parts }) => parts > 0,
    isDone: (now) => now.job.state === done,
    claims: (now) => now.job.claims,
  });

// Two leases run their full time here, and five processes start: on a slow machine that is more than what one test usually has.
const patience = { timeout: 240_000 };

test(
  'T13 IMP-01: an import whose server is killed is gone on with behind the lease, nobody comes in twice, and it is taken back whole',
  patience,
  async () => {
    const { platform } = server;
    const { importJobId } = await receiveImport(platform, org.owner, '名簿.csv', file());
    const targets = ['memberNumber', 'familyName', 'givenName', 'familyNameKana', 'givenNameKana', 'membershipType'] as const;
    await checkImport(platform, org.scope, { importJobId, targets: [...targets], match: 'none', emptyClears: false });
    const checker = await processes.start();
    await reached(importJobId, 'checked');
    await checker.stop();
    const last = `${importJobId}:${(await job(importJobId)).parts.length - 1}`;
    const runs = () => startImport(platform, org.owner, { importJobId, skipErrors: false });
    expect(await killed(importJobId, 'done', runs, (session) => outcomes().insertOne({ _id: last }, { session }))).toBeLessThan(allowedMs);
    expect((await job(importJobId)).outcomes).toEqual({ added: rows });
    const made = await members();
    expect(made).toHaveLength(rows);
    expect(new Set(made.map((member) => member['memberNumber'])).size).toBe(rows);
    expect(new Set(made.map((member) => member['givenName'])).size).toBe(rows);
    const undoes = () => startUndo(platform, org.owner, importJobId);
    const touches: LongWork<unknown>['hold'] = (session) => outcomes().updateOne({ _id: last }, { $set: { held: true } }, { session });
    expect(await killed(importJobId, 'undone', undoes, touches)).toBeLessThan(allowedMs);
    expect((await job(importJobId)).undone).toEqual({ removed: rows });
    expect(await members()).toEqual([]);
  },
);

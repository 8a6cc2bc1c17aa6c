import type { ImportTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workOnImport } from '../src/modules/members/import.jobs.ts';
import { checkImport, importJob, startImport } from '../src/modules/members/import.service.ts';
import { receiveImport } from '../src/modules/members/import-upload.service.ts';
import { openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

/** Counters of performance.md P5: what an import says to the database grows with its rows and not faster. */
let server: TestServer;
let counter: CommandCounter;
beforeAll(async () => {
  server = await startTestServer(new Date().toISOString(), 'watched');
  counter = countCommands(server.platform.databases.client);
});
afterAll(() => server.close());

const targets: ImportTarget[] = ['memberNumber', 'familyName', 'givenName', 'familyNameKana', 'givenNameKana', 'membershipType'];

async function* bytesOf(rows: number): AsyncGenerator<Buffer> {
  const lines = Array.from({ length: rows }, (_, at) => `B-${at},髙橋,春子${at},タカハシ,ハルコ,正会員`);
  yield Buffer.from(['会員番号,姓,名,セイ,メイ,会員種別', ...lines].join('\n'));
}

interface Told {
  readonly check: number;
  readonly run: number;
  /** Looks at the roll and at log-ins in the dry run. */
  readonly lookedUp: number;
}

/** Progress is written by the clock and not by the row: it is left out. */
const byRow = () => counter.commands.filter(({ collection }) => collection !== 'import_jobs' && collection !== 'live_events');

async function importOf(rows: number): Promise<Told> {
  const org = await openOrganization(server);
  const { platform } = server;
  const { importJobId } = await receiveImport(platform, org.owner, 'roll.csv', bytesOf(rows));
  await checkImport(platform, org.scope, { importJobId, targets, match: 'memberNumber', emptyClears: false });
  counter.reset();
  await workOnImport(platform, org.scope, importJobId);
  const check = byRow().length;
  const lookedUp = byRow().filter(({ name, collection }) => name === 'find' && ['members', 'member_accounts'].includes(collection)).length;
  await startImport(platform, org.owner, { importJobId, skipErrors: false });
  counter.reset();
  await workOnImport(platform, org.scope, importJobId);
  const run = byRow().length;
  expect(await importJob(platform, org.scope, importJobId)).toMatchObject({ state: 'done', outcomes: { added: rows } });
  return { check, run, lookedUp };
}

describe('P5 a roll as a file, in round trips', () => {
  it('P5 each five hundred rows more cost the same few round trips, and a short roll is looked up once for all of them', async () => {
    const [few, more, most] = [await importOf(1000), await importOf(2000), await importOf(4000)];
    for (const phase of ['check', 'run'] as const) {
      const [first, second] = [(more[phase] - few[phase]) / 2, (most[phase] - more[phase]) / 4];
      expect(second, phase).toBeLessThanOrEqual(first);
      expect(first, phase).toBeLessThanOrEqual(phase === 'check' ? 2 : 9);
    }
    expect([few.lookedUp, more.lookedUp, most.lookedUp]).toEqual([2, 2, 2]);
  }, 120_000);
});

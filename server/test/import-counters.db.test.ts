import { MemberListInput } from '@tsudoi/shared/contracts/members/member.contract';
import type { ImportJobId } from '@tsudoi/shared/kernel/ids';
import type { ImportTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workOnImport } from '../src/modules/members/import.jobs.ts';
import { checkImport, importJob, startImport, startUndo } from '../src/modules/members/import.service.ts';
import { receiveImport } from '../src/modules/members/import-upload.service.ts';
import { listMembers } from '../src/modules/members/member-list.service.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
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
  readonly undo: number;
  /** Looks at the roll and at log-ins in the dry run. */
  readonly lookedUp: number;
}

/** Progress is written by the clock and not by the row: it is left out. */
const byRow = () => counter.commands.filter(({ collection }) => collection !== 'import_jobs' && collection !== 'live_events');

/** A plan over a file of so many rows, ready to be started. */
async function checkedFile(org: TestOrganization, rows: number): Promise<ImportJobId> {
  const { platform } = server;
  const { importJobId } = await receiveImport(platform, org.owner, 'roll.csv', bytesOf(rows));
  await checkImport(platform, org.scope, { importJobId, targets, match: 'memberNumber', emptyClears: false });
  counter.reset();
  await workOnImport(platform, org.scope, importJobId);
  return importJobId;
}

async function importOf(rows: number): Promise<Told> {
  const org = await openOrganization(server);
  const { platform } = server;
  const importJobId = await checkedFile(org, rows);
  const check = byRow().length;
  const lookedUp = byRow().filter(({ name, collection }) => name === 'find' && ['members', 'member_accounts'].includes(collection)).length;
  const work = async (): Promise<number> => {
    counter.reset();
    await workOnImport(platform, org.scope, importJobId);
    return byRow().length;
  };
  await startImport(platform, org.owner, { importJobId, skipErrors: false });
  const run = await work();
  expect(await importJob(platform, org.scope, importJobId)).toMatchObject({ state: 'done', outcomes: { added: rows } });
  await startUndo(platform, org.owner, importJobId);
  const undo = await work();
  expect(await importJob(platform, org.scope, importJobId)).toMatchObject({ state: 'undone', undone: { removed: rows } });
  return { check, run, undo, lookedUp };
}

describe('P5 a roll as a file, in round trips', () => {
  it('P5, acceptance 18: each five hundred rows more cost the same few round trips, also to take them back, and a short roll is looked up once for all of them', async () => {
    const [few, more, most] = [await importOf(1000), await importOf(2000), await importOf(4000)];
    for (const phase of ['check', 'run', 'undo'] as const) {
      const [first, second] = [(more[phase] - few[phase]) / 2, (most[phase] - more[phase]) / 4];
      expect(second, phase).toBeLessThanOrEqual(first);
      // The undo asks each kind of row that a member may have for those who have some, billing runs under way and proofs among
      // them (docs/decisions/0012), takes what was asked of whoever goes along, names them in the log, and counts that some are
      // gone.
      expect(first, phase).toBeLessThanOrEqual({ check: 2, run: 9, undo: 29 }[phase]);
    }
    expect([few.lookedUp, more.lookedUp, most.lookedUp]).toEqual([2, 2, 2]);
  }, 120_000);

  it('acceptance 19: while a file comes in, others get their lists: at least one between two parts', async () => {
    const rows = 3000;
    const org = await openOrganization(server);
    await org.addMembers(100);
    const importJobId = await checkedFile(org, rows);
    await startImport(server.platform, org.owner, { importJobId, skipErrors: false });
    let isAtWork = true;
    const work = workOnImport(server.platform, org.scope, importJobId).finally(() => {
      isAtWork = false;
    });
    let listed = 0;
    for (; isAtWork; listed += 1) {
      const page = await listMembers(org.scope, MemberListInput.parse({ size: 50 }), server.platform.clock.today());
      expect(page.rows).toHaveLength(50);
    }
    await work;
    expect(listed).toBeGreaterThanOrEqual(rows / 500);
  }, 60_000);
});

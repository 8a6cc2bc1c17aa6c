import type { ImportJobId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { billsOf } from '../src/modules/billing/bill.repository.ts';
import { type BillingRunDocument, getRun } from '../src/modules/billing/billing-run.repository.ts';
import { startRun } from '../src/modules/billing/billing-run.service.ts';
import { workOnRun } from '../src/modules/billing/run-work.service.ts';
import { workOnImport } from '../src/modules/members/import.jobs.ts';
import { checkImport, importJob, startImport, startUndo } from '../src/modules/members/import.service.ts';
import { receiveImport } from '../src/modules/members/import-upload.service.ts';
import { codeOf, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { afterRead } from './race.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

/** An import is taken back and a run that bills its members is started, at the same moment: there is never a bill of nobody. */
let server: TestServer;
let org: TestOrganization;
let importJobId: ImportJobId;
let run: BillingRunDocument;
beforeAll(async () => {
  server = await startTestServer(new Date().toISOString());
});
afterAll(() => server.close());
beforeEach(async () => {
  const { platform } = server;
  org = await openOrganization(server);
  await org.addMember({ memberNumber: 'STAYS' });
  ({ importJobId } = await receiveImport(platform, org.owner, 'roll.csv', bytes()));
  const targets = ['memberNumber', 'familyName', 'givenName', 'familyNameKana', 'givenNameKana', 'membershipType', 'joinedOn'] as const;
  await checkImport(platform, org.scope, { importJobId, targets: [...targets], match: 'memberNumber', emptyClears: false });
  await workOnImport(platform, org.scope, importJobId);
  await startImport(platform, org.owner, { importJobId, skipErrors: false });
  await workOnImport(platform, org.scope, importJobId);
  run = await planned();
  expect(run).toMatchObject({ included: 3 });
  await startUndo(platform, org.owner, importJobId);
});

async function* bytes(): AsyncGenerator<Buffer> {
  const lines = ['U-1', 'U-2'].map((number) => `${number},髙橋,春子,タカハシ,ハルコ,正会員,2020/4/1`);
  yield Buffer.from(['会員番号,姓,名,セイ,メイ,会員種別,入会日', ...lines].join('\n'));
}
const planned = () => plan(server, org, { fiscalYear: 2080 });
const undoWith = (platform: TestServer['platform']) => workOnImport(platform, org.scope, importJobId);
const startWith = (platform: TestServer['platform'], { _id }: BillingRunDocument) => startRun(platform, org.scope, org.owner, _id);
const undone = async () => (await importJob(server.platform, org.scope, importJobId)).undone;

/** How many bills a run has made, each of somebody who is there. */
async function billed({ _id }: BillingRunDocument): Promise<number> {
  const db = server.platform.databases.server;
  await workOnRun(server.platform, org.scope, _id);
  const owners = (await billsOf(db, org.scope).find({ runId: _id }).toArray()).map(({ memberId }) => memberId);
  const there = await db.collection<{ _id: string }>('members').countDocuments({ _id: { $in: owners as string[] } });
  expect(there).toBe(owners.length);
  return owners.length;
}

test('IMP-01, BIL-06, decision 0012: a run that starts after the undo has asked whom runs bill keeps them', async () => {
  await undoWith(afterRead(server.platform, 'billing_runs', () => startWith(server.platform, run)));
  expect(await undone()).toEqual({ kept_used: 2 });
  expect(await billed(run)).toBe(3);
});

test('IMP-01, BIL-06, decision 0012: who is removed after the start has looked at the roll makes its plan an old one', async () => {
  const platform = afterRead(server.platform, 'billing_runs', () => undoWith(server.platform));
  expect(await codeOf(startWith(platform, run))).toBe('RUN_PLAN_STALE');
  expect(await undone()).toEqual({ removed: 2 });
  expect(await getRun(server.platform.databases.server, org.scope, run._id)).toMatchObject({ state: 'planned' });
  // What was removed before a plan is no fault of it.
  const next = await planned();
  expect(await codeOf(startWith(server.platform, next))).toBeNull();
  expect(await billed(next)).toBe(1);
});

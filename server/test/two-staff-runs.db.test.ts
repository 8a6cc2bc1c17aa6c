import { newUserId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { workOnConfirmation } from '../src/modules/billing/bill-confirm.service.ts';
import { type BillingRunDocument, getRun } from '../src/modules/billing/billing-run.repository.ts';
import { confirmRun, discardRun, startRun } from '../src/modules/billing/billing-run.service.ts';
import { cancelRun, workOnCancellation } from '../src/modules/billing/run-cancel.service.ts';
import { pauseRun, resumeRun } from '../src/modules/billing/run-control.service.ts';
import { renameRun } from '../src/modules/billing/run-rename.service.ts';
import type { UserActor } from '../src/platform/actor.ts';
import type { Platform } from '../src/platform/platform.ts';
import { carryOut, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { afterRead } from './race.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
  await org.addMembers(2);
});

/** A run as it was planned, at work, halted, made, or being confirmed. */
type SceneName = 'planned' | 'halted' | 'made' | 'held';
async function sceneOf(name: SceneName): Promise<BillingRunDocument> {
  const { platform } = server;
  const run = await plan(server, org);
  if (name === 'halted') {
    await startRun(platform, org.scope, org.owner, run._id);
    await pauseRun(platform, org.scope, org.owner, run._id);
  }
  if (name === 'made' || name === 'held') await carryOut(server, org, run._id);
  if (name === 'held') {
    await confirmRun(platform, org.scope, org.owner, run._id);
    await pauseRun(platform, org.scope, org.owner, run._id);
  }
  return getRun(platform.databases.server, org.scope, run._id);
}

type Act = (platform: Platform, actor: UserActor, run: BillingRunDocument, which: 1 | 2) => Promise<unknown>;
const acts = {
  start: (platform, actor, run) => startRun(platform, actor.scope, actor, run._id),
  discard: (platform, actor, run) => discardRun(platform, actor.scope, actor, run._id),
  confirm: (platform, actor, run) => confirmRun(platform, actor.scope, actor, run._id),
  confirmFor: (platform, actor, run, which) => confirmRun(platform, actor.scope, actor, run._id, jstDate(`2026-07-0${which}`)),
  cancel: (platform, actor, run) => cancelRun(platform, actor.scope, actor, run._id, '年度の誤り'),
  rename: (platform, actor, run, which) => renameRun(platform, actor.scope, actor, run._id, `会費 ${which}`, run.billName),
  resume: (platform, actor, run) => resumeRun(platform, actor.scope, actor, run._id),
  resumeFor: (platform, actor, run, which) => resumeRun(platform, actor.scope, actor, run._id, jstDate(`2026-07-0${which}`)),
} as const satisfies Record<string, Act>;
type ActName = keyof typeof acts;

/** Who was slower, in what they meant to do; what a colleague had done in the very moment; what the slower one is told. */
const pairs: readonly (readonly [SceneName, slower: ActName, faster: ActName, code: string, happened: string])[] = [
  ['planned', 'start', 'discard', 'INVALID_TRANSITION', 'discarded'],
  ['planned', 'discard', 'start', 'INVALID_TRANSITION', 'started'],
  ['halted', 'resume', 'cancel', 'INVALID_TRANSITION', 'cancelled'],
  ['halted', 'cancel', 'resume', 'INVALID_TRANSITION', 'resumed'],
  ['made', 'confirm', 'cancel', 'INVALID_TRANSITION', 'cancelled'],
  ['made', 'confirmFor', 'confirmFor', 'BILL_CHANGED_SINCE', 'confirmed'],
  ['made', 'cancel', 'confirm', 'INVALID_TRANSITION', 'confirmed'],
  ['made', 'cancel', 'cancel', 'INVALID_TRANSITION', 'cancelled'],
  ['made', 'rename', 'confirm', 'INVALID_TRANSITION', 'confirmed'],
  ['made', 'rename', 'cancel', 'INVALID_TRANSITION', 'cancelled'],
  ['made', 'rename', 'rename', 'BILL_CHANGED_SINCE', 'renamed'],
  ['held', 'resumeFor', 'resumeFor', 'BILL_CHANGED_SINCE', 'resumed'],
  ['held', 'rename', 'resume', 'INVALID_TRANSITION', 'resumed'],
];

const colleague = (name: string): UserActor => ({ ...org.owner, userId: newUserId(), name });
const runNow = ({ _id }: BillingRunDocument) => getRun(server.platform.databases.server, org.scope, _id);

describe('two staff on one run: the first act stands as if there had been no other, and the second hears of it', () => {
  it.each(pairs)('%s run: %s, while somebody does %s: %s, %s', async (name, slower, faster, code, happened) => {
    const run = await sceneOf(name);
    let first: BillingRunDocument | null = null;
    const platform = afterRead(server.platform, 'billing_runs', async () => {
      await acts[faster](server.platform, colleague('鈴木 一郎'), run, 2);
      first = await runNow(run);
    });
    const refused = acts[slower](platform, colleague('田中 次郎'), run, 1);
    await expect(refused).rejects.toMatchObject({ code, params: { happened, by: '鈴木 一郎', at: '2026-05-20T03:00:00.000Z' } });
    expect(first).not.toBeNull();
    expect(await runNow(run)).toEqual(first);
  });

  it('what came to its end by itself names nobody, and what both wanted alike is done once', async () => {
    const run = await sceneOf('made');
    await confirmRun(server.platform, org.scope, colleague('鈴木 一郎'), run._id);
    const again = await confirmRun(server.platform, org.scope, colleague('田中 次郎'), run._id);
    expect(again).toMatchObject({ confirmation: { state: 'processing' } });
    await workOnConfirmation(server.platform, org.scope, run._id);
    const refused = await pauseRun(server.platform, org.scope, org.owner, run._id).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'INVALID_TRANSITION' });
    expect(refused).not.toHaveProperty('params.happened');
  });

  it('who took a run back with nothing left is named to whoever comes later; of what is left it is taken back again', async () => {
    const run = await sceneOf('made');
    const cancel = (name: string) => cancelRun(server.platform, org.scope, colleague(name), run._id, '年度の誤り');
    await cancel('鈴木 一郎');
    await workOnCancellation(server.platform, org.scope, run._id);
    await expect(cancel('田中 次郎')).rejects.toMatchObject({ params: { happened: 'cancelled', by: '鈴木 一郎' } });
    expect(await runNow(run)).toMatchObject({ cancellation: { done: 2 } });
  });
});

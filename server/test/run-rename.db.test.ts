import { AuditListInput } from '@tsudoi/shared/contracts/audit/audit.contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { billNow, carryOut, codeOf, openBills, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { afterRead } from './race.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import type { Platform } from '../src/platform/platform.ts';
import { listAudit } from '../src/modules/audit/audit.service.ts';
import { renameBill } from '../src/modules/billing/bill-rename.service.ts';
import { billsOf } from '../src/modules/billing/bill.repository.ts';
import { sweepRuns } from '../src/modules/billing/billing-run.jobs.ts';
import { type BillingRunDocument, getRun } from '../src/modules/billing/billing-run.repository.ts';
import { pauseRun } from '../src/modules/billing/run-control.service.ts';
import { renameRun } from '../src/modules/billing/run-rename.service.ts';

let server: TestServer;
let org: TestOrganization;
let run: BillingRunDocument;

beforeAll(async () => {
  server = await startTestServer('2026-03-20T03:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
  await org.addMembers(3);
  const planned = await plan(server, org);
  await carryOut(server, org, planned._id);
  run = await openBills(server, org, planned._id);
});

const colleague = () => ({ ...org.owner, name: '鈴木 一郎' });
const rename = (billName: string, seen: string | null = run.billName, platform: Platform = server.platform) =>
  renameRun(platform, org.scope, org.owner, run._id, billName, seen);
/** What the run and its bills are called, each name once. */
async function names(): Promise<string[]> {
  const bills = await billsOf(server.platform.databases.server, org.scope).find({ runId: run._id }).toArray();
  const { billName } = await getRun(server.platform.databases.server, org.scope, run._id);
  return [...new Set([billName, ...bills.map((bill) => bill.billName)])];
}
/** A process that is told to end before it has come to the bills. */
const dying = (): Platform => ({ ...server.platform, stopping: () => true });

describe('BIL-07: two of the office rename one run', () => {
  it('at the same moment: the first name stands on the run and on all of its bills, and the second hears of it', async () => {
    const platform = afterRead(server.platform, 'billing_runs', () =>
      renameRun(server.platform, org.scope, colleague(), run._id, '2026年度 正会費', run.billName),
    );
    await expect(rename('会費', run.billName, platform)).rejects.toMatchObject({
      code: 'BILL_CHANGED_SINCE',
      params: { happened: 'renamed', by: '鈴木 一郎', name: '2026年度 正会費' },
    });
    expect(await names()).toEqual(['2026年度 正会費']);
    // Knowing of it, the second may go on.
    await rename('会費', '2026年度 正会費');
    expect(await names()).toEqual(['会費']);
  });

  it('while one rename is under way there is no other, and what a process left is carried on: run and bills agree', async () => {
    expect(await rename('2026年度 正会費', run.billName, dying())).toMatchObject({ billName: '2026年度 正会費', renaming: true });
    expect(await names()).toHaveLength(2);
    expect(await codeOf(rename('会費', null))).toBe('BILL_CHANGED_SINCE');
    await sweepRuns(server.platform);
    expect(await names()).toEqual(['2026年度 正会費']);
    expect(await getRun(server.platform.databases.server, org.scope, run._id)).toMatchObject({ renaming: false, leaseUntil: null });
  });

  it('the same name once more carries on what was left, and a bill that was called otherwise by itself takes it too', async () => {
    await rename('会費', run.billName, dying());
    await rename('会費');
    expect(await names()).toEqual(['会費']);
    const [bill] = await billsOf(server.platform.databases.server, org.scope).find({ runId: run._id }).toArray();
    await renameBill(server.platform, org.scope, org.owner, bill!._id, '特別会費');
    await rename('会費', '会費');
    expect((await billNow(server, bill!._id)).billName).toBe('会費');
  });

  it('it stands still for the run: what was at work has to end first', async () => {
    const planned = await plan(server, org, { fiscalYear: 2027 });
    await renameRun(server.platform, org.scope, org.owner, planned._id, '来年度の会費');
    expect(await codeOf(pauseRun(server.platform, org.scope, org.owner, run._id))).toBe('INVALID_TRANSITION');
    expect(await getRun(server.platform.databases.server, org.scope, planned._id)).toMatchObject({
      billName: '来年度の会費',
      renaming: false,
    });
  });
});

describe('the log of a rename', () => {
  it('says what the bill or the run was called before and what after', async () => {
    await rename('会費');
    const [bill] = await billsOf(server.platform.databases.server, org.scope).find({ runId: run._id }).toArray();
    await renameBill(server.platform, org.scope, org.owner, bill!._id, '特別会費');
    const { rows } = await listAudit(server.platform, org.scope, AuditListInput.parse({}));
    expect(rows.slice(0, 2).map(({ action, renamed }) => [action, renamed])).toEqual([
      ['bill.rename', { before: '会費', after: '特別会費' }],
      ['billingRun.rename', { before: '2026年度 年会費', after: '会費' }],
    ]);
    expect(rows.slice(2).every(({ renamed }) => renamed === null)).toBe(true);
    const kept = await server.platform.databases.server
      .collection('audit_entries')
      .find({ orgId: org.scope.orgId, action: 'bill.rename' })
      .toArray();
    expect(JSON.stringify(kept)).not.toContain('特別会費');
  });
});

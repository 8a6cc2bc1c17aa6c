import { ListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import { PlanRowsInput, runRowColumns } from '@tsudoi/shared/contracts/billing/run-rows.contract';
import type { BillingRunId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAtOnce } from '../src/modules/reports/lists/list-export.service.ts';
import { planRows } from '../src/modules/billing/run-rows.service.ts';
import { adjustMember, carryOut, plan } from './billing.factory.ts';
import { type TestOrganization, leavingOn, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let runId: BillingRunId;

beforeAll(async () => {
  server = await startTestServer();
  server.setNow('2026-03-20T03:00:00Z');
  org = await openOrganization(server);
  const taro = await org.addMember({ familyName: '山田', givenName: '太郎', familyNameKana: 'ヤマダ', givenNameKana: 'タロウ' });
  await org.addMember({ familyName: '=1+1', givenName: '花子', familyNameKana: 'タカサキ', givenNameKana: 'ハナコ' });
  await org.addMember({
    familyName: '髙﨑',
    givenName: '一',
    familyNameKana: 'タカサキ',
    givenNameKana: 'ハジメ',
    ...leavingOn('2026-02-01'),
  });
  await adjustMember(server, org, taro._id, 'one_time', -1000, '紹介');
  runId = (await plan(server, org))._id;
});
afterAll(() => server.close());

const shown = async (asked: object) => {
  const { rows, total } = await planRows(server.platform, org.scope, PlanRowsInput.parse({ billingRunId: runId, ...asked }));
  expect(total).toBe(rows.length);
  return rows.map(({ name }) => name);
};
/** The file by lines, without its heading. */
async function file(asked: object) {
  const wish = ListExportInput.parse({ list: 'run_rows', billingRunId: runId, format: 'csv_utf8', columns: [...runRowColumns], ...asked });
  const pieces: Buffer[] = [];
  for await (const piece of exportAtOnce(server.platform, org.owner, wish)) pieces.push(piece);
  const [head, ...lines] = Buffer.concat(pieces).toString('utf8').replace('\ufeff', '').trimEnd().split('\r\n');
  expect(head).toBe(runRowColumns.join(','));
  return lines;
}

describe('the rows of a run', () => {
  it('BIL-03: are found by name, reading and number as the roll finds them', async () => {
    expect(await shown({ q: '山田太郎' })).toEqual(['山田 太郎']);
    expect(await shown({ q: 'たかさき', show: 'included' })).toEqual(['=1+1 花子']);
    expect(await shown({ q: '高崎', show: 'excluded' })).toEqual(['髙﨑 一']);
    expect(await shown({ q: '高崎', show: 'included' })).toEqual([]);
    expect(await shown({ q: '.*' })).toEqual([]);
    expect(await shown({})).toHaveLength(3);
  });

  it('BIL-03, IMP-05: leave as a file: what is planned, who is left out and why, and what became of each', async () => {
    const before = await file({ show: 'all' });
    expect(before).toHaveLength(3);
    expect(before[0]).toMatch(/^[^,]+,山田 太郎,ヤマダ タロウ,正会員,する,,9000,.*紹介.*,,,未作成$/);
    // A name is no formula.
    expect(before[1]).toContain(",'=1+1 花子,");
    expect(before[2]).toMatch(/,髙﨑 一,タカサキ ハジメ,正会員,しない,在会でない（2026\/02\/01）,,,,,$/);
    await carryOut(server, org, runId);
    const [made] = await file({ show: 'included', q: 'やまだ' });
    expect(made).toMatch(/,2026-\d+,作成$/);
    expect(await file({ show: 'failed' })).toEqual([]);
  });
});

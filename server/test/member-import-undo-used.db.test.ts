import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { workOnProofs } from '../src/modules/members/proof-work.service.ts';
import { importRoll, rowsOf, settled } from './import.factory.ts';
import { type Loose, type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  await get('membershipTypes.create', { name: '正会員', annualFee: 10_000 });
});
afterAll(() => rig.stop());

const get = (procedure: string, input?: unknown): Promise<Loose> => rig.get(procedure, input, office.token);
const rows = (name: string) => rig.database.databases.server.collection<Loose>(name);
const memberNamed = async (memberNumber: string): Promise<Loose> => rows('members').findOne({ memberNumber });

async function importOf(numbers: readonly string[], type = '正会員'): Promise<string> {
  const lines = numbers.map((number) => `${number},持,主,モチ,ヌシ,${type},2010/4/1`);
  const csv = ['会員番号,姓,名,セイ,メイ,会員種別,入会日', ...lines].join('\n');
  return (await importRoll(rig, { token: office.token, csv })).importJobId;
}
async function undone(importJobId: string): Promise<Loose> {
  await get('memberImports.undo', { importJobId });
  return (await settled(rig, office.token, importJobId)).undone;
}
async function planOf(fiscalYear: number): Promise<string> {
  const [item] = await get('billing.items');
  const terms = {
    fiscalYear,
    allocationStartMonth: `${fiscalYear}-04`,
    dueOn: '2090-01-31',
    billName: '年会費',
    excludedMembershipTypeIds: [],
  };
  return (await get('billing.planRun', { billingItemId: item.billingItemId, ...terms })).billingRunId;
}

describe('IMP-01: who came in by a file and has come to be used stays when it is taken back', () => {
  test('IMP-01, BIL-06, decision 0012: whom a run under way or paused bills; a plan that nobody has started holds nobody', async () => {
    const first = await importOf(['R-1', 'R-2', 'R-3']);
    const billingRunId = await planOf(2080);
    // Between the parts of the plan's order: later members are in no row of it.
    const later = await importOf(['R-4']);
    await rows('billing_runs').updateOne({ _id: billingRunId }, { $set: { state: 'paused', active: true } });
    // A row that is left out becomes no bill.
    const { _id: leftOut } = await memberNamed('R-2');
    await rows('billing_plan_rows').updateOne({ runId: billingRunId, memberId: leftOut }, { $set: { place: null } });
    expect(await undone(first)).toEqual({ removed: 1, kept_used: 2 });
    expect((await rowsOf(rig, office.token, first, 'kept')).map((row) => row.memberNumber)).toEqual(['R-1', 'R-3']);
    expect(await undone(later)).toEqual({ removed: 1 });
    await get('billing.resumeRun', { billingRunId });
    await vi.waitFor(async () => expect((await get('billing.run', { billingRunId })).state).toBe('completed'), { timeout: 15_000 });
    const owners = (await rows('bills').find({ runId: billingRunId }).toArray()).map((bill) => bill.memberId);
    expect(owners).toHaveLength(2);
    for (const owner of owners) expect(await rows('members').findOne({ _id: owner })).not.toBeNull();

    const again = await importOf(['R-5']);
    const unstarted = await planOf(2081);
    expect(await undone(again)).toEqual({ removed: 1 });
    expect((await rig.ask('billing.startRun', { billingRunId: unstarted }, office.token)).code).toBe('RUN_PLAN_STALE');
  });

  test('IMP-01, MEM-08, decision 0012: whose yearly proof was seen at the counter; who was only asked goes, and the asking with them', async () => {
    const { membershipTypeId: student } = await get('membershipTypes.create', { name: '学生会員', annualFee: 3000 });
    const types = await get('membershipTypes.list');
    const { membershipTypeId: fallbackTypeId } = types.find((type: Loose) => type.name === '正会員');
    const today = rig.service.platform.clock.today();
    const [opensOn, dueOn] = [addDays(today, -10).slice(5), addDays(today, 40).slice(5)];
    await get('proofs.saveRule', { membershipTypeId: student, opensOn, dueOn, fallbackTypeId });
    const importJobId = await importOf(['P-1', 'P-2'], '学生会員');
    await workOnProofs(rig.service.platform);
    const [{ _id: seen }, { _id: asked }] = [await memberNamed('P-1'), await memberNamed('P-2')];
    expect(await rows('proofs').findOne({ memberId: asked })).toMatchObject({ state: 'asked' });
    await get('proofs.confirm', { memberId: seen, seenOn: today, memo: '' });
    expect(await undone(importJobId)).toEqual({ removed: 1, kept_used: 1 });
    expect(await memberNamed('P-1')).not.toBeNull();
    const left = await rows('proofs').find({}).toArray();
    expect(left.map(({ memberId }) => memberId)).toEqual([seen]);
  });
});

describe('the log of an import', () => {
  test('IMP-01, MEM-04: the history names the file by which somebody came, and the log whoever goes when it is taken back', async () => {
    const importJobId = await importOf(['L-1', 'L-2']);
    const [{ _id: first }, { _id: second }] = [await memberNamed('L-1'), await memberNamed('L-2')];
    expect(await get('members.history', { memberId: first })).toMatchObject({ rows: [], beganBy: '名簿.csv' });
    const [type] = await get('membershipTypes.list');
    const byHand = memberFields(type.membershipTypeId, { memberNumber: 'L-3' });
    const { memberId: third } = await get('members.create', { ...byHand, issueProvisional: false });
    expect(await get('members.history', { memberId: third })).toMatchObject({ beganBy: null });
    expect(await undone(importJobId)).toEqual({ removed: 2 });
    for (const [subjectId, subjectName] of [
      [first, 'L-1 持 主'],
      [second, 'L-2 持 主'],
    ])
      expect((await get('audit.list', { subjectId })).rows).toMatchObject([{ action: 'member.import_removed', subjectName }]);
  });
});

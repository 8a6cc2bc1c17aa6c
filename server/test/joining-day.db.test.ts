import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginOnJoiningDays } from '../src/modules/members/members.migration.ts';
import { checkRoll, importRoll, rowsOf, settled } from './import.factory.ts';
import { type Loose, type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token)).membershipTypeId;
});
afterAll(() => rig.stop());

const ask = (procedure: string, input?: unknown): Promise<Loose> => rig.ask(procedure, input, office.token);
const get = (procedure: string, input?: unknown): Promise<Loose> => rig.get(procedure, input, office.token);
/** A day, so many from today. */
const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const create = async (changes: object): Promise<string> =>
  (await get('members.create', { ...memberFields(typeId, { ...changes }), issueProvisional: false })).memberId;
const stored = async (memberId: string): Promise<Loose> =>
  rig.database.databases.server.collection<Loose>('members').findOne({ _id: memberId as never });
const historyOf = async (memberId: string): Promise<string[]> =>
  (await stored(memberId)).statusEntries.map(({ status, effectiveOn }: Loose) => `${status}@${effectiveOn}`);
async function putRight(memberId: string, joinedOn: string): Promise<Loose> {
  const { memberNumber: _number, ...fields } = memberFields(typeId, { joinedOn });
  const { version } = await get('members.get', { memberId });
  return ask('members.update', { ...fields, memberId, version });
}
/** Whether the run of this year bills a member. */
async function isBilled(memberId: string): Promise<boolean> {
  const [item] = await get('billing.items');
  const year = Number(day(-90).slice(0, 4));
  const { billingRunId } = await get('billing.planRun', {
    billingItemId: item.billingItemId,
    fiscalYear: year,
    allocationStartMonth: `${year}-04`,
    dueOn: '2030-01-31',
    billName: '年会費',
    excludedMembershipTypeIds: [],
  });
  const { rows } = await get('billing.planRows', { billingRunId, show: 'included' });
  return rows.some((row: Loose) => row.memberId === memberId);
}

describe('the history begins on 入会日 (domain.md 3.2)', () => {
  test('case 31: a wrong 入会日 that is put right is billed, may rest and leave; its undo moves the history back', async () => {
    const wrong = day(200);
    const memberId = await create({ joinedOn: wrong });
    expect(await isBilled(memberId)).toBe(false);
    expect((await putRight(memberId, '2020-04-01')).status).toBe(200);
    expect(await historyOf(memberId)).toEqual(['active@2020-04-01']);
    expect(await stored(memberId)).toMatchObject({ status: 'active', nextStatusOn: null });
    expect(await isBilled(memberId)).toBe(true);

    const [change] = (await get('members.history', { memberId })).rows;
    expect(change.changes).toEqual([{ field: 'joinedOn', before: wrong, after: '2020-04-01' }]);
    await get('members.undoChange', { memberId, auditId: change.auditId });
    expect(await historyOf(memberId)).toEqual([`active@${wrong}`]);
    expect(await stored(memberId)).toMatchObject({ joinedOn: wrong, nextStatusOn: wrong });
    await putRight(memberId, '2020-04-01');

    const rest = { memberId, status: 'suspended', effectiveOn: '2024-06-01', reason: '' };
    expect((await ask('members.changeStatus', rest)).status).toBe(200);
    expect((await ask('members.changeStatus', { ...rest, status: 'withdrawn', effectiveOn: day(30), reason: '転居' })).status).toBe(200);
    expect(await putRight(memberId, '2024-06-01')).toMatchObject({ code: 'JOINED_ON_AFTER_STATUS', status: 400 });
    expect(await historyOf(memberId)).toEqual(['active@2020-04-01', 'suspended@2024-06-01', `withdrawn@${day(30)}`]);
    expect(await stored(memberId)).toMatchObject({ joinedOn: '2020-04-01', status: 'suspended', nextStatusOn: day(30) });
  });

  test('IMP-01, case 31: a file that brings 入会日 later brings the days since then with it, and its undo takes both back', async () => {
    const heading = '会員番号,姓,名,セイ,メイ,会員種別';
    const wish = (csv: string) => ({ token: office.token, csv, match: 'memberNumber' as const });
    const people = ['B-1,髙﨑,春子,タカサキ,ハルコ,正会員', 'B-2,青木,玲子,アオキ,レイコ,正会員'];
    await importRoll(rig, wish([heading, ...people].join('\n')));
    const idOf = async (q: string): Promise<string> => (await get('members.list', { q, status: 'all' })).rows[0].memberId;
    const [rests, joined] = [await idOf('B-1'), await idOf('B-2')];
    const before = [await historyOf(rests), await historyOf(joined)];
    const days = [`${people[0]},2015/04/01,2020/06/01`, `${people[1]},2016/04/01,`];
    const { importJobId } = await importRoll(rig, wish([`${heading},入会日,休会日`, ...days].join('\n')));
    expect(await historyOf(rests)).toEqual(['active@2015-04-01', 'suspended@2020-06-01']);
    expect(await historyOf(joined)).toEqual(['active@2016-04-01']);
    expect((await stored(rests)).status).toBe('suspended');

    const late = await checkRoll(rig, wish([`${heading},入会日`, `${people[0]},2021/04/01`].join('\n')));
    expect((await rowsOf(rig, office.token, late.importJobId, 'error'))[0].errors).toEqual([
      { target: 'joinedOn', code: 'joined_after_status', value: '2020-06-01' },
    ]);
    await get('memberImports.undo', { importJobId });
    expect((await settled(rig, office.token, importJobId)).undone).toMatchObject({ restored: 2 });
    expect([await historyOf(rests), await historyOf(joined)]).toEqual(before);
  });

  test('case 31: histories that stayed behind 入会日 begin on it, once the data is brought up to date', async () => {
    const [behind, rested] = [await create({ joinedOn: day(100) }), await create({ joinedOn: '2021-04-01' })];
    await get('members.changeStatus', { memberId: rested, status: 'suspended', effectiveOn: '2024-06-01', reason: '' });
    const members = rig.database.databases.server.collection('members');
    const ids = [behind, rested] as never[];
    await members.updateMany({ _id: { $in: ids } }, { $set: { joinedOn: '2019-04-01' } });
    await beginOnJoiningDays(rig.database.databases.server);
    await beginOnJoiningDays(rig.database.databases.server);
    expect(await historyOf(behind)).toEqual(['active@2019-04-01']);
    expect(await historyOf(rested)).toEqual(['active@2021-04-01', 'suspended@2024-06-01']);
  });
});

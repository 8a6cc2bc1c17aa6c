import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { DataTable } from '../../components/DataTable.tsx';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { MemberRow } from '../../lib/views.ts';
import { fill } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { MemberBulkActions } from './MemberBulkActions.tsx';
import { MemberPane } from './MemberPane.tsx';
import { recordTexts } from './record-texts.ts';
import { corporatePlace, rollStart } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';
import { useRollColumns } from './RollTable.tsx';

const memberId = 'mem_01JZZZZZZZZZZZZZZZZZZZZZZZ' as MemberId;
const rankId = 'rnk_01JZZZZZZZZZZZZZZZZZZZZZZZ';
const body = {
  memberId,
  memberNumber: 'H-0001',
  familyName: '株式会社いぶき',
  givenName: '',
  familyNameKana: 'イブキ',
  givenNameKana: '',
  membershipTypeName: '法人会員',
  status: 'active',
  kind: 'corporate',
  contactName: '水原 涼',
  contactEmail: 'mizuhara@example.jp',
  phone: '',
  affiliation: '',
  joinedOn: '2024-04-01',
  rankId,
  tags: [] as string[],
} as MemberRow;
const answers = (ranks: readonly { readonly rankId: string; readonly name: string }[]) => ({
  'members.get': body,
  'memberSettings.get': { ranks },
});
const gold = { rankId, name: 'ゴールド' };
const { ja: record } = recordTexts;
const { affiliation } = adminMemberTexts.ja.fields;

test('MEM-05: beside the list of bodies stands whom to ask for, and nothing that only persons have', async () => {
  const told = async (member: object) => {
    const drawn = await drawnAs(['members.read'], <MemberPane memberId={memberId} onClose={() => undefined} />, {
      ...answers([]),
      'members.get': { ...body, ...member },
    });
    return [record.contactName, '水原 涼', affiliation].map((words) => drawn.includes(words));
  };
  expect(await told({})).toEqual([true, true, false]);
  expect(await told({ kind: 'individual', contactName: '' })).toEqual([false, false, true]);
});

test('MEM-05: many bodies are counted as their list counts them', async () => {
  for (const [unit, said] of [
    [record.corporate.count, '条件に合う12件すべてを選ぶ'],
    [adminMemberTexts.ja.list.count, '条件に合う12名すべてを選ぶ'],
  ] as const) {
    const bulk = { total: 12, isCapped: false, onAll: () => undefined, onExport: null, mayWrite: true };
    const counted = (count: number) => fill(unit, { count });
    const bar = <MemberBulkActions {...bulk} selection={{ kind: 'members', rows: [body] }} counted={counted} />;
    expect(await drawnAs(['members.read', 'members.write'], bar)).toContain(said);
  }
});

test('MEM-05: what those chosen owe together is said to whoever may see bills, once it is known of all of them', async () => {
  const other = { ...body, memberId: 'mem_01JZZZZZZZZZZZZZZZZZZZZZZX' as MemberId };
  const owes = (owed: number, of = memberId) => ({ memberId: of, owed, credit: 0, status: 'unpaid', overdue: false });
  const drawn = (rights: readonly Permission[], balances: readonly object[]) => {
    const bulk = { total: 2, isCapped: false, onAll: () => undefined, onExport: null, mayWrite: false, counted: String };
    const bar = <MemberBulkActions {...bulk} selection={{ kind: 'members', rows: [body, other] }} />;
    return drawnAs(rights, bar, { ...answers([]), 'billing.memberBalances': balances });
  };
  const both = [owes(12_000), owes(100_000, other.memberId)];
  const rights = ['members.read', 'billing.read'] as const;
  expect(await drawn(rights, both)).toContain('未入金 112,000円');
  for (const rest of [[], [owes(12_000)], both.map((one) => ({ ...one, owed: 0 }))])
    expect(await drawn(rights, rest)).not.toContain('未入金');
  expect(await drawn(['members.read'], both)).not.toContain('未入金');
});

test('ARR-03, ADM-02: whoever may write to those who owe can do so with those chosen; nobody else is offered it', async () => {
  const bulk = { total: 1, isCapped: false, onAll: () => undefined, onExport: null, mayWrite: true, counted: String };
  const bar = <MemberBulkActions {...bulk} selection={{ kind: 'members', rows: [body] }} remind={() => null} />;
  for (const [rights, isOffered] of [
    [['members.read', 'billing.read', 'billing.write'], true],
    [['members.read', 'members.write', 'billing.read'], false],
    [['members.read', 'members.write'], false],
  ] as const)
    expect((await drawnAs(rights, bar, answers([]))).includes(rollTexts.ja.bulk.remind), rights.join()).toBe(isOffered);
});

function Bodies() {
  const columns = useRollColumns(corporatePlace.read(rollStart).columns, 'corporate', 'shinonome', null);
  return <DataTable label="roll" columns={columns} rows={[body]} rowId={(one) => one.memberId} />;
}

test('MEM-05: the list of bodies shows their rank at first, where the organisation has ranks', async () => {
  const withRanks = await drawnAs(['members.read'], <Bodies />, answers([gold]));
  expect([withRanks.includes(`>${record.rank}<`), withRanks.includes(gold.name)]).toEqual([true, true]);
  expect(await drawnAs(['members.read'], <Bodies />, answers([]))).not.toContain(`>${record.rank}<`);
});

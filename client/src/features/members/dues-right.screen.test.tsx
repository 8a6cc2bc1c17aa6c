import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { DataTable } from '../../components/DataTable.tsx';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { MemberRow } from '../../lib/views.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { useBalances, useIsRefused } from './balances.view.ts';
import { MemberDues } from './MemberDues.tsx';
import { NoDuesRight } from './NoDuesRight.tsx';
import { RollConditions } from './RollConditions.tsx';
import { conditionsOf, filterOf, rollPlace, rollStart } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';
import { useRollColumns } from './RollTable.tsx';

const viewer: readonly Permission[] = ['members.read', 'members.export'];
const biller: readonly Permission[] = [...viewer, 'billing.read'];
const memberId = 'mem_01JZZZZZZZZZZZZZZZZZZZZZZZ' as MemberId;
const row = {
  memberId,
  memberNumber: 'M-0001',
  familyName: '佐藤',
  givenName: '花子',
  membershipTypeName: '正会員',
  status: 'active',
  contactEmail: '',
} as MemberRow;
const answers = {
  'customFields.list': { fields: [] },
  'memberSettings.get': { ranks: [] },
  'billing.memberBalances': [{ memberId, owed: 30_000, credit: 0, status: 'unpaid', overdue: false }],
};
const { duesRight, conditions } = rollTexts.ja;
const { list } = adminMemberTexts.ja;

function Roll() {
  const columns = useRollColumns(rollPlace.read(rollStart).columns, 'individual', 'shinonome', useBalances([row]));
  return <DataTable label="roll" columns={columns} rows={[row]} rowId={(one) => one.memberId} />;
}

function Refused({ address }: { readonly address: Partial<typeof rollStart> }) {
  const state = rollPlace.read({ ...rollStart, ...address });
  return useIsRefused(filterOf(state)) ? <NoDuesRight conditions={conditionsOf(state)} onChange={() => undefined} /> : <p>as asked</p>;
}

test('ADM-02: a list says nothing of what is owed to whoever may not see bills, and offers no condition on it', async () => {
  const told = (html: string) => ['佐藤', '30,000', `>${list.dues}<`, `>${list.owed}<`].map((words) => html.includes(words));
  expect(told(await drawnAs(biller, <Roll />, answers))).toEqual([true, true, true, true]);
  expect(told(await drawnAs(viewer, <Roll />, answers))).toEqual([true, false, false, false]);
  const choices = <RollConditions conditions={conditionsOf(rollPlace.read(rollStart))} types={[]} onChange={() => undefined} />;
  expect(await drawnAs(biller, choices, answers)).toContain(conditions.dues);
  expect(await drawnAs(viewer, choices, answers)).not.toContain(conditions.dues);
});

test('ADM-02: a list narrowed by who owes is not asked for by them; in its place stands who can give the right', async () => {
  for (const address of [{ dues: 'owing' }, { dues: 'clear' }, { any: 'status.active,dues.owing' }]) {
    const drawn = await drawnAs(viewer, <Refused address={address} />);
    expect([drawn.includes(duesRight.who), drawn.includes(duesRight.drop)]).toEqual([true, true]);
    expect(await drawnAs(biller, <Refused address={address} />)).toContain('as asked');
  }
  expect(await drawnAs(viewer, <Refused address={{ any: 'status.active' }} />)).toContain('as asked');
});

test('ADM-02: the record says who can see what is owed, in place of a failure', async () => {
  expect(await drawnAs(viewer, <MemberDues memberId={memberId} />, answers)).toContain(duesRight.who);
  expect(await drawnAs(biller, <MemberDues memberId={memberId} />, answers)).toContain('30,000');
});

import { newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { noAddress } from '@tsudoi/shared/kernel/postal-address';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../src/modules/billing/billing.migration.ts';
import { cancelBill } from '../src/modules/billing/bill.service.ts';
import { memberList } from '../src/modules/members/export.service.ts';
import type { MemberDocument } from '../src/modules/members/member.repository.ts';
import { listMembers } from '../src/modules/members/member-list.service.ts';
import { updateMember } from '../src/modules/members/member.service.ts';
import { billNow, carryOut, openBill, openBills, payBill, plan, settled, takeBack } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
});
afterAll(() => server.close());

const page = { q: '', status: 'all' as const, sort: 'kana' as const, descending: false, size: 50 as const, direction: 'next' as const };
const listed = async (org: TestOrganization, given: Partial<Parameters<typeof listMembers>[1]>) => {
  const { rows, total } = await listMembers(org.scope, { ...page, sort: 'number', ...given }, server.platform.clock.today());
  expect(total).toBe(rows.length);
  return rows.map(({ memberId }) => memberId);
};
const members = () => server.platform.databases.server.collection<MemberDocument>('members');

describe('P4 未納: who owes something, as a filter of the roll', () => {
  test('follows every bill: draft, confirmed, paid in part, paid, taken back, cancelled', async () => {
    const org = await openOrganization(server);
    const other = await openOrganization(server, '別の会');
    const [one, two] = await org.addMembers(2);
    const [foreign] = await other.addMembers(1);
    await openBill(server, other, foreign!._id);
    const both = [one!._id, two!._id];
    expect(await listed(org, { dues: 'owing' })).toEqual([]);
    expect(await listed(org, { dues: 'clear' })).toEqual(both);
    const run = await carryOut(server, org, (await plan(server, org))._id);
    expect(await listed(org, { dues: 'owing' }), 'drafts are owed by nobody').toEqual([]);
    await openBills(server, org, run._id);
    expect(await listed(org, { dues: 'owing' })).toEqual(both);
    expect(await listed(org, { dues: 'clear' })).toEqual([]);
    const bills = await server.platform.databases.server
      .collection<{ _id: never; memberId: string }>('bills')
      .find({ runId: run._id })
      .toArray();
    const bill = await billNow(server, bills.find(({ memberId }) => memberId === one!._id)!._id);
    await payBill(server, org, bill, { amount: 4000 as never });
    expect(await listed(org, { dues: 'owing' }), 'paid in part is not paid').toEqual(both);
    const rest = await payBill(server, org, bill, { amount: 6000 as never });
    expect(await listed(org, { dues: 'owing' })).toEqual([two!._id]);
    expect(await listed(org, { dues: 'clear' })).toEqual([one!._id]);
    await takeBack(server, org, rest, { kind: 'charged_back' });
    expect(await listed(org, { dues: 'owing' })).toEqual(both);
    const due = await billNow(server, bills.find(({ memberId }) => memberId === two!._id)!._id);
    await cancelBill(server.platform, org.scope, org.owner, due._id, '重複');
    expect(await listed(org, { dues: 'clear' })).toEqual([two!._id]);
    expect(await listed(other, { dues: 'owing' })).toEqual([foreign!._id]);
  });

  test('of two bills both have to be paid; two payments at the same moment leave nothing owed', async () => {
    const org = await openOrganization(server);
    const member = await org.addMember();
    const [first, second] = [await openBill(server, org, member._id), await openBill(server, org, member._id)];
    const pay = (bill: typeof first) => postSettled(server.platform, org.scope, [settled(bill)]);
    await pay(first);
    expect(await listed(org, { dues: 'owing' })).toEqual([member._id]);
    await pay(second);
    expect(await listed(org, { dues: 'owing' })).toEqual([]);
    for (let round = 0; round < 5; round += 1) {
      const bills = [await openBill(server, org, member._id), await openBill(server, org, member._id)];
      await Promise.all(bills.map(pay));
      expect(await listed(org, { dues: 'owing' })).toEqual([]);
      expect(await listed(org, { dues: 'clear' })).toEqual([member._id]);
    }
  });

  test('stands beside status, type, search and tag, and counts for a file too; what else changes does not lose it', async () => {
    const org = await openOrganization(server);
    const student = await org.addType('学生会員', 3000);
    const [owes, clear, resting, learner] = [
      await org.addMember({ tags: ['委員'], familyName: '𠮷田' }),
      await org.addMember({ tags: ['委員'] }),
      await org.addMember({ status: 'suspended' }),
      await org.addMember({ membershipTypeId: student }),
    ];
    for (const { _id } of [owes, resting, learner]) await openBill(server, org, _id);
    expect(await listed(org, { dues: 'owing' })).toEqual([owes._id, resting._id, learner._id]);
    expect(await listed(org, { dues: 'owing', status: 'suspended' })).toEqual([resting._id]);
    expect(await listed(org, { dues: 'owing', membershipTypeId: student, status: 'active' })).toEqual([learner._id]);
    expect(await listed(org, { dues: 'owing', membershipTypeId: newMembershipTypeId() })).toEqual([]);
    expect(await listed(org, { dues: 'owing', tag: '委員' })).toEqual([owes._id]);
    expect(await listed(org, { dues: 'clear', tag: '委員' })).toEqual([clear._id]);
    expect(await listed(org, { dues: 'owing', q: '吉田' })).toEqual([owes._id]);
    expect(await listed(org, { dues: 'clear', q: '吉田' })).toEqual([]);
    expect(await listed(org, { dues: 'owing', kind: 'corporate' })).toEqual([]);
    const file = { ...page, format: 'csv_utf8' as const, columns: ['会員番号' as const] };
    const rows = async (dues: 'owing' | 'clear') => (await memberList(server.platform, org.scope, { ...file, dues })).count();
    expect([await rows('owing'), await rows('clear')]).toEqual([3, 1]);
    const { membershipTypeId, familyName, givenName, familyNameKana, givenNameKana, joinedOn } = owes;
    await updateMember(server.platform, org.owner, {
      memberId: owes._id,
      version: 0,
      membershipTypeId: student,
      familyName,
      givenName,
      familyNameKana,
      givenNameKana,
      joinedOn,
      contactEmail: '',
      phone: '',
      postalCode: '',
      address: noAddress,
      affiliation: '',
      birthDate: '',
      memo: '',
      custom: {},
    });
    expect(membershipTypeId).not.toBe(student);
    expect(await listed(org, { dues: 'owing', membershipTypeId: student })).toEqual([owes._id, learner._id]);
  });

  test('is made anew from the bills, for records from before it was kept', async () => {
    const org = await openOrganization(server);
    const [owes, clear] = await org.addMembers(2);
    await openBill(server, org, owes!._id);
    const before = await members().find({ orgId: org.scope.orgId }).sort({ _id: 1 }).toArray();
    const tallies = server.platform.databases.server.collection('member_tallies');
    const counted = await tallies.find({ orgId: org.scope.orgId }).sort({ _id: 1 }).toArray();
    expect(counted.map(({ count }) => count)).toEqual([2, 1]);
    await members().updateOne({ _id: owes!._id }, { $unset: { owing: 1 }, $set: { searchKeys: [] } });
    await members().updateOne({ _id: clear!._id }, { $set: { owing: true } });
    const rebuild = migrations.find(({ id }) => id === '2026-11-26-owing-members')!;
    for (let turn = 0; turn < 2; turn += 1) await rebuild.run(server.platform.databases.server);
    expect(await members().find({ orgId: org.scope.orgId }).sort({ _id: 1 }).toArray()).toEqual(before);
    expect(await tallies.find({ orgId: org.scope.orgId }).sort({ _id: 1 }).toArray()).toEqual(counted);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

const create = async (changes: Record<string, unknown>) =>
  (await rig.get('members.create', { ...memberFields(typeId, changes), issueProvisional: false }, office.token)).memberId as string;
const list = async (): Promise<{ pairs: Loose[]; capped: boolean }> => rig.get('duplicates.list', undefined, office.token);
const idsOf = (pair: Loose): string[] => pair.sides.map((side: Loose) => side.memberId);

describe('features 7: duplicates are found, with reasons, and what hangs on each is told', () => {
  let older = '';
  let newer = '';

  test('a pair is listed with its reasons, the older record first; a family with one mailbox is not', async () => {
    const base = { familyName: '高橋', familyNameKana: 'タカハシ', givenName: '結', givenNameKana: 'ユイ', contactEmail: 'yui@example.jp' };
    newer = await create({ ...base, joinedOn: '2024-04-01', birthDate: '1990-01-02' });
    older = await create({ ...base, familyName: '髙橋', joinedOn: '2019-04-01' });
    await create({ ...base, givenName: '蓮', givenNameKana: 'レン' });
    const { pairs, capped } = await list();
    expect(capped).toBe(false);
    expect(pairs.map(idsOf)).toEqual([[older, newer]]);
    expect(pairs[0].reasons).toEqual(['reading', 'name', 'email']);
  });

  test('the plan counts bills, money, log-in and history of both, names what both have, and changes nothing', async () => {
    for (const memberId of [older, newer]) {
      const { billId } = await rig.get(
        'billing.createBill',
        { memberId, billName: '総会', amount: 3000, dueOn: '2030-01-31', idempotencyKey: randomUUID() },
        office.token,
      );
      await rig.get('billing.confirmBill', { billId }, office.token);
      if (memberId === older)
        await rig.get(
          'payments.recordOffline',
          { billId, amount: 1000, method: 'cash', receivedOn: '2026-05-01', memo: '', idempotencyKey: randomUUID() },
          office.token,
        );
    }
    const before = await rig.get('members.get', { memberId: older }, office.token);
    const plan = await rig.get('reports.mergePlan', { memberIds: [older, newer] }, office.token);
    expect(plan.holdings[0]).toMatchObject({
      bills: { count: 1, amount: 3000 },
      openBills: { count: 1, amount: 2000 },
      payments: { count: 1, amount: 1000 },
      statusEntries: 1,
    });
    expect(plan.holdings[1]).toMatchObject({ openBills: { count: 1, amount: 3000 }, payments: { count: 0, amount: 0 } });
    expect(plan.obstacles).toEqual([]);
    expect(await rig.get('members.get', { memberId: older }, office.token)).toEqual(before);
    expect((await rig.ask('reports.mergePlan', { memberIds: [older, older] }, office.token)).code).toBe('INVALID_INPUT');
  });

  test('known to be two: not shown again, written in the log of both, and taken back', async () => {
    await rig.get('duplicates.dismiss', { memberIds: [newer, older] }, office.token);
    expect((await list()).pairs).toEqual([]);
    await rig.get('duplicates.dismiss', { memberIds: [older, newer] }, office.token);
    for (const subjectId of [older, newer]) {
      const { rows } = await rig.get('audit.list', { subjectId }, office.token);
      expect(rows[0].action).toBe('member.not_duplicate');
    }
    await rig.get('duplicates.restore', { memberIds: [older, newer] }, office.token);
    expect((await list()).pairs.map(idsOf)).toEqual([[older, newer]]);
    expect((await rig.ask('duplicates.dismiss', { memberIds: [older, older] }, office.token)).code).toBe('INVALID_INPUT');
  });
});

import { randomUUID } from 'node:crypto';
import { yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adjustMember, billNow, carryOut, codeOf, openBill, openBills, payBill, plan, settled } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { addAdjustment, listAdjustments, removeAdjustment } from './adjustment.service.ts';
import { adjustBill } from './bill-adjust.service.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';
import { cancelBill, memberBalances } from './bill.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-03-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const adjust = (bill: BillDocument, amount: number, reason = '会費の減免', by = org) =>
  adjustBill(server.platform, by.scope, by.owner, { billId: bill._id, amount: yen(amount), reason, version: bill.version });
const memberAdjusted = async (kind: 'permanent' | 'one_time', amount: number) => {
  const member = await org.addMember();
  await adjustMember(server, org, member._id, kind, amount);
  return member;
};
const run = async (fiscalYear: number) => {
  const planned = await plan(server, org, { fiscalYear });
  await carryOut(server, org, planned._id);
  await openBills(server, org, planned._id);
};
const billOfYear = async (member: { _id: BillDocument['memberId'] }, fiscalYear: number) =>
  (await billsOf(server.platform.databases.server, org.scope).find({ memberId: member._id, live: true }).toArray()).find(
    (bill) => bill.fiscalYear === fiscalYear,
  )!;
const adjustmentOf = async (member: { _id: BillDocument['memberId'] }) =>
  (await listAdjustments(server.platform, org.scope, member._id))[0]!;
const told = (bill: BillDocument) =>
  server.platform.databases.server
    .collection('outbox')
    .find({ name: 'billing.payable.changed', 'payload.payable.payableId': bill._id })
    .sort({ 'payload.revision': 1 })
    .toArray();

describe('adjustments of a member', () => {
  it('ADJ-01: 一時 lowers one bill and is used up by it, and is free again when that bill is cancelled', async () => {
    const member = await memberAdjusted('one_time', -2000);
    await run(2026);
    const bill = await billOfYear(member, 2026);
    expect(bill.amount).toBe(8000);
    const used = await adjustmentOf(member);
    expect(used.usedByBillId).toBe(bill._id);
    expect(await codeOf(removeAdjustment(server.platform, org.scope, org.owner, used.adjustmentId))).toBe('INVALID_TRANSITION');
    await run(2027);
    expect((await billOfYear(member, 2027)).amount).toBe(10_000);
    await cancelBill(server.platform, org.scope, org.owner, bill._id, '作り直し');
    expect((await adjustmentOf(member)).usedByBillId).toBeNull();
    await run(2026);
    expect((await billOfYear(member, 2026)).amount).toBe(8000);
  });

  it('ADJ-03: 恒久 lowers three runs', async () => {
    const member = await memberAdjusted('permanent', -1000);
    for (const year of [2030, 2031, 2032]) await run(year);
    const amounts = await Promise.all([2030, 2031, 2032].map(async (year) => (await billOfYear(member, year)).amount));
    expect(amounts).toEqual([9000, 9000, 9000]);
    expect((await adjustmentOf(member)).usedByBillId).toBeNull();
  });
});

describe('an adjustment that is asked for twice', () => {
  const asked = (memberId: BillDocument['memberId'], idempotencyKey: string = randomUUID()) => ({
    memberId,
    kind: 'permanent' as const,
    amount: yen(-2000),
    reason: '役員のため',
    idempotencyKey,
  });
  const add = (input: ReturnType<typeof asked>, by = org) => addAdjustment(server.platform, by.scope, by.owner, input);

  it('ADJ-03: counts once by its key, also at the same moment and when it was removed since', async () => {
    const { _id: memberId, memberNumber } = await org.addMember();
    const input = asked(memberId);
    const answers = await Promise.all([add(input), add(input), add(input)]);
    expect(new Set(answers.map(({ adjustmentId }) => adjustmentId)).size).toBe(1);
    expect(await add(input)).toEqual(answers[0]);
    expect(await listAdjustments(server.platform, org.scope, memberId)).toHaveLength(1);
    // Another press is another adjustment, of the same kind and sum too.
    await add(asked(memberId));
    expect(await listAdjustments(server.platform, org.scope, memberId)).toHaveLength(2);
    await removeAdjustment(server.platform, org.scope, org.owner, answers[0]!.adjustmentId);
    await add(input);
    expect(await listAdjustments(server.platform, org.scope, memberId)).toHaveLength(1);
    const told = { orgId: org.scope.orgId, subjectId: memberId, action: { $in: ['adjustment.add', 'adjustment.remove'] } };
    const log = await server.platform.databases.server.collection('audit_entries').find(told).toArray();
    expect(log.map(({ subjectName }) => subjectName)).toEqual([memberNumber, memberNumber, memberNumber]);
  });

  it('ADJ-03: another body with the same key is refused; another organisation has keys of its own', async () => {
    const { _id: memberId } = await org.addMember();
    const input = asked(memberId);
    await add(input);
    expect(await codeOf(add({ ...input, amount: yen(-3000) }))).toBe('IDEMPOTENCY_MISMATCH');
    const other = await openOrganization(server);
    const { _id: stranger } = await other.addMember();
    await add(asked(stranger, input.idempotencyKey), other);
    expect(await listAdjustments(server.platform, other.scope, stranger)).toHaveLength(1);
  });
});

describe('ADJ-02: 請求調整額 on one bill', () => {
  it('changes what is left and keeps the reason; the payments-service hears the new sum', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const detail = await adjust(bill, -2500, '講師のため');
    expect(detail).toMatchObject({ amount: 7500, outstanding: 7500, status: 'unpaid' });
    expect(detail.parts.at(-1)).toEqual({ kind: 'bill_adjustment', label: '請求の調整', amount: -2500, note: '講師のため' });
    expect(detail.lines.reduce((sum, line) => sum + line.amount, 0)).toBe(7500);
    expect(await memberBalances(server.platform, org.scope, [bill.memberId])).toMatchObject([{ owed: 7500 }]);
    const [message] = await told(bill);
    expect(message).toMatchObject({ payload: { payable: { amount: 7500 }, revision: detail.version } });
    // The sum that is asked for now pays it.
    await payBill(server, org, await billNow(server, bill._id));
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 7500 });
  });

  it('to nothing is 入金不要, and comes back', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id, 3000);
    expect(await adjust(bill, -5000)).toMatchObject({ amount: 0, status: 'not_required', outstanding: 0 });
    expect(await memberBalances(server.platform, org.scope, [bill.memberId])).toMatchObject([{ owed: 0 }]);
    expect(await adjust(await billNow(server, bill._id), 4000, '戻し')).toMatchObject({ amount: 2000, status: 'unpaid' });
    expect((await told(bill)).map((message) => message['payload'].payable.amount)).toEqual([0, 2000]);
  });

  it('is refused with money on the bill, with a slip out, on old knowledge, and over the ceiling', async () => {
    const paid = await openBill(server, org, (await org.addMember())._id);
    await payBill(server, org, paid);
    expect(await codeOf(adjust(await billNow(server, paid._id), -1))).toBe('BILL_AMOUNT_FIXED');
    const open = await openBill(server, org, (await org.addMember())._id);
    expect(await codeOf(adjust({ ...open, version: open.version - 1 }, -1))).toBe('CONFLICT');
    expect(await codeOf(adjust(open, 9_999_999))).toBe('INVALID_INPUT');
    const note = { chargeId: settled(open).payload.chargeId, sequence: 1, method: 'konbini', state: 'awaiting', expiresAt: null };
    await billsOf(server.platform.databases.server, org.scope).updateOne({ _id: open._id }, { $set: { charges: [note as never] } });
    expect(await codeOf(adjust(open, -1))).toBe('CHARGE_IN_PROGRESS');
    expect(await billNow(server, open._id)).toMatchObject({ amount: 10_000, version: open.version });
  });

  it('is not there for another organisation, and of two at once one is taken', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const other = await openOrganization(server);
    expect(await codeOf(adjust(bill, -1, 'x', other))).toBe('NOT_FOUND');
    const codes = await Promise.all([codeOf(adjust(bill, -1000)), codeOf(adjust(bill, -1000))]);
    expect(codes.toSorted()).toEqual(['CONFLICT', null]);
    expect((await billNow(server, bill._id)).amount).toBe(9000);
  });
});

import { randomUUID } from 'node:crypto';
import { newBillId, newChargeId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, codeOf, openBill } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { createBill } from './adhoc-bill.service.ts';
import { billsWithPendingCharge } from './bill-charge.repository.ts';
import { confirmBill } from './bill-confirm.service.ts';
import type { BillDocument } from './bill.repository.ts';
import { billOf, cancelBill, listBills, memberBalances, myBills } from './bill.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer();
  org = await openOrganization(server);
});
afterAll(() => server.close());

const input = (memberId: BillDocument['memberId'], more: object = {}) => ({
  memberId,
  billName: '名札代',
  amount: PriceYen.parse(500),
  dueOn: jstDate('2026-06-01'),
  idempotencyKey: randomUUID(),
  ...more,
});
const list = { q: '', status: 'all', sort: 'dueOn', descending: true, size: 50, direction: 'next' } as const;

describe('a bill outside a run', () => {
  it('is a draft, then an open bill of the member, any number of times a year', async () => {
    const member = await org.addMember();
    const first = await createBill(server.platform, org.scope, org.owner, input(member._id));
    const second = await createBill(server.platform, org.scope, org.owner, input(member._id));
    expect(first).toMatchObject({
      status: 'draft',
      category: 'adhoc',
      fiscalYear: 2026,
      memberNumber: member.memberNumber,
      membershipTypeName: '正会員',
    });
    expect(second.billNumber).not.toBe(first.billNumber);
    expect(await myBills(server.platform, org.scope, member._id)).toEqual([]);
    expect(await confirmBill(server.platform, org.scope, org.owner, first._id)).toMatchObject({ status: 'unpaid' });
    expect((await myBills(server.platform, org.scope, member._id)).map((bill) => bill.billName)).toEqual(['名札代']);
  });

  it('that was cancelled is not confirmed any more, also when it was a draft', async () => {
    const draft = await createBill(server.platform, org.scope, org.owner, input((await org.addMember())._id));
    const open = await openBill(server, org, (await org.addMember())._id);
    for (const bill of [draft, open]) {
      await cancelBill(server.platform, org.scope, org.owner, bill._id, '');
      expect(await codeOf(confirmBill(server.platform, org.scope, org.owner, bill._id))).toBe('BILL_CANCELLED');
    }
  });

  it('asked for twice with one key is one bill, also at the same time', async () => {
    const member = await org.addMember();
    const asked = input(member._id);
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => createBill(server.platform, org.scope, org.owner, asked)));
    expect(new Set(made.map((bill) => bill._id)).size).toBe(1);
    expect(await codeOf(createBill(server.platform, org.scope, org.owner, { ...asked, amount: PriceYen.parse(501) }))).toBe(
      'IDEMPOTENCY_MISMATCH',
    );
  });

  it('is refused for a donation and for nobody', async () => {
    const member = await org.addMember();
    expect(await codeOf(createBill(server.platform, org.scope, org.owner, input(member._id, { billName: 'ご寄付' })))).toBe(
      'DONATION_NOT_ALLOWED',
    );
    expect(await codeOf(createBill(server.platform, org.scope, org.owner, input(newMemberId())))).toBe('NOT_FOUND');
  });

  it('of another organisation does not exist', async () => {
    const other = await openOrganization(server);
    const bill = await openBill(server, org, (await org.addMember())._id);
    expect(await codeOf(billOf(server.platform, other.scope, bill._id))).toBe('NOT_FOUND');
    expect(await codeOf(cancelBill(server.platform, other.scope, other.owner, bill._id, ''))).toBe('NOT_FOUND');
    expect(await codeOf(billOf(server.platform, org.scope, newBillId()))).toBe('NOT_FOUND');
    expect(await codeOf(createBill(server.platform, other.scope, other.owner, input(bill.memberId)))).toBe('NOT_FOUND');
  });
});

describe('cancelling a bill', () => {
  it('voids its slips first, tells the payments-service and is final (case 6)', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const cancelled = await cancelBill(server.platform, org.scope, org.owner, bill._id, '重複');
    expect(cancelled).toMatchObject({ status: 'cancelled', cancelReason: '重複', outstanding: 0 });
    expect(server.payments.calls.at(-1)).toEqual({ procedure: 'charges.voidForPayables', input: { payableIds: [bill._id] } });
    const closed = await server.platform.databases.server
      .collection('outbox')
      .findOne({ orgId: org.scope.orgId, name: 'billing.payable.closed', causedBy: bill._id });
    expect(closed).toMatchObject({ payload: { payableIds: [bill._id], reason: 'cancelled' } });
    expect(await codeOf(cancelBill(server.platform, org.scope, org.owner, bill._id, ''))).toBe('BILL_CANCELLED');
  });

  it('case 5: waits for an authorised card', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const note = { chargeId: newChargeId(), sequence: 2, method: 'card', state: 'authorized', expiresAt: null };
    await server.platform.databases.server
      .collection<BillDocument>('bills')
      .updateOne({ _id: bill._id }, { $set: { charges: [note as never] } });
    expect(await codeOf(cancelBill(server.platform, org.scope, org.owner, bill._id, ''))).toBe('BILL_HAS_AUTHORIZED_CHARGE');
  });

  it('domain.md 3.1: of all bills with something under way those come first that anybody may go on to pay', async () => {
    const ending = await openOrganization(server);
    const notes = [
      ['card', 'authorized'],
      ['direct_debit', 'requested'],
      ['konbini', 'awaiting'],
      ['konbini', 'voided'],
    ];
    const ids = [];
    for (const [method, state] of notes) {
      const { _id } = await openBill(server, ending, (await ending.addMember())._id);
      const note = { chargeId: newChargeId(), sequence: 0, method, state, expiresAt: null };
      await server.platform.databases.server.collection<BillDocument>('bills').updateOne({ _id }, { $set: { charges: [note as never] } });
      ids.push(_id);
    }
    const found = await billsWithPendingCharge(server.platform.databases.server, ending.scope);
    expect([found[0], found.slice(1).toSorted()]).toEqual([ids[2], ids.slice(0, 2).toSorted()]);
  });

  it('says that it is the bank that has a bill which stands in a request of direct debits', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const note = { chargeId: newChargeId(), sequence: 0, method: 'direct_debit', state: 'requested', expiresAt: null };
    await server.platform.databases.server
      .collection<BillDocument>('bills')
      .updateOne({ _id: bill._id }, { $set: { charges: [note as never] } });
    const { answers } = server.payments;
    server.payments.answers = { 'charges.voidForPayables': { voided: false } };
    expect(await codeOf(cancelBill(server.platform, org.scope, org.owner, bill._id, ''))).toBe('BILL_AT_BANK');
    server.payments.answers = answers;
  });

  it('changes nothing while the provider does not answer', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const { answers } = server.payments;
    server.payments.answers = {};
    expect(await codeOf(cancelBill(server.platform, org.scope, org.owner, bill._id, ''))).toBe('PROVIDER_UNAVAILABLE');
    server.payments.answers = answers;
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', version: bill.version });
  });
});

describe('the list of bills', () => {
  it('pages forwards and backwards without losing or doubling a row', async () => {
    const there = await openOrganization(server);
    const members = await there.addMembers(7);
    for (const member of members) await openBill(server, there, member._id);
    const seen: string[] = [];
    let cursor: string | null = null;
    let back: string | null = null;
    do {
      const page = await listBills(server.platform, there.scope, { ...list, size: 3 as never, cursor });
      seen.push(...page.rows.map((row) => row.billId));
      back = page.previousCursor;
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(7);
    const before = await listBills(server.platform, there.scope, { ...list, size: 3 as never, cursor: back, direction: 'previous' });
    expect(before.rows.map((row) => row.billId)).toEqual(seen.slice(3, 6));
  });

  it('finds by name, number and status, and takes typed text literally', async () => {
    const there = await openOrganization(server);
    const member = await there.addMember({ familyName: '𠮷田', memberNumber: 'A-77' });
    await openBill(server, there, member._id);
    await createBill(server.platform, there.scope, there.owner, input((await there.addMember())._id));
    const found = async (more: object) => (await listBills(server.platform, there.scope, { ...list, ...more })).rows.length;
    expect(await found({ q: '𠮷田' })).toBe(1);
    expect(await found({ q: 'ａ-77' })).toBe(1);
    expect(await found({ q: '.*' })).toBe(0);
    expect(await found({ status: 'draft' })).toBe(1);
    expect(await found({ status: 'open' })).toBe(1);
    expect(await found({ status: 'overdue' })).toBe(0);
  });

  it('says what members owe', async () => {
    const there = await openOrganization(server);
    const [owing, free] = await there.addMembers(2);
    await openBill(server, there, owing!._id, 4000);
    await openBill(server, there, owing!._id, 500);
    expect(await memberBalances(server.platform, there.scope, [owing!._id, free!._id])).toEqual([
      { memberId: owing!._id, owed: 4500, credit: 0, status: 'unpaid', overdue: false },
      { memberId: free!._id, owed: 0, credit: 0, status: null, overdue: false },
    ]);
  });
});

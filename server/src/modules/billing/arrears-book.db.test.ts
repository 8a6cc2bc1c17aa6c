import { AdjustBillInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import { FiscalYear } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut, openBill, openBills, payBill, plan } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { arrearsBook } from './arrears-book.service.ts';
import { ArrearsFold } from './arrears.rules.ts';
import { adjustBill } from './bill-adjust.service.ts';
import { billsOf } from './bill.repository.ts';
import { cancelBill } from './bill.service.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const today = () => server.platform.clock.today();
const from = FiscalYear.parse(2023);
/** The book as it is kept, which for so few bills it would not be. */
const book = (of = org) => arrearsBook(db(), of.scope, from, server.platform.clock.realNow(), 0);

/** What the bills of the organisation say, read anew. */
async function folded(of = org) {
  const fold = new ArrearsFold();
  for (const bill of await billsOf(db(), of.scope).find({}).toArray())
    if (bill.status === 'unpaid' || bill.status === 'partly_paid') fold.add(bill);
  return fold.members(today(), 1);
}
const expectTrue = async () => {
  const members = (await book()).members(null, today(), 1);
  expect(members).toEqual(await folded());
  return members;
};

describe('the book of open bills', () => {
  it('ARR-01: knows of every bill that was opened, paid, changed or cancelled since it was last looked at', async () => {
    const people = (await org.addMembers(6)).map(({ _id }) => _id as MemberId);
    const bills: { _id: BillId }[] = [];
    for (const memberId of people) bills.push(await openBill(server, org, memberId, 8000));
    expect(await expectTrue()).toHaveLength(6);
    const first = await book();
    await payBill(server, org, bills[0] as never);
    await payBill(server, org, bills[1] as never, { amount: 3000 as never });
    expect(await expectTrue()).toHaveLength(5);
    await cancelBill(server.platform, org.scope, org.owner, bills[2]!._id, '重複');
    const { version } = (await billsOf(db(), org.scope).findOne({ _id: bills[3]!._id }))!;
    const adjustment = AdjustBillInput.parse({ billId: bills[3]!._id, amount: 500, reason: '加算', version });
    await adjustBill(server.platform, org.scope, org.owner, adjustment);
    const later = await openBill(server, org, people[0]!, 1200);
    expect((await expectTrue()).map(({ outstanding }) => outstanding as number).toSorted((left, right) => left - right)).toEqual([
      1200, 5000, 8000, 8000, 8500,
    ]);
    // It was brought up to date all the while, never read anew.
    expect(await book()).toBe(first);
    await payBill(server, org, later);
    expect(await expectTrue()).toHaveLength(4);
  });

  it('of two who ask at once both get what is there, and a run of bills is in it', async () => {
    const run = await plan(server, org);
    await carryOut(server, org, run._id);
    await openBills(server, org, run._id);
    const [one, other] = await Promise.all([book(), book()]);
    expect(one.members(null, today(), 1)).toEqual(await folded());
    expect(other).toBe(one);
  });

  it('another organisation has a book of its own', async () => {
    const there = await openOrganization(server);
    expect((await book(there)).members(null, today(), 1)).toEqual([]);
    const bill = await openBill(server, there, (await there.addMember())._id, 300);
    expect((await book(there)).members(null, today(), 1)).toMatchObject([{ memberId: bill.memberId, outstanding: 300 }]);
    await expectTrue();
  });
});

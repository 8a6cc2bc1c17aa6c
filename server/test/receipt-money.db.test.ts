import { randomUUID } from 'node:crypto';
import { type MemberId, newChargeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import type { ReceiptDocument } from '../src/modules/documents/receipt.repository.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import { requestRefund, transferRefund } from '../src/modules/payments/refund.service.ts';
import { billNow, payBill, takeBack } from './billing.factory.ts';
import { moneyDesk } from './money.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { ask, bank } from './refund.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof moneyDesk>;
let memberId: MemberId;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  desk = moneyDesk({ server, org });
  memberId = await desk.newMember();
});
afterAll(() => server.close());

const receipts = () => server.platform.databases.server.collection<ReceiptDocument>('receipts');
const issue = ({ _id }: BillDocument, addressee?: string) => issueReceipt(server.platform, org.owner, _id, addressee);
const billOf = async (): Promise<BillDocument> => (await desk.billsFor(memberId, 10_000))[0]!;
const record = ({ _id: billId }: BillDocument, receivedOn: string, amount = 10_000) =>
  recordOffline(server.platform, org.scope, org.owner, {
    billId,
    amount: PositiveYen.parse(amount),
    method: 'bank_transfer',
    receivedOn: jstDate(receivedOn),
    memo: '',
    idempotencyKey: randomUUID(),
  });

/** The receipt that the bill has is void after `leave`, and its next one is over the money of that day, to the member. */
async function fallsBy(bill: BillDocument, leave: () => Promise<unknown>, dayOfTheOther: string): Promise<void> {
  const { receiptId, number } = await issue(bill, '株式会社さくら商事');
  await leave();
  expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
  expect(await receipts().findOne({ _id: receiptId })).toMatchObject({ voided: true });
  const next = await issue(bill);
  expect(next).toMatchObject({ amount: 10_000, receivedOn: dayOfTheOther, addressee: bill.memberName });
  expect(next.number).not.toBe(number);
}

describe('case 65: a receipt whose own money leaves while other money pays the bill is void', () => {
  it('case 65: by the provider (case 47: the card goes back, the konbini stays)', async () => {
    const bill = await billOf();
    const card = await payBill(server, org, bill, { method: 'card' });
    const leave = async () => {
      await payBill(server, org, bill, { chargeId: newChargeId(), paidAt: '2026-05-14T03:00:00.000Z' as never });
      await takeBack(server, org, card, { kind: 'refunded' });
    };
    await fallsBy(bill, leave, '2026-05-14');
  });

  it('case 65: by a transfer of the office', async () => {
    const bill = await billOf();
    const first = await record(bill, '2026-05-12');
    const leave = async () => {
      await record(bill, '2026-05-15');
      const input = ask(first, 10_000, { way: { kind: 'transfer', bank } });
      const { _id: refundId } = await requestRefund(server.platform, org.scope, org.owner, input);
      await transferRefund(server.platform, org.scope, org.owner, { refundId, transferredOn: jstDate('2026-05-19') });
    };
    await fallsBy(bill, leave, '2026-05-15');
  });

  it('case 65: as an entry that was wrong; also of a receipt of before its money was kept with it', async () => {
    for (const forget of [false, true]) {
      const bill = await billOf();
      const slip = await record(bill, '2026-05-12');
      const leave = async () => {
        await record(bill, '2026-05-08');
        if (forget) await receipts().updateOne({ billId: bill._id }, { $unset: { money: '' } });
        await desk.reverse(slip);
      };
      await fallsBy(bill, leave, '2026-05-08');
    }
  });

  it('case 65: older money that is found later does not end it, as long as its own is here', async () => {
    const bill = await billOf();
    await record(bill, '2026-05-12');
    const { number } = await issue(bill);
    await record(bill, '2026-05-08', 5000);
    await desk.reverse(await record(bill, '2026-05-16', 700));
    expect((await issue(bill)).number).toBe(number);
  });
});

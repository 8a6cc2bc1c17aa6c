import { ArrearsInput } from '@tsudoi/shared/contracts/billing/arrears.contract';
import { BillListInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { ExportBillsInput, billColumns } from '@tsudoi/shared/contracts/billing/bill-export.contract';
import { PaymentListInput } from '@tsudoi/shared/contracts/payments/payment.contract';
import { ExportPaymentsInput, paymentColumns } from '@tsudoi/shared/contracts/payments/payment-export.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrears } from '../src/modules/billing/arrears.service.ts';
import { billList } from '../src/modules/billing/bill-export.service.ts';
import { listBills } from '../src/modules/billing/bill.service.ts';
import { paymentList } from '../src/modules/payments/payment-export.service.ts';
import { migrations } from '../src/modules/payments/payments.migration.ts';
import { listPayments } from '../src/modules/payments/payment.service.ts';
import type { ListFile } from '../src/platform/list-file.ts';
import { openBill, payBill } from './billing.factory.ts';
import { moneyDesk, splitOf } from './money.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let taro: MemberId;
let hanako: MemberId;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  const add = async (familyName: string, givenName: string, familyNameKana: string, givenNameKana: string) =>
    (await org.addMember({ familyName, givenName, familyNameKana, givenNameKana }))._id;
  taro = await add('山田', '太郎', 'ヤマダ', 'タロウ');
  hanako = await add('髙﨑', '花子', 'タカサキ', 'ハナコ');
  const other = await add('佐藤', '一', 'サトウ', 'ハジメ');
  for (const memberId of [taro, hanako, other])
    await payBill(server, org, await openBill(server, org, memberId), { amount: 3000 as never });
});
afterAll(() => server.close());

const namesOfFile = async (file: ListFile) => {
  const names: (string | undefined)[] = [];
  for await (const rows of file.rows()) names.push(...rows.map(({ name }) => name));
  return names;
};
/** What each list shows of a search, and what the files of bills and payments hold. */
async function found(q: string) {
  const { platform } = server;
  const bills = await listBills(platform, org.scope, BillListInput.parse({ q }));
  const payments = await listPayments(platform, org.scope, PaymentListInput.parse({ q }));
  const owing = await arrears(platform, org.scope, ArrearsInput.parse({ q }));
  const asFile = { format: 'csv_utf8', q };
  const names = {
    bills: bills.rows.map(({ memberName }) => memberName),
    payments: payments.rows.map(({ memberName }) => memberName),
    owing: owing.rows.map(({ memberName }) => memberName),
  };
  const files = {
    bills: await namesOfFile(billList(platform, org.scope, ExportBillsInput.parse({ ...asFile, columns: [...billColumns] }))),
    payments: await namesOfFile(
      await paymentList(platform, org.scope, ExportPaymentsInput.parse({ ...asFile, columns: [...paymentColumns] })),
    ),
  };
  expect(files).toEqual({ bills: names.bills, payments: names.payments });
  return names;
}
const all = (name: string) => ({ bills: [name], payments: [name], owing: [name] });

describe('lists of bills, payments and arrears find the names that the roll finds', () => {
  it.each(['山田太郎', '山田 太郎', 'やまだ', 'ヤマダタロウ', 'ﾔﾏﾀﾞ', 'やまだ　たろう'])('ARR-01: %s', async (q) => {
    expect(await found(q)).toEqual(all('山田 太郎'));
  });

  it.each(['高崎', '髙﨑', '高崎花子', 'たかさき'])('ARR-01: %s, whichever form of the letter the roll has', async (q) => {
    expect(await found(q)).toEqual(all('髙﨑 花子'));
  });

  it('what is typed is no pattern, and as much as can be typed is no error', async () => {
    const nothing = { bills: [], payments: [], owing: [] };
    for (const q of ['.*', '山田花子', '\ufdfa'.repeat(100), '山'.repeat(100)]) expect(await found(q)).toEqual(nothing);
  });

  it('money in advance and money of before the reading was kept are found by it too', async () => {
    const payments = server.platform.databases.server.collection('payments');
    const paymentId = await moneyDesk({ server, org }).split(splitOf(hanako, 5000, [], 5000));
    const byReading = async (q: string) => (await listPayments(server.platform, org.scope, PaymentListInput.parse({ q }))).rows;
    expect((await byReading('はなこ')).map((row) => row.paymentId)).toContain(paymentId);
    await payments.updateMany({ orgId: org.scope.orgId }, { $unset: { memberKana: 1 } });
    expect(await byReading('はなこ')).toEqual([]);
    await migrations.find(({ id }) => id.endsWith('readings-of-payers'))!.run(server.platform.databases.server);
    expect(await byReading('はなこ')).toHaveLength(2);
    expect(await byReading('やまだ')).toMatchObject([{ memberId: taro }]);
  });
});

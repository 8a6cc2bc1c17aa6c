import { PriceYen, PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCharge } from '../src/modules/payments/charge.service.ts';
import { confirmDeposit } from '../src/modules/payments/deposit-settle.service.ts';
import type { PaymentDocument } from '../src/modules/payments/payment.repository.ts';
import { splitPlan } from '../src/modules/payments/split.service.ts';
import { codeOf } from './billing.factory.ts';
import { standInDeposits } from './deposit-desk.factory.ts';
import { moneyDesk, splitOf } from './money.factory.ts';
import { openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

it('MEM-05, PAY-14: a corporate member’s one name stands without a blank behind it, in the books, at a provider and in a mail', async () => {
  const org = await openOrganization(server);
  const desk = moneyDesk({ server, org });
  const deposits = standInDeposits(server);
  const name = '株式会社やまびこ';
  const { _id: memberId } = await org.addMember({
    kind: 'corporate',
    familyName: name,
    givenName: '',
    familyNameKana: 'ヤマビコ',
    givenNameKana: '',
    contactEmail: 'soumu@yamabiko.example',
  });
  const [first, second, third] = await desk.billsFor(memberId, 10_000, 8000, 6000);
  expect(await splitPlan(server.platform, org.scope, { memberId, amount: null })).toMatchObject({ memberName: name });
  await desk.split(splitOf(memberId, 10_000, [[first!._id, 10_000]]));
  const { depositId, round } = deposits.arrives(8000);
  const lines = [{ billId: second!._id, amount: PositiveYen.parse(8000) }];
  await confirmDeposit(server.platform, org.scope, org.owner, {
    depositId,
    round,
    shares: [{ memberId, lines, advance: PriceYen.parse(0) }],
  });
  const db = server.platform.databases.server;
  const payments = await db.collection<PaymentDocument>('payments').find({ memberId }).toArray();
  expect(payments.map(({ memberName }) => memberName)).toEqual([name, name]);
  const mails = await db
    .collection<{ to: string; purpose: string; text: string }>('mails')
    .find({ to: 'soumu@yamabiko.example' })
    .toArray();
  expect(mails.filter(({ purpose }) => purpose === 'receipt').map(({ text }) => text.split('\n')[0])).toEqual([
    `${name} 御中`,
    `${name} 御中`,
  ]);
  server.payments.answers['charges.open'] = { outcome: 'refused', reason: 'method_not_available' };
  await codeOf(
    startCharge(server.platform, org.asMember(memberId), {
      billId: third!._id,
      method: 'konbini',
      store: 'lawson',
      idempotencyKey: crypto.randomUUID(),
    }),
  );
  expect(server.payments.calls.at(-1)!.input).toMatchObject({ payer: { name, kana: 'ヤマビコ' } });
});

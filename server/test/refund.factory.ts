import { randomUUID } from 'node:crypto';
import type { PaymentId } from '@tsudoi/shared/kernel/ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import type { requestRefund } from '../src/modules/payments/refund.service.ts';
import { payBill } from './billing.factory.ts';
import type { moneyDesk } from './money.factory.ts';
import type { TestOrganization } from './organization.factory.ts';
import type { TestServer } from './server.factory.ts';

type Ask = Parameters<typeof requestRefund>[3];

export const bank = {
  bankName: 'みずほ銀行',
  bankCode: '0001',
  branchName: '神田支店',
  branchCode: '108',
  kind: 'ordinary' as const,
  number: '1234567',
  holder: 'タカハシ ミサキ',
};

/** What the office asks for, by the provider unless it says otherwise. */
export const ask = (paymentId: PaymentId, amount: number, given: Partial<Ask> = {}): Ask => ({
  paymentId,
  amount: PositiveYen.parse(amount),
  way: { kind: 'provider' },
  reason: '二重に支払ったため',
  idempotencyKey: randomUUID(),
  ...given,
});

interface Office {
  readonly server: TestServer;
  readonly org: TestOrganization;
}

/** A bill that was paid online, and its payment. */
export async function paidByCard({ server, org }: Office, desk: ReturnType<typeof moneyDesk>, amount = 10_000) {
  const memberId = await desk.newMember();
  const [bill] = await desk.billsFor(memberId, amount);
  const notice = await payBill(server, org, bill!, { provider: 'stripe', method: 'card' });
  return { memberId, bill: bill!, notice, paymentId: (await desk.paymentOf(notice.payload.chargeId))._id };
}

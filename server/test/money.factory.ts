import { randomUUID } from 'node:crypto';
import type { BillId, MemberId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen } from '@tsudoi/shared/kernel/yen';
import type { BillDocument } from '../src/modules/billing/bill.repository.ts';
import { useCredit } from '../src/modules/payments/credit.service.ts';
import { reversePayment } from '../src/modules/payments/offline.service.ts';
import type { PaymentDocument } from '../src/modules/payments/payment.repository.ts';
import { recordSplit } from '../src/modules/payments/split.service.ts';
import { openBill } from './billing.factory.ts';
import type { TestOrganization } from './organization.factory.ts';
import type { TestServer } from './server.factory.ts';

type Use = Parameters<typeof useCredit>[3];

export const sumsOfPayment = ({ received, allocated, unallocated, reversed }: PaymentDocument) => ({
  received,
  allocated,
  unallocated,
  reversed,
});

/** A receipt by post, split by hand. */
export const splitOf = (memberId: MemberId, amount: number, lines: readonly (readonly [BillId, number])[], advance = 0) => ({
  memberId,
  amount: PositiveYen.parse(amount),
  method: 'postal_transfer' as const,
  receivedOn: jstDate('2026-05-12'),
  memo: '払込取扱票 5/12',
  lines: lines.map(([billId, part]) => ({ billId, amount: PositiveYen.parse(part) })),
  advance: PriceYen.parse(advance),
  idempotencyKey: randomUUID(),
});

/** What the office does with money, in one organisation. */
export function moneyDesk({ server, org }: { readonly server: TestServer; readonly org: TestOrganization }) {
  const payments = () => server.platform.databases.server.collection<PaymentDocument>('payments');
  return {
    payment: async (paymentId: PaymentId) => (await payments().findOne({ _id: paymentId }))!,
    paymentOf: async (chargeId: string) => (await payments().findOne({ chargeId: chargeId as never }))!,
    newMember: async () => (await org.addMember())._id,
    async billsFor(memberId: MemberId, ...amounts: number[]): Promise<BillDocument[]> {
      const bills = [];
      for (const amount of amounts) bills.push(await openBill(server, org, memberId, amount));
      return bills;
    },
    split: (input: ReturnType<typeof splitOf>) => recordSplit(server.platform, org.scope, org.owner, input),
    use: (given: Partial<Omit<Use, 'amount'>> & Pick<Use, 'paymentId' | 'use'> & { amount: number }) =>
      useCredit(server.platform, org.scope, org.owner, {
        billId: null,
        memo: '電話で確認',
        idempotencyKey: randomUUID(),
        ...given,
        amount: PositiveYen.parse(given.amount),
      } as Use),
    reverse: (paymentId: PaymentId) =>
      reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '誤入力', idempotencyKey: randomUUID() }),
  };
}

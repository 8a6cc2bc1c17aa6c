import { newChargeId, newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import type { ChargeDocument } from '../../payments-service/src/charges/charge.repository.ts';
import type { MoneyEvent, MoneyEventKind } from '../../payments-service/src/connectors/connector.ts';
import type { BillDocument } from '../../server/src/modules/billing/billing.public.ts';

export const amount = yen(10_000);
export const accountId = newProviderAccountId();
const start = Date.UTC(2026, 3, 10, 3);

export interface Told {
  readonly kind: MoneyEventKind;
  /** Minutes of the provider's clock. */
  readonly minute: number;
  readonly refunded?: number;
}

export function eventOf(told: Told, paymentNumber: string): MoneyEvent {
  return {
    kind: told.kind,
    occurredAt: new Date(start + told.minute * 60_000),
    orderNumber: paymentNumber,
    providerPaymentId: `pay_${paymentNumber}`,
    providerSessionId: null,
    amount,
    currency: 'JPY',
    refunded: told.refunded === undefined ? null : yen(told.refunded),
    instructions: null,
    expiresAt: null,
  };
}

export const chargeOf = (bill: Pick<BillDocument, '_id' | 'orgId' | 'memberId'>, paymentNumber: string): ChargeDocument => ({
  _id: newChargeId(),
  orgId: bill.orgId,
  memberId: bill.memberId,
  accountId,
  provider: 'plain',
  method: 'konbini',
  paymentNumber,
  lines: [{ payableId: bill._id, amount }],
  amount,
  memberFee: yen(0),
  base: 'requested',
  state: 'requested',
  version: 0,
  providerIds: {},
  redirectUrl: null,
  instructions: null,
  expiresAt: null,
  idempotencyKey: paymentNumber,
  createdAt: new Date(start),
  settledBy: null,
  voidWanted: false,
  inquiries: 0,
  nextInquiryAt: null,
});

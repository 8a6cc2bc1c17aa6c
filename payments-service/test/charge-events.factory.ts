import { newBillId, newChargeId, newMemberId, newMoneyEventId, newOrgId, newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { ChargeDocument, MoneyEventDocument } from '../src/charges/charge.repository.ts';
import type { MoneyEvent, MoneyEventKind } from '../src/connectors/connector.ts';

/** A charge over two bills and what its provider tells of it, minute by minute. */
const createdAt = new Date('2026-05-12T03:00:00Z');
export const at = (minute: number) => new Date(createdAt.getTime() + minute * 60_000);
export const expiresAt = at(9000);
export const [first, second] = [newBillId(), newBillId()];

export function chargeOf(changes: Partial<ChargeDocument> = {}): ChargeDocument {
  return {
    _id: newChargeId(),
    orgId: newOrgId(),
    memberId: newMemberId(),
    accountId: newProviderAccountId(),
    provider: 'komoju',
    method: 'konbini',
    paymentNumber: '1234567890128',
    lines: [
      { payableId: first, amount: yen(6000) },
      { payableId: second, amount: yen(4000) },
    ],
    amount: yen(10_000),
    memberFee: zeroYen,
    base: 'requested',
    state: 'awaiting',
    version: 4,
    providerIds: { sessionId: 'ses_1' },
    redirectUrl: null,
    instructions: null,
    expiresAt,
    idempotencyKey: 'key',
    createdAt,
    settledBy: null,
    voidWanted: false,
    inquiries: 0,
    nextInquiryAt: null,
    ...changes,
  };
}
export const eventOf = (kind: MoneyEventKind, minute: number, changes: Partial<MoneyEventDocument> = {}): MoneyEventDocument => ({
  _id: newMoneyEventId(),
  orgId: newOrgId(),
  chargeId: newChargeId(),
  inboxId: newMoneyEventId(),
  kind,
  occurredAt: at(minute),
  providerPaymentId: 'pay_1',
  amount: yen(10_000),
  currency: 'JPY',
  refunded: null,
  held: false,
  ...changes,
});
/** The same as a notice, before it is stored. */
export const toldOf = (kind: MoneyEventKind, minute: number, changes: Partial<MoneyEvent> = {}): MoneyEvent => ({
  kind,
  occurredAt: at(minute),
  orderNumber: '1234567890128',
  providerPaymentId: 'pay_1',
  providerSessionId: null,
  amount: yen(10_000),
  currency: 'JPY',
  refunded: null,
  instructions: null,
  expiresAt: null,
  ...changes,
});

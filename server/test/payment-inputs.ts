import { randomUUID } from 'node:crypto';
import { addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';

type Inputs = (ids: Record<string, string>) => unknown;
const key = () => randomUUID();

/** Of the procedures about money. */
export const paymentInputs: Record<string, Inputs | null> = {
  'payments.methods': ({ billId }) => ({ billId }),
  'payments.startCharge': ({ billId }) => ({ billId, method: 'card', idempotencyKey: key() }),
  'payments.chargeOfBill': ({ billId }) => ({ billId }),
  'payments.ofBill': ({ billId }) => ({ billId }),
  'payments.list': () => ({}),
  'payments.recordOffline': ({ billId }) => ({
    billId,
    amount: 1,
    method: 'cash',
    receivedOn: '2026-05-01',
    memo: '',
    idempotencyKey: key(),
  }),
  'payments.splitPlan': ({ memberId }) => ({ memberId, amount: null }),
  'payments.recordSplit': ({ memberId, billId }) => ({
    memberId,
    amount: 1,
    method: 'cash',
    receivedOn: '2026-05-01',
    memo: '',
    lines: [{ billId, amount: 1 }],
    advance: 0,
    idempotencyKey: key(),
  }),
  'payments.credits': ({ memberId }) => ({ memberId }),
  'payments.useCredit': ({ paymentId, billId }) => ({
    paymentId,
    billId: null,
    amount: 1,
    use: { kind: 'carry', billId },
    memo: 'x',
    idempotencyKey: key(),
  }),
  'payments.writeOff': ({ billId }) => ({ billId, reason: 'x', idempotencyKey: key() }),
  'payments.reverse': ({ paymentId }) => ({ paymentId, reason: 'x', idempotencyKey: key() }),
  'payments.chargeForOffice': ({ billId }) => ({ billId }),
  'payments.tasks': () => ({}),
  'payments.closeTask': ({ taskId }) => ({ taskId, note: 'x' }),
  'payments.providerAccounts': null,
  'payments.connectSandbox': () => ({ provider: 'komoju' }),
  'payments.sandboxAvailable': null,
  'payLinks.plan': ({ billId }) => ({ billIds: [billId] }),
  'payLinks.create': ({ billId }) => ({
    lines: [{ billId, amount: 5000 }],
    payerName: 'x',
    contactName: '',
    email: '',
    expiresOn: addDays(jstDateOf(new Date()), 30),
    sendMail: false,
    idempotencyKey: key(),
  }),
  'payLinks.list': () => ({}),
  'payLinks.get': ({ payLinkId }) => ({ payLinkId }),
  'payLinks.renew': ({ payLinkId }) => ({ payLinkId }),
  'payLinks.mail': ({ payLinkId }) => ({ payLinkId, email: 'x@example.jp', idempotencyKey: key() }),
  'payLinks.withdraw': ({ payLinkId }) => ({ payLinkId, reason: 'x' }),
  'payLinks.record': ({ payLinkId }) => ({
    payLinkId,
    amount: 1,
    method: 'bank_transfer',
    receivedOn: '2026-05-01',
    memo: '',
    idempotencyKey: key(),
  }),
};

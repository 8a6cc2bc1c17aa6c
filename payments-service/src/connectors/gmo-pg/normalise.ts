import type { ChargeInstructions, ChargeMethod, KonbiniStore } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { MoneyEventKind, Reading } from '../connector.ts';
import { billedSum } from './amounts.ts';
import { type GmoFields, gmoInstant } from './parse.ts';

/** PayType of the methods that are offered. */
export const payTypes: Readonly<Partial<Record<ChargeMethod, string>>> = { card: '0', konbini: '3', payeasy: '4' };

/** CvsCode and Convenience of the chains whose code is known; a chain without one is not offered. */
export const storeCodes: Readonly<Partial<Record<KonbiniStore, string>>> = {
  'seven-eleven': '00007',
  lawson: '10001',
  'family-mart': '10002',
  ministop: '10005',
  seicomart: '10008',
};

export function methodOf(payType: string | undefined): ChargeMethod | null {
  const found = (Object.entries(payTypes) as [ChargeMethod, string][]).find(([, code]) => code === payType);
  return found ? found[0] : null;
}

const cardKinds: Readonly<Record<string, MoneyEventKind>> = {
  AUTH: 'authorized',
  SAUTH: 'authorized',
  CAPTURE: 'final',
  SALES: 'final',
  VOID: 'refunded',
  RETURN: 'refunded',
  RETURNX: 'refunded',
};

const numberKinds: Readonly<Record<string, MoneyEventKind>> = {
  REQSUCCESS: 'instructions_issued',
  PAYSUCCESS: 'final',
  PAYFAIL: 'try_failed',
  EXPIRED: 'expired',
  CANCEL: 'voided',
};

/** What the gateway answers about a trade, in our words. A status that stands in no table says nothing (yet). */
export function normaliseGmoTrade(fields: GmoFields): Reading {
  const method = methodOf(fields.PayType);
  if (method === null) return { outcome: 'nothing' };
  const kind = (method === 'card' ? cardKinds : numberKinds)[fields.Status ?? ''];
  if (kind === undefined) return { outcome: 'nothing' };
  const occurredAt =
    (kind === 'final' ? gmoInstant(fields.FinishDate) : null) ?? gmoInstant(fields.ProcessDate) ?? gmoInstant(fields.TranDate);
  if (occurredAt === null) return { outcome: 'unreadable' };
  const amount = billedSum(fields.Amount, fields.Tax);
  return {
    outcome: 'event',
    event: {
      kind,
      occurredAt,
      orderNumber: fields.OrderID ?? null,
      providerPaymentId: fields.AccessID || null,
      providerSessionId: null,
      amount,
      currency: fields.Currency || null,
      refunded: kind === 'refunded' ? amount : null,
      instructions: instructionsOf(method, fields),
      expiresAt: gmoInstant(fields.PaymentTerm),
      ...(kind === 'try_failed' && fields.ErrInfo ? { code: fields.ErrInfo } : {}),
    },
  };
}

/** Seven-Eleven has one number, which the gateway gives as the receipt number. */
function instructionsOf(method: ChargeMethod, fields: GmoFields): ChargeInstructions | null {
  const { CvsCode, CvsConfNo = '', CvsReceiptNo = '', BkCode, CustID, ConfNo } = fields;
  if (method === 'konbini') {
    const store = (Object.entries(storeCodes) as [KonbiniStore, string][]).find(([, code]) => code === CvsCode)?.[0];
    const [confirmationCode, receiptNumber] = CvsConfNo === '' ? [CvsReceiptNo, ''] : [CvsConfNo, CvsReceiptNo];
    return store && confirmationCode !== '' ? { kind: 'konbini', store, confirmationCode, receiptNumber, instructionsUrl: '' } : null;
  }
  if (method === 'payeasy' && BkCode && CustID && ConfNo)
    return { kind: 'payeasy', bankId: BkCode, customerId: CustID, confirmationId: ConfNo, paymentUrl: '' };
  return null;
}

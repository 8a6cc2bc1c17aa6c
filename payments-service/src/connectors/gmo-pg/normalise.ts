import type { ChargeInstructions, ChargeMethod, KonbiniStore } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { MoneyEventKind, Reading } from '../connector.ts';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import { billedSum, wholeYen } from './amounts.ts';
import { type GmoFields, gmoDay, gmoInstant } from './parse.ts';

/** PayType of the methods that are offered. */
export const payTypes: Readonly<Partial<Record<ChargeMethod, string>>> = { card: '0', konbini: '3', payeasy: '4', virtual_account: '36' };

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

/** TRADING with money in it is a part; the full sum is told once more as PAYSUCCESS. What counts is the running total alone. */
function accountKind(status: string, total: Yen | null): MoneyEventKind | undefined {
  if (status === 'TRADING') return total === 0 || total === null ? 'instructions_issued' : 'final';
  return { PAYSUCCESS: 'final', EXPIRED: 'expired', STOP: 'voided' }[status] as MoneyEventKind | undefined;
}

function kindOf(method: ChargeMethod, { Status = '', GanbTotalTransferAmount }: GmoFields): MoneyEventKind | undefined {
  if (method === 'virtual_account') return accountKind(Status, wholeYen(GanbTotalTransferAmount));
  return (method === 'card' ? cardKinds : numberKinds)[Status];
}

/** What the gateway answers about a trade, in our words. A status that stands in no table says nothing (yet). */
export function normaliseGmoTrade(fields: GmoFields): Reading {
  const method = methodOf(fields.PayType);
  if (method === null) return { outcome: 'nothing' };
  const kind = kindOf(method, fields);
  if (kind === undefined) return { outcome: 'nothing' };
  const occurredAt =
    (kind === 'final' ? (gmoInstant(fields.FinishDate) ?? gmoDay(fields.GanbInSettlementDate)) : null) ??
    gmoInstant(fields.ProcessDate) ??
    gmoInstant(fields.TranDate);
  if (occurredAt === null) return { outcome: 'unreadable' };
  const deposited = method === 'virtual_account' ? wholeYen(fields.GanbTotalTransferAmount) : null;
  const amount = method === 'virtual_account' && kind === 'final' ? deposited : billedSum(fields.Amount, fields.Tax);
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
      expiresAt: gmoInstant(fields.PaymentTerm) ?? lastMoment(fields.GanbExpireDate),
      ...(deposited === null ? {} : { deposited }),
      ...(kind === 'try_failed' && fields.ErrInfo ? { code: fields.ErrInfo } : {}),
    },
  };
}

/** An account takes transfers to the end of its last day. */
function lastMoment(day: string | undefined): Date | null {
  return /^\d{8}$/.test(day ?? '') ? gmoInstant(`${day}235959`) : null;
}

const accountTypes: Readonly<Record<string, 'ordinary' | 'current'>> = { 1: 'ordinary', 普通: 'ordinary', 2: 'current', 当座: 'current' };

function accountOf(fields: GmoFields): ChargeInstructions | null {
  const { GanbBankCode, GanbBranchCode, GanbAccountNumber, GanbBankName = '', GanbBranchName = '', GanbAccountHolderName = '' } = fields;
  if (!GanbBankCode || !GanbBranchCode || !GanbAccountNumber) return null;
  return {
    kind: 'virtual_account',
    bankCode: GanbBankCode,
    bankName: GanbBankName,
    branchCode: GanbBranchCode,
    branchName: GanbBranchName,
    accountType: accountTypes[fields.GanbAccountType ?? ''] ?? 'other',
    accountNumber: GanbAccountNumber,
    holder: GanbAccountHolderName,
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
  if (method === 'virtual_account') return accountOf(fields);
  if (method === 'payeasy' && BkCode && CustID && ConfNo)
    return { kind: 'payeasy', bankId: BkCode, customerId: CustID, confirmationId: ConfNo, paymentUrl: '' };
  return null;
}

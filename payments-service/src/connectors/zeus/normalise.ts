import type { ChargeInstructions, KonbiniStore } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { MoneyEventKind, Reading } from '../connector.ts';
import { sumOf } from './amounts.ts';
import { type ZeusFields, endOfDay, momentOf } from './parse.ts';

export const storeCodes: Readonly<Partial<Record<KonbiniStore, string>>> = {
  'seven-eleven': 'D001',
  lawson: 'D002',
  seicomart: 'D015',
  'family-mart': 'D030',
  ministop: 'D050',
  'daily-yamazaki': 'D060',
};

/** Where an order stands (providers.md 5.4). 04 is 速報, 06 takes it back, 05 is 確報. */
const kinds: Readonly<Record<string, MoneyEventKind>> = {
  '01': 'instructions_issued',
  '04': 'provisional',
  '05': 'final',
  '06': 'provisional_withdrawn',
};
/** Our own word for a number that was stopped: which status says so is not known. */
const stopped = '09';

export function kindOf({ status = '' }: ZeusFields): MoneyEventKind | null {
  return status === stopped ? 'voided' : (kinds[status] ?? null);
}

/**
 * What ZEUS says of an order, in our words. Money and its withdrawal are dated by the provider alone: of two words without
 * their time nobody knows which is the later, so such an answer waits for people.
 */
export function normaliseZeus(fields: ZeusFields): Reading {
  const kind = kindOf(fields);
  if (kind === null) return { outcome: 'nothing' };
  const ofMoney = kind === 'provisional' || kind === 'final' || kind === 'provisional_withdrawn';
  const occurredAt = momentOf(fields.pay_date) ?? (ofMoney ? null : new Date(fields.asked_at ?? ''));
  if (occurredAt === null || Number.isNaN(occurredAt.getTime())) return { outcome: 'unreadable' };
  return {
    outcome: 'event',
    event: {
      kind,
      occurredAt,
      orderNumber: fields.sendid ?? null,
      providerPaymentId: fields.order_no ?? null,
      providerSessionId: null,
      amount: sumOf(fields.money),
      currency: null,
      refunded: null,
      instructions: instructionsOf(fields),
      expiresAt: endOfDay(fields.pay_limit),
    },
  };
}

function instructionsOf({
  pay_cvs: code,
  pay_no1: first = '',
  pay_no2: second = '',
  pay_url: url = '',
}: ZeusFields): ChargeInstructions | null {
  const store = (Object.entries(storeCodes) as [KonbiniStore, string][]).find(([, known]) => known === code)?.[0];
  const [confirmationCode, receiptNumber] = first === '' ? [second, ''] : [first, second];
  if (store === undefined || confirmationCode === '') return null;
  return { kind: 'konbini', store, confirmationCode, receiptNumber, instructionsUrl: url.startsWith('https://') ? url : '' };
}

import type { ChargeInstructions, ChargeMethod, KonbiniStore } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type Yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { MoneyEventKind, Reading } from '../connector.ts';
import type { ContractWord } from '../contract-word.ts';
import { totalOf } from './amounts.ts';
import { type RobotFields, endOfDay, hasContract, orderOf } from './parse.ts';

export const storeCodes: Readonly<Partial<Record<KonbiniStore, string>>> = {
  'seven-eleven': '010',
  lawson: '020',
  'family-mart': '030',
  'daily-yamazaki': '050',
  ministop: '080',
  seicomart: '760',
};

/** `ap` is the approval of a card, and a word for where a number or an account stands. */
const words: Readonly<Record<string, readonly [method: ChargeMethod, kind: MoneyEventKind]>> = {
  // The number is issued, despite the look of the word: nothing is paid.
  CPL_PRE: ['konbini', 'instructions_issued'],
  CPL: ['konbini', 'final'],
  // The deposit was final by then: people look at it (provider case 15).
  CVS_CAN: ['konbini', 'provisional_withdrawn'],
  CVS_STOP: ['konbini', 'voided'],
  BANK: ['virtual_account', 'instructions_issued'],
  BAN_SAL: ['virtual_account', 'final'],
  BAN_STOP: ['virtual_account', 'voided'],
};

/**
 * What is told of a contract of automatic charges, whose number is `acid`; what we open has none. 3: a charge failed and is tried
 * again; 2: the last try failed too, with which the provider ends the contract; 4: it was ended by whoever has it.
 */
export function contractWordOf(fields: RobotFields): ContractWord | null {
  const { rst, gid = '' } = fields;
  if (rst === '4') return { word: 'stopped' };
  if (rst === '3') return { word: 'charge_failed' };
  if (!hasContract(fields)) return null;
  if (rst === '2') return { word: 'stopped' };
  return rst === '1' ? { word: 'charged', paymentId: gid, orderNumber: orderOf(fields), amount: totalOf(fields) } : null;
}

/** Whether it is about a charge: that one failed under a contract, or that the contract ended, is not. */
export function isOfCharge(fields: RobotFields): boolean {
  const contract = contractWordOf(fields);
  return contract === null || contract.word === 'charged';
}

/** What its word is about; null: a word nobody knows. Of the approval of a card any letters are: only what was asked about as one is. */
function methodOf({ ap = '', rst = '', asked_for: asked }: RobotFields): ChargeMethod | null {
  if (!['1', '2'].includes(rst)) return null;
  const known = words[ap]?.[0];
  if (known) return known;
  // A try that failed has no approval, and its number no state.
  if (rst === '2' && ap === '') return asked === 'konbini' || asked === 'virtual_account' ? asked : 'card';
  return asked === 'card' && !ap.includes('_') ? 'card' : null;
}

/** What a notice may be about, for asking: which it is says the charge itself. */
export const likelyMethodOf = ({ ap = '' }: RobotFields): ChargeMethod => words[ap]?.[0] ?? 'card';

function kindOf({ ap = '', rst }: RobotFields): MoneyEventKind {
  if (rst === '2') return 'try_failed';
  return words[ap]?.[1] ?? 'final';
}

/** What ROBOT PAYMENT says of a payment, in our words. It tells no time: things happened when we asked. */
export function normaliseKickback(fields: RobotFields): Reading {
  const method = isOfCharge(fields) ? methodOf(fields) : null;
  if (method === null) return { outcome: 'nothing' };
  const occurredAt = new Date(fields.asked_at ?? '');
  if (Number.isNaN(occurredAt.getTime())) return { outcome: 'unreadable' };
  return {
    outcome: 'event',
    event: {
      kind: kindOf(fields),
      occurredAt,
      orderNumber: orderOf(fields),
      providerPaymentId: fields.gid ?? null,
      providerSessionId: null,
      amount: totalOf(fields),
      currency: null,
      refunded: null,
      instructions: instructionsOf(method, fields),
      expiresAt: endOfDay(fields.exp),
      ...(isNotMatched(fields) ? { deposited: notTold } : {}),
    },
  };
}

/** The bank's money does not match what was asked for, and by how much is not told: it waits for people. */
export function isNotMatched({ ap, mf }: RobotFields): boolean {
  return ap === 'BAN_SAL' && mf !== '1';
}
const notTold: Yen = zeroYen;

function instructionsOf(method: ChargeMethod, { cv, no, cu = '', bank = '' }: RobotFields): ChargeInstructions | null {
  if (method === 'konbini') {
    const store = (Object.entries(storeCodes) as [KonbiniStore, string][]).find(([, code]) => code === cv)?.[0];
    return store && no ? { kind: 'konbini', store, confirmationCode: no, receiptNumber: '', instructionsUrl: cu } : null;
  }
  const parts = bank.split('.');
  if (method !== 'virtual_account' || parts.length !== 7) return null;
  const [bankCode, bankName, branchCode, branchName, type, accountNumber, holder] = parts as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const accountType = type === '普通' || type === '1' ? 'ordinary' : type === '当座' || type === '2' ? 'current' : 'other';
  if (bankCode === '' || branchCode === '' || accountNumber === '') return null;
  return { kind: 'virtual_account', bankCode, bankName, branchCode, branchName, accountType, accountNumber, holder };
}

import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';

/** Groups a number for reading aloud and typing: 11 digits 3-4-4, 13 digits 4-4-5, otherwise fours from the left. */
export function groupDigits(number: string): string[] {
  if (!/^\d+$/.test(number)) return [number];
  const sizes =
    number.length === 11 ? [3, 4, 4] : number.length === 13 ? [4, 4, 5] : number.length <= 6 ? [number.length] : fours(number.length);
  const groups: string[] = [];
  let from = 0;
  for (const size of sizes) {
    groups.push(number.slice(from, from + size));
    from += size;
  }
  return groups;
}

function fours(length: number): number[] {
  const rest = length % 4;
  const whole = Array.from({ length: Math.floor(length / 4) }, () => 4);
  return rest === 0 ? whole : [rest, ...whole];
}

export type NumberLabel = 'receiptNumber' | 'paymentSlip' | 'onlineNumber' | 'customer' | 'confirmation' | 'bank';

/** What the payer types, in the order of the machine: the first is the largest on the screen. */
export interface PayNumbers {
  readonly steps: keyof typeof stepCounts;
  readonly bank: string | null;
  readonly first: { readonly label: NumberLabel; readonly value: string };
  readonly second: { readonly label: NumberLabel; readonly value: string } | null;
}

/** How many steps each chain has; a step that asks for a missing second number is left out by `stepsOf`. */
const stepCounts = {
  'seven-eleven': 4,
  lawson: 4,
  'family-mart': 4,
  ministop: 4,
  seicomart: 4,
  'daily-yamazaki': 4,
  payeasy: 5,
} as const;

/** The step that asks for the second number, by chain (counted from 0). */
const secondNumberStep: Partial<Record<PayNumbers['steps'], number>> = {
  lawson: 2,
  'family-mart': 2,
  ministop: 2,
  seicomart: 2,
  payeasy: 3,
};

/** Indices of the steps to show. */
export function stepsOf(numbers: PayNumbers): number[] {
  const all = Array.from({ length: stepCounts[numbers.steps] }, (_, index) => index);
  return numbers.second === null ? all.filter((index) => index !== secondNumberStep[numbers.steps]) : all;
}

/** The numbers of a charge, or null where it has none (a card, an account to transfer to). */
export function numbersOf(charge: Pick<ChargeView, 'instructions'>): PayNumbers | null {
  const { instructions } = charge;
  if (instructions === null || instructions.kind === 'virtual_account') return null;
  if (instructions.kind === 'payeasy') {
    return {
      steps: 'payeasy',
      bank: instructions.bankId,
      first: { label: 'customer', value: instructions.customerId },
      second: { label: 'confirmation', value: instructions.confirmationId },
    };
  }
  const { store, confirmationCode, receiptNumber } = instructions;
  if (store === 'seven-eleven')
    return { steps: store, bank: null, first: { label: 'paymentSlip', value: receiptNumber || confirmationCode }, second: null };
  if (store === 'daily-yamazaki')
    return { steps: store, bank: null, first: { label: 'onlineNumber', value: receiptNumber || confirmationCode }, second: null };
  if (receiptNumber === '') return { steps: store, bank: null, first: { label: 'confirmation', value: confirmationCode }, second: null };
  return {
    steps: store,
    bank: null,
    first: { label: 'receiptNumber', value: receiptNumber },
    second: { label: 'confirmation', value: confirmationCode },
  };
}

/** One line per number, for the clipboard. */
export function copyText(numbers: PayNumbers, word: (label: NumberLabel) => string): string {
  const lines = [`${word(numbers.first.label)} ${numbers.first.value}`];
  if (numbers.bank !== null) lines.unshift(`${word('bank')} ${numbers.bank}`);
  if (numbers.second !== null) lines.push(`${word(numbers.second.label)} ${numbers.second.value}`);
  return lines.join('\n');
}

import type { BillDetail } from '../../lib/views.ts';

type AmountPart = BillDetail['parts'][number];
/** Words for the parts that are ours to name; a fee carries the name that the office gave it. */
export type PartWords = Readonly<Record<Exclude<AmountPart['kind'], 'fee'>, string>>;

export interface ShownPart {
  readonly label: string;
  readonly amount: number;
  readonly note?: string;
}

/** The parts of an amount in the reader's language. */
export function shownParts(parts: readonly AmountPart[], words: PartWords): ShownPart[] {
  return parts.map(({ kind, label, amount, note }) => ({
    label: kind === 'fee' ? label : words[kind],
    amount,
    ...(note === '' ? {} : { note }),
  }));
}

import type { DeskCandidate } from '../../lib/views.ts';

/** What goes where for one member, as it stands in the fields. */
export interface DraftShare {
  readonly candidate: DeskCandidate;
  readonly amounts: Readonly<Record<string, number>>;
  readonly advance: number;
}

/** A proposal as it is put into the fields. */
export function draftOf(candidate: DeskCandidate): DraftShare {
  return {
    candidate,
    amounts: Object.fromEntries(candidate.bills.map((bill) => [bill.billId, bill.suggested])),
    advance: candidate.advance,
  };
}

/** Somebody else to share a deposit with starts with nothing. */
export function emptyDraft(candidate: DeskCandidate): DraftShare {
  return { candidate, amounts: {}, advance: 0 };
}

/** What is not placed yet; below zero: too much is. */
export function restOf(amount: number, drafts: readonly DraftShare[]): number {
  const placed = drafts.reduce(
    (sum, { amounts, advance }) => sum + advance + Object.values(amounts).reduce((some, one) => some + one, 0),
    0,
  );
  return amount - placed;
}

/** As the decision is sent; members with nothing are none. */
export function sharesOf(drafts: readonly DraftShare[]) {
  return drafts
    .map(({ candidate, amounts, advance }) => ({
      memberId: candidate.memberId,
      lines: candidate.bills.map(({ billId }) => ({ billId, amount: amounts[billId] ?? 0 })).filter((line) => line.amount > 0),
      advance,
    }))
    .filter(({ lines, advance }) => lines.length > 0 || advance > 0);
}

/** A figure as it is typed, full-width and with commas; nothing is zero. */
export function typedYen(text: string): number {
  const digits = text.normalize('NFKC').replace(/[^0-9]/g, '');
  return digits === '' ? 0 : Math.min(Number(digits), 9_999_999);
}

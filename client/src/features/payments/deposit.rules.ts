import { yen } from '@tsudoi/shared/kernel/yen';
import type { DeskCandidate, DeskLink } from '../../lib/views.ts';

/** What goes where for one member, as it stands in the fields. */
export interface DraftShare {
  readonly candidate: DeskCandidate;
  readonly amounts: Readonly<Record<string, number>>;
  readonly advance: number;
}

/** The same where somebody else paid for members. */
export interface DraftPayer {
  readonly link: DeskLink;
  readonly amounts: Readonly<Record<string, number>>;
  readonly advance: number;
}

export function payerDraftOf(link: DeskLink): DraftPayer {
  return { link, amounts: Object.fromEntries(link.bills.map((bill) => [bill.billId, bill.suggested])), advance: link.advance };
}

/** The payer that a deposit is first shown as from: whose invoice it names, else the only one, and to the last yen what they owe. */
export function likelyLink({ amount, links }: { readonly amount: number; readonly links: readonly DeskLink[] }): DeskLink | null {
  const exact = links.filter(({ open }) => open === amount);
  const named = exact.filter(({ invoiceNumber }) => invoiceNumber !== null);
  const [only, ...more] = named.length > 0 ? named : exact;
  return only && more.length === 0 ? only : null;
}

/** The one link in which all bills lie that were chosen; null where one of them does not. */
export function linkOfChosen(drafts: readonly DraftShare[], links: readonly DeskLink[]): DeskLink | null {
  const chosen = drafts.flatMap(({ candidate, amounts }) => candidate.bills.filter(({ billId }) => (amounts[billId] ?? 0) > 0));
  const [first, ...more] = new Set(chosen.map(({ payLink }) => payLink?.payLinkId ?? null));
  return more.length > 0 || !first ? null : (links.find(({ payLinkId }) => payLinkId === first) ?? null);
}

/** Further links, each once. */
export function joinLinks(links: readonly DeskLink[], more: readonly DeskLink[]): DeskLink[] {
  return [...links, ...more.filter(({ payLinkId }) => links.every((link) => link.payLinkId !== payLinkId))];
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
export function restOf(amount: number, drafts: readonly Pick<DraftShare, 'amounts' | 'advance'>[]): number {
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
      lines: candidate.bills.map(({ billId }) => ({ billId, amount: yen(amounts[billId] ?? 0) })).filter((line) => line.amount > 0),
      advance: yen(advance),
    }))
    .filter(({ lines, advance }) => lines.length > 0 || advance > 0);
}

/** The decision for a payer. */
export function payerShareOf({ link, amounts, advance }: DraftPayer) {
  const lines = link.bills.map(({ billId }) => ({ billId, amount: yen(amounts[billId] ?? 0) })).filter((line) => line.amount > 0);
  return { payLinkId: link.payLinkId, lines, advance: yen(advance) };
}

/** Something goes on a bill; where all of them are paid nothing can, and it is the payer's whole. */
export const isPlaced = (draft: DraftPayer): boolean => (payerShareOf(draft).lines.length === 0) === draft.link.paid;

/** A figure as it is typed, full-width and with commas; nothing is zero. */
export function typedYen(text: string): number {
  const digits = text.normalize('NFKC').replace(/[^0-9]/g, '');
  return digits === '' ? 0 : Math.min(Number(digits), 9_999_999);
}

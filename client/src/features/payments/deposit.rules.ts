import { PriceYen, type Yen, yen } from '@tsudoi/shared/kernel/yen';
import { readYen } from '../../lib/typed-yen.ts';
import type { DeskCandidate, DeskLink } from '../../lib/views.ts';

/** An amount as it stands in its box: a number, or the text that is none, to be put right. */
export type BoxedYen = number | string;

interface Placed {
  readonly amounts: Readonly<Record<string, BoxedYen>>;
  readonly advance: BoxedYen;
}

/** What goes where for one member, as it stands in the fields. */
export interface DraftShare extends Placed {
  readonly candidate: DeskCandidate;
}

/** The same where somebody else paid for members. */
export interface DraftPayer extends Placed {
  readonly link: DeskLink;
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
  const chosen = drafts.flatMap(({ candidate, amounts }) => candidate.bills.filter(({ billId }) => placedIn(amounts[billId]) > 0));
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

/** What of a box counts; what cannot be read does not, and nothing is sent with it. */
const placedIn = (boxed: BoxedYen | undefined): Yen => (typeof boxed === 'number' ? yen(boxed) : yen(0));

/** What is not placed yet; below zero: too much is. */
export function restOf(amount: number, drafts: readonly Placed[]): number {
  const boxes = drafts.flatMap(({ amounts, advance }) => [advance, ...Object.values(amounts)]);
  return boxes.reduce<number>((rest, boxed) => rest - placedIn(boxed), amount);
}

/** Whether a box holds what cannot be read as an amount, or is too much for one. */
export function hasWrongBox(drafts: readonly Placed[]): boolean {
  return drafts.some(({ amounts, advance }) => [advance, ...Object.values(amounts)].some((boxed) => typeof boxed !== 'number'));
}

const linesOf = (bills: readonly { readonly billId: DeskCandidate['bills'][number]['billId'] }[], amounts: Placed['amounts']) =>
  bills.map(({ billId }) => ({ billId, amount: placedIn(amounts[billId]) })).filter((line) => line.amount > 0);

/** As the decision is sent; members with nothing are none. */
export function sharesOf(drafts: readonly DraftShare[]) {
  return drafts
    .map(({ candidate, amounts, advance }) => ({
      memberId: candidate.memberId,
      lines: linesOf(candidate.bills, amounts),
      advance: placedIn(advance),
    }))
    .filter(({ lines, advance }) => lines.length > 0 || advance > 0);
}

/** The decision for a payer. */
export function payerShareOf({ link, amounts, advance }: DraftPayer) {
  return { payLinkId: link.payLinkId, lines: linesOf(link.bills, amounts), advance: placedIn(advance) };
}

/** Something goes on a bill; where all of them are paid nothing can, and it is the payer's whole. */
export const isPlaced = (draft: DraftPayer): boolean => (payerShareOf(draft).lines.length === 0) === draft.link.paid;

/** A figure as it is typed, full-width and with commas; nothing is zero, and what is no amount stays what was typed. */
export function typedYen(text: string): BoxedYen {
  const read = readYen(text) ?? 0;
  return PriceYen.safeParse(read).success ? read : text;
}

/** What is wrong with a box, as the kit calls it. */
export function wrongYen(boxed: BoxedYen): 'not_integer_yen' | 'too_big' | null {
  if (typeof boxed === 'number') return null;
  const read = readYen(boxed);
  return typeof read === 'number' && read > 0 ? 'too_big' : 'not_integer_yen';
}

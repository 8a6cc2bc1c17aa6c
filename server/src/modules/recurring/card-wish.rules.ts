import { type MemberStatus, hasLeftSince } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { DuesWay } from '@tsudoi/shared/contracts/recurring/dues-card.contract';
import { type JstDate, type JstMonth, addDays, monthOf } from '@tsudoi/shared/kernel/jst';
import { type BillDocument, payLinkOf, pendingChargeOf } from '../billing/billing.public.ts';
import type { CardWishDocument } from './card-wish.repository.ts';

type StatusEntries = readonly { readonly status: MemberStatus; readonly effectiveOn: JstDate }[];

/** Whose dues are charged, and who may choose a card for them: those who may log in. */
export const isHere = ({ status }: { readonly status: MemberStatus }): boolean => status === 'active' || status === 'suspended';

/** Whether a member's newest word is a card, and they have not left since: who comes back chooses again. */
export function wishesCard(
  newest: Pick<CardWishDocument, 'isOn' | 'from'> | undefined,
  statusEntries: StatusEntries,
  today: JstDate,
): boolean {
  return newest?.isOn === true && !hasLeftSince(statusEntries, newest.from, today);
}

interface Standing {
  /** The word by which dues are paid by card, or were. */
  readonly chosen: CardWishDocument;
  /** The word that took it back. */
  readonly stopped: CardWishDocument | null;
  /** It ended with the membership. */
  readonly hasLeft: boolean;
}

/** How a member's word stands, from the oldest row to the newest; null for who never chose a card. */
export function standingOf(wishes: readonly CardWishDocument[], statusEntries: StatusEntries, today: JstDate): Standing | null {
  const chosen = wishes.findLast(({ isOn }) => isOn);
  const newest = wishes.at(-1);
  if (!chosen || !newest) return null;
  const stopped = newest.isOn ? null : newest;
  return { chosen, stopped, hasLeft: stopped === null && !wishesCard(chosen, statusEntries, today) };
}

/** 会費 and 入会金. The months of a plan go the way that the plan says; what else is asked for was never agreed to. */
export const isDues = ({ category, itemId }: Pick<BillDocument, 'category' | 'itemId'>): boolean =>
  category === 'joining' || category === 'annual' || (category === 'recurring' && itemId !== null);

/** The day the bill falls due, and never that on which the member is told of it. */
export const chargeDayOf = (dueOn: JstDate, today: JstDate): JstDate => (dueOn > today ? dueOn : addDays(today, 1));

/** Whether a card can still be charged on a day: it can be through its last month, and where no provider tells that one, for all we know. */
export const lastsUntil = ({ expires }: { readonly expires: JstMonth | null }, day: JstDate): boolean =>
  expires === null || expires >= monthOf(day);

/**
 * What becomes of an open bill of dues by a card that was chosen. One that was collected before, or stopped, is not begun anew; one
 * that is being paid by a number, by a bank's list, through a payer's link or by the card already is left until that is over.
 */
export function wayOfDues(bill: Pick<BillDocument, 'collecting' | 'charges' | 'payLink' | 'status'>, now: Date): DuesWay {
  if (bill.collecting === false) return 'own';
  return bill.collecting || payLinkOf(bill, now) !== null || pendingChargeOf(bill.charges) !== null ? 'under_way' : 'card';
}

import { type MemberStatus, hasLeftSince } from '@tsudoi/shared/contracts/members/member-status.contract';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';
import type { BillDocument } from '../billing/billing.public.ts';
import type { CardWishDocument } from './card-wish.repository.ts';

/** Whether a member's newest word is a card, and they have not left since: who comes back chooses again. */
export function wishesCard(
  newest: Pick<CardWishDocument, 'isOn' | 'from'> | undefined,
  statusEntries: readonly { readonly status: MemberStatus; readonly effectiveOn: JstDate }[],
  today: JstDate,
): boolean {
  return newest?.isOn === true && !hasLeftSince(statusEntries, newest.from, today);
}

/** 会費 and 入会金. The months of a plan go the way that the plan says; what else is asked for was never agreed to. */
export const isDues = ({ category, itemId }: Pick<BillDocument, 'category' | 'itemId'>): boolean =>
  category === 'joining' || category === 'annual' || (category === 'recurring' && itemId !== null);

/** The day the bill falls due, and never that on which the member is told of it. */
export const chargeDayOf = (dueOn: JstDate, today: JstDate): JstDate => (dueOn > today ? dueOn : addDays(today, 1));

import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';
import type { BillDocument } from '../billing/billing.public.ts';
import type { CardWishDocument } from './card-wish.repository.ts';

interface Entry {
  readonly status: MemberStatus;
  readonly effectiveOn: JstDate;
}

const hasLeft = ({ status }: Entry): boolean => status === 'withdrawn' || status === 'expelled' || status === 'deceased';

/** Whether a member's newest word is a card, and they have not left since: who comes back chooses again. */
export function wishesCard(
  newest: Pick<CardWishDocument, 'isOn' | 'from'> | undefined,
  statusEntries: readonly Entry[],
  today: JstDate,
): boolean {
  if (!newest?.isOn) return false;
  return !statusEntries.some((entry) => hasLeft(entry) && entry.effectiveOn >= newest.from && entry.effectiveOn <= today);
}

/** 会費 and 入会金. The months of a plan go the way that the plan says; what else is asked for was never agreed to. */
export const isDues = ({ category, itemId }: Pick<BillDocument, 'category' | 'itemId'>): boolean =>
  category === 'joining' || category === 'annual' || (category === 'recurring' && itemId !== null);

/** The day the bill falls due, and never that on which the member is told of it. */
export const chargeDayOf = (dueOn: JstDate, today: JstDate): JstDate => (dueOn > today ? dueOn : addDays(today, 1));

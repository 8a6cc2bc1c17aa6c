import { itemPriceOn } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import type { BillingItemView, MemberDetail } from '../../lib/views.ts';

type Item = Pick<BillingItemView, 'prices' | 'perUnit' | 'exemptTypeIds'>;
type Member = Pick<MemberDetail, 'membershipTypeId' | 'units'>;

/** What an item asks of a member, as a run would on that day: its price, once for each unit where it is per unit. */
export type Proposal =
  | { readonly kind: 'price'; readonly amount: number; readonly units: number }
  | { readonly kind: 'exempt' }
  | { readonly kind: 'no_price' };

export function proposalOf(item: Item, member: Member, day: string): Proposal {
  if ((item.exemptTypeIds as readonly string[]).includes(member.membershipTypeId)) return { kind: 'exempt' };
  const price = itemPriceOn<number>(item.prices, member.membershipTypeId, `${day.slice(0, 7)}-01`);
  if (price === null) return { kind: 'no_price' };
  const units = item.perUnit ? member.units : 1;
  return { kind: 'price', amount: price * units, units };
}

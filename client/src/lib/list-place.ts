import type { ViewList } from '@tsudoi/shared/contracts/views/list-column.contract';
import type { ViewStates } from '@tsudoi/shared/contracts/views/saved-view.contract';
import type { SavedViewView } from './views.ts';

/** A saved view of one list. */
export type SavedViewOf<L extends ViewList> = Omit<SavedViewView, 'list' | 'state'> & { readonly list: L; readonly state: ViewStates[L] };

/** What of an address every list with views has. */
export interface ListAddress extends Record<string, string | number | boolean> {
  /** The saved view that is looked at; `noView` where somebody wants none. */
  view: string;
}

/** How one list stands in an address, and where. */
export interface ListPlace<L extends ViewList, Address extends ListAddress> {
  readonly list: L;
  readonly to: string;
  /** The address of a fresh list; what equals it is left out. */
  readonly start: Address;
  /** The list without any condition. */
  readonly everything: Partial<Address>;
  /** A saved view as an address, from the first page. */
  addressOf(state: ViewStates[L]): Partial<Address>;
}

/** In an address: no saved view, and not the one that the role begins with either. */
export const noView = 'all';

/** What of an address differs from a fresh one: what a link carries. */
export function searchOf<Address extends ListAddress>(
  { start }: Pick<ListPlace<ViewList, Address>, 'start'>,
  address: Partial<Address>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(address).filter(([key, value]) => start[key] !== value));
}

export function isSameState<L extends ViewList, Address extends ListAddress>(
  place: ListPlace<L, Address>,
  left: ViewStates[L],
  right: ViewStates[L],
): boolean {
  return JSON.stringify(place.addressOf(left)) === JSON.stringify(place.addressOf(right));
}

import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ViewList } from '@tsudoi/shared/contracts/views/list-column.contract';
import { viewRights } from '@tsudoi/shared/contracts/views/saved-view.contract';
import { useEffect } from 'react';
import { type ListAddress, type ListPlace, type SavedViewOf, noView, searchOf } from './list-place.ts';
import { useListState } from './list-state.ts';
import { useTRPC } from './trpc.ts';
import type { SavedViewView } from './views.ts';

/**
 * The state of a list that is kept as views. Opened without any condition it becomes the view that the role of whoever
 * looks begins with; until that is known (`isOpening`) nothing else is to be shown.
 */
export function useListViews<L extends ViewList, Address extends ListAddress>(place: ListPlace<L, Address>) {
  const trpc = useTRPC();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const [address, setAddress] = useListState(place.start);
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const asked = useQuery(trpc.savedViews.list.queryOptions({ list: place.list }));
  const me = viewer.data?.audience === 'admin' ? viewer.data : null;
  const views = (asked.data ?? []) as readonly SavedViewView[] as readonly SavedViewOf<L>[];
  const beginning = views.find(({ defaultFor }) => me !== null && defaultFor.includes(me.role)) ?? null;
  const isFresh = Object.keys(place.start).every((key) => search[key] === undefined);
  const begun = isFresh && beginning !== null ? beginning.savedViewId : '';
  useEffect(() => {
    if (begun === '' || beginning === null) return;
    const next = searchOf(place, { ...place.addressOf(beginning.state), view: begun } as Partial<Address>);
    void navigate({ to: '.', replace: true, resetScroll: false, search: next });
    // oxlint-disable-next-line react/exhaustive-deps -- what is saved is found anew with every render; its id says which it is
  }, [begun, navigate]);
  /** What no view is called, so that a list somebody emptied stays empty of conditions. */
  const none = beginning === null ? '' : noView;
  return {
    address,
    set: (patch: Partial<Address>) => setAddress(address.view === '' && patch.view === undefined ? { ...patch, view: none } : patch),
    views,
    current: views.find(({ savedViewId }) => savedViewId === address.view) ?? null,
    beginning,
    none,
    permissions: me?.permissions ?? [],
    role: me?.role ?? null,
    mayShare: me?.permissions.includes(viewRights[place.list].share) ?? false,
    isOpening: isFresh && (begun !== '' || asked.isPending || viewer.isPending),
  };
}

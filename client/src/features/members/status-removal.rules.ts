import type { MemberDetail } from '../../lib/views.ts';

type Status = MemberDetail['status'];
type Entry = Pick<MemberDetail['statusHistory'][number], 'entryId' | 'status' | 'scheduled' | 'ofApplication'>;

interface Removal {
  /** What the member is without the entry. */
  readonly after: Status;
  /** Whether they can log in no more by it, or may again, with a fresh pair. */
  readonly login: 'ends' | 'waits' | 'stays';
}

const mayLogIn = (status: Status) => status === 'active' || status === 'suspended';

/**
 * What taking an entry out does that has begun, of a history newest first; null where it stays: the first says how somebody came
 * to be on the roll, what an application decided is not taken back here, and whoever is expelled is taken back by admins only.
 */
export function removalOf(
  { status, statusHistory }: { readonly status: Status; readonly statusHistory: readonly Entry[] },
  entry: Entry,
  by: { readonly isAdmin: boolean },
): Removal | null {
  const at = statusHistory.indexOf(entry);
  const before = statusHistory[at + 1];
  if (entry.scheduled || entry.ofApplication || !before || before.status === 'applied') return null;
  const isCurrent = at === statusHistory.findIndex(({ scheduled }) => !scheduled);
  const after = isCurrent ? before.status : status;
  if (status === 'expelled' && after !== 'expelled' && !by.isAdmin) return null;
  const login = mayLogIn(status) === mayLogIn(after) ? 'stays' : mayLogIn(after) ? 'waits' : 'ends';
  return { after, login };
}

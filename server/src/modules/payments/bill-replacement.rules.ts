import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { CorrectionDocument } from './correction.repository.ts';

/**
 * What a correction put in the place of each bill that it ended: the one made anew, else the one that took its money. What an
 * undo takes away has only the bill that is made like the former one in its place.
 */
export function inPlaceOf({ wrong, bills }: Pick<CorrectionDocument, 'wrong' | 'bills'>): Map<BillId, BillId> {
  const next =
    bills.find(({ role }) => role === 'replacement') ?? (wrong === 'undo' ? undefined : bills.find(({ role }) => role === 'target'));
  if (!next) return new Map();
  const ended = bills.filter(({ before, after }) => after.status === 'cancelled' && before?.status !== 'cancelled');
  return new Map(ended.flatMap(({ billId }) => (billId === next.billId ? [] : [[billId, next.billId]])));
}

/** The last bill of a chain of such; a chain goes on where what stood in a place was corrected too. */
export function lastInPlace(next: ReadonlyMap<BillId, BillId>, billId: BillId): BillId | null {
  let last: BillId | null = null;
  const passed = new Set<BillId>([billId]);
  for (let to = next.get(billId); to !== undefined && !passed.has(to); to = next.get(to)) {
    passed.add(to);
    last = to;
  }
  return last;
}

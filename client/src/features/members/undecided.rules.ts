import type { MemberDetail } from '../../lib/views.ts';

/** Waits for a decision on their application: none is made yet, also none for a day to come. */
export function isUndecided({
  status,
  statusHistory,
}: {
  readonly status: MemberDetail['status'];
  readonly statusHistory: readonly Pick<MemberDetail['statusHistory'][number], 'scheduled'>[];
}): boolean {
  return status === 'applied' && !statusHistory.some(({ scheduled }) => scheduled);
}

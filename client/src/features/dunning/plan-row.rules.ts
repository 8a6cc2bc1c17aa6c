import type { DunningChosen, DunningPlanRow } from '../../lib/views.ts';

/** One row of the plan is one message, so a member may stand in a list twice. */
export const planRowId = (row: DunningPlanRow): string =>
  `${row.memberId}:${row.stage?.key ?? row.reason}:${row.stage?.on ?? row.until ?? ''}:${row.bills[0]?.billId ?? ''}`;

/** Of members that were chosen: what goes to whom now, and who gets nothing now. */
export function splitChosen(members: readonly DunningChosen[]): {
  readonly due: readonly DunningPlanRow[];
  readonly kept: readonly DunningChosen[];
} {
  const isDue = ({ view }: DunningChosen['rows'][number]) => view === 'due';
  return { due: members.flatMap(({ rows }) => rows.filter(isDue)), kept: members.filter(({ rows }) => !rows.some(isDue)) };
}

import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { MergeContext } from '../../platform/member-rows.ts';
import { type BillingRunDocument, activeRuns, planRowAt, planRowsBetween } from './billing-run.repository.ts';

const pageSize = 1000;

type Run = Pick<BillingRunDocument, '_id' | 'included' | 'excluded'>;

/**
 * The first row whose member is this one or comes after them. A plan is made in the order of its members' ids, so that twenty
 * looks find a place among a hundred thousand rows; an index over their members would be written with every plan, for a
 * question that is asked when an import is taken back while a run is under way.
 */
async function firstFrom({ db, scope, session }: MergeContext, run: Run, memberId: MemberId): Promise<number> {
  let [low, high] = [1, run.included + run.excluded + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await planRowAt(db, scope, run._id, middle, session);
    if (row !== null && row.memberId < memberId) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function billedBy(context: MergeContext, run: Run, sorted: readonly MemberId[]): Promise<MemberId[]> {
  const { db, scope, session } = context;
  const asked = new Set(sorted);
  const last = sorted.at(-1)!;
  const found: MemberId[] = [];
  for (let from = await firstFrom(context, run, sorted[0]!); ; from += pageSize) {
    const rows = await planRowsBetween(db, scope, run._id, from, from + pageSize, session);
    for (const { memberId, place } of rows) if (place !== null && asked.has(memberId)) found.push(memberId);
    if (rows.length < pageSize || rows.at(-1)!.memberId >= last) return found;
  }
}

/**
 * Of these members, those whom a run that is under way or paused bills: its rows are frozen and are bills without another look
 * at the roll. A plan that nobody has started holds nobody; it is compared with the roll first.
 */
export async function plannedAmong(context: MergeContext, memberIds: readonly MemberId[]): Promise<MemberId[]> {
  if (memberIds.length === 0) return [];
  const sorted = memberIds.toSorted();
  const planned: MemberId[] = [];
  for (const run of await activeRuns(context.db, context.scope, context.session)) planned.push(...(await billedBy(context, run, sorted)));
  return planned;
}

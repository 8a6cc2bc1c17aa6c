import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { inPlaceOf, lastInPlace } from './bill-replacement.rules.ts';
import { correctionsTouchingAny } from './correction.repository.ts';

/** Corrections of one bill that are followed: more than an office makes, and an end where a chain would have none. */
const longest = 50;

/** What stands in the place of each of these bills by corrections; those that none has ended are left out. */
export async function replacementsOf({ databases }: Platform, scope: OrgScope, billIds: readonly BillId[]): Promise<Map<BillId, BillId>> {
  const next = new Map<BillId, BillId>();
  let asked = [...billIds];
  for (let step = 0; asked.length > 0 && step < longest; step += 1) {
    const pairs = (await correctionsTouchingAny(databases.server, scope, asked)).flatMap((row) => [...inPlaceOf(row)]);
    const fresh = pairs.filter(([from]) => asked.includes(from) && !next.has(from));
    for (const [from, to] of fresh) next.set(from, to);
    asked = [...new Set(fresh.map(([, to]) => to))].filter((to) => !next.has(to));
  }
  return new Map(
    billIds.flatMap((billId): [BillId, BillId][] => {
      const last = lastInPlace(next, billId);
      return last === null ? [] : [[billId, last]];
    }),
  );
}

import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, findBills } from './bill.repository.ts';

/** What corrections put in the place of bills; registered by the module that owns payments. */
type Replacements = (platform: Platform, scope: OrgScope, billIds: readonly BillId[]) => Promise<ReadonlyMap<BillId, BillId>>;
let inPlaceOf: Replacements = () => Promise.resolve(new Map());
export function registerReplacements(source: Replacements): void {
  inPlaceOf = source;
}

/** Of some bills of a run, those in whose place a correction has put another, with that one as it is now (docs/decisions/0026). */
export async function replacedBills(
  platform: Platform,
  scope: OrgScope,
  billIds: readonly BillId[],
): Promise<ReadonlyMap<BillId, BillDocument>> {
  const db = platform.databases.server;
  const gone = (await findBills(db, scope, billIds)).flatMap(({ _id, status }) => (status === 'cancelled' ? [_id] : []));
  if (gone.length === 0) return new Map();
  const next = await inPlaceOf(platform, scope, gone);
  const found = new Map((await findBills(db, scope, [...new Set(next.values())])).map((bill) => [bill._id, bill]));
  return new Map(
    [...next].flatMap(([from, to]): [BillId, BillDocument][] => {
      const bill = found.get(to);
      return bill ? [[from, bill]] : [];
    }),
  );
}

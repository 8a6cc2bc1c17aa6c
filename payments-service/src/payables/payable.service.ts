import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../platform/platform.ts';
import { type PayableDocument, findPayables } from './payable.repository.ts';

/** A bill that was confirmed a moment ago may still wait in the queue; whoever pays it at once need not. */
export async function knownPayables(platform: Platform, scope: OrgScope, ids: readonly BillId[]): Promise<Map<BillId, PayableDocument>> {
  const db = platform.databases.payments;
  let found = await findPayables(db, scope, ids);
  if (found.length < new Set(ids).size) {
    await platform.drainQueue();
    found = await findPayables(db, scope, ids);
  }
  return new Map(found.map((payable) => [payable._id, payable]));
}

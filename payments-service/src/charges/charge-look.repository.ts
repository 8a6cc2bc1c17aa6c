import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { type ChargeDocument, chargesOf } from './charge.repository.ts';

/** People ask about a charge now. False: somebody has just asked. Real time: it keeps a provider from being called too often. */
export async function takeLook(db: Db, scope: OrgScope, chargeId: ChargeId, realNow: Date, restMs: number): Promise<boolean> {
  const { modifiedCount } = await chargesOf(db).updateOne(
    {
      orgId: scope.orgId,
      _id: chargeId,
      $or: [{ lookedAt: { $exists: false } }, { lookedAt: { $lte: new Date(realNow.getTime() - restMs) } }],
    },
    { $set: { lookedAt: realNow }, $inc: { version: 1 } },
  );
  return modifiedCount === 1;
}

/**
 * The look that somebody wanted is over: `again` was when it would have been taken once more. Where the charge has moved since, its new
 * state says when it is asked about; where somebody else wants one by now, theirs is still to come.
 */
export async function endWantedLook(
  db: Db,
  scope: OrgScope,
  { _id, wantedAt }: Pick<ChargeDocument, '_id' | 'wantedAt'>,
  again: Date | null,
  set: Pick<ChargeDocument, 'inquiries' | 'nextInquiryAt'>,
): Promise<void> {
  if (!wantedAt) return;
  const charges = chargesOf(db);
  const { matchedCount } = await charges.updateOne(
    { orgId: scope.orgId, _id, wantedAt },
    { $unset: { wantedAt: '' }, $inc: { version: 1 } },
  );
  if (matchedCount === 0 || again === null) return;
  await charges.updateOne({ orgId: scope.orgId, _id, nextInquiryAt: again }, { $set: set, $inc: { version: 1 } });
}

import type { PayoutBatchId, PayoutId } from '@tsudoi/shared/kernel/payout-ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { TotalYen } from '@tsudoi/shared/kernel/yen';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import type { ClientSession, Collection, Db } from 'mongodb';
import type * as z from 'zod';

/** One file for the bank: which payouts it has, never their accounts. The file itself is not kept. */
export interface PayoutBatchDocument {
  _id: PayoutBatchId;
  idempotencyKey: string;
  payOn: JstDate;
  payoutIds: PayoutId[];
  count: number;
  total: z.output<typeof TotalYen>;
  sha256: string;
  madeBy: string;
  madeAt: Date;
}

const batchesOf = (db: Db): Collection<PayoutBatchDocument> => db.collection<PayoutBatchDocument>('payout_batches');

export function batchByKey(db: Db, _operator: SystemScope, idempotencyKey: string): Promise<PayoutBatchDocument | null> {
  return batchesOf(db).findOne({ idempotencyKey });
}

/** The newest first. */
export function findBatches(db: Db, _operator: SystemScope, ids: readonly PayoutBatchId[]): Promise<PayoutBatchDocument[]> {
  return batchesOf(db)
    .find({ _id: { $in: [...ids] } })
    .sort({ _id: -1 })
    .toArray();
}

/** @throws the database's error when the key is taken: the same press came twice at once */
export async function insertBatch(db: Db, _operator: SystemScope, batch: PayoutBatchDocument, session: ClientSession): Promise<void> {
  await batchesOf(db).insertOne(batch, { session });
}

export async function createPayoutBatchIndexes(db: Db): Promise<void> {
  await batchesOf(db).createIndexes([{ key: { idempotencyKey: 1 }, name: 'key', unique: true }]);
}

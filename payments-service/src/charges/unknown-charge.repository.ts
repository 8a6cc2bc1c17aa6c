import { earliest } from '@tsudoi/shared/service/mongo';
import type { Db } from 'mongodb';
import { chargesOf } from './charge.repository.ts';

/** When the oldest charge began of which nobody knows what became of it; null when there is none. For the house's figures. */
export const unknownChargesSince = (db: Db): Promise<Date | null> => earliest(chargesOf(db), { state: 'unknown' }, 'createdAt');

export async function createUnknownChargeIndexes(db: Db): Promise<void> {
  await chargesOf(db).createIndexes([{ key: { state: 1, createdAt: 1 }, name: 'unknown', partialFilterExpression: { state: 'unknown' } }]);
}

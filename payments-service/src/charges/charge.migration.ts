import type { Db } from 'mongodb';
import { chargesOf } from './charge.repository.ts';

/**
 * Second payments that people booked before the provider's id of them was kept: it is what brought their money. By it the provider
 * gives them back, and what it tells of them is booked on them. Twice is harmless.
 */
export async function nameSecondPayments(db: Db): Promise<void> {
  const booked = { depositOf: { $exists: true }, idempotencyKey: { $regex: '^held:' }, 'providerIds.paymentId': { $exists: false } };
  for await (const { _id, settledBy } of chargesOf(db).find(booked))
    // A new version: whoever has read it as it was writes nothing over it.
    if (settledBy !== null)
      await chargesOf(db).updateOne(
        { _id, 'providerIds.paymentId': { $exists: false } },
        { $set: { 'providerIds.paymentId': settledBy }, $inc: { version: 1 } },
      );
}

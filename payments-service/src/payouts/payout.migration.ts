import { createClock } from '@tsudoi/shared/service/clock';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { Db } from 'mongodb';
import { type MoneyEventDocument, chargesOf } from '../charges/charge.repository.ts';
import { entriesOfCharge } from './payout-entry.service.ts';
import type { PayoutEntryDocument } from './payout.repository.ts';

/** Charges of before there were payouts: what they brought is waiting to be paid out. Twice is harmless. */
export async function writeEntriesOfOldCharges(db: Db): Promise<void> {
  const old = chargesOf(db).find({ state: { $in: ['final', 'partly_refunded', 'refunded', 'charged_back'] } });
  const entries = db.collection<PayoutEntryDocument>('payout_entries');
  for await (const charge of old) {
    const events = await db.collection<MoneyEventDocument>('money_events').find({ orgId: charge.orgId, chargeId: charge._id }).toArray();
    const counting = events.filter((event) => !event.held);
    for (const entry of entriesOfCharge({ clock: createClock() }, charge, counting, []))
      await entries.insertOne(entry).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
      });
  }
}

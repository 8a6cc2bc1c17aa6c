import type { Databases } from '@tsudoi/shared/service/mongo';
import { verifyLedger } from '../ledger/verify.ts';

export interface BooksVerdict {
  /** Charges whose callback was acknowledged and that have no payment. */
  readonly lost: number;
  /** Charges with more than one payment. */
  readonly doubled: number;
  /** Rows that break an invariant of the ledger. */
  readonly torn: number;
}

/** Compares what was acknowledged with what was posted, and lets the check of the ledger look at every row. */
export async function compareBooks(databases: Databases, chargeIds: readonly string[], say: (line: string) => void): Promise<BooksVerdict> {
  const posted = await databases.server.collection<{ chargeId: string }>('payments').find({}).toArray();
  const perCharge = new Map<string, number>();
  for (const { chargeId } of posted) perCharge.set(chargeId, (perCharge.get(chargeId) ?? 0) + 1);
  const { broken: torn } = await verifyLedger(databases, ({ name, broken, says }) => {
    if (broken > 0) say(`BROKEN ${name}: ${broken}, ${says}`);
  });
  return {
    lost: chargeIds.filter((chargeId) => !perCharge.has(chargeId)).length,
    doubled: chargeIds.filter((chargeId) => (perCharge.get(chargeId) ?? 0) > 1).length,
    torn,
  };
}

export const isWhole = ({ lost, doubled, torn }: BooksVerdict): boolean => lost + doubled + torn === 0;

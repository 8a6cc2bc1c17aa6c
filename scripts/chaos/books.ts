import type { Databases } from '@tsudoi/shared/service/mongo';
import { byIds } from '../ledger/ledger.ts';
import { verifyLedger } from '../ledger/verify.ts';
import { countUnderWay } from './quiet.ts';

export interface BooksVerdict {
  /** What was acknowledged and is not there: charges without a payment, or with a bill that has not its money. */
  readonly lost: number;
  /** Charges with more than one payment. */
  readonly doubled: number;
  /** Rows that break an invariant of the ledger. */
  readonly torn: number;
}

/** The books once all is over. */
export interface ClosedBooks extends BooksVerdict {
  /** Notices and messages that nobody will try again. */
  readonly deadLetters: number;
  /** What is on its way all the same. */
  readonly waiting: number;
}

/** Compares what was acknowledged with what was posted, and lets the check of the ledger look at every row. */
export async function compareBooks(databases: Databases, chargeIds: readonly string[], say: (line: string) => void): Promise<ClosedBooks> {
  const posted = await databases.server.collection<{ chargeId: string }>('payments').find({}).toArray();
  const perCharge = new Map<string, number>();
  for (const { chargeId } of posted) perCharge.set(chargeId, (perCharge.get(chargeId) ?? 0) + 1);
  const unpaid = await withoutTheirMoney(databases, chargeIds);
  const { broken: torn, deadLetters } = await verifyLedger(databases, ({ name, broken, says }) => {
    if (broken > 0) say(`BROKEN ${name}: ${broken}, ${says}`);
  });
  return {
    lost: chargeIds.filter((chargeId) => !perCharge.has(chargeId) || unpaid.has(chargeId)).length,
    doubled: chargeIds.filter((chargeId) => (perCharge.get(chargeId) ?? 0) > 1).length,
    torn,
    deadLetters,
    waiting: await countUnderWay(databases),
  };
}

interface ChargeLines {
  readonly _id: string;
  readonly lines: readonly { readonly payableId: string }[];
}

interface BillMoney {
  readonly _id: string;
  readonly status: string;
  readonly amount: number;
  readonly allocated: number;
}

const pageSize = 500;
const isPaid = (bill: BillMoney | undefined) => bill?.status === 'paid' && bill.allocated === bill.amount;

/** Charges with a bill that is not paid, neither more nor less: money that came in and lies on no bill leaves a ledger that is whole. */
async function withoutTheirMoney({ server, payments }: Databases, chargeIds: readonly string[]): Promise<ReadonlySet<string>> {
  const unpaid = new Set<string>();
  for (let from = 0; from < chargeIds.length; from += pageSize) {
    const page = chargeIds.slice(from, from + pageSize);
    const charges = await byIds<ChargeLines>(payments, 'charges', page, { lines: 1 });
    const billsOf = (chargeId: string) => charges.get(chargeId)?.lines.map(({ payableId }) => payableId) ?? [];
    const bills = await byIds<BillMoney>(server, 'bills', page.flatMap(billsOf), { status: 1, amount: 1, allocated: 1 });
    for (const chargeId of page) {
      const own = billsOf(chargeId);
      if (own.length === 0 || !own.every((billId) => isPaid(bills.get(billId)))) unpaid.add(chargeId);
    }
  }
  return unpaid;
}

export const isWhole = ({ lost, doubled, torn, deadLetters, waiting }: ClosedBooks): boolean =>
  lost + doubled + torn + deadLetters + waiting === 0;

import { type Check, type Finding, byIds, rowCheck } from './ledger.ts';
import type { AllocationRow, BillRow, CorrectionRow } from './rows.ts';

/** What a correction took off each bill (minus) and put on each (plus), by payment and bill. */
function wanted({ moves }: CorrectionRow): Map<string, number> {
  const sums = new Map<string, number>();
  const add = (paymentId: string, billId: string | null, amount: number, sign: '−' | '+') => {
    if (billId === null) return;
    const key = `${sign} ${paymentId} ${billId}`;
    sums.set(key, (sums.get(key) ?? 0) + amount);
  };
  for (const { paymentId, amount, from, to } of moves) {
    add(paymentId, from, -amount, '−');
    add(paymentId, to, amount, '+');
  }
  return sums;
}

function written(rows: readonly AllocationRow[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { paymentId, billId, amount } of rows) {
    const key = `${amount < 0 ? '−' : '+'} ${paymentId} ${billId}`;
    sums.set(key, (sums.get(key) ?? 0) + amount);
  }
  return sums;
}

export const correctionChecks: readonly Check[] = [
  rowCheck<CorrectionRow>({
    name: 'correction.money',
    says: 'a correction moved exactly what it says: each yen that it took off a bill lies where it put it, or on none',
    database: 'server',
    collection: 'bill_corrections',
    async inspect({ server }, corrections) {
      const paymentIds = [...new Set(corrections.flatMap(({ moves }) => moves.map(({ paymentId }) => paymentId)))];
      const rows = await server
        .collection<AllocationRow>('allocations')
        .find({ paymentId: { $in: paymentIds } })
        .toArray();
      return corrections.flatMap((correction): Finding[] => {
        const own = written(
          rows.filter(({ causedBy, orgId }) => causedBy === `correction:${correction._id}` && orgId === correction.orgId),
        );
        const asked = wanted(correction);
        const keys = new Set([...own.keys(), ...asked.keys()]);
        const wrong = [...keys].filter((key) => own.get(key) !== asked.get(key));
        return wrong.slice(0, 1).map((key) => ({ row: correction._id, fact: `${key}: says ${asked.get(key)}, its rows ${own.get(key)}` }));
      });
    },
  }),
  rowCheck<CorrectionRow>({
    name: 'correction.bills',
    says: 'a bill that a correction cancelled stays cancelled, and one that was taken back names the correction that did it',
    database: 'server',
    collection: 'bill_corrections',
    async inspect({ server }, corrections) {
      const cancelled = ({ bills }: CorrectionRow) => bills.filter(({ after }) => after.status === 'cancelled').map(({ billId }) => billId);
      const bills = await byIds<BillRow>(server, 'bills', corrections.flatMap(cancelled));
      const undos = await byIds<CorrectionRow>(
        server,
        'bill_corrections',
        corrections.flatMap(({ undoneBy }) => (undoneBy === null ? [] : [undoneBy])),
      );
      return corrections.flatMap((correction): Finding[] => {
        const living = cancelled(correction).find((billId) => bills.get(billId)?.cancelledAt == null);
        if (living !== undefined) return [{ row: correction._id, fact: `cancelled ${living}, which lives or is gone` }];
        const { undoneBy } = correction;
        if (undoneBy === null || undos.get(undoneBy)?.undoes === correction._id) return [];
        return [{ row: correction._id, fact: `was taken back by ${undoneBy}, which does not say so` }];
      });
    },
  }),
];

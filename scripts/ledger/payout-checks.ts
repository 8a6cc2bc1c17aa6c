import { type Check, type Finding, type LedgerRow, byIds, duplicates, isYen, pointingAt, rowCheck, wholeCheck } from './ledger.ts';
import type { ChargeRow, PayoutEntryRow, PayoutRow } from './rows.ts';

/** States of a charge whose money had become final. */
const hadMoney = ['final', 'partly_refunded', 'refunded', 'charged_back'];
const withLines = ['closed', 'approved', 'exported', 'paid', 'returned'];
const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

function verdict(charge: ChargeRow, entries: readonly PayoutEntryRow[]): string | null {
  // The bank puts what it draws into the organisation's own account: nothing of it is ours to pay out.
  if (charge.method === 'direct_debit')
    return entries.length === 0 ? null : `is a direct debit and has ${entries.length} lines for payouts`;
  const held = total(entries.map(({ amount }) => amount));
  const fee = total(entries.map((entry) => entry.fee));
  if (!hadMoney.includes(charge.state))
    return entries.length === 0 ? null : `is ${charge.state} and has ${entries.length} lines for payouts`;
  if (entries.some(({ orgId }) => orgId !== charge.orgId)) return 'has a line of another organisation';
  if (charge.state === 'final' && held !== charge.amount) return `is final over ${charge.amount}, its lines over ${held}`;
  if (charge.state === 'partly_refunded' && (held < 0 || held >= charge.amount)) return `is partly refunded, its lines hold ${held}`;
  if ((charge.state === 'refunded' || charge.state === 'charged_back') && held !== 0) return `is ${charge.state}, its lines hold ${held}`;
  const owed = charge.fee?.bearer === 'org' ? charge.fee.sum : 0;
  return fee === owed ? null : `owes a fee of ${owed}, its lines take ${fee}`;
}

const stateFact = (payout: PayoutRow, lines: readonly PayoutEntryRow[]): string | null => {
  if (payout.gross - payout.fee - payout.returned !== payout.net) return `its sums do not make ${payout.net}`;
  if (payout.state === 'carried_forward') return payout.net > 0 ? `carries ${payout.net} forward` : null;
  const gross = total(lines.filter(({ amount }) => amount > 0).map(({ amount }) => amount));
  const returned = -total(lines.filter(({ amount }) => amount < 0).map(({ amount }) => amount));
  const fee = total(lines.map((line) => line.fee));
  if (payout.count !== lines.length || payout.gross !== gross || payout.fee !== fee || payout.returned !== returned)
    return `says ${payout.gross} − ${payout.fee} − ${payout.returned}, its lines ${gross} − ${fee} − ${returned}`;
  if (withLines.includes(payout.state) && payout.net <= 0) return `is ${payout.state} over ${payout.net}`;
  if (['approved', 'exported', 'paid', 'returned'].includes(payout.state) && !payout.account) return `is ${payout.state} to no account`;
  if (['exported', 'paid'].includes(payout.state) && !payout.batchId) return `is ${payout.state} without a bank file`;
  return null;
};

export const payoutChecks: readonly Check[] = [
  rowCheck<ChargeRow>({
    name: 'charge.payouts',
    says: 'what the lines for payouts hold of a charge is what the organisation has of it, with its fee once',
    database: 'payments',
    collection: 'charges',
    async inspect({ payments }, charges) {
      const entries = await pointingAt<PayoutEntryRow>(payments, 'payout_entries', 'chargeId', charges);
      return charges.flatMap((charge): Finding[] => {
        const fact = verdict(
          charge,
          entries.filter(({ chargeId }) => chargeId === charge._id),
        );
        return fact === null ? [] : [{ row: charge._id, fact }];
      });
    },
  }),
  rowCheck<PayoutEntryRow>({
    name: 'payoutLine.source',
    says: 'a line names a charge of its organisation, whole yen, and a payout of the same organisation whose month is not over before it',
    database: 'payments',
    collection: 'payout_entries',
    async inspect({ payments }, entries) {
      const charges = await byIds<LedgerRow>(
        payments,
        'charges',
        entries.map(({ chargeId }) => chargeId),
        { orgId: 1 },
      );
      const payouts = await byIds<PayoutRow>(
        payments,
        'payouts',
        entries.flatMap(({ payoutId }) => (payoutId === null ? [] : [payoutId])),
      );
      return entries.flatMap((entry): Finding[] => {
        if (charges.get(entry.chargeId)?.orgId !== entry.orgId)
          return [{ row: entry._id, fact: 'its charge is missing or another organisation’s' }];
        if (!isYen(Math.abs(entry.amount), 1) || !isYen(entry.fee))
          return [{ row: entry._id, fact: `is over ${entry.amount}, fee ${entry.fee}` }];
        if (entry.payoutId === null) return [];
        const payout = payouts.get(entry.payoutId);
        if (!payout || payout.orgId !== entry.orgId) return [{ row: entry._id, fact: 'its payout is missing or another organisation’s' }];
        return entry.bookedOn.slice(0, 7) > payout.closeMonth
          ? [{ row: entry._id, fact: `was booked on ${entry.bookedOn} and paid out with ${payout.closeMonth}` }]
          : [];
      });
    },
  }),
  rowCheck<PayoutRow>({
    name: 'payout.sums',
    says: 'a payout is the sum of its lines, gross − fee − returned, above nothing, and goes to an account by a bank file',
    database: 'payments',
    collection: 'payouts',
    async inspect({ payments }, payouts) {
      const findings: Finding[] = [];
      for (const payout of payouts) {
        const { orgId, _id: payoutId } = payout;
        const lines = await payments.collection<PayoutEntryRow>('payout_entries').find({ orgId, payoutId }).toArray();
        const fact = stateFact(payout, lines);
        if (fact !== null) findings.push({ row: payoutId, fact });
      }
      return findings;
    },
  }),
  wholeCheck({
    name: 'payout.once',
    says: 'an organisation has one payout a month, and the money of a charge is one line',
    async inspect({ payments }) {
      const findings = [
        ...(await duplicates(payments, 'payouts', {}, ['orgId', 'closeMonth'])),
        ...(await duplicates(payments, 'payout_entries', { kind: 'money' }, ['chargeId'])),
      ];
      return { rows: await payments.collection('payouts').countDocuments(), findings };
    },
  }),
];

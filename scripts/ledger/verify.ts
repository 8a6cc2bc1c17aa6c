import { auditChecks } from './audit-checks.ts';
import { billChecks } from './bill-checks.ts';
import { chargeChecks } from './charge-checks.ts';
import { correctionChecks } from './correction-checks.ts';
import type { Check, CheckResult, LedgerDatabases } from './ledger.ts';
import { mergeChecks } from './merge-checks.ts';
import { paperChecks } from './paper-checks.ts';
import { paymentChecks } from './payment-checks.ts';
import { payoutChecks } from './payout-checks.ts';
import { receiptChecks } from './receipt-checks.ts';
import { settlementChecks } from './settlement-checks.ts';

export const checks: readonly Check[] = [
  ...billChecks,
  ...paymentChecks,
  ...chargeChecks,
  ...payoutChecks,
  ...settlementChecks,
  ...receiptChecks,
  ...paperChecks,
  ...correctionChecks,
  ...mergeChecks,
  ...auditChecks,
];

export interface LedgerCounts {
  readonly inbox: number;
  readonly charges: number;
  readonly payments: number;
  readonly allocations: number;
  readonly discrepancies: number;
  readonly deadLetters: number;
  /** Notices and messages under way: nothing is wrong with them, but the books are not closed either. */
  readonly waiting: number;
  readonly broken: number;
}

const usualPatienceMs = 150;

/** Walks every check, one after another, and counts. `report` hears each result as it comes. */
export async function verifyLedger(
  databases: LedgerDatabases,
  report: (result: CheckResult) => void = () => undefined,
  patienceMs = usualPatienceMs,
): Promise<LedgerCounts> {
  let broken = 0;
  for (const check of checks) {
    const result = await check.run(databases, patienceMs);
    broken += result.broken;
    report(result);
  }
  const { server, payments, queue } = databases;
  const [
    inbox,
    charges,
    paid,
    allocations,
    discrepancies,
    deadMessages,
    deadNotices,
    waitingNotices,
    waitingMessages,
    serverOutbox,
    paymentsOutbox,
  ] = await Promise.all([
    payments.collection('inbox').countDocuments(),
    payments.collection('charges').countDocuments(),
    server.collection('payments').countDocuments(),
    server.collection('allocations').countDocuments(),
    payments.collection('discrepancies').countDocuments(),
    queue.collection('messages').countDocuments({ state: 'dead' }),
    payments.collection('inbox').countDocuments({ state: 'dead' }),
    payments.collection('inbox').countDocuments({ state: { $in: ['received', 'leased'] } }),
    queue.collection('messages').countDocuments({ state: { $in: ['ready', 'leased'] } }),
    server.collection('outbox').countDocuments({ state: 'pending' }),
    payments.collection('outbox').countDocuments({ state: 'pending' }),
  ]);
  return {
    inbox,
    charges,
    payments: paid,
    allocations,
    discrepancies,
    deadLetters: deadMessages + deadNotices,
    waiting: waitingNotices + waitingMessages + serverOutbox + paymentsOutbox,
    broken,
  };
}

import type { TaskView } from '../../lib/views.ts';

const known = [
  'amount_mismatch',
  'currency_mismatch',
  'order_mismatch',
  'second_payment',
  'unknown_charge',
  'body_variant',
  'charge_unanswered',
  'marked_as_fraud',
  'withdrawn_after_final',
  'refund_exceeds_payment',
  'debit_result_other',
  'debit_row_unknown',
  'paid_twice',
  'payer_paid_twice',
  'bill_cancelled',
  'bill_missing',
  'moved_money',
  'refunded_twice',
  'capture_failed',
  'refund_refused',
  'refund_unknown',
  'refund_bounced',
  'chargeback_of_part',
  'charged_back',
  'settlement_other_amount',
  'settlement_unknown',
  'settlement_twice',
  'settlement_not_paid',
  'settlement_not_refunded',
  'settlement_overdue',
  'settlement_correction',
  'settlement_total',
  'settlement_unreadable',
  'settlement_suspended',
  'settlement_bounced',
  'settlement_cancelled',
  'settlement_late',
  'deposit_recalled',
  'contract_charge',
] as const;
export type TaskWhat = (typeof known)[number] | 'other';

/** What happened, of the things there are words for; a reason of a newer server is still shown. */
export function whatOf(task: Pick<TaskView, 'reason'>): TaskWhat {
  return known.find((reason) => reason === task.reason) ?? 'other';
}

/** What a provider's settlement says otherwise than our charges: the settlement shows it line by line. */
export function isOfSettlement(task: Pick<TaskView, 'reason'>): boolean {
  return task.reason.startsWith('settlement_');
}

const askable = new Set(['charge_unanswered', 'settlement_not_paid', 'settlement_not_refunded']);

/** Its provider may say by now what it did not say then. */
export function isAskable<T extends Pick<TaskView, 'reason' | 'chargeId'>>(task: T): task is T & { chargeId: NonNullable<T['chargeId']> } {
  return task.chargeId !== null && askable.has(task.reason);
}

/** More money than the bill asks for: often the bill is what is wrong, and 訂正 puts both right. What a payer sent twice is on no bill. */
export function isOfSurplus(task: Pick<TaskView, 'reason'>): boolean {
  return task.reason === 'paid_twice';
}

/** The provider told a sum that is no whole yen: it is not shown rounded, people look at the provider. */
export function isUnreadable(task: Pick<TaskView, 'reason' | 'received'>): boolean {
  return task.reason === 'amount_mismatch' && task.received === null;
}

/** Where the desk shows a deposit that was settled: it stands first there, whatever came since. */
export function depositSearch({ depositId, place }: NonNullable<TaskView['deposit']>) {
  return { view: 'settled', cursor: `${place}~`, deposit: depositId };
}

/** Received less expected, when both are known. */
export function differenceOf(task: Pick<TaskView, 'expected' | 'received'>): number | null {
  return task.expected === null || task.received === null ? null : task.received - task.expected;
}

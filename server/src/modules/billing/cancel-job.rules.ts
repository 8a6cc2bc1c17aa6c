import type { KeptReason } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { CancelPartDocument } from './cancel-job.repository.ts';

/** Bills of one step, which is one transaction: with their log and messages below what the engine takes (docs/decisions/0009). */
const billsOfPart = 100;

/** The chosen bills, each once, in steps. */
export function partsOf(billIds: readonly BillId[]): BillId[][] {
  const once = [...new Set(billIds)];
  return Array.from({ length: Math.ceil(once.length / billsOfPart) }, (_, part) =>
    once.slice(part * billsOfPart, (part + 1) * billsOfPart),
  );
}

export interface Outcome {
  readonly billId: BillId;
  /** Null for a bill that was cancelled. */
  readonly reason: KeptReason | null;
}

/** What became of the bills of a step, of one kind or all; nothing while it is not done. */
export function outcomesOf({ billIds, kept }: Pick<CancelPartDocument, 'billIds' | 'kept'>, show: 'kept' | 'cancelled' | 'all'): Outcome[] {
  if (kept === null) return [];
  const reasons = new Map(kept.map(({ billId, reason }) => [billId, reason]));
  return billIds
    .map((billId) => ({ billId, reason: reasons.get(billId) ?? null }))
    .filter(({ reason }) => show === 'all' || (reason === null) === (show === 'cancelled'));
}

const keptWords: Readonly<Record<KeptReason, string>> = {
  BILL_HAS_PAYMENT: '残しました（入金があります）',
  BILL_HAS_AUTHORIZED_CHARGE: '残しました（カードか口座振替の手続き中です）',
  BILL_CANCELLED: '残しました（もう取り消されています）',
};

/** As a file says it, which is Japanese whoever reads the screen. */
export function outcomeWord({ reason }: Pick<Outcome, 'reason'>): string {
  return reason === null ? '取り消しました' : keptWords[reason];
}

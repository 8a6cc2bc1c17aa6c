import type { SettlementLineKind, TransferState } from '@tsudoi/shared/contracts/payments/settlement.contract';
import type { Yen } from '@tsudoi/shared/kernel/yen';

/** One line of a provider's settlement, in our words. */
export interface ReportedLine {
  readonly kind: Exclude<SettlementLineKind, 'open'>;
  /** Our payment number as the provider repeats it, or null. */
  readonly orderNumber: string | null;
  readonly providerPaymentId: string | null;
  /** What it adds to the transfer: refunds and fees are below nothing. */
  readonly amount: Yen;
  readonly happenedAt: Date;
}

/** A settlement (入金明細) with all its lines. */
export interface SettlementReport {
  /** The provider's own number of it, as people have to quote it. */
  readonly reference: string;
  /** What came in up to then is meant to be in it. */
  readonly cutoffAt: Date;
  /** What the provider says that it transfers, whatever its lines add up to. */
  readonly remittance: Yen;
  /** Where its transfer stands by now; null where the provider uses a word for it that is not known. */
  readonly transfer: TransferState | null;
  readonly lines: readonly ReportedLine[];
}

/** A settlement as the provider's list has it. */
export interface ListedSettlement {
  readonly settlementId: string;
  readonly transfer: TransferState | null;
}

export type SettlementResult =
  | { readonly outcome: 'found'; readonly report: SettlementReport }
  /** It was taken back, and its lines with it. */
  | { readonly outcome: 'cancelled' }
  /** It is there and cannot be read: read whole or not at all. */
  | { readonly outcome: 'unreadable' }
  | { readonly outcome: 'none' }
  | { readonly outcome: 'unknown' };

import type { LedgerRow } from './ledger.ts';

/** Of each collection, what the checks look at: written down here once more, so that they do not share the code they check. */
export interface BillRow extends LedgerRow {
  readonly memberId: string;
  readonly billNumber: string;
  readonly category: string;
  readonly amount: number;
  readonly allocated: number;
  readonly provisionalAllocated: number;
  readonly status: string;
  readonly live: boolean;
  readonly parts: readonly { readonly amount: number }[];
  readonly lines: readonly { readonly amount: number }[];
  readonly oneTimeAdjustmentIds: readonly string[];
  readonly confirmedAt: Date | null;
  readonly cancelledAt: Date | null;
}

export interface PaymentRow extends LedgerRow {
  readonly memberId: string | null;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly chargeId: string | null;
  readonly state: string;
  readonly received: number;
  readonly allocated: number;
  readonly unallocated: number;
  readonly reversed: number;
  readonly method?: string;
  readonly returns?: readonly { readonly amount: number }[];
}

export interface AllocationRow extends LedgerRow {
  readonly paymentId: string;
  readonly billId: string;
  readonly memberId: string | null;
  readonly amount: number;
  readonly reverses: string | null;
  readonly closes: boolean;
  readonly at: Date;
  readonly causedBy?: string;
}

export interface CorrectionRow extends LedgerRow {
  readonly wrong: string;
  readonly undoes: string | null;
  readonly undoneBy: string | null;
  readonly bills: readonly { readonly billId: string; readonly after: { readonly status: string } }[];
  readonly moves: readonly {
    readonly paymentId: string;
    readonly amount: number;
    readonly from: string | null;
    readonly to: string | null;
  }[];
}

export interface PaperBodyRow {
  readonly lines: readonly { readonly amount: number; readonly taxCategory: string }[];
  readonly taxes: readonly { readonly amount: number; readonly tax: number; readonly taxCategory: string }[];
}

export interface PaperRow extends LedgerRow {
  readonly kind: string;
  readonly number: string;
  readonly billId: string;
  readonly memberId: string;
  readonly receiptId?: string | null;
  readonly amount: number;
  readonly content: {
    readonly number: string;
    readonly amount: number;
    readonly body: PaperBodyRow;
    readonly invoice?: { readonly number: string };
    readonly received?: number;
    readonly open?: number;
    readonly replaces?: string;
  };
  readonly fileKey: string | null;
  readonly sha256: string;
  readonly voided: boolean;
}

export interface BookExportRow extends LedgerRow {
  readonly fileKey: string | null;
  readonly sha256: string;
}

export interface ReceiptRow extends LedgerRow {
  readonly number: string;
  readonly billId: string;
  readonly memberId: string;
  readonly content: { readonly amount: number; readonly number: string; readonly body?: PaperBodyRow };
  readonly issuedOn: string;
  readonly issuedAt: Date;
  readonly voidedAt: Date | null;
  readonly fileKey: string | null;
  readonly sha256: string;
  readonly copies: readonly { readonly fileKey: string; readonly sha256: string }[];
  readonly voided: boolean;
}

export interface MemberRow extends LedgerRow {
  readonly owing?: boolean;
  readonly searchKeys?: readonly string[];
  readonly mergedInto?: string | null;
}

export interface MergeRow extends LedgerRow {
  readonly keptId: string;
  readonly mergedId: string;
}

export interface AdjustmentRow extends LedgerRow {
  readonly memberId: string;
  readonly kind: string;
  readonly usedByBillId: string | null;
}

export interface TaskRow extends LedgerRow {
  readonly cause: string;
  readonly expected: number | null;
  readonly received: number | null;
}

export interface ChargeRow extends LedgerRow {
  readonly memberId: string;
  readonly method?: string;
  readonly amount: number;
  readonly memberFee: number;
  readonly fee?: { readonly bearer: string; readonly sum: number };
  readonly state: string;
  readonly lines: readonly { readonly payableId: string; readonly amount: number }[];
}

export interface PayoutEntryRow extends LedgerRow {
  readonly chargeId: string;
  readonly kind: string;
  readonly amount: number;
  readonly fee: number;
  readonly bookedOn: string;
  readonly payoutId: string | null;
}

export interface PayoutRow extends LedgerRow {
  readonly closeMonth: string;
  readonly state: string;
  readonly count: number;
  readonly gross: number;
  readonly fee: number;
  readonly returned: number;
  readonly net: number;
  readonly account: object | null;
  readonly batchId: string | null;
}

export interface MoneyEventRow extends LedgerRow {
  readonly chargeId: string;
  readonly inboxId: string;
  readonly kind: string;
  readonly amount: number | null;
  readonly held: boolean;
  readonly refund?: { readonly amount: number };
}

export interface DebitResultRow extends LedgerRow {
  readonly rows: readonly { readonly line: number; readonly chargeId: string | null }[];
}

export interface PayableRow extends LedgerRow {
  readonly memberId: string;
  readonly amount: number;
  readonly state: string;
}

export interface InboxRow extends LedgerRow {
  readonly state: string;
  readonly outcome: string;
}

export interface DiscrepancyRow extends LedgerRow {
  readonly inboxId: string;
  readonly reason: string;
  readonly chargeId: string | null;
  readonly expected: number | null;
  readonly received: number | null;
}

export interface MessageRow extends LedgerRow {
  readonly to: string;
  readonly name: string;
  readonly state: string;
}

export interface AuditRow extends LedgerRow {
  readonly action: string;
}

export interface SealRow extends LedgerRow {
  readonly seq: number;
  readonly auditId: string;
  readonly hash: string;
}

export interface SettlementRow extends LedgerRow {
  readonly accountId: string;
  readonly providerSettlementId: string;
  readonly state: string;
  readonly transfer?: string;
  readonly attempts: number;
  readonly reading: {
    readonly remittance: number;
    readonly lineCount: number;
    readonly openAmount: number;
    readonly steps: readonly { readonly step: string; readonly amount: number }[];
  } | null;
}

export interface SettlementLineRow extends LedgerRow {
  readonly settlementId: string;
  readonly attempt: number;
  readonly kind: string;
  readonly verdict: string;
  readonly period: string | null;
  readonly chargeId: string | null;
  readonly amount: number;
  readonly ours: number | null;
}

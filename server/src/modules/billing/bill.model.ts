import type { AmountPart, BillLine, BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { ChargeMethod, ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { AdjustmentId, BillId, BillingItemId, BillingRunId, ChargeId, MemberId, OrgId, PayLinkId } from '@tsudoi/shared/kernel/ids';
import type { FiscalYear, JstDate, JstMonth } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { TermKind } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import type * as z from 'zod';

/** What the payments-service has told about a charge of the bill; the higher sequence is newer, whatever came first. */
export interface ChargeNote {
  chargeId: ChargeId;
  sequence: number;
  method: ChargeMethod;
  state: ChargeState;
  expiresAt: Date | null;
  /** The shop took back what it had reported (速報取消): why a bill that looked paid is open again. */
  withdrawn?: true;
  /** The card had been authorised before it came to this: that it was let go is the company's word, not a void of ours. */
  wasAuthorized?: true;
}

/** Somebody else pays the bill, by a link that is open until then (所属先払い). */
export interface PayLinkNote {
  payLinkId: PayLinkId;
  payerName: string;
  until: Date;
}

export interface BillAmendment {
  readonly at: Date;
  readonly lines: readonly z.output<typeof BillLine>[];
}

export interface BillDocument {
  _id: BillId;
  orgId: OrgId;
  billNumber: string;
  memberId: MemberId;
  memberNumber: string;
  memberName: string;
  memberKana: string;
  membershipTypeName: string;
  /** Null for an ad-hoc bill, which belongs to no item and may be made any number of times a year. */
  itemId: BillingItemId | null;
  category: 'joining' | 'annual' | 'adhoc' | 'event' | 'recurring';
  billName: string;
  proviso: string;
  fiscalYear: FiscalYear;
  allocationStartMonth: JstMonth;
  runId: BillingRunId | null;
  /** Made anew in place of a bill of this run, for the same year: it is called what the run is. */
  ofRunId?: BillingRunId;
  /** Ad-hoc bills only: what asked for it, so that asking again answers with the same bill. */
  requestKey: string | null;
  requestHash: string;
  /** Of a bill that renews a member's term: which renewal. A bill made anew in its place keeps it (docs/decisions/0043). */
  renewalId?: string;
  /** Of such a bill: the months of the term that it pays for, by which the books share it among years. Absent in rows of before. */
  termMonths?: number;
  /** And whether it ends with a fiscal year. Absent: it does not. */
  termKind?: TermKind;
  /** Of such a bill: the first day of that term as it was billed, whose price counts (RNK-02). Absent in rows of before. */
  pricedOn?: JstDate;
  lines: z.output<typeof BillLine>[];
  /** The lines that came after the bill was opened, and when: only ever added to. */
  amendments?: BillAmendment[];
  parts: AmountPart[];
  oneTimeAdjustmentIds: AdjustmentId[];
  amount: Yen;
  /** Sum of live allocations; provisional money counts and is also summed apart. */
  allocated: Yen;
  provisionalAllocated: Yen;
  /** Always what the rules derive from the facts; stored so that lists can be filtered by it. */
  status: BillStatus;
  /** False once cancelled: frees (member, item, fiscal year) for a new bill. */
  live: boolean;
  charges: ChargeNote[];
  /** The one link it is in; absent or null for none. One whose time is over holds nothing any more. */
  payLink?: PayLinkNote | null;
  /** It is being collected from a saved card, so that nobody reminds or draws it otherwise; false: it was. Absent for most. */
  collecting?: boolean;
  dueOn: JstDate;
  createdAt: Date;
  confirmedAt: Date | null;
  cancelledAt: Date | null;
  cancelReason: string;
  version: number;
  /** Grows with every receipt over its money, every note of what went back, and every hold of its reminders (`touchBills`). */
  papers?: number;
}

export const billCollection = 'bills';

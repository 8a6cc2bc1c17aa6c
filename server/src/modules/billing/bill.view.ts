import type { BillDetail, BillRow } from '@tsudoi/shared/contracts/billing/billing.contract';
import { type JstDate, startOfJstDate } from '@tsudoi/shared/kernel/jst';
import type { Rounding, Yen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';
import { payLinkOf, pendingChargeOf } from './bill-charge.rules.ts';
import { type BillFacts, isOverdue, outstandingYen } from './bill-status.rules.ts';
import type { BillDocument } from './bill.repository.ts';
import { taxGroups } from './tax.rules.ts';

type Detail = z.output<typeof BillDetail>;
type Price = BillRow['amount'];

export function factsOf(bill: Pick<BillDocument, 'amount' | 'allocated' | 'confirmedAt' | 'cancelledAt'>): BillFacts {
  return { amount: bill.amount, allocated: bill.allocated, confirmed: bill.confirmedAt !== null, cancelled: bill.cancelledAt !== null };
}

const price = (value: Yen): Price => value as unknown as Price;

export function billRow(bill: BillDocument, today: JstDate): BillRow {
  const payLink = payLinkOf(bill, startOfJstDate(today));
  const pending = bill.live ? pendingChargeOf(bill.charges) : null;
  return {
    billId: bill._id,
    billNumber: bill.billNumber,
    memberId: bill.memberId,
    memberNumber: bill.memberNumber,
    memberName: bill.memberName,
    billName: bill.billName,
    category: bill.category,
    fiscalYear: bill.fiscalYear,
    amount: price(bill.amount),
    allocated: price(bill.allocated),
    outstanding: price(outstandingYen(factsOf(bill))),
    status: bill.status,
    provisional: bill.provisionalAllocated > 0,
    dueOn: bill.dueOn,
    overdue: isOverdue(bill.status, bill.dueOn, today),
    pendingCharge: pending && {
      chargeId: pending.chargeId,
      method: pending.method,
      state: pending.state,
      expiresAt: pending.expiresAt?.toISOString() ?? null,
      withdrawn: pending.withdrawn === true,
    },
    // A link ends with a day.
    payer: payLink && { name: payLink.payerName, until: payLink.until.toISOString() },
  };
}

export function billDetail(bill: BillDocument, today: JstDate, rounding: Rounding): Detail {
  return {
    ...billRow(bill, today),
    billingRunId: bill.runId,
    ofRunId: bill.ofRunId ?? null,
    lines: bill.lines,
    taxes: taxGroups(bill.lines, 'gross', rounding),
    parts: bill.parts,
    allocationStartMonth: bill.allocationStartMonth,
    confirmedAt: bill.confirmedAt?.toISOString() ?? null,
    cancelledAt: bill.cancelledAt?.toISOString() ?? null,
    cancelReason: bill.cancelReason,
    version: bill.version,
  };
}

import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, type Yen, addYen, mostYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inAllocationOrder } from './split.rules.ts';

export interface DebitBill {
  readonly _id: BillId;
  readonly dueOn: JstDate;
  readonly fiscalYear: number;
  readonly billNumber: string;
  readonly outstanding: Yen;
  /** Somebody else is to pay it, it is being paid already, or the office has something to decide about it. */
  readonly isTaken: boolean;
}

export interface DebitLine {
  readonly payableId: BillId;
  readonly amount: Yen;
}

const mostLines = 50;

/**
 * What one debit draws for a member: the open bills that fall due before the debit after it, the earliest first, as many as
 * one charge may hold. What does not fit waits for the next month; nothing is drawn in part (domain.md 3.8).
 */
export function debitLines(bills: readonly DebitBill[], nextDebitOn: JstDate): DebitLine[] {
  const lines: DebitLine[] = [];
  let sum = zeroYen;
  for (const bill of inAllocationOrder(bills)) {
    const amount = PositiveYen.safeParse(bill.outstanding);
    if (bill.isTaken || bill.dueOn >= nextDebitOn || !amount.success) continue;
    const next = addYen(sum, amount.data);
    if (next > mostYen || lines.length === mostLines) break;
    sum = next;
    lines.push({ payableId: bill._id, amount: amount.data });
  }
  return lines;
}

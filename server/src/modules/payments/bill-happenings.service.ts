import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { historyOf } from '../audit/audit.public.ts';
import type { BillHappening } from '../billing/billing.public.ts';
import { inPlaceOf } from './bill-replacement.rules.ts';
import { correctionsTouching } from './correction.repository.ts';
import { useOfRequest } from './credit-use.repository.ts';
import { type AllocationDocument, type PaymentDocument, allocationsOfBill, findPayments } from './payment.repository.ts';

/** Rows that are looked at: what explains a refusal was done last. */
const newest = 5;

/** What was done to a bill with money, newest first, for whoever was slower (`tellingWhatHappened`). Corrections are told as such, not by their entries. */
export async function moneyHappenings(platform: Platform, scope: OrgScope, billId: BillId): Promise<BillHappening[]> {
  const db = platform.databases.server;
  const corrections = await correctionsTouching(db, scope, billId);
  const corrected = corrections.slice(0, newest).map((row): BillHappening => {
    const to = inPlaceOf(row).get(billId);
    const next = row.bills.find((bill) => bill.billId === to);
    return next
      ? { kind: 'replaced', at: row.at, by: row.actor, says: { number: next.billNumber } }
      : { kind: 'corrected', at: row.at, by: row.actor };
  });
  const rows = (await allocationsOfBill(db, scope, billId)).filter(({ causedBy }) => !causedBy.startsWith('correction:')).slice(-newest);
  const payments = new Map((await findPayments(db, scope, [...new Set(rows.map((row) => row.paymentId))])).map((row) => [row._id, row]));
  const moved: BillHappening[] = [];
  for (const row of rows.toReversed()) {
    const payment = payments.get(row.paymentId);
    const happening = payment && (await happeningOf(platform, scope, row, payment));
    if (happening) moved.push(happening);
  }
  return [...corrected, ...moved];
}

/** Null for a waiver that ended with the money beside it: that went, and is told. */
async function happeningOf(
  platform: Platform,
  scope: OrgScope,
  row: AllocationDocument,
  payment: PaymentDocument,
): Promise<BillHappening | null> {
  const known = { at: row.at, paymentId: payment._id, says: { amount: Math.abs(row.amount) } };
  const use = await useOfRequest(platform.databases.server, scope, row.causedBy);
  if (row.amount > 0) {
    if (use) return { kind: 'carried', by: use.actor, ...known };
    if (payment.sourceType === 'charge') return { kind: 'paid_online', by: payment.memberName, ...known };
    return { kind: payment.method === 'write_off' ? 'waived' : 'paid', by: payment.actor, ...known };
  }
  if (use) return { kind: 'taken_back', by: use.actor, ...known };
  const [reversal] = (await historyOf(platform, scope, payment._id, null, 20)).filter(({ action }) => action === 'payment.reverse');
  if (reversal) return { kind: 'taken_back', by: reversal.actorName, ...known };
  return payment.method === 'write_off' ? null : { kind: 'returned', by: '', ...known };
}

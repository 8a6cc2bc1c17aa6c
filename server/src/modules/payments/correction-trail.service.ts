import type { CorrectionView } from '@tsudoi/shared/contracts/payments/correction.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { getBill } from '../billing/billing.public.ts';
import { nowOf, obstacleTo } from './correction-undo.service.ts';
import { correctionsTouching } from './correction.repository.ts';
import { findPayments } from './payment.repository.ts';

type View = z.output<typeof CorrectionView>;

/** What was corrected about a bill, newest first, with the way of the money. @throws DomainError NOT_FOUND */
export async function correctionsOfBill(platform: Platform, scope: OrgScope, billId: BillId): Promise<View[]> {
  const db = platform.databases.server;
  await getBill(db, scope, billId);
  const rows = await correctionsTouching(db, scope, billId);
  const payments = await findPayments(db, scope, [...new Set(rows.flatMap(({ moves }) => moves.map(({ paymentId }) => paymentId)))]);
  const views: View[] = [];
  for (const row of rows) {
    const open = row.wrong !== 'undo' && row.undoneBy === null;
    views.push({
      correctionId: row._id,
      wrong: row.wrong,
      at: row.at.toISOString(),
      actor: row.actor,
      reason: row.reason,
      bills: row.bills,
      money: row.moves.flatMap(({ paymentId, amount, to }) => {
        const payment = payments.find(({ _id }) => _id === paymentId);
        if (!payment) return [];
        const { method, paymentNumber, receivedAt } = payment;
        const index = to === null ? null : row.bills.findIndex((bill) => bill.billId === to);
        return [{ method, paymentNumber, receivedAt: receivedAt.toISOString(), amount: amount as never, to: index }];
      }),
      memberType: row.memberType && { from: row.memberType.fromName, to: row.memberType.toName },
      undone: row.undoneBy !== null,
      undoable: open && (await obstacleTo(platform, scope, row, await nowOf(platform, scope, row))) === null,
    });
  }
  return views;
}

import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { getBill } from '../billing/billing.public.ts';
import { holdingsOfBill, payingAmong } from '../payments/payments.public.ts';
import { type ReceiptDocument, liveReceiptsOfBills, voidReceipt } from './receipt.repository.ts';
import { receiptHolds } from './receipt.rules.ts';

/** Money was taken off these bills: the receipts that hold no more are void, and their numbers are never used again. */
export async function voidReceiptsOf(
  platform: Platform,
  scope: OrgScope,
  billIds: readonly BillId[],
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  for (const receipt of await liveReceiptsOfBills(db, scope, billIds, session)) {
    if (await holds(platform, scope, receipt, session)) continue;
    await voidReceipt(db, scope, receipt, now, session);
    await recordAudit(
      platform,
      scope,
      { kind: 'system', name: 'documents' },
      { action: 'receipt.void', subjectKind: 'receipt', subjectId: receipt._id, subjectName: receipt.number, fields: ['voided'] },
      session,
    );
    await recordLive(db, scope, [{ topic: 'receipts', ref: receipt._id, memberId: receipt.memberId }], now, session);
  }
}

async function holds(platform: Platform, scope: OrgScope, receipt: ReceiptDocument, session: ClientSession): Promise<boolean> {
  const bill = await getBill(platform.databases.server, scope, receipt.billId, session);
  const holdings = await holdingsOfBill(platform, scope, bill._id, session);
  return receiptHolds(
    receipt,
    bill.status,
    payingAmong(holdings, bill.amount),
    new Map(holdings.map(({ payment, held }) => [payment._id, held])),
  );
}

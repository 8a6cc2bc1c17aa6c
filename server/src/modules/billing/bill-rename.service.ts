import type { BillDetail } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { billDetailOf } from './bill-detail.service.ts';
import { wordingUnder } from './bill-name.rules.ts';
import { getBill, saveBills } from './bill.repository.ts';
import { refuseDonation } from './billing-item.rules.ts';

/**
 * 請求名称 of one bill, whatever made it and also when it is paid (domain.md 3.6); a cancelled one is read-only, and issued papers
 * keep what they said. The same name again changes nothing.
 * @throws DomainError NOT_FOUND, DONATION_NOT_ALLOWED, INVALID_TRANSITION for a cancelled one
 */
export async function renameBill(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  billId: BillId,
  billName: string,
): Promise<z.output<typeof BillDetail>> {
  refuseDonation(billName);
  const db = platform.databases.server;
  const renamed = await inTransaction(platform.databases.client, async (session) => {
    const bill = await getBill(db, scope, billId, session);
    if (bill.status === 'cancelled') throw new DomainError('INVALID_TRANSITION', { from: bill.status, to: 'renamed' });
    if (bill.billName === billName) return bill;
    const change = { billName, ...wordingUnder(bill, billName) };
    await saveBills(db, scope, [{ bill, change }], session);
    const note = { action: 'bill.rename', subjectKind: 'bill', subjectId: billId, subjectName: bill.billNumber } as const;
    await recordAudit(platform, scope, actor, { ...note, fields: ['billName'] }, session);
    await recordLive(db, scope, [{ topic: 'bills', ref: billId, memberId: bill.memberId }], platform.clock.now(), session);
    return { ...bill, ...change, version: bill.version + 1 };
  });
  return billDetailOf(platform, scope, renamed);
}

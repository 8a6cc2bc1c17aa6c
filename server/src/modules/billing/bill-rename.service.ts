import type { BillDetail } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit, valueChanges } from '../audit/audit.public.ts';
import { billDetailOf } from './bill-detail.service.ts';
import { wordingUnder } from './bill-name.rules.ts';
import { tellingWhatHappened } from './bill-happening.service.ts';
import { getBill, saveBills } from './bill.repository.ts';
import { refuseDonation } from './billing-item.rules.ts';

type Detail = z.output<typeof BillDetail>;

/**
 * 請求名称 of one bill, whatever made it and also when it is paid (domain.md 3.6); a cancelled one is read-only, and issued papers
 * keep what they said. The same name again changes nothing. With the name that was `seen`, one that a colleague gave meanwhile stays.
 * @throws DomainError NOT_FOUND, DONATION_NOT_ALLOWED, BILL_CANCELLED, BILL_CHANGED_SINCE
 */
export async function renameBill(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  billId: BillId,
  billName: string,
  seen: string | null = null,
): Promise<Detail> {
  refuseDonation(billName);
  return tellingWhatHappened(platform, scope, [billId], () => rename(platform, scope, actor, billId, billName, seen));
}

async function rename(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  billId: BillId,
  billName: string,
  seen: string | null,
): Promise<Detail> {
  const db = platform.databases.server;
  const renamed = await inTransaction(platform.databases.client, async (session) => {
    const bill = await getBill(db, scope, billId, session);
    if (bill.status === 'cancelled') throw new DomainError('BILL_CANCELLED');
    if (bill.billName === billName) return bill;
    if (seen !== null && bill.billName !== seen) throw new DomainError('BILL_CHANGED_SINCE', { what: 'name' });
    const change = { billName, ...wordingUnder(bill, billName) };
    await saveBills(db, scope, [{ bill, change }], session);
    const note = { action: 'bill.rename', subjectKind: 'bill', subjectId: billId, subjectName: bill.billNumber } as const;
    await recordAudit(
      platform,
      scope,
      actor,
      { ...note, fields: ['billName'], changes: valueChanges(['billName'], bill, change) },
      session,
    );
    await recordLive(db, scope, [{ topic: 'bills', ref: billId, memberId: bill.memberId }], platform.clock.now(), session);
    return { ...bill, ...change, version: bill.version + 1 };
  });
  return billDetailOf(platform, scope, renamed);
}

import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { confirmDrafts } from './bill-confirm.service.ts';
import { billNumber, billSeries } from './bill-number.rules.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';
import { type SingleBill, singleBill } from './single-bill.rules.ts';

/**
 * A bill over one sum, made and opened at once in the caller's transaction; whoever asks for it tells the member, so that no
 * mail of its own goes out.
 */
export async function openSingleBill(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  asked: Omit<SingleBill, 'requestHash' | 'now'>,
  causedBy: string,
  session: ClientSession,
): Promise<BillDocument> {
  const db = platform.databases.server;
  const bill: BillDocument = {
    ...singleBill(scope, { ...asked, requestHash: '', now: platform.clock.now() }),
    billNumber: billNumber(asked.fiscalYear, await takeNumbers(db, scope, billSeries(asked.fiscalYear), 1, session)),
  };
  await billsOf(db, scope).insert([bill], { session });
  await confirmDrafts(platform, scope, [bill], causedBy, session, { toldElsewhere: true });
  await recordAudit(
    platform,
    scope,
    actor,
    {
      action: 'bill.create',
      subjectKind: 'bill',
      subjectId: bill._id,
      subjectName: bill.billNumber,
      fields: ['billName', 'amount', 'dueOn'],
    },
    session,
  );
  return bill;
}

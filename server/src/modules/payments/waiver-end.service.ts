import type { BillId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, jstDateOf } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, recordAudits } from '../audit/audit.public.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import { type PaymentDocument, allocationsOfBills, findPayments } from './payment.repository.ts';
import { endedWaivers } from './waiver.rules.ts';

/** What last took something off a bill, and on which day. */
export interface TakenOff {
  readonly causedBy: string;
  readonly on: JstDate;
}

/** What is needed of the ledger. */
interface Books {
  bill(id: BillId): BillDocument | null;
  track(payments: readonly PaymentDocument[]): Promise<void>;
  on(billId: BillId): readonly { readonly payment: PaymentDocument; readonly left: Yen }[];
  reverse(paymentId: string, amount: Yen, causedBy: string, how: { readonly on: JstDate }): void;
  change(paymentId: string, change: Partial<PaymentDocument>): PaymentDocument;
  notify(notice: { topic: 'payments'; ref: string; memberId: PaymentDocument['memberId'] }): void;
}

/**
 * What was waived of a bill ends with the money that it was short of, whichever way that leaves and in the same transaction: else
 * the bill would ask for less from whoever pays it next, and count as paid in part with not a yen there. Money that comes again
 * brings no waiver back; the office decides anew.
 */
export async function endWaivers(
  platform: Platform,
  scope: OrgScope,
  books: Books,
  takenOff: ReadonlyMap<BillId, TakenOff>,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const billIds = [...takenOff.keys()].filter((billId) => books.bill(billId)!.allocated > 0);
  const rows = await allocationsOfBills(db, scope, billIds, session);
  await books.track(await findPayments(db, scope, [...new Set(rows.map(({ paymentId }) => paymentId))], session));
  const notes: AuditNote[] = [];
  for (const billId of billIds)
    for (const { payment, left } of endedWaivers(books.on(billId))) {
      const { causedBy, on } = takenOff.get(billId)!;
      const waivedOn = jstDateOf(payment.receivedAt);
      // A transfer may have been made before somebody waived, and is written down only now.
      books.reverse(payment._id, left, causedBy, { on: on < waivedOn ? waivedOn : on });
      books.change(payment._id, { state: 'reversed', reversalReason: 'money_gone' });
      books.notify({ topic: 'payments', ref: payment._id, memberId: payment.memberId });
      const subjectName = books.bill(billId)!.billNumber;
      notes.push({ action: 'payment.write_off_ended', subjectKind: 'payment', subjectId: payment._id, subjectName, fields: ['state'] });
    }
  await recordAudits(platform, scope, { kind: 'system', name: 'ledger' }, notes, session);
}
